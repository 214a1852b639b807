import type { MergeKind } from '../change.ts'
import type { LoggedChange } from '../git/log.ts'
import { compareTrees, recomputeMerges } from '../git/merge-tree.ts'
import type { GitPlace } from '../git/process.ts'

/** A merge as it was made: its tree, its parents, and the watched paths that differ from each parent. */
export interface MadeMerge {
  readonly tree: string
  readonly parents: readonly string[]
  readonly changes: readonly LoggedChange[]
}

/** What its maker added to a merge: the changes that git's own merge of the parents does not explain. */
export interface ExaminedMerge {
  readonly kind: MergeKind
  readonly changes: readonly LoggedChange[]
}

/**
 * Recomputes merges and keeps what each one's maker added, dropped or resolved. A path that stands as in the recomputed
 * tree is inherited. A path that git could not merge never is, even if what was committed happens to be git's text
 * with the conflict markers. More than two parents are never clean: git cannot recompute such a merge.
 */
export async function examineMerges(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  merges: readonly MadeMerge[],
): Promise<readonly ExaminedMerge[]> {
  const pairs = merges.filter((merge) => merge.parents.length === 2)
  const recomputed = await recomputeMerges(
    place,
    pairs.map(({ parents }) => [parents[0]!, parents[1]!]),
  )
  const differing = await compareTrees(
    place,
    objectFormat,
    pairs.map(({ tree }, index) => [recomputed[index]!.tree, tree]),
    () => true,
  )
  const examined = new Map<MadeMerge, ExaminedMerge>()
  pairs.forEach((merge, index) => {
    const { conflicts } = recomputed[index]!
    const added = new Set([...conflicts, ...differing[index]!.map(({ path }) => path)])
    examined.set(merge, {
      kind: added.size === 0 ? 'clean' : 'edited',
      changes: merge.changes.filter(({ path }) => added.has(path)),
    })
  })
  return merges.map((merge) => examined.get(merge) ?? { kind: 'edited', changes: merge.changes })
}
