import { CouldNotCheck } from '../errors.ts'
import { newCommits } from '../git/new-commits.ts'
import { type GitPlace, gitFailed, runGit, tryGit } from '../git/process.ts'
import { type LoadedPolicy, policyEntries, policyOfRange } from '../policy/load.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { pushRequest } from './push-request.ts'
import type { RangeRequest } from './range-request.ts'
import type { BroughtRef } from './received-ref.ts'
import type { Server } from './server.ts'

/** The commits of a ref that are to be judged, and by what. */
export interface ReceivedRange {
  readonly request: RangeRequest
  readonly policy: LoadedPolicy
  readonly replacesBase: boolean
}

/**
 * Which commits of a ref are judged, and by which copy of the policy; null: it brings nothing new.
 *
 * A branch that blocks and is there already is its own base: everything between its old and its new tip is judged, also
 * what is on the server under another name. A push by force takes the old tip's place, and is asked for what it takes
 * back. Any other ref, and a new branch that blocks, is held against the default branch, as a pull request would be; what
 * is on another branch that blocks was judged when it came there.
 *
 * @throws {CouldNotCheck} when there is no default branch to hold it against.
 */
export async function receivedRange(server: Server, brought: BroughtRef): Promise<ReceivedRange | null> {
  const { place, base } = server
  const { ref, head, before, blocks } = brought
  if (base === null) throw new CouldNotCheck(noDefault(server))
  if (before !== null) {
    const policy = await policyOfStanding(server, base, brought, before)
    return { request: { ...pushRequest('wall', ref, head), base: before }, policy, replacesBase: true }
  }
  const landed = landedElsewhere(server, brought)
  const { count, boundary } = await newCommits(place, head, [base.oid, ...landed])
  if (count === 0) return null
  // Without other branches the new commits rest on the default branch, or on nothing.
  const isRelated = landed.length === 0 ? boundary.length > 0 : await haveCommonHistory(place, base.oid, head)
  const isWhole = landed.length === 0 || (await newCommits(place, head, [base.oid])).count === count
  const request: RangeRequest = {
    ...pushRequest(blocks ? 'wall' : 'hook', ref, head),
    // Pages and the like have no history in common with the work, and need none.
    base: isRelated ? base.oid : null,
    ...(isRelated && isWhole ? {} : { revisions: [head, ...[base.oid, ...boundary].map((oid) => `^${oid}`)] }),
  }
  return { request, policy: await policyOfDefault(server, base, head), replacesBase: false }
}

/** Why nothing can be judged where there is no default branch. */
export const noDefault = ({ head }: Server): string =>
  `HEAD of the server names ${head}, which is not there: push that branch first, or let an administrator name another one (git symbolic-ref HEAD refs/heads/<name>)`

/** The tips of the other branches that block. */
const landedElsewhere = ({ branches, blocking, base }: Server, { canonical }: BroughtRef): readonly string[] => [
  ...new Set(
    blocking()
      .filter((name) => name !== canonical && name !== base?.ref)
      .map((name) => branches.get(name)!),
  ),
]

/** The policy for what becomes of a branch that blocks and stands on `tip`: its own, or the default branch's. */
export async function policyOfStanding(
  server: Server,
  base: NonNullable<Server['base']>,
  brought: Pick<BroughtRef, 'canonical' | 'head'>,
  tip: string,
): Promise<LoadedPolicy> {
  const own = tip === base.oid || (await hasOwnPolicy(server.place, base.oid, tip))
  return own ? await policyOfBranch(server, brought, tip) : await policyOfDefault(server, base, brought.head)
}

/** The policy at the tip of a branch, of whose copies the default branch's has been read already. */
async function policyOfBranch(
  { place, base, policy }: Server,
  { canonical, head }: Pick<BroughtRef, 'canonical' | 'head'>,
  tip: string,
): Promise<LoadedPolicy> {
  const isRead = tip === base?.oid && policy?.policy
  return readFrom(canonical, isRead ? policy : await policyOfRange(place, tip, head))
}

/** The default branch's policy as it stands. Where it has none, a change may bring the first. */
async function policyOfDefault(
  { place, policy }: Server,
  { ref, oid }: NonNullable<Server['base']>,
  head: string,
): Promise<LoadedPolicy> {
  const found = readFrom(ref, policy?.policy ? policy : await policyOfRange(place, oid, head))
  const { why } = found.source
  return { ...found, source: { ...found.source, why: found.adoption ? why : `default branch of the server: ${why}` } }
}

/** The policy with the name of the ref that it was read from. */
const readFrom = (ref: string | null, loaded: LoadedPolicy): LoadedPolicy =>
  loaded.adoption || loaded.policy === null ? loaded : { ...loaded, source: { ...loaded.source, ref } }

/**
 * Whether a branch has a policy of its own. An old copy of the default branch's policy is its own only because the branch
 * began there, and so could be chosen by whoever began it: what stands on the default branch today judges then.
 */
async function hasOwnPolicy(place: GitPlace, base: string, tip: string): Promise<boolean> {
  const [own = null, current = null] = policyEntries(place, [tip, base])
  if (own === null || own.oid === current?.oid) return false
  if (current === null) return true
  // Also what a branch had that was merged, and on whatever side of a merge.
  const options = ['--full-history', '-m', '--max-count=1', '--format=%H', `--find-object=${own.oid}`]
  return (await runGit(place, ['log', ...options, base, '--', POLICY_FILE])).length === 0
}

async function haveCommonHistory(place: GitPlace, one: string, other: string): Promise<boolean> {
  const args = ['merge-base', one, other]
  const found = await tryGit(place, args)
  if (found.status > 1) throw gitFailed(args, found)
  return found.status === 0
}
