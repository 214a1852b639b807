import { isAbsent, MODE_FILE, type State } from '../../change.ts'
import { anyTooLarge } from '../../git/blob-diff.ts'
import { type GitObject, readObjects } from '../../git/object-stream.ts'
import type { GitPlace } from '../../git/process.ts'
import { compareLocked, type PackageChange } from '../../packages/compare.ts'
import { type LockReading, readLock } from '../../packages/locked.ts'

/**
 * What a change of a lock file means in packages, riskiest first; null where it cannot be told, as of a link, of a format
 * that is not known, or of more text than anybody reads.
 * @throws {CouldNotCheck} when an object is not here.
 */
export async function lockedPackages(
  place: GitPlace,
  path: string,
  old: State,
  now: State,
): Promise<readonly PackageChange[] | null> {
  if (![old, now].every((state) => isAbsent(state) || state.mode === MODE_FILE)) return null
  const ids = [old, now].filter((state) => !isAbsent(state)).map(({ oid }) => oid)
  if (await anyTooLarge(place, ids)) return null
  const blobs = new Map((await readObjects(place, ids)).map((blob, index) => [ids[index]!, blob]))
  const [before, after] = [old, now].map((state) => lockIn(path, state, blobs.get(state.oid)))
  return before!.packages === null || after!.packages === null ? null : compareLocked(before!.packages, after!.packages)
}

function lockIn(path: string, state: State, blob: GitObject | null | undefined): LockReading {
  if (isAbsent(state)) return { packages: [], why: null }
  return blob?.type === 'blob' ? readLock(path, blob.content.toString('utf8')) : { packages: null, why: null }
}
