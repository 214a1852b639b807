import type { FileChange } from '../../change.ts'
import { type GitPlace, runGit } from '../../git/process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, readRawDiff } from '../../git/raw-diff.ts'
import { listTree } from '../../git/tree.ts'
import type { Concern } from '../../policy/concern.ts'
import { demandsOn, sibling, standing } from '../guarded.ts'
import { changedFromAll, netChange } from './net.ts'
import type { RangeSource } from './range-request.ts'

/**
 * The guarded paths of which the base has had something since the merge bases that the head does not have; without a common
 * history, all that differ. None where the head has the whole history of the base.
 */
export async function guardedTakenBack(
  source: Pick<RangeSource, 'place' | 'repository' | 'mergeTime' | 'concern'>,
  { base, head }: { readonly base: string | null; readonly head: string },
  mergeBases: readonly string[],
): Promise<readonly FileChange[]> {
  const { place, concern } = source
  const { objectFormat } = source.repository
  if (base === null || mergeBases.includes(base)) return []
  const [first] = mergeBases
  const [out, landed] = await Promise.all([
    runGit(place, ['diff-tree', ...RAW_DIFF_OPTIONS, base, head]),
    first === undefined ? null : netChange(place, objectFormat, first, base, concern),
  ])
  const missing = readRawDiff(out, objectFormat, concern.watch).filter(({ path }) => landed?.has(path) ?? true)
  const paths = missing.map(({ path }) => path)
  const newOnBase = await changedFromAll(source, mergeBases, base, paths)
  const lost = missing.filter(({ path }) => newOnBase.has(path))
  const beside = await besideThem(place, lost, [base, head], concern)
  return lost
    .map((change) => standing({ ...change, parent: 0 }, demandsOn(concern, change), new Set(), beside))
    .filter(({ guards }) => guards.length > 0)
}

/** Says whether a path is in one of the trees, of those that decide whether a lock file of a common name is one. */
async function besideThem(
  place: GitPlace,
  changes: readonly RawChange[],
  trees: readonly string[],
  concern: Concern,
): Promise<(path: string) => boolean> {
  const paths = changes.flatMap((change) =>
    demandsOn(concern, change).flatMap(({ ifBeside }) => (ifBeside ?? []).map((name) => sibling(change.path, name))),
  )
  // Listed, since git does not find by its name what stands out of order in a tree.
  const listed = paths.length === 0 ? [] : await Promise.all(trees.map((tree) => listTree(place, tree)))
  const exist = new Set(listed.flat())
  return (path) => exist.has(path)
}
