/** A raw commit taken apart so that nothing of it is lost: put together again it has the same bytes. */
export interface RawCommit {
  /**
   * Headers in order, each with its continuation lines and without its last line break; one character is one byte.
   * Known ones come first, but any may follow: `mergetag`, `gpgsig`, `change-id` of jj …
   */
  readonly headers: readonly string[]
  /** The bytes of the message; null: the object ends with its headers. */
  readonly message: Buffer | null
}

/**
 * Takes a raw commit apart:
 *
 *     tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
 *     parent …
 *     author Jane Doe <jane@example.com> 1700000000 +0100
 *     committer …
 *     gpgsig -----BEGIN SSH SIGNATURE-----
 *      (continuation lines begin with a blank)
 *
 *     the message
 *
 * An empty line inside a header has that blank too, so the first one without it ends the headers.
 */
export function readRawCommit(bytes: Buffer): RawCommit {
  const gap = bytes.indexOf('\n\n')
  const headers: string[] = []
  for (const line of bytes
    .toString('latin1', 0, gap < 0 ? bytes.length : gap)
    .replace(/\n$/, '')
    .split('\n')) {
    if (line.startsWith(' ') && headers.length > 0) headers.push(`${headers.pop()}\n${line}`)
    else headers.push(line)
  }
  return { headers, message: gap < 0 ? null : bytes.subarray(gap + 2) }
}

/** Puts a commit together. */
export function writeRawCommit({ headers, message }: RawCommit): Buffer {
  const head = Buffer.from(`${headers.join('\n')}\n`, 'latin1')
  return message === null ? head : Buffer.concat([head, Buffer.from('\n'), message])
}

const isParent = (header: string): boolean => header.startsWith('parent ')

/** A commit's own signature. That of a merged tag stands in `mergetag`, and holds whatever becomes of the commit. */
const isSignature = (header: string): boolean => /^gpgsig(?:-sha256)? /.test(header)

/** Where the parents end: git reads them directly under the tree and nowhere else. */
function parentsEnd(headers: readonly string[]): number {
  let end = 1
  while (end < headers.length && isParent(headers[end]!)) end += 1
  return end
}

/** The ids of the parents, in order. */
export const parentsOf = ({ headers }: RawCommit): readonly string[] =>
  headers.slice(1, parentsEnd(headers)).map((header) => header.slice('parent '.length))

/** The id of the tree. */
export const treeOf = ({ headers }: RawCommit): string => headers[0]!.slice('tree '.length)

/** True for a commit that carries a signature over itself. */
export const isSigned = ({ headers }: RawCommit): boolean => headers.some(isSignature)

/**
 * The signature that a commit carries over itself in repositories of this format, armored, and the bytes that it signs: all
 * of the commit but for its signatures, those of the other format among them. Null: it carries none, or several, or one that
 * stands among the parents: git reads none behind it, and would show a merge that was signed as a commit of one parent.
 */
export function signedPart(
  { headers, message }: RawCommit,
  format: 'sha1' | 'sha256',
): { readonly armor: string; readonly payload: Buffer } | null {
  const name = format === 'sha1' ? 'gpgsig ' : 'gpgsig-sha256 '
  const [signature, ...others] = headers.filter((header) => header.startsWith(name))
  if (signature === undefined || others.length > 0) return null
  const signed = headers.filter((header) => !isSignature(header))
  if (parentsEnd(signed) !== parentsEnd(headers)) return null
  const armor = signature.slice(name.length).replaceAll('\n ', '\n')
  return { armor, payload: writeRawCommit({ headers: signed, message }) }
}

/** The label in the `encoding` header; null: the message is UTF-8. */
export function encodingOf({ headers }: RawCommit): string | null {
  return headers.find((header) => header.startsWith('encoding '))?.slice('encoding '.length) ?? null
}

/** What a rewrite leaves as it is, and two commits of one author and second do not share: all headers but parents and signatures. */
export const unchangedPart = ({ headers }: RawCommit): string =>
  [
    headers[0],
    parentsEnd(headers),
    ...headers.slice(parentsEnd(headers)).filter((header) => !isSignature(header)),
  ].join('\n')

/** What a commit becomes. What is null, or not named in `parents`, stays. */
export interface Renewal {
  /** New ids of parents, by their old ones. */
  readonly parents: ReadonlyMap<string, string>
  readonly tree: string | null
  readonly message: Buffer | null
}

/** The commit renewed. A signature would no longer hold and is taken out; every other byte stays. */
export function renewed(commit: RawCommit, { parents, tree, message }: Renewal): RawCommit {
  const end = parentsEnd(commit.headers)
  const headers = commit.headers.map((header, index) => {
    if (index === 0) return tree === null ? header : `tree ${tree}`
    const parent = index < end ? parents.get(header.slice('parent '.length)) : undefined
    return parent === undefined ? header : `parent ${parent}`
  })
  return { headers: headers.filter((header) => !isSignature(header)), message: message ?? commit.message }
}
