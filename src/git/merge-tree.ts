import { CouldNotCheck } from '../errors.ts'
import { pathFromBytes } from './path-bytes.ts'
import { type GitPlace, runGit } from './process.ts'
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
 * Recomputes merges of two commits each, all in one process. Run it in an isolated place: attributes and merge drivers
 * of the repository must not have a say, and the trees it writes belong into a scratch folder.
 *
 * With `--stdin -z --name-only --no-messages` each answer is `<clean: 1 or 0> NUL <tree> NUL (<conflicted path> NUL)* NUL`.
 */
export async function recomputeMerges(
  place: GitPlace,
  merges: readonly (readonly [string, string])[],
): Promise<readonly RecomputedMerge[]> {
  if (merges.length === 0) return []
  const out = await runGit(
    { ...place, options: [...place.options, ...NO_MOVES] },
    ['merge-tree', '--write-tree', '--stdin', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories'],
    merges.map(([ours, theirs]) => `${ours} ${theirs}\n`).join(''),
  )
  const recomputed: RecomputedMerge[] = []
  let at = 0
  const word = (): Buffer => {
    const end = out.indexOf(0, at)
    if (end < 0) throw new CouldNotCheck('git merge-tree ended in the middle of an answer')
    const bytes = out.subarray(at, end)
    at = end + 1
    return bytes
  }
  while (at < out.length) {
    word()
    const tree = word().toString('latin1')
    const conflicts = new Set<string>()
    for (let path = word(); path.length > 0; path = word()) conflicts.add(pathFromBytes(path))
    recomputed.push({ tree, conflicts })
  }
  if (recomputed.length !== merges.length) throw new CouldNotCheck('git merge-tree did not answer for every merge')
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
