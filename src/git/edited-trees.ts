import { CouldNotCheck } from '../errors.ts'
import { objectId } from './object-id.ts'
import { readObjects } from './object-stream.ts'
import { bytesOfPath } from './path-bytes.ts'
import type { GitPlace } from './process.ts'
import { type Entry, MODE_TREE, readTree, type TreeEntry, withEntry, writeTree } from './raw-tree.ts'

/** Trees that can be looked into along some paths, and changed there without a word to git until it is told. */
export interface EditableTrees {
  /** What stands at one of the paths in one of the trees. */
  readonly at: (tree: string, path: string) => Entry
  /**
   * The id of the tree with something else at the path, or nothing. Null: it cannot be there, for a file stands where its
   * folder would, or a folder where it would.
   */
  readonly edited: (tree: string, path: string, entry: Entry) => string | null
  /** What has to be written for these trees to be there: all new ones in them, by id. */
  readonly toWrite: (trees: Iterable<string>) => ReadonlyMap<string, Buffer>
}

/** Reads these trees along these paths: as many processes as the deepest path has folders. */
export async function editableTrees(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  trees: readonly string[],
  paths: readonly string[],
): Promise<EditableTrees> {
  const known = new Map<string, readonly TreeEntry[]>()
  const made = new Map<string, Buffer>()
  const entriesOf = (tree: string): readonly TreeEntry[] => known.get(tree)!
  const child = (tree: string, name: string): TreeEntry | undefined =>
    entriesOf(tree).find((entry) => entry.name === name)

  const inside = paths.map((path) => partsOf(path).slice(0, -1))
  let level = paths.map(() => new Set(trees))
  for (let depth = 0; level.some((each) => each.size > 0); depth += 1) {
    const wanted = [...new Set(level.flatMap((each) => [...each]))].filter((tree) => !known.has(tree))
    for (const [index, object] of (await readObjects(place, wanted)).entries()) {
      if (object?.type !== 'tree') throw new CouldNotCheck(`tree ${wanted[index]} cannot be read`)
      known.set(wanted[index]!, readTree(object.content, objectFormat))
    }
    level = inside.map((folders, index) => {
      const name = folders[depth]
      const below = name === undefined ? [] : [...level[index]!].map((tree) => child(tree, name))
      return new Set(below.flatMap((entry) => (entry?.mode === MODE_TREE ? [entry.oid] : [])))
    })
  }

  const add = (entries: readonly TreeEntry[]): string => {
    const raw = writeTree(entries)
    const oid = objectId(objectFormat, 'tree', raw)
    if (!known.has(oid)) made.set(oid, raw)
    known.set(oid, entries)
    return oid
  }

  const look = (tree: string, [name, ...rest]: readonly string[]): Entry => {
    const found = child(tree, name!)
    if (found === undefined) return null
    if (rest.length === 0) return { mode: found.mode, oid: found.oid }
    return found.mode === MODE_TREE ? look(found.oid, rest) : null
  }

  /** New entries of a tree; null: the path is not free. */
  const edit = (
    entries: readonly TreeEntry[],
    [name, ...rest]: readonly string[],
    entry: Entry,
  ): readonly TreeEntry[] | null => {
    const found = entries.find((each) => each.name === name)
    if (rest.length === 0) {
      const isFree = entry === null || found === undefined || (found.mode === MODE_TREE) === (entry.mode === MODE_TREE)
      return isFree ? withEntry(entries, name!, entry) : null
    }
    if (found !== undefined && found.mode !== MODE_TREE) return entry === null ? entries : null
    const below = edit(found ? entriesOf(found.oid) : [], rest, entry)
    if (below === null) return null
    return withEntry(entries, name!, below.length === 0 ? null : { mode: MODE_TREE, oid: add(below) })
  }

  return {
    at: (tree, path) => look(tree, partsOf(path)),
    edited: (tree, path, entry) => {
      const entries = edit(entriesOf(tree), partsOf(path), entry)
      return entries && add(entries)
    },
    toWrite: (roots) => {
      const wanted = new Map<string, Buffer>()
      const waiting = [...roots]
      for (let tree = waiting.pop(); tree !== undefined; tree = waiting.pop()) {
        const raw = made.get(tree)
        if (raw === undefined || wanted.has(tree)) continue
        wanted.set(tree, raw)
        for (const { oid } of entriesOf(tree)) waiting.push(oid)
      }
      return wanted
    },
  }
}

/** A path's folders and its name, one character for a byte. */
const partsOf = (path: string): readonly string[] => bytesOfPath(path).toString('latin1').split('/')
