import { CouldNotCheck } from '../errors.ts'
import { type GitPlace, runGit } from './process.ts'

/**
 * How large some objects are, in bytes and in order.
 * @throws {CouldNotCheck} when one of them is not here.
 */
export async function objectSizes(place: GitPlace, ids: readonly string[]): Promise<readonly number[]> {
  if (ids.length === 0) return []
  const asked = ids.map((id) => `${id}\n`).join('')
  const out = await runGit(place, ['cat-file', '--batch-check=%(objectsize)'], asked)
  // One line an answer: the size, or "<id> missing".
  const answers = out.toString('latin1').split('\n')
  return ids.map((id, index) => {
    if (!/^\d+$/.test(answers[index] ?? '')) throw new CouldNotCheck(`object ${id} is not here, so it cannot be shown`)
    return Number(answers[index])
  })
}

/** Nobody reads so much, and git would hold all of it in memory. In bytes. */
export const isTooLarge = (size: number): boolean => size > 32 * 1024 * 1024

/**
 * Whether one of some contents is too large to be read; null stands for no content.
 * @throws {CouldNotCheck} when one of them is not here.
 */
export const anyTooLarge = async (place: GitPlace, ids: readonly (string | null)[]): Promise<boolean> =>
  (
    await objectSizes(
      place,
      ids.filter((id) => id !== null),
    )
  ).some(isTooLarge)

/**
 * Whatever the caller's configuration says, and whatever the content is: a diff by lines. By ids alone there is no path,
 * so that no attribute of one can choose a driver, a converter or `-diff`.
 */
const DIFF_OPTIONS = [
  '--text',
  '--unified=3',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
]

/**
 * The lines by which one blob differs from another, each with git's mark before it (` `, `+`, `-`, `\`) and hunks under
 * their `@@` lines; none when they are the same. Null stands for no content. `place` is an isolated one: there the empty
 * blob is written, which many repositories do not have.
 */
export async function diffOfBlobs(place: GitPlace, old: string | null, now: string | null): Promise<readonly Buffer[]> {
  const [before, after] = [old ?? (await emptyBlob(place)), now ?? (await emptyBlob(place))]
  const lines = linesOf(await runGit(place, ['diff', ...DIFF_OPTIONS, before, after]))
  // diff --git, index, ---, +++: ids that the caller knows.
  const start = lines.findIndex((line) => line.subarray(0, 3).toString('latin1') === '@@ ')
  return start < 0 ? [] : lines.slice(start)
}

const emptyBlob = async (place: GitPlace): Promise<string> =>
  (await runGit(place, ['hash-object', '-t', 'blob', '-w', '--stdin'], '')).toString('latin1').trim()

function linesOf(bytes: Buffer): readonly Buffer[] {
  const lines: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const newline = bytes.indexOf(10, at)
    const end = newline < 0 ? bytes.length : newline
    lines.push(bytes.subarray(at, end))
    at = end + 1
  }
  return lines
}
