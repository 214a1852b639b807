import { UsageError } from '../errors.ts'
import { type Environment, tryGit } from '../git/process.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { withoutRepository } from '../git/write.ts'
import { inWorkTree } from './facts.ts'
import type { Roots } from './look.ts'

interface Place {
  readonly repository: Repository
  readonly roots: Roots
}

/**
 * Opens the repository of a folder for a change, one with a work tree or a bare one.
 * @throws {UsageError} when there is none, or the folder is in neither.
 */
export async function openPlace(cwd: string, env: Environment): Promise<Place> {
  const repository = await openRepository(cwd, withoutRepository(env))
  return (await asBare(repository)) ?? inWorkTree(repository)
}

/**
 * Opens a bare repository, whose top is its own folder.
 * @throws {UsageError} when it has a work tree, or is none.
 */
export async function openServer(cwd: string, env: Environment): Promise<Place> {
  const place = await asBare(await openRepository(cwd, withoutRepository(env)))
  if (place !== null) return place
  throw new UsageError('--server is for a bare repository that is pushed to, and this one has a work tree')
}

/** Null: the repository has a work tree. */
async function asBare(repository: Repository): Promise<Place | null> {
  // Whoever is in a work tree has one; only in a git directory it takes git to tell.
  if (repository.topLevel !== null) return null
  const asked = await tryGit(repository.place, ['rev-parse', '--is-bare-repository'])
  if (asked.stdout.toString('latin1').trim() !== 'true') return null
  return { repository, roots: { topLevel: repository.commonDir, commonDir: repository.commonDir } }
}
