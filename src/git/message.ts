import { cutLineAt, isBlank, isBlankLine, lineEnd, lineStart } from './message-tail.ts'

/** What decides how git turns the message file into the message that it stores. */
export interface MessageSettings {
  /** Whether git opens an editor: in a hook, GIT_EDITOR is not `:`. */
  readonly editor: boolean
  /** `commit.cleanup`, null when it is not set. `--cleanup` itself cannot be seen from a hook. */
  readonly cleanup: string | null
  /** `core.commentString` or `core.commentChar`; `#` when neither is set. */
  readonly commentPrefix: string
}

/** What `git stripspace` does, or with a prefix `git stripspace --strip-comments`. */
export function stripspace(text: string, options: { readonly commentPrefix: string | null }): string {
  const kept: string[] = []
  let gap = false
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = lineEnd(text, at)
    // A comment is as if it were not there: it neither makes nor breaks a paragraph.
    if (options.commentPrefix && text.startsWith(options.commentPrefix, at)) continue
    let last = end
    while (last > at && isBlank(text.charCodeAt(last - 1))) last--
    if (last > at) {
      if (gap && kept.length > 0) kept.push('\n')
      kept.push(text.slice(at, last), '\n')
    }
    gap = last === at
  }
  return kept.join('')
}

/**
 * The message that git will store, from the file that the commit-msg hook is given. That file is not cleaned yet: with
 * an editor it still has the template's comments, and with `-v` the whole diff.
 *
 * Without an editor `#123` at the start of a line is text, so only white space is cleaned. With one, text under the cut
 * line is left out in every mode: git does so with `-v` only, which the hook cannot see, and nothing may count that git
 * might drop.
 */
export function storedMessage(raw: string, settings: MessageSettings): string {
  const { editor, cleanup } = settings
  const prefix = settings.commentPrefix === 'auto' ? pickedPrefix(raw, editor) : settings.commentPrefix
  const text = editor && prefix ? raw.slice(0, cutLineAt(raw, prefix)) : raw
  switch (cleanup) {
    case 'verbatim':
      return text
    case 'whitespace':
    case 'scissors':
      return stripspace(text, { commentPrefix: null })
    case 'strip':
      return stripspace(text, { commentPrefix: prefix })
    default:
      return stripspace(text, { commentPrefix: editor ? prefix : null })
  }
}

/** What git picks from for `core.commentChar=auto`: the first with which no line of the message began. */
const CANDIDATES = '#;@!$%^&|:'

/**
 * Null, nothing is a comment, without an editor: git picks a character with which no line begins. (From 2.51 on it
 * still picks `#` when only the end of the message has it; whoever reads trailers passes over that end anyway.)
 */
const pickedPrefix = (raw: string, editor: boolean): string | null => (editor ? prefixOfTemplate(raw) : null)

/**
 * The prefix of git's own lines at the end of an edited file. Under a cut line there may be a diff, but none of its
 * lines looks like a cut line. A person may have ended on a line such as `@someone`, so three lines are asked for (the
 * template has four or more); else `#`, git's first choice.
 */
function prefixOfTemplate(raw: string): string {
  const cut = [...raw.matchAll(/^([#;@!$%^&|:]) -{24} >8 -{24}$/gm)].at(-1)
  if (cut) return cut[1]!
  let at = raw.length
  do at = lineStart(raw, at)
  while (at > 0 && isBlankLine(raw, at))
  const prefix = raw.charAt(at)
  for (let lines = 1; lines < 3; lines++) {
    if (at === 0) return '#'
    at = lineStart(raw, at)
    if (raw.charAt(at) !== prefix) return '#'
  }
  return CANDIDATES.includes(prefix) ? prefix : '#'
}

/** The subject as git's `%s` has it: the first paragraph, its lines joined by a space. */
export function subjectOf(message: string): string {
  const nul = message.indexOf('\0')
  const text = nul < 0 ? message : message.slice(0, nul)
  const lines: string[] = []
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = lineEnd(text, at)
    if (!isBlankLine(text, at)) {
      let last = end
      while (isBlank(text.charCodeAt(last - 1))) last--
      lines.push(text.slice(at, last))
    } else if (lines.length > 0) break
  }
  return lines.join(' ')
}

/** Whether `git rebase --autosquash` would take the commit into another. */
export const isAutosquash = (message: string): boolean => /^(?:fixup|squash|amend)! /.test(message)
