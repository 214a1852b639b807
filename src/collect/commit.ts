import { commitSigns } from '../agents/detect.ts'
import type { AgentSign, Commit, FileChange, MergeKind, ReportedCommit } from '../change.ts'
import { isAutosquash, subjectOf } from '../git/message.ts'
import { readTrailers } from '../git/trailers.ts'
import type { Policy } from '../policy/policy.ts'
import { isSignOffMessage } from '../signoff/message.ts'

/** What a commit says of itself, before it is put beside the others of its range. */
export type CommitFacts = Pick<
  Commit,
  'sha' | 'parents' | 'author' | 'committer' | 'message' | 'messageFault' | 'trailers' | 'signs'
>

/** Reads what a commit's people and message say; `others` are signs known from elsewhere (environment, branch). */
export function commitFacts(
  sha: string | null,
  commit: Omit<CommitFacts, 'sha' | 'trailers' | 'signs'>,
  others: readonly AgentSign[],
): CommitFacts {
  const trailers = readTrailers(commit.message)
  const own = commitSigns({ ...commit, trailers })
  return {
    sha,
    parents: commit.parents,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    messageFault: commit.messageFault,
    trailers,
    signs: others.length === 0 ? own : [...others, ...own],
  }
}

/** A commit as reports list it. */
export const reported = ({ sha, message, byAgent, signs, verifiedBy = null }: Commit): ReportedCommit => ({
  sha,
  subject: subjectOf(message),
  agent: { is: byAgent ? 'agent' : 'unknown', signs },
  verifiedBy,
})

/**
 * Whether the policy's trailers would be asked of a commit if it is no exempt kind. By `unverified` they are asked of every
 * commit that no key of a signer has verified, and of no other, whatever it looks like.
 */
export function trailersAreFor({ trailersFor }: Policy, byAgent: boolean, verifiedBy: string | null): boolean {
  if (trailersFor === 'unverified') return verifiedBy === null
  return trailersFor === 'everyone' || byAgent
}

/** Puts a commit together once all about it is known. */
export function assemble(
  facts: CommitFacts,
  policy: Policy,
  known: {
    readonly byAgent: boolean
    readonly merge: MergeKind
    readonly changes: readonly FileChange[]
    /** Whether its tree is its parent's. */
    readonly empty: boolean
    /** Whose key verified it; default: nobody's. */
    readonly verifiedBy?: string | null
  },
): Commit {
  const { byAgent, merge, changes, empty, verifiedBy = null } = known
  const autosquash = isAutosquash(facts.message)
  const signOffOnly = empty && merge === 'no' && isSignOffMessage(facts.message)
  const exempt = autosquash || signOffOnly || merge === 'clean'
  // Written out, field by field: V8 is slow with objects that are spread from others, and a range has many of these.
  return {
    sha: facts.sha,
    parents: facts.parents,
    author: facts.author,
    committer: facts.committer,
    message: facts.message,
    messageFault: facts.messageFault,
    trailers: facts.trailers,
    signs: facts.signs,
    byAgent,
    merge,
    changes,
    requestsForNothing: NOTHING_REQUESTED,
    autosquash,
    signOffOnly,
    verifiedBy,
    owesTrailers: trailersAreFor(policy, byAgent, verifiedBy) && !exempt,
    has: NOTHING_ASKED,
    collisions: NO_COLLISIONS,
  }
}

const NOTHING_REQUESTED: Commit['requestsForNothing'] = []
const NOTHING_ASKED: Commit['has'] = {}
const NO_COLLISIONS: Commit['collisions'] = {}
