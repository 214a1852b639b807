import { Composer, type CST, Parser } from 'yaml'
import { visible } from '../visible.ts'
import { positions } from './lines.ts'
import { TreeReader } from './read-tree.ts'
import type { PolicyError, Position, Say, Tree } from './tree.ts'

/** A policy is a page or two. What is longer was not written by hand, and costs the reader (here and in git) dearly. */
const LONGEST_TEXT = 256 * 1024
/** A policy goes five levels deep. See `tooDeep` for why this is not left to the library. */
const DEEPEST = 32

// What YAML 1.2 calls printable (production 1, c-printable). NUL and lone surrogates (bytes that were no UTF-8) are not.
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\u{10ffff}]/u

// Line ends of other ages and systems. YAML 1.2 takes a lone CR for one, as editors take them all; the library takes none.
const ODD_LINE_END = /\r(?!\n)|[\x85\u2028\u2029]/

// Patterns have backslashes, and most people quote in double quotes.
const IN_SINGLE_QUOTES = ': between double quotes a backslash begins one; single quotes take it as it is'

/**
 * What the text says. `tree` is null when it is not one well-formed YAML document, and `errors` then says all of why;
 * when there is a tree, `errors` holds what can be wrong beside it (keys that stand twice, tags).
 */
export interface Parsed {
  readonly tree: Tree | null
  readonly errors: readonly PolicyError[]
}

/** Reads YAML 1.2 (core schema: `off`, `on`, `yes` and `no` are words). Never throws, whatever the text. */
export function parsePolicyText(written: string): Parsed {
  // Editors do not count the byte order mark as a column.
  const text = written.startsWith('\ufeff') ? written.slice(1) : written
  const at = positions(text)
  const errors: PolicyError[] = []
  const say: Say = (position, sentence) => errors.push({ ...position, text: sentence })

  if (text.length > LONGEST_TEXT) {
    say(at(0), `the policy is longer than ${LONGEST_TEXT / 1024} KiB`)
    return { tree: null, errors }
  }
  const unprintable = UNPRINTABLE.exec(text)
  if (unprintable) {
    say(at(unprintable.index), `YAML text may not hold the character ${visible(unprintable[0], 20)}`)
    return { tree: null, errors }
  }
  const odd = ODD_LINE_END.exec(text)
  if (odd) {
    const said = `${visible(odd[0], 20)} ends a line for some readers and not for others: end it in a line feed`
    say(at(odd.index), `${said} (after a comment, what follows would not be in force)`)
    return { tree: null, errors }
  }

  const tokens = [...new Parser().parse(text)]
  for (const token of tokens) refuseToken(token, at, say)
  if (errors.length > 0) return { tree: null, errors }

  const options = { uniqueKeys: false, prettyErrors: false, logLevel: 'silent', version: '1.2' } as const
  const [document, second] = new Composer(options).compose(tokens, true, text.length)
  const tabs = document!.errors.filter(({ code }) => code === 'TAB_AS_INDENT')
  // What comes of a tab is told as a dozen other faults.
  for (const { pos, code, message } of tabs.length > 0 ? tabs : document!.errors)
    say(at(pos[0]), visible(message, 200) + (code === 'BAD_DQ_ESCAPE' ? IN_SINGLE_QUOTES : ''))
  if (second) say(at(second.range[0]), 'a second YAML document begins here; a policy is one')
  if (errors.length > 0) return { tree: null, errors }

  return { tree: new TreeReader(at, say).read(document!.contents, at(0)), errors }
}

/** Says what must not even be composed: directives (`%YAML 1.1` changes what words mean) and depth. */
function refuseToken(token: CST.Token, at: (offset: number) => Position, say: Say): void {
  if (token.type === 'directive') say(at(token.offset), 'a policy has no use for directives (lines that begin with %)')
  if (token.type !== 'document') return
  const deep = tooDeep(token)
  if (deep !== null) say(at(deep), `nested more than ${DEEPEST} levels deep`)
}

/**
 * The offset of the first thing nested too deeply, or null. yaml 2.9 parses without recursion but composes with it, and
 * at some thousand `{` Node 20 was seen to abort (`RegExpCompiler Allocation failed`) where the stack runs out: no
 * exception to catch. So depth is bounded before composing, and without recursion.
 */
function tooDeep(document: CST.Document): number | null {
  const open: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = []
  open.push({ token: document.value, depth: 1 })
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next
    if (!token || !('items' in token)) continue
    if (depth > DEEPEST) return token.offset
    for (const item of token.items)
      open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 })
  }
  return null
}
