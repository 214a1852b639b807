import type { Commit } from '../change.ts'
import { recomputeMerges } from '../git/merge-tree.ts'
import { type GitPlace, runGit } from '../git/process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, readRawDiff } from '../git/raw-diff.ts'
import type { Concern } from '../policy/concern.ts'
import { demandsOn } from './guarded.ts'

/**
 * What a range comes to in the end, by path, as far as the policy watches it: from each merge base to the head. Of several
 * merge bases each two are merged as well, since a base and a branch that crossed may both have that.
 */
export async function netChanges(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  mergeBases: readonly string[],
  head: string,
  concern: Concern,
): Promise<readonly ReadonlyMap<string, RawChange>[]> {
  const pairs = mergeBases.flatMap((one, at) => mergeBases.slice(at + 1).map((other): [string, string] => [one, other]))
  const merged = await recomputeMerges(place, pairs)
  return await Promise.all(
    [...mergeBases, ...merged.map(({ tree }) => tree)].map(async (base) => {
      const out = await runGit(place, ['diff-tree', ...RAW_DIFF_OPTIONS, base, head])
      return new Map(readRawDiff(out, objectFormat, concern.watch).map((change) => [change.path, change]))
    }),
  )
}

/**
 * Guarded paths that come out changed although no commit of the range changes them: nobody can have looked at them. A path
 * that equals what one of several merge bases has came from there.
 */
export function unexplained(
  nets: readonly ReadonlyMap<string, RawChange>[],
  concern: Concern,
  commits: readonly Commit[],
): readonly string[] {
  const [first, ...others] = nets
  if (first === undefined) return []
  const explained = new Set(commits.flatMap(({ changes }) => changes.map(({ path }) => path)))
  return [...first.values()]
    .filter(({ path }) => !explained.has(path) && others.every((net) => net.has(path)))
    .filter((change) => demandsOn(concern, change).some(({ ifBeside }) => ifBeside === null))
    .map(({ path }) => path)
}
