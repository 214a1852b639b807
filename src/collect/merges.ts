import { isAbsent, type MergeKind } from '../change.ts'
import { mergeBases } from '../git/descendants.ts'
import type { LoggedChange } from '../git/log.ts'
import { compareTrees, type MergeTime, recomputeMerges } from '../git/merge-tree.ts'
import type { GitPlace } from '../git/process.ts'
import { whichExist } from '../git/tree.ts'
import { grouped } from '../grouped.ts'

/** A merge as it was made: its tree, its parents, and the watched paths that differ from each parent. */
export interface MadeMerge {
  readonly tree: string
  readonly parents: readonly string[]
  readonly changes: readonly LoggedChange[]
}

/** What its maker added to a merge: the changes that git's own merge of the parents does not explain. */
export interface ExaminedMerge {
  readonly kind: MergeKind
  readonly changes: ReadonlySet<LoggedChange>
}

/**
 * Recomputes merges and keeps what each one's maker added, dropped or resolved. A path that stands as in the recomputed
 * tree is inherited, unless git carried changes over to it from a path of another name. A path that git could not merge
 * never is, even if what was committed happens to be git's text with the conflict markers. More than two parents are
 * never clean: git cannot recompute such a merge. Nor is one that it did not get done in time.
 */
export async function examineMerges(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  merges: readonly MadeMerge[],
  time: MergeTime,
): Promise<readonly ExaminedMerge[]> {
  const pairs = merges.filter((merge) => merge.parents.length === 2)
  const recomputed = await recomputeMerges(
    place,
    pairs.map(({ parents }) => [parents[0]!, parents[1]!]),
    time,
  )
  const known = pairs.flatMap((merge, index) => {
    const again = recomputed[index]
    return again ? [{ merge, again }] : []
  })
  const differing = await compareTrees(
    place,
    objectFormat,
    known.map(({ merge, again }) => [again.tree, merge.tree]),
    () => true,
  )
  const examined = new Map<MadeMerge, ExaminedMerge>()
  for (const [index, { merge, again }] of known.entries()) {
    const added = new Set([...again.conflicts, ...differing[index]!.map(({ path }) => path)])
    const carried = await carriedOver(place, merge.parents, merge.changes)
    examined.set(merge, {
      kind: added.size === 0 ? 'clean' : 'edited',
      changes: new Set(merge.changes.filter(({ path }) => added.has(path) || carried.has(path))),
    })
  }
  return merges.map((merge) => examined.get(merge) ?? { kind: 'edited', changes: new Set(merge.changes) })
}

/**
 * Paths that are as neither parent has them, although one of the two, or what both began from, does not have them at all.
 * Where one side renames `old.sh` to `deploy/run.sh` and the other edits `old.sh`, git puts the edit into `deploy/run.sh`: a
 * clean merge, and yet no commit ever made that change under that name.
 */
export async function carriedOver(
  place: GitPlace,
  parents: readonly string[],
  changes: readonly LoggedChange[],
): Promise<ReadonlySet<string>> {
  const sides = grouped(changes.map((change) => [change.path, change] as const))
  const merged = [...sides].filter(([, both]) => both.length > 1)
  const carried = new Set(merged.flatMap(([path, both]) => (both.some(({ old }) => isAbsent(old)) ? [path] : [])))
  const left = merged.flatMap(([path]) => (carried.has(path) ? [] : [path]))
  for (const path of await absentInAny(place, await basesFor(place, parents, left), left)) carried.add(path)
  return carried
}

const basesFor = async (place: GitPlace, [one, other]: readonly string[], paths: readonly string[]) =>
  paths.length === 0 ? [] : await mergeBases(place, one!, other!)

/** Which of some paths one of some commits does not have; all of them where there are no commits. */
export async function absentInAny(
  place: GitPlace,
  commits: readonly string[],
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  if (paths.length === 0 || commits.length === 0) return new Set(paths)
  const names = paths.flatMap((path) => commits.map((commit) => `${commit}:${path}`))
  const there = await whichExist(place, names)
  return new Set(paths.filter((path) => commits.some((commit) => !there.has(`${commit}:${path}`))))
}
