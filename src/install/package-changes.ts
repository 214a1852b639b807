import { type GitPlace, runGit } from '../git/process.ts'

/** What package managers write beside package.json; in a workspace that is the one at the top. */
const LOCKS = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'bun.lock',
  'bun.lockb',
]

/**
 * Of the files by which others get the package, those that are not as they were committed, from the top: hooks that are
 * committed without them stop every commit of everybody else.
 */
export async function packageChanges(place: GitPlace, packageFolder: string): Promise<readonly string[]> {
  const beside = ['package.json', ...LOCKS].map((name) => packageFolder + name)
  const paths = [...new Set([...beside, ...LOCKS])]
  const status = await runGit(place, ['status', '-z', '--no-renames', '--untracked-files=all', '--', ...paths])
  // Each entry is `XY <path> NUL`.
  return status
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => (entry === '' ? [] : [entry.slice(3)]))
}
