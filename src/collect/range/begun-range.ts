import { CouldNotCheck } from '../../errors.ts'
import { type StartedLog, startLog } from '../../git/log.ts'
import { type GitPlace, tryGit } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { type RangeRequest, tooShallow } from './range-request.ts'

/** A range that git has begun to list, before it is known by which policy it is judged. */
export interface BegunRange {
  readonly log: StartedLog
  /** The common ancestors of its two ends; none where it has no base. */
  readonly bases: Promise<readonly string[]>
  /** Ends what still runs. Safe to call at any time. */
  readonly stop: () => void
}

/**
 * Lets git begin: it needs a while until it has found the range and what its ends have in common, and meanwhile the policy
 * can be read. `place` is an isolated one. The promise of `bases` fails with `CouldNotCheck` when there are none, or they
 * cannot be known.
 */
export function beginRange(
  { repository, place }: { readonly repository: Repository; readonly place: GitPlace },
  request: RangeRequest,
): BegunRange {
  const log = startRange(place, request)
  const bases = basesOf({ repository, place }, request)
  // Awaited later, and not at all where something else fails first.
  bases.catch(() => {})
  return { log, bases, stop: () => log.child.kill() }
}

/** Which commits of a range `git log` lists. `bases`: commits that are left out beside the base. */
export const revisionsOf = (
  { base, head, revisions }: RangeRequest,
  bases: readonly string[] = [],
): readonly string[] => revisions ?? [head, ...(base === null ? [] : [base, ...bases]).map((commit) => `^${commit}`)]

/** Starts to list the commits of a range, oldest first. */
export const startRange = (place: GitPlace, request: RangeRequest, bases: readonly string[] = []): StartedLog =>
  startLog(place, ['--reverse', ...revisionsOf(request, bases)])

/**
 * The common ancestors of a range's two ends; none where it has no base.
 * @throws {CouldNotCheck} when there are none, or they cannot be known.
 */
export async function basesOf(
  { repository, place }: { readonly repository: Repository; readonly place: GitPlace },
  request: RangeRequest,
): Promise<readonly string[]> {
  if (request.base === null) return []
  const found = await tryGit(place, ['merge-base', '--all', request.base, request.head])
  if (found.status === 0) return found.stdout.toString('latin1').trim().split('\n')
  if (repository.shallow) throw tooShallow(request)
  if (found.status === 1) throw new CouldNotCheck('base and head have no common history')
  throw new CouldNotCheck(`the common history of base and head cannot be read: ${found.stderr.split('\n').at(-1)}`)
}
