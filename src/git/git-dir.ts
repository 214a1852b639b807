import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { type Environment, type GitPlace, runGit } from './process.ts'

/** Where a hook stands. Absolute paths. */
export interface HookPlace {
  readonly topLevel: string
  readonly gitDir: string
  readonly commonDir: string
}

/**
 * Finds the git directory of a hook without starting git: git runs hooks at the top of the work tree, and names its
 * directory in GIT_DIR wherever it is not plainly `.git` there (linked work trees, submodules). The layout is documented in
 * gitrepository-layout(5). Anything else is asked of git.
 */
export async function findHookPlace(cwd: string, env: Environment, place: GitPlace): Promise<HookPlace> {
  const gitDir = resolve(cwd, env['GIT_DIR'] ?? '.git')
  if (statSync(gitDir, { throwIfNoEntry: false })?.isDirectory()) {
    return { topLevel: cwd, gitDir, commonDir: commonDirOf(gitDir, env) }
  }
  const out = await runGit(place, ['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir'])
  const [dir, common] = out.toString('utf8').split('\n')
  return { topLevel: cwd, gitDir: dir!, commonDir: common! }
}

function commonDirOf(gitDir: string, env: Environment): string {
  const named = env['GIT_COMMON_DIR']
  if (named) return resolve(named)
  try {
    const written = readFileSync(join(gitDir, 'commondir'), 'utf8').trim()
    return isAbsolute(written) ? written : resolve(gitDir, written)
  } catch {
    return gitDir
  }
}

/** The commits that the one being made will have as parents beside HEAD; empty when it is no merge. */
export function mergeHeads(gitDir: string): readonly string[] {
  try {
    return readFileSync(join(gitDir, 'MERGE_HEAD'), 'latin1').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

/**
 * The same in pre-merge-commit, where git 2.39 has not written MERGE_HEAD yet. It names each head for the markers of
 * conflicts:
 *
 *     GITHEAD_67890…=topic
 */
export const headsToMerge = (env: Environment): readonly string[] =>
  Object.keys(env).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? [])
