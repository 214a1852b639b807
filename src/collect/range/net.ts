import type { Commit } from '../../change.ts'
import { compareTrees, recomputeMerges } from '../../git/merge-tree.ts'
import { type GitPlace, runGit } from '../../git/process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, readRawDiff } from '../../git/raw-diff.ts'
import { treesOf } from '../../git/tree.ts'
import { batches } from '../../grouped.ts'
import type { Concern } from '../../policy/concern.ts'
import { demandsOn } from '../guarded.ts'
import { absentInAny } from '../merges.ts'
import type { RangeSource } from './range-request.ts'

/** What comes out changed from one commit to another, by path, as far as the policy watches it. */
export async function netChange(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  base: string,
  head: string,
  concern: Concern,
): Promise<ReadonlyMap<string, RawChange>> {
  const out = await runGit(place, ['diff-tree', ...RAW_DIFF_OPTIONS, base, head])
  return new Map(readRawDiff(out, objectFormat, concern.watch).map((change) => [change.path, change]))
}

/** Where git is asked about several trees, about so many at once: what it says of each is the whole way to the head. */
const AT_ONCE = 16

/**
 * Of paths that are otherwise in a commit than in the first of its merge bases, those that are so in the others, too. Of
 * several merge bases each two are merged as well, since a base and a branch that crossed may both have that; a merge that
 * git does not get done explains nothing. A team whose topics go to two branches has a merge base for each of them, so
 * nothing is asked once no path is left.
 */
export async function changedFromAll(
  { place, repository, mergeTime }: Pick<RangeSource, 'place' | 'repository' | 'mergeTime'>,
  mergeBases: readonly string[],
  head: string,
  paths: Iterable<string>,
): Promise<ReadonlySet<string>> {
  let left: ReadonlySet<string> = new Set(paths)
  if (mergeBases.length < 2 || left.size === 0) return left
  const [now, , ...others] = await treesOf(place, [head, ...mergeBases])
  const hold = async (trees: readonly string[]) => {
    const pairs = trees.map((tree): [string, string] => [tree, now!])
    for (const changes of await compareTrees(place, repository.objectFormat, pairs, (path) => left.has(path))) {
      left = new Set(changes.flatMap(({ path }) => (left.has(path) ? [path] : [])))
    }
  }
  for (const trees of batches(others, AT_ONCE)) {
    await hold(trees)
    if (left.size === 0) return left
  }
  for (const pairs of batches(eachTwo(mergeBases), AT_ONCE)) {
    const merged = await recomputeMerges(place, pairs, mergeTime)
    await hold(merged.flatMap((merge) => merge?.tree ?? []))
    if (left.size === 0 || mergeTime.left <= 0) return left
  }
  return left
}

/**
 * Of a net change from the first of some merge bases, what begins alike in all of them: where they differ, none of them
 * says what a change replaces on the base.
 */
export async function alikeInAll(
  { place, repository }: Pick<RangeSource, 'place' | 'repository'>,
  mergeBases: readonly string[],
  net: ReadonlyMap<string, RawChange>,
): Promise<ReadonlyMap<string, RawChange>> {
  if (mergeBases.length < 2 || net.size === 0) return net
  const [first, ...others] = await treesOf(place, mergeBases)
  const left = new Map(net)
  for (const trees of batches(others, AT_ONCE)) {
    const pairs = trees.map((tree): [string, string] => [first!, tree])
    const differing = await compareTrees(place, repository.objectFormat, pairs, (path) => left.has(path))
    for (const { path } of differing.flat()) left.delete(path)
  }
  return left
}

function* eachTwo(commits: readonly string[]): Generator<readonly [string, string]> {
  for (const [at, one] of commits.entries()) {
    for (let other = at + 1; other < commits.length; other += 1) yield [one, commits[other]!]
  }
}

/**
 * Guarded paths that come out changed although no commit of the range changes them: nobody can have looked at them. A path
 * that equals what one of several merge bases has came from there. `net`: the changes from the first of them.
 */
export async function unexplained(
  source: Pick<RangeSource, 'place' | 'repository' | 'mergeTime' | 'concern'>,
  mergeBases: readonly string[],
  head: string,
  net: ReadonlyMap<string, RawChange>,
  commits: readonly Commit[],
): Promise<readonly string[]> {
  const made = madeBy(commits)
  const unmade = [...net.values()].filter(({ path }) => !made.has(path))
  const candidates = guardedOf(source.concern, unmade)
  const left = await changedFromAll(source, mergeBases, head, candidates)
  return candidates.filter((path) => left.has(path))
}

/**
 * Guarded paths that git's own merge of the two ends would change on the base, and that no commit of the range changes so:
 * where one side has renamed a file since the branch began, git carries the other's edit over to its new name. A merge that
 * does not go through by itself lands by a commit that is judged.
 */
export async function carriedAtLanding(
  { place, repository, mergeTime, concern }: Pick<RangeSource, 'place' | 'repository' | 'mergeTime' | 'concern'>,
  { base, head, mergeBases }: { readonly base: string; readonly head: string; readonly mergeBases: readonly string[] },
  commits: readonly Commit[],
): Promise<readonly string[]> {
  const [merged] = await recomputeMerges(place, [[base, head]], mergeTime)
  if (!merged || merged.conflicts.size > 0) return []
  const [before, after] = await treesOf(place, [base, head])
  const pairs = [before!, after!].map((tree): [string, string] => [tree, merged.tree])
  const [onBase, onHead] = await compareTrees(place, repository.objectFormat, pairs, concern.watch)
  // What comes out as neither side has it is made of both. Where both began from the path, each side's part was judged.
  const notAsHead = new Set(onHead!.map(({ path }) => path))
  const mixed = onBase!.flatMap(({ path }) => (notAsHead.has(path) ? [path] : []))
  const carried = await absentInAny(place, mergeBases, mixed)
  const made = madeBy(commits)
  const unjudged = onBase!.filter(({ path }) => !made.has(path) || carried.has(path))
  return guardedOf(concern, unjudged)
}

/** Paths that commits change. */
const madeBy = (commits: readonly Commit[]): ReadonlySet<string> =>
  new Set(commits.flatMap((commit) => commit.changes.map(({ path }) => path)))

/** Paths of changes that are guarded. What is guarded only beside another file is left out. */
const guardedOf = (concern: Concern, changes: readonly RawChange[]): readonly string[] =>
  changes
    .filter((change) => demandsOn(concern, change).some(({ ifBeside }) => ifBeside === null))
    .map(({ path }) => path)
