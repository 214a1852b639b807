import { CouldNotCheck } from '../errors.ts'
import { pathFromBytes } from './path-bytes.ts'
import { type GitPlace, gitFailed, runGit, tryGitWithin } from './process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, RawDiffReader, type Watch } from './raw-diff.ts'

/** What git's own merge of two parents gives, without any hand in it. */
export interface RecomputedMerge {
  readonly tree: string
  /** Paths that git could not merge: whatever stands there was decided by a person or an agent. */
  readonly conflicts: ReadonlySet<string>
}

/**
 * Where one side has renamed a whole folder, git would move what the other side adds to it, and name only the new place as
 * a conflict: a file would have left a guarded folder with nobody to account for it.
 */
const NO_MOVES = ['-c', 'merge.directoryRenames=false']

/**
 * How long git may work on all merges of one check that it makes again. A merge of two commits is next to no work, but where
 * three branches have merged each other again and again, git makes a merge of the merge bases first, and of theirs before
 * that: each round doubles the time, and a hundred small commits would take years.
 */
export interface MergeTime {
  /** In milliseconds; what each call takes is taken off. */
  left: number
  /** How many merges git did not get done. */
  missed: number
}

/** Thousands of ordinary merges take a few seconds. */
export const mergeTime = (milliseconds = 60_000): MergeTime => ({ left: milliseconds, missed: 0 })

/**
 * Recomputes merges of two commits each, all in one process. Run it in an isolated place: attributes and merge drivers
 * of the repository must not have a say, and the trees it writes belong into a scratch folder. Null: git did not get it
 * done in the time that is left.
 *
 * git keeps its answers back until there are 4 KiB of them, and one slow merge holds up all that come after it. Where time
 * runs short, those without an answer are therefore made one by one in the second half of it, and none may take all of that.
 */
export async function recomputeMerges(
  place: GitPlace,
  merges: readonly (readonly [string, string])[],
  time: MergeTime,
): Promise<readonly (RecomputedMerge | null)[]> {
  const recomputed: (RecomputedMerge | null)[] = await recomputeWithin(time.left / 2, place, merges, time)
  while (recomputed.length < merges.length) {
    const at = recomputed.length
    const alone = merges.length === 1 ? [] : await recomputeWithin(time.left / 4, place, merges.slice(at, at + 1), time)
    recomputed.push(alone[0] ?? null)
  }
  time.missed += recomputed.filter((merge) => merge === null).length
  return recomputed
}

/** The first of some merges, as many as git gets done within so many milliseconds. */
async function recomputeWithin(
  milliseconds: number,
  place: GitPlace,
  merges: readonly (readonly [string, string])[],
  time: MergeTime,
): Promise<RecomputedMerge[]> {
  if (merges.length === 0 || milliseconds <= 0) return []
  const args = ['merge-tree', '--write-tree', '--stdin', '-z', '--name-only', '--no-messages']
  const begun = performance.now()
  const done = await tryGitWithin(
    milliseconds,
    { ...place, options: [...place.options, ...NO_MOVES] },
    [...args, '--allow-unrelated-histories'],
    merges.map(([ours, theirs]) => `${ours} ${theirs}\n`).join(''),
  )
  time.left -= performance.now() - begun
  if (done.inTime && done.status !== 0) throw gitFailed(args, done)
  const recomputed = answersIn(done.stdout)
  if (done.inTime && recomputed.length !== merges.length) {
    throw new CouldNotCheck('git merge-tree did not answer for every merge')
  }
  return recomputed
}

/**
 * The whole answers of merge-tree; with `--stdin -z --name-only --no-messages` each is
 *
 *     <clean: 1 or 0> NUL <tree> NUL (<conflicted path> NUL)* NUL
 */
function answersIn(out: Buffer): RecomputedMerge[] {
  const recomputed: RecomputedMerge[] = []
  let words: Buffer[] = []
  for (let at = 0, end = out.indexOf(0); end >= 0; at = end + 1, end = out.indexOf(0, at)) {
    if (end > at) {
      words.push(out.subarray(at, end))
      continue
    }
    const [, tree, ...conflicts] = words
    if (tree === undefined) throw new CouldNotCheck('git merge-tree answered in a form that is not known')
    recomputed.push({ tree: tree.toString('latin1'), conflicts: new Set(conflicts.map(pathFromBytes)) })
    words = []
  }
  return recomputed
}

/**
 * Compares pairs of trees in one process; gives the watched paths that differ, pair by pair.
 * @throws {CouldNotCheck} when one of the trees cannot be read.
 */
export async function compareTrees(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  pairs: readonly (readonly [string, string])[],
  watch: Watch,
): Promise<readonly (readonly RawChange[])[]> {
  const unequal = pairs.filter(([old, now]) => old !== now)
  const found = new Map<string, RawChange[]>()
  if (unequal.length > 0) {
    const out = await runGit(
      place,
      ['diff-tree', '--stdin', ...RAW_DIFF_OPTIONS],
      unequal.map(([old, now]) => `${old} ${now}\n`).join(''),
    )
    let current: RawChange[] | null = null
    const reader = new RawDiffReader(
      objectFormat,
      watch,
      () => {},
      (change) => current?.push(change),
    )
    let at = 0
    while (at < out.length) {
      if (out[at] === 0x3a /* : */ && current !== null) {
        const end = out.indexOf(0, out.indexOf(0, at) + 1)
        if (end < 0) break
        reader.push(out.subarray(at, end + 1))
        at = end + 1
      } else {
        // The header of a pair ends in a newline even with -z: "<tree> <tree>\n:100644 …".
        const end = out.indexOf(10, at)
        if (end < 0) break
        current = []
        found.set(out.toString('latin1', at, end), current)
        at = end + 1
      }
    }
    if (at < out.length) throw new CouldNotCheck('git diff-tree ended in the middle of an entry')
    reader.end()
  }
  return pairs.map(([old, now]) => {
    const changes = old === now ? [] : found.get(`${old} ${now}`)
    // With --stdin git passes over a tree that it cannot read, and still ends well.
    if (changes === undefined) throw new CouldNotCheck(`the trees ${old} and ${now} cannot be compared`)
    return changes
  })
}
