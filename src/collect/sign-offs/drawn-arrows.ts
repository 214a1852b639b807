import { MODE_ABSENT, type State } from '../../change.ts'
import { compareTrees } from '../../git/merge-tree.ts'
import type { GitPlace } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { EMPTY_TREE, whichAreTrees } from '../../git/tree.ts'
import { type Arrow, arrowsOf, type ValidSignOff } from '../../signoff/arrows.ts'
import { type Cover, isFolder } from '../../signoff/cover.ts'

/** All arrows of some sign-offs, with folders written out; one whose trees are not here, or are no trees, covers nothing. */
export async function drawArrows(
  place: GitPlace,
  { objectFormat }: Repository,
  signOffs: readonly ValidSignOff[],
): Promise<readonly Arrow[]> {
  const folders = signOffs.flatMap(({ covers }) => covers.filter(isFolder))
  const here = await whichAreTrees(place, [...new Set(folders.flatMap(({ old, new: now }) => [old.oid, now.oid]))])
  const emptyTree = EMPTY_TREE[objectFormat]
  const pairs = folders.map(({ old, new: now }): [string, string] => [treeOr(old, emptyTree), treeOr(now, emptyTree)])
  const isHere = (oid: string) => oid === emptyTree || here.has(oid)
  const readable = pairs.map((pair): [string, string] => (pair.every(isHere) ? pair : [emptyTree, emptyTree]))
  const inside = await compareTrees(place, objectFormat, readable, () => true)
  const expanded = new Map<Cover, readonly Cover[]>(
    folders.map((folder, index) => [
      folder,
      inside[index]!.map(({ path, ...states }) => ({ path: folder.path + path, ...states })),
    ]),
  )
  return arrowsOf(signOffs, (folder) => expanded.get(folder) ?? [])
}

const treeOr = ({ mode, oid }: State, emptyTree: string): string => (mode === MODE_ABSENT ? emptyTree : oid)
