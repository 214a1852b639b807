import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from './repository.ts'

/** What gives a partial clone all that it lacks. */
export const FETCH_ALL = 'git fetch --refetch --no-filter'

/**
 * Whether objects may have been left out when this clone was fetched (`--filter`). git marks each pack that leans on a
 * remote for the rest, whatever the configuration says by now.
 */
export function isPartial({ objectsDir }: Pick<Repository, 'objectsDir'>): boolean {
  try {
    return readdirSync(join(objectsDir, 'pack')).some((name) => name.endsWith('.promisor'))
  } catch {
    return false
  }
}

/** What could not be read, with the way out where it may be missing because the clone is partial: no check fetches. */
export const unreadIn = (repository: Pick<Repository, 'objectsDir'>, said: string): string =>
  isPartial(repository)
    ? `this clone is partial and may lack objects: run "${FETCH_ALL}" (in CI: clone without a filter); ${said}`
    : said
