import { isolate } from '../../src/git/isolated.ts'
import type { GitPlace } from '../../src/git/process.ts'
import { openRepository, type Repository } from '../../src/git/repository.ts'
import type { TestRepository } from './repository.ts'

/** Opens a test repository as the range check does, with nothing but its objects, and closes it whatever happens. */
export async function inIsolation<T>(
  repository: TestRepository,
  body: (place: GitPlace, opened: Repository) => Promise<T>,
): Promise<T> {
  const opened = await openRepository(repository.dir, repository.env)
  const room = isolate(opened, repository.env)
  try {
    return await body(room.place, opened)
  } finally {
    room.close()
  }
}
