import type { Person } from '../change.ts'

/** A commit as its raw object says, before anything is concluded from it. */
export interface CommitObject {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
  readonly messageFault: string | null
  /** It carries a signature over itself; whose, nobody has looked at yet. */
  readonly signed: boolean
}

/**
 * Reads a raw commit object:
 *
 *     tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
 *     parent …
 *     author Jane Doe <jane@example.com> 1700000000 +0100
 *     committer …
 *     encoding ISO-8859-1
 *     gpgsig -----BEGIN SSH SIGNATURE-----
 *      (continued lines begin with a blank)
 *
 *     the message
 *
 * git's own printing stops at a NUL in the message and re-encodes it; the raw bytes hide nothing. As for git, parents
 * are the lines that follow the tree, and of any other header the first one counts: a `parent` further down is not
 * one, and would make a merge of a commit that git takes for none.
 */
export function readCommitObject(bytes: Buffer): CommitObject {
  const gap = bytes.indexOf('\n\n')
  const header = bytes.toString('latin1', 0, gap < 0 ? bytes.length : gap)
  const plain = !/[\x80-\xff]/.test(header)
  const read = decoding(headerValue(header, 'encoding ') || 'UTF-8')
  const textOf = (name: string): string => {
    const value = headerValue(header, name)
    return plain ? value : read.text(Buffer.from(value, 'latin1'), 0)
  }
  const body = gap < 0 ? bytes.length : gap + 2
  return {
    tree: headerValue(header, 'tree '),
    parents: parentsIn(header),
    author: readPerson(textOf('author ')),
    committer: readPerson(textOf('committer ')),
    message: read.text(bytes, body),
    // The lines of a signed tag that was merged stand behind a blank.
    signed: header.includes('\ngpgsig'),
    // One among the headers lets the message begin with headers for git, or takes all of it away.
    messageFault: bytes.includes(0) ? 'it has a NUL byte, and git shows only what stands before it' : read.fault,
  }
}

/** What stands behind the first header of that name; empty where there is none. */
function headerValue(header: string, name: string): string {
  const at = header.startsWith(name) ? 0 : header.indexOf(`\n${name}`) + 1
  if (at === 0 && !header.startsWith(name)) return ''
  const end = header.indexOf('\n', at)
  return header.slice(at + name.length, end < 0 ? header.length : end)
}

/** The parents: the lines directly under the first one. */
function parentsIn(header: string): readonly string[] {
  const parents: string[] = []
  for (let at = header.indexOf('\n') + 1; at > 0 && header.startsWith('parent ', at); ) {
    const end = header.indexOf('\n', at)
    parents.push(header.slice(at + 'parent '.length, end < 0 ? header.length : end))
    at = end + 1
  }
  return parents
}

/**
 * `Jane Doe <jane@example.com> 1700000000 +0100`. In a damaged one the address ends at the first `>` and the date begins
 * after the last, as git reads it.
 */
function readPerson(text: string): Person {
  const open = text.indexOf('<')
  const close = text.indexOf('>', open)
  if (open < 0 || close < 0) return { name: text, email: '', date: '' }
  return {
    name: text.slice(0, open).trimEnd(),
    email: text.slice(open + 1, close),
    date: text.slice(text.lastIndexOf('>') + 1).trim(),
  }
}

/** How bytes are read as text, and why the result cannot be taken at its word; null when it can. */
interface Decoding {
  readonly text: (bytes: Buffer, from: number) => string
  readonly fault: string | null
}

const UTF8: Decoding = { text: (bytes, from) => bytes.toString('utf8', from), fault: null }

/** `encoding` is a label of the commit's author; the ones that Node knows are those of the Encoding Standard. */
function decoding(encoding: string): Decoding {
  if (/^utf-?8$/i.test(encoding)) return UTF8
  try {
    const decoder = new TextDecoder(encoding)
    const fault = decoder.encoding.startsWith('utf-16') ? 'it says to be UTF-16, which git cannot show' : null
    return { text: (bytes, from) => decoder.decode(bytes.subarray(from)), fault }
  } catch {
    return {
      text: (bytes, from) => bytes.toString('latin1', from),
      fault: 'its encoding header names no known encoding',
    }
  }
}
