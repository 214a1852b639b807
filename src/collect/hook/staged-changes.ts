import type { MergeKind } from '../../change.ts'
import { isolate, withObjectsOf } from '../../git/isolated.ts'
import type { LoggedChange } from '../../git/log.ts'
import { type MergeTime, mergeTime, recomputeMerges } from '../../git/merge-tree.ts'
import { type GitPlace, runGit } from '../../git/process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, readRawDiff } from '../../git/raw-diff.ts'
import { openRepository } from '../../git/repository.ts'
import { EMPTY_TREE } from '../../git/tree.ts'
import { carriedOver } from '../merges.ts'
import type { Moment } from './moment.ts'

/** What the commit being made changes. */
export interface StagedChanges {
  readonly merge: MergeKind
  /** For a merge only what git's own merge does not explain, and what it carried over to a path of another name. */
  readonly changes: readonly LoggedChange[]
  /** What of it is new in the tree; not asked of a merge. */
  readonly added: readonly RawChange[]
  /** Git could not make the merge again in time. */
  readonly mergeMissed?: true
}

/** Compares the index, as this commit will take it, with the parents that the commit will have. */
export async function stagedChanges(
  moment: Moment,
  parents: readonly string[],
  time: MergeTime = mergeTime(),
): Promise<StagedChanges> {
  if (parents.length > 1) return await mergedChanges(moment, parents, time)
  const known = moment.staged !== null && parents[0] === moment.head?.oid
  const all = known
    ? readAll(moment, moment.staged!)
    : await against(moment, parents[0] ?? EMPTY_TREE[moment.objectFormat])
  return {
    merge: 'no',
    changes: all.map((change) => ({ ...change, parent: 0 })),
    added: all.filter(({ old }) => old.mode === '000000'),
  }
}

const readAll = (moment: Moment, raw: Buffer): readonly RawChange[] => readRawDiff(raw, moment.objectFormat, () => true)

async function against(moment: Moment, treeish: string, place: GitPlace = moment.place): Promise<readonly RawChange[]> {
  return readAll(moment, await runGit(place, ['diff-index', '--cached', ...RAW_DIFF_OPTIONS, treeish]))
}

async function mergedChanges(moment: Moment, parents: readonly string[], time: MergeTime): Promise<StagedChanges> {
  const changes: LoggedChange[] = []
  for (const [parent, oid] of parents.entries()) {
    for (const change of await against(moment, oid)) changes.push({ ...change, parent })
  }
  if (parents.length > 2) return { merge: 'edited', changes, added: [] }
  const { place, env } = moment
  const room = isolate(await openRepository(place.cwd, place.env), env)
  try {
    const [merge] = await recomputeMerges(room.place, [[parents[0]!, parents[1]!]], time)
    if (!merge) return { merge: 'edited', changes, added: [], mergeMissed: true }
    // The recomputed tree is in the scratch folder; the index is not.
    const differing = await against(moment, merge.tree, withObjectsOf(place, room))
    const byHand = new Set([...merge.conflicts, ...differing.map(({ path }) => path)])
    const carried = await carriedOver(place, parents, changes)
    return {
      merge: byHand.size === 0 ? 'clean' : 'edited',
      changes: changes.filter(({ path }) => byHand.has(path) || carried.has(path)),
      added: [],
    }
  } finally {
    room.close()
  }
}
