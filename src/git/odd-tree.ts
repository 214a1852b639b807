import { CouldNotCheck } from '../errors.ts'
import { quotePath } from './quoted-path.ts'
import { entryPlaces } from './raw-tree.ts'

const [SLASH, DOT, ZERO, FOUR] = [0x2f, 0x2e, 0x30, 0x34]

/**
 * What in a raw tree git never writes: an entry whose name has a slash, is empty, `.` or `..`, stands twice or out of
 * order. git compares such a tree otherwise than it checks it out: `.github/workflows` in the place of `.github` is no
 * difference for it at all. Gives the entry's name, one character a byte; null: all is in order.
 * @throws {CouldNotCheck} where the tree is damaged.
 */
export function oddEntry(tree: Buffer, objectFormat: 'sha1' | 'sha256'): string | null {
  // Lengths of the files that the last name begins with: a folder of the same name may come some names later.
  const files: number[] = []
  let last = 0
  let lastLength = 0
  let lastIsTree = false
  for (const { start: at, blank, nul } of entryPlaces(tree, objectFormat)) {
    const start = blank + 1
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
  }
  return null
}

/** Refuses to go on with a commit that brings a tree which git never writes. @throws {CouldNotCheck} then. */
export function holdWritten(tree: Buffer, objectFormat: 'sha1' | 'sha256', commit: string): void {
  const odd = oddEntry(tree, objectFormat)
  if (odd === null) return
  throw new CouldNotCheck(
    `commit ${commit} has a tree that git never writes, with ${quotePath(odd)} as the name of an entry: what git says of its changes cannot be relied on`,
  )
}
