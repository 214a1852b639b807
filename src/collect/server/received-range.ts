import { CouldNotCheck } from '../../errors.ts'
import { mergeBases } from '../../git/descendants.ts'
import { newCommits } from '../../git/new-commits.ts'
import type { LoadedPolicy } from '../../policy/load.ts'
import type { RangeRequest } from '../range/range-request.ts'
import { pushRequest } from './push-request.ts'
import type { BroughtRef } from './received-ref.ts'
import { noDefault, type Server } from './server.ts'
import { policyOfDefault, policyOfStanding } from './standing-policy.ts'

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
  const isRelated = landed.length === 0 ? boundary.length > 0 : (await mergeBases(place, base.oid, head)).length > 0
  const isWhole = landed.length === 0 || (await newCommits(place, head, [base.oid])).count === count
  const request: RangeRequest = {
    ...pushRequest(blocks ? 'wall' : 'hook', ref, head),
    // Pages and the like have no history in common with the work, and need none.
    base: isRelated ? base.oid : null,
    ...(isRelated && isWhole ? {} : { revisions: [head, ...[base.oid, ...boundary].map((oid) => `^${oid}`)] }),
  }
  return { request, policy: await policyOfDefault(server, base, head), replacesBase: false }
}

/** The tips of the other branches that block. */
const landedElsewhere = ({ branches, blocking, base }: Server, { canonical }: BroughtRef): readonly string[] => [
  ...new Set(
    blocking()
      .filter((name) => name !== canonical && name !== base?.ref)
      .map((name) => branches.get(name)!),
  ),
]
