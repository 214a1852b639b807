import { candidateRefs } from '../collect/hook/hook-policy.ts'
import { UsageError } from '../errors.ts'
import { readConfig } from '../git/config.ts'
import { isolate } from '../git/isolated.ts'
import type { Environment } from '../git/process.ts'
import { currentBranch } from '../git/refs.ts'
import type { Repository } from '../git/repository.ts'
import { branchOf, commitsNamed } from '../git/revision.ts'
import { type LoadedPolicy, policyOfRange } from './load.ts'

/** A ref that the work on the checked-out branch may begin from, and why it is one. */
interface Candidate {
  readonly ref: string
  readonly why: string
  /** The commit that it stands on; null: there is none. */
  readonly oid: string | null
}

/** The branch that is checked out, and what its hooks go by, as one look at the repository finds them. */
export interface Standing {
  /** Null: HEAD is detached. */
  readonly branch: string | null
  /** In the order in which hooks take them. */
  readonly candidates: readonly Candidate[]
  readonly head: string | null
}

/** Looks where the work stands. */
export async function standingHere(repository: Repository): Promise<Standing> {
  const { place, gitDir } = repository
  const [branch, config] = await Promise.all([currentBranch(gitDir, place), readConfig(place)])
  const refs = candidateRefs(config, branch)
  const commits = await commitsNamed(repository, ['HEAD', ...refs.map(([ref]) => ref)])
  const candidates = refs.map(([ref, why]) => ({ ref, why, oid: commits.get(ref) ?? null }))
  return { branch, candidates, head: commits.get('HEAD') ?? null }
}

/** The ref that hooks go by, and the commit that it stands on; null: there are no commits. */
export function baseOf({ candidates }: Standing): (Candidate & { readonly oid: string }) | null {
  for (const { ref, why, oid } of candidates) if (oid !== null) return { ref, why, oid }
  return null
}

/**
 * The policy for work on the branch that is checked out, from the copy that its hooks take.
 * @throws {UsageError} when there are no commits.
 * @throws {CouldNotCheck} when there is a policy and no copy of it can be read.
 */
export async function policyHere(repository: Repository, env: Environment, standing: Standing): Promise<LoadedPolicy> {
  const base = baseOf(standing)
  if (base === null) throw new UsageError('there are no commits here yet, so no policy judges')
  const room = isolate(repository, env)
  try {
    return await policyOfRange(room.place, base.oid, standing.head ?? base.oid)
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
export async function protectedHere(
  { place }: Repository,
  { branch, candidates }: Standing,
): Promise<readonly ProtectedRef[]> {
  const existing: { readonly ref: string; readonly why: string; readonly oid: string }[] = []
  for (const { ref, why, oid } of candidates) {
    if (ref === 'HEAD' || oid === null) continue
    // `precheck.base` may name a branch in any way that git takes; as a rule it is a copy of a remote's.
    const isAsked = why === 'precheck.base' && !ref.startsWith('refs/remotes/')
    const named = isAsked ? await branchOf(place, ref) : ref.replace(/^refs\/heads\//, '')
    if (branch === null || named !== branch) existing.push({ ref, why, oid })
  }
  return existing.filter(
    ({ ref, why }, index) => index === 0 || (ref.startsWith('refs/remotes/') && why !== 'upstream branch'),
  )
}
