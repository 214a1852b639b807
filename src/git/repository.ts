import { statSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { type Environment, type GitPlace, waitForGit } from './process.ts'

/** A repository that was found, with the absolute paths that git itself gave. */
export interface Repository {
  /** Top of the work tree; null in a bare repository. */
  readonly topLevel: string | null
  readonly gitDir: string
  /** Shared by all linked work trees; equals `gitDir` in the main one. */
  readonly commonDir: string
  readonly objectsDir: string
  readonly objectFormat: 'sha1' | 'sha256'
  readonly shallow: boolean
  /** For questions to the repository itself: names, refs, index, configuration. */
  readonly place: GitPlace
}

/**
 * What of the caller's environment git may see while a repository is looked up. The user's configuration counts here
 * (`safe.directory` lives in it); replace refs and grafts never do. GIT_CONFIG_COUNT and friends are left out: they
 * could point a lookup at other settings for one call.
 */
const KEPT = [
  'PATH',
  'HOME',
  'XDG_CONFIG_HOME',
  'USERPROFILE',
  'SystemRoot',
  'TMPDIR',
  'TEMP',
  'GIT_DIR',
  'GIT_COMMON_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_QUARANTINE_PATH',
  'GIT_CEILING_DIRECTORIES',
  'GIT_DISCOVERY_ACROSS_FILESYSTEM',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
]

/** Settings that hold for every git that precheck starts to read. */
export const READING_ENVIRONMENT: Environment = {
  LC_ALL: 'C',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  // Unsetting it would bring .git/info/grafts back; only a file without entries turns grafts off.
  GIT_GRAFT_FILE: '/dev/null',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_NO_LAZY_FETCH: '1',
  // Into a pipe git writes commit by commit otherwise, and whoever reads wakes up ten thousand times.
  GIT_FLUSH: '0',
}

/** Options that stop what a repository's own configuration could start or change under a read. */
export const READING_OPTIONS = [
  '--no-pager',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.commitGraph=false',
  '-c',
  'advice.graftFileDeprecated=false',
  '-c',
  'protocol.allow=never',
]

/** The environment for reading: what may be kept of the caller's, and the settings above. */
function readingEnvironment(env: Environment): Environment {
  const kept: Record<string, string> = {}
  for (const name of KEPT) {
    const value = env[name]
    if (value !== undefined) kept[name] = value
  }
  return { ...kept, ...READING_ENVIRONMENT }
}

/**
 * Finds the repository that `cwd` is in.
 * @throws {UsageError} when there is none, or git refuses to open it.
 */
export async function openRepository(cwd: string, env: Environment): Promise<Repository> {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder ${cwd}`)
  const place: GitPlace = { cwd, env: readingEnvironment(env), options: READING_OPTIONS }
  const asked = waitForGit(place, [
    'rev-parse',
    '--path-format=absolute',
    '--git-dir',
    '--git-common-dir',
    '--git-path',
    'objects',
    '--is-inside-work-tree',
    '--is-shallow-repository',
    '--show-object-format',
    // Last, since git ends with an error where there is no work tree, after it has answered the others.
    '--show-toplevel',
  ])
  // One answer a line; a path with a newline in it would shift them, so the count is held.
  const answers = asked.stdout.toString('utf8').split('\n')
  const inside = answers[3] === 'true'
  if (answers.length !== (asked.status === 0 ? 8 : 7) || (inside && asked.status !== 0)) {
    const said = asked.stderr
      .split('\n')
      .at(0)
      ?.replace(/^fatal: /, '')
    throw new UsageError(
      said?.startsWith('not a git repository')
        ? 'not a git repository: go to one, or make one with "git init"'
        : `git cannot open the repository: ${said || 'its path has a newline in it'}`,
    )
  }
  const [gitDir, commonDir, objectsDir, , shallow, format, top] = answers as [
    ...[string, string, string, string, string, string],
    string,
  ]
  const topLevel = inside ? top : null
  return {
    topLevel,
    gitDir,
    commonDir,
    objectsDir,
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    shallow: shallow === 'true',
    place:
      topLevel === null ? place : { ...place, cwd: topLevel, env: { ...place.env, ...named(env, gitDir, topLevel) } },
  }
}

/** What the caller named by environment, absolute: a relative name holds only in the folder that it was given in. */
function named(env: Environment, gitDir: string, topLevel: string): Environment {
  return env['GIT_DIR'] === undefined ? {} : { GIT_DIR: gitDir, GIT_WORK_TREE: topLevel }
}

/** The id that stands for "nothing" in this repository's object format. */
export const zeroId = (format: 'sha1' | 'sha256'): string => '0'.repeat(format === 'sha1' ? 40 : 64)
