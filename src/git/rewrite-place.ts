import type { Environment, GitPlace } from './process.ts'
import type { Repository } from './repository.ts'
import { withoutRepository } from './write.ts'

/** Who writes, and which notes follow, is the user's to say for one command. */
const SAID_FOR_ONE_COMMAND = [
  'GIT_COMMITTER_NAME',
  'GIT_COMMITTER_EMAIL',
  'GIT_COMMITTER_DATE',
  'GIT_AUTHOR_NAME',
  'GIT_AUTHOR_EMAIL',
  'GIT_AUTHOR_DATE',
  'GIT_NOTES_REWRITE_REF',
  'GIT_NOTES_REWRITE_MODE',
]
const OBJECTS = ['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES']

/**
 * Where and how git runs to rewrite commits of an opened repository: with the user's configuration, in the same
 * repository that was read, and without the index that a hook around it may have named.
 */
export function rewritePlace(repository: Repository, env: Environment): GitPlace {
  const kept: Record<string, string | undefined> = { ...withoutRepository(env), GIT_NO_REPLACE_OBJECTS: '1' }
  for (const name of [...SAID_FOR_ONE_COMMAND, ...OBJECTS]) if (env[name] !== undefined) kept[name] = env[name]
  if (env['GIT_DIR'] !== undefined) {
    kept['GIT_DIR'] = repository.gitDir
    kept['GIT_COMMON_DIR'] = repository.commonDir
    if (repository.topLevel !== null) kept['GIT_WORK_TREE'] = repository.topLevel
  }
  return { cwd: repository.topLevel ?? repository.gitDir, env: kept, options: ['--no-pager'] }
}
