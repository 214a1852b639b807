import { candidateRefs } from '../collect/hook-policy.ts'
import { UsageError } from '../errors.ts'
import { readConfig } from '../git/config.ts'
import { isolate } from '../git/isolated.ts'
import { readObjects } from '../git/object-stream.ts'
import type { Environment } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { branchOf, firstThatExists } from '../git/revision.ts'
import { type LoadedPolicy, policyOfRange } from './load.ts'

/**
 * The policy for work on the branch that is checked out, from the copy that its hooks take.
 * @throws {UsageError} when there are no commits.
 * @throws {CouldNotCheck} when there is a policy and no copy of it can be read.
 */
export async function policyHere(repository: Repository, env: Environment): Promise<LoadedPolicy> {
  const { place } = repository
  const branch = await branchOf(place, 'HEAD')
  const refs = candidateRefs(await readConfig(place), branch).map(([ref]) => ref)
  const base = await firstThatExists(place, refs)
  if (base === null) throw new UsageError('there are no commits here yet, so no policy judges')
  const room = isolate(repository, env)
  try {
    return await policyOfRange(room.place, base.oid, (await firstThatExists(place, ['HEAD']))?.oid ?? base.oid)
  } finally {
    room.close()
  }
}

/** A ref whose history nobody rewrites, and the commit that it stands on. */
export interface ProtectedRef {
  readonly ref: string
  readonly oid: string
}

/**
 * What the checked-out branch must leave alone: the base, which is the first that exists of what hooks go by, and every
 * default branch of a remote. The branch itself is no base of its own: what is on it and nowhere else is still its owner's.
 */
export async function protectedHere({ place }: Repository): Promise<readonly ProtectedRef[]> {
  const branch = await branchOf(place, 'HEAD')
  const candidates = candidateRefs(await readConfig(place), branch)
  const others: { readonly ref: string; readonly why: string }[] = []
  for (const [ref, why] of candidates) {
    if (ref === 'HEAD' || /[\n\0]/.test(ref)) continue
    // `precheck.base` may name a branch in any way that git takes.
    const named = why === 'precheck.base' ? await branchOf(place, ref) : ref.replace(/^refs\/heads\//, '')
    if (branch === null || named !== branch) others.push({ ref, why })
  }
  const found = await readObjects(
    place,
    others.map(({ ref }) => `${ref}^{commit}`),
  )
  const existing = others.flatMap(({ ref, why }, index) => {
    const commit = found[index]
    return commit ? [{ ref, why, oid: commit.oid }] : []
  })
  return existing.filter(
    ({ ref, why }, index) => index === 0 || (ref.startsWith('refs/remotes/') && why !== 'upstream branch'),
  )
}
