import type { FileChange } from '../change.ts'
import { type GitPlace, runGit } from '../git/process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, readRawDiff } from '../git/raw-diff.ts'
import { listTree } from '../git/tree.ts'
import type { Concern } from '../policy/concern.ts'
import { demandsOn, sibling, standing } from './guarded.ts'
import { netChanges } from './net.ts'

/**
 * The guarded paths of which the base has had something since the merge bases that the head does not have. None where the
 * head has the whole history of the base.
 */
export async function guardedTakenBack(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  { base, head }: { readonly base: string | null; readonly head: string },
  mergeBases: readonly string[],
  concern: Concern,
): Promise<readonly FileChange[]> {
  if (base === null || mergeBases.includes(base)) return []
  const [out, landed] = await Promise.all([
    runGit(place, ['diff-tree', ...RAW_DIFF_OPTIONS, base, head]),
    netChanges(place, objectFormat, mergeBases, base, concern),
  ])
  const lost = readRawDiff(out, objectFormat, concern.watch).filter(({ path }) => landed.every((net) => net.has(path)))
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
