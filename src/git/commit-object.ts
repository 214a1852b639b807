import type { Person } from '../change.ts'

/** A commit as its raw object says, before anything is concluded from it. */
export interface CommitObject {
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
  readonly messageFault: string | null
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
 * git's own printing stops at a NUL in the message and re-encodes it; the raw bytes hide nothing.
 */
export function readCommitObject(bytes: Buffer): CommitObject {
  const gap = bytes.indexOf('\n\n')
  const headerEnd = gap < 0 ? bytes.length : gap + 1
  const header = bytes.toString('latin1', 0, headerEnd)
  const parents: string[] = []
  let tree = ''
  let author = NOBODY
  let committer = NOBODY
  let encoding = 'UTF-8'
  let at = 0
  while (at < header.length) {
    const lineEnd = header.indexOf('\n', at)
    const line = header.slice(at, lineEnd < 0 ? header.length : lineEnd)
    if (line.startsWith('tree ') && tree === '') tree = line.slice(5)
    else if (line.startsWith('parent ')) parents.push(line.slice(7))
    else if (line.startsWith('author ') && author === NOBODY) author = readPerson(line.slice(7))
    else if (line.startsWith('committer ') && committer === NOBODY) committer = readPerson(line.slice(10))
    else if (line.startsWith('encoding ')) encoding = line.slice(9)
    at += line.length + 1
  }
  const body = gap < 0 ? Buffer.alloc(0) : bytes.subarray(gap + 2)
  const { message, messageFault } = decodeMessage(body, encoding)
  return { tree, parents, author, committer, message, messageFault }
}

const NOBODY: Person = { name: '', email: '', date: '' }

/** `Jane Doe <jane@example.com> 1700000000 +0100`; the address is between the first `<` and the last `>`. */
function readPerson(latin1: string): Person {
  const text = /[\x80-\xff]/.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1
  const open = text.indexOf('<')
  const close = text.lastIndexOf('>')
  if (open < 0 || close < open) return { name: text, email: '', date: '' }
  return { name: text.slice(0, open).trim(), email: text.slice(open + 1, close), date: text.slice(close + 1).trim() }
}

function decodeMessage(body: Buffer, encoding: string): { message: string; messageFault: string | null } {
  const nul = body.includes(0) ? 'it has a NUL byte, and git shows only what stands before it' : null
  if (/^utf-?8$/i.test(encoding)) return { message: body.toString('utf8'), messageFault: nul }
  try {
    // `encoding` is a label of the commit's author; the ones that Node knows are those of the Encoding Standard.
    return { message: new TextDecoder(encoding).decode(body), messageFault: nul }
  } catch {
    return { message: body.toString('latin1'), messageFault: nul ?? 'its encoding header names no known encoding' }
  }
}
