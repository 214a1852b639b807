import { branchSigns } from '../../agents/detect.ts'
import { type AgentSign, type Change, type Commit, hasStrongSign, type ReportedCommit } from '../../change.ts'
import { type LoggedCommit, readLog, type StartedLog } from '../../git/log.ts'
import { subjectOf } from '../../git/message.ts'
import { shallowBoundary } from '../../git/shallow.ts'
import type { Demand } from '../../policy/concern.ts'
import { verifiesCommits } from '../../policy/verifies-commits.ts'
import { assemble, type CommitFacts, commitFacts } from '../commit.ts'
import { demandsOn } from '../guarded.ts'
import { type RangeRequest, type RangeSource, tooShallow } from './range-request.ts'
import { needsAllCommits, spokenOf } from './silent-commits.ts'

/** A commit of the range as far as it concerns the policy; its raw object is let go. */
export interface Walked extends Omit<LoggedCommit, 'object'> {
  readonly tree: string
  readonly facts: CommitFacts
  /** What is asked of each of `changes`. */
  readonly demands: readonly (readonly Demand[])[]
  /** Its place among all commits of the range. */
  readonly position: number
}

/** A range that was read through once, oldest first. */
export interface WalkedRange {
  readonly listed: readonly ReportedCommit[]
  /** Those of which there is something to say, or to look up. */
  readonly kept: readonly Walked[]
  /** Ids of those that carry a signature, where the policy lists keys that verify commits. */
  readonly signed: readonly string[]
  /** Paths that some commit changes, of those that make a lock file of what lies beside them. */
  readonly manifests: ReadonlySet<string>
  /** Whether one commit has a strong sign of an agent: then all of them count as an agent's. */
  readonly byAgent: boolean
}

/** So many commits are put to the rules together. */
const TOGETHER = 256

/**
 * So many wait for a sign of an agent. Most ranges by agents have one in their first commit; in one of people alone there
 * is none, and it may be long.
 */
const MOST_WAITING = 4_096

/** The first sign of an agent came after commits were judged as people's. */
class LateSign extends Error {}

/**
 * Reads a range through. Commits of which nothing can be said are let go while git lists the next ones, so that neither
 * memory nor what is done at the end grows with them. `again` starts the same log anew: a first sign of an agent that comes
 * late makes all commits before it an agent's.
 * @throws {CouldNotCheck} when the history cannot be read, or not to its end.
 */
export async function walkRange(
  source: RangeSource,
  request: RangeRequest,
  change: Change,
  log: StartedLog,
  again: () => StartedLog,
): Promise<WalkedRange> {
  try {
    return await readThrough(source, request, change, log, false)
  } catch (error) {
    if (!(error instanceof LateSign)) throw error
    return await readThrough(source, request, change, again(), true)
  }
}

async function readThrough(
  source: RangeSource,
  request: RangeRequest,
  change: Change,
  log: StartedLog,
  knownByAgent: boolean,
): Promise<WalkedRange> {
  const { repository, place, policy, concern, rules } = source
  const boundary = shallowBoundary(repository)
  const branch = request.branch === null ? [] : branchSigns(request.branch)
  const reading = rules.flatMap((rule) => rule.reads?.(policy) ?? [])
  const keepsAll = needsAllCommits(policy)
  const verifies = verifiesCommits(policy)

  const listed: { readonly sha: string; readonly subject: string; readonly signs: readonly AgentSign[] }[] = []
  const kept: Walked[] = []
  const waiting: Walked[] = []
  const signed: string[] = []
  const manifestNames = new Set(policy.entries.flatMap(({ ifBeside }) => ifBeside.flatMap(({ names }) => names)))
  const manifests = new Set<string>()
  // As a rule asked once for each distinct path.
  const watch = (path: string): boolean => {
    if (manifestNames.has(path.slice(path.lastIndexOf('/') + 1))) manifests.add(path)
    return concern.watch(path)
  }
  let byAgent = knownByAgent
  let judgedAsPeople = false

  // As if nobody's key had verified them: that is known at the end, and only takes away from what can be said.
  const judgeWaiting = () => {
    const commits = waiting.map(({ facts, empty }) =>
      assemble(facts, policy, { byAgent, merge: 'no', changes: [], empty }),
    )
    const spoken = spokenOf(rules, policy, change, commits)
    const isKept = (commit: Commit) => spoken.has(commit) || reading.some((reads) => reads(commit).length > 0)
    commits.forEach((commit, index) => {
      if (isKept(commit)) kept.push(waiting[index]!)
    })
    waiting.length = 0
    judgedAsPeople ||= !byAgent
  }

  await readLog(place, repository.objectFormat, log, watch, ({ sha, object, changes, empty }) => {
    if (boundary.has(sha)) throw tooShallow(request)
    const facts = commitFacts(sha, object, branch)
    if (!byAgent && hasStrongSign(facts)) {
      if (judgedAsPeople) throw new LateSign()
      byAgent = true
    }
    const demands = changes.length === 0 ? NOTHING : changes.map((each) => demandsOn(concern, each))
    const walked = { sha, tree: object.tree, changes, empty, demands, facts, position: listed.length }
    listed.push({ sha, subject: flat(subjectOf(facts.message)), signs: facts.signs })
    source.progress?.(listed.length)
    if (verifies && object.signed) signed.push(sha)
    const isOfInterest =
      keepsAll ||
      changes.length > 0 ||
      facts.parents.length !== 1 ||
      sha === request.head ||
      /sign-off-/i.test(facts.message)
    if (isOfInterest) kept.push(walked)
    else waiting.push(walked)
    if (waiting.length >= (byAgent ? TOGETHER : MOST_WAITING)) judgeWaiting()
  })
  judgeWaiting()

  const is = byAgent ? 'agent' : 'unknown'
  return {
    kept: kept.sort((one, other) => one.position - other.position),
    byAgent,
    signed,
    manifests,
    listed: listed.map(({ sha, subject, signs }) => ({ sha, subject, agent: { is, signs }, verifiedBy: null })),
  }
}

const NOTHING: Walked['demands'] = []

/** The same text in memory of its own: a part of a string keeps the whole of it, and here that is the message. */
const flat = (text: string): string => Buffer.from(text, 'utf8').toString('utf8')
