import { CouldNotCheck } from '../errors.ts'

const [BLANK, SLASH, DOT, ZERO, FOUR] = [0x20, 0x2f, 0x2e, 0x30, 0x34]

/**
 * What in a raw tree git never writes: an entry whose name has a slash, is empty, `.` or `..`, stands twice or out of
 * order. git compares such a tree otherwise than it checks it out: `.github/workflows` in the place of `.github` is no
 * difference for it at all. Gives the entry's name, one character a byte; null: all is in order.
 * @throws {CouldNotCheck} where the tree is damaged.
 */
export function oddEntry(tree: Buffer, objectFormat: 'sha1' | 'sha256'): string | null {
  const idLength = objectFormat === 'sha256' ? 32 : 20
  // Lengths of the files that the last name begins with: a folder of the same name may come some names later.
  const files: number[] = []
  let last = 0
  let lastLength = 0
  let lastIsTree = false
  for (let at = 0; at < tree.length; ) {
    const blank = tree.indexOf(BLANK, at)
    const start = blank + 1
    const nul = tree.indexOf(0, start)
    const end = nul + 1 + idLength
    if (blank < 0 || nul < 0 || end > tree.length) throw new CouldNotCheck('a tree is damaged')
    const length = nul - start
    const isTree = tree[at] === FOUR || (tree[at] === ZERO && tree[at + 1] === FOUR)
    const name = () => tree.toString('latin1', start, nul)

    if (length === 0 || (tree[start] === DOT && (length === 1 || (length === 2 && tree[start + 1] === DOT))))
      return name()
    for (let index = start; index < nul; index += 1) if (tree[index] === SLASH) return name()

    let common = 0
    while (common < length && common < lastLength && tree[last + common] === tree[start + common]) common += 1
    if (at > 0) {
      // As git sorts them, a folder as if its name ended in a slash.
      const before = common < lastLength ? tree[last + common]! : lastIsTree ? SLASH : 0
      const after = common < length ? tree[start + common]! : isTree ? SLASH : 0
      if (before >= after) return name()
    }
    while (files.length > 0 && files.at(-1)! > common) files.pop()
    if (isTree && files.at(-1) === length) return name()
    if (!isTree) files.push(length)
    ;[last, lastLength, lastIsTree] = [start, length, isTree]
    at = end
  }
  return null
}
