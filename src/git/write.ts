import { type SimpleGit, simpleGit } from 'simple-git'
import { CouldNotCheck } from '../errors.ts'
import { type Environment, runGit } from './process.ts'

/** Which files of settings count is the user's to say; everything else that begins with GIT_ names a repository. */
const SETTINGS = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM']
const DISCOVERY = ['GIT_CEILING_DIRECTORIES', 'GIT_DISCOVERY_ACROSS_FILESYSTEM']

/** What simple-git refuses to be handed, because it can start a program. Nothing we write with opens one. */
const STARTS_PROGRAMS = /^(?:EDITOR|VISUAL|PAGER|SSH_ASKPASS|PREFIX)$/i

/**
 * The environment without what git sets for its hooks (GIT_DIR, GIT_INDEX_FILE, GIT_PREFIX …): whoever changes a
 * repository means the one that a folder is in. simple-git drops these variables too, so that reading with them would
 * look at one repository and write to another.
 */
export function withoutRepository(env: Environment): Environment {
  const kept = Object.entries(env).filter(
    ([name]) => !name.startsWith('GIT_') || SETTINGS.includes(name) || DISCOVERY.includes(name),
  )
  return Object.fromEntries(kept)
}

/** The one door for changing a repository's settings and index. Every method throws CouldNotCheck with git's own words. */
export interface Writing {
  /** Sets a key of the repository's own configuration, which all its work trees share. */
  setConfig(key: string, value: string): Promise<void>
  /** Takes a key of the repository's own configuration away; that it was not there is no error. */
  unsetConfig(key: string): Promise<void>
  /** Takes `core.hooksPath` out of the repository's own configuration. */
  unsetHooksPath(): Promise<void>
  /** Adds a file or folder to the index even if it is ignored. */
  stageIgnored(path: string): Promise<void>
  /** Takes a file or folder out of the index and leaves the work tree alone. */
  unstage(path: string): Promise<void>
}

/** Opens the repository whose work tree has its top at `topLevel`. Paths are from there. */
export function openForWriting(topLevel: string, env: Environment): Writing {
  const clean = withoutRepository(env)
  const git = openSimpleGit(topLevel, clean)
  return {
    setConfig: async (key, value) => void (await said(git.addConfig(key, value, false, 'local'))),
    // Exit 5 ("was not set") comes without a word on stderr, which simple-git takes for success; so do we.
    unsetConfig: async (key) => void (await said(git.raw(['config', '--local', '--unset', key]))),
    // Not through simple-git: its guard refuses every write to core.hooksPath, `--unset` among them, and what would
    // switch the guard off (allowUnsafeHooksPath) does so for the value that it guards against as well.
    unsetHooksPath: async () => {
      await runGit({ cwd: topLevel, env: clean, options: [] }, ['config', '--local', '--unset', 'core.hooksPath'])
    },
    stageIgnored: async (path) => void (await said(git.raw(['add', '--force', '--', literal(path)]))),
    unstage: async (path) =>
      void (await said(git.raw(['rm', '-r', '-q', '--cached', '--ignore-unmatch', '--', literal(path)]))),
  }
}

function openSimpleGit(topLevel: string, env: Environment): SimpleGit {
  const handed: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !STARTS_PROGRAMS.test(name) && !DISCOVERY.includes(name)) handed[name] = value
  }
  // v4 strips every GIT_ variable that is not named, and rejects the task over one handed to it that is not.
  return simpleGit({
    baseDir: topLevel,
    allowEnvironment: SETTINGS,
    unsafe: { allowUnsafeConfigPaths: true },
  }).env(handed)
}

/** A path that git must not read as a pattern. GIT_LITERAL_PATHSPECS would not get through simple-git. */
const literal = (path: string): string => `:(top,literal)${path}`

async function said<T>(task: PromiseLike<T>): Promise<T> {
  try {
    return await task
  } catch (error) {
    const words = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)
    throw new CouldNotCheck(`git failed: ${words}`)
  }
}
