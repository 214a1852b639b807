import { type GitPlace, runGit } from './process.ts'

/**
 * Whether a commit that `head` reaches, and none of `landed` does, changes this path. A path with a byte that is not UTF-8
 * cannot be asked about, and is taken for changed.
 */
export async function isChangedIn(
  place: GitPlace,
  head: string,
  landed: readonly string[],
  path: string,
): Promise<boolean> {
  if (/\p{Cs}/u.test(path)) return true
  const revisions = [head, ...landed.map((oid) => `^${oid}`)].map((revision) => `${revision}\n`)
  const options = ['--max-count=1', '--full-history', '--stdin', '--', path]
  const found = await runGit(place, ['rev-list', ...options], revisions.join(''))
  return found.length > 0
}
