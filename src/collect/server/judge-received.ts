import { branchSigns } from '../../agents/detect.ts'
import { CouldNotCheck } from '../../errors.ts'
import { incomplete } from '../../evaluate.ts'
import type { Report } from '../../finding.ts'
import { isolate } from '../../git/isolated.ts'
import { type MergeTime, mergeTime } from '../../git/merge-tree.ts'
import { newHeads } from '../../git/new-commits.ts'
import type { Environment } from '../../git/process.ts'
import type { RefUpdate } from '../../git/ref-updates.ts'
import type { Repository } from '../../git/repository.ts'
import type { LoadedPolicy } from '../../policy/load.ts'
import { valueFromBranch } from '../../policy/trailer-values.ts'
import { judgeRange } from '../range/judge-range.ts'
import { judgeFirstPush, pushRequest } from './push-request.ts'
import { type ReceivedRange, receivedRange } from './received-range.ts'
import { type BroughtRef, lookAtRefs } from './received-ref.ts'
import { readServer, type Server } from './server.ts'

/** What became of a ref of a push. */
export interface JudgedRef {
  readonly ref: string
  /** Null: there is no policy to judge it by. */
  readonly report: Report | null
  /** The ref before it whose commits are the same, so that the same was found. */
  readonly sameAs: string | null
}

/**
 * Judges the refs of a push to a server, each by itself: what another one brings, removes or says never makes it milder.
 * Those that bring nothing are left out. `env` is that of the hook; what it says of a quarantine counts. All of them share
 * the time for merges that git has to make again.
 * @throws {CouldNotCheck} when it cannot be known which policy judges.
 */
export async function judgeReceived(
  repository: Repository,
  env: Environment,
  updates: readonly RefUpdate[],
  time: MergeTime = mergeTime(),
): Promise<readonly JudgedRef[]> {
  const room = isolate(repository, env)
  try {
    const server = await readServer(repository, env, room.place, updates, time)
    const received = await lookAtRefs(server, updates)
    const brought = received.flatMap((as) => (as && 'brought' in as ? [as.brought] : []))
    const bringing = await bringingCommits(server, brought)
    const known: Known = new Map()
    const judged: (JudgedRef | null)[] = []
    for (const [at, as] of received.entries()) {
      if (as === null) continue
      if ('report' in as) judged.push({ ref: updates[at]!.ref, report: as.report, sameAs: null })
      else if (bringing.has(as.brought)) judged.push(await judgeBrought(server, as.brought, known))
    }
    return judged.filter((one) => one !== null)
  } finally {
    room.close()
  }
}

/** Fewer are asked about one by one, which has to be done anyway for those that bring something. */
const MANY = 3

/** Refs that bring no commit are most of a push of many: all are asked about at once. */
async function bringingCommits(server: Server, brought: readonly BroughtRef[]): Promise<ReadonlySet<BroughtRef>> {
  const { base, branches, place } = server
  if (base === null) return new Set(branches.size === 0 ? brought.filter(({ blocks }) => blocks) : brought)
  const fresh = brought.filter(({ before }) => before === null)
  if (fresh.length < MANY) return new Set(brought)
  const isNew = await newHeads(place, [...new Set(fresh.map(({ head }) => head))], [base.oid])
  return new Set(brought.filter(({ before, head }) => before !== null || isNew.has(head)))
}

/** What was judged before in this push, by all that decides what is found. */
type Known = Map<string, JudgedRef | null>

/** Null: it brings nothing new. */
async function judgeBrought(server: Server, brought: BroughtRef, known: Known): Promise<JudgedRef | null> {
  const { ref } = brought
  const key = sameKey(server, brought)
  const same = known.get(key)
  if (same) return { ref, report: same.report && named(same.report, ref), sameAs: same.ref }
  if (same === null) return null
  const judged = await judgeOne(server, brought)
  known.set(key, judged)
  return judged
}

async function judgeOne(server: Server, brought: BroughtRef): Promise<JudgedRef | null> {
  const { ref, head, blocks, command } = brought
  const { repository, env, mergeTime } = server
  const request = pushRequest(blocks ? 'wall' : 'hook', ref, head)
  try {
    if (isFirst(server, brought)) {
      const report = await judgeFirstPush(repository, env, request, { command, mergeTime })
      return { ref, report, sameAs: null }
    }
    const range = await receivedRange(server, brought)
    return range && { ref, report: await judgeIn(server, brought, range), sameAs: null }
  } catch (error) {
    if (error instanceof CouldNotCheck) return { ref, report: incomplete(request, error.message), sameAs: null }
    throw error
  }
}

/** The default branch itself, where there is none yet. */
const isFirst = ({ base, head, branches }: Server, { canonical }: BroughtRef): boolean =>
  base === null && (branches.size === 0 || canonical === head)

async function judgeIn(
  { repository, env, mergeTime }: Server,
  { blocks, command }: BroughtRef,
  { request, policy, replacesBase }: ReceivedRange,
): Promise<Report | null> {
  const judging = { command, replacesBase, mergeTime }
  if (blocks) return await judgeRange(repository, env, request, { ...judging, policy })
  const mode = policy.policy?.mode
  // What goes through stands on the server when its fix is read.
  const said = await judgeRange(repository, env, request, { ...judging, published: true, policy: onlySaying(policy) })
  if (said === null || mode === undefined || said.findings.length === 0) return said
  return {
    ...said,
    mode,
    limits: [...(mode === 'block' ? ['only said here, refused where it lands'] : []), ...said.limits],
  }
}

const onlySaying = (loaded: LoadedPolicy): LoadedPolicy =>
  loaded.policy === null ? loaded : { ...loaded, policy: { ...loaded.policy, mode: 'warn' } }

/**
 * A branch that is there is judged from where it stands, any other ref by its commit, and by its name as far as rules look
 * at that.
 */
function sameKey({ policy }: Server, { ref, head, blocks, before }: BroughtRef): string {
  if (before !== null) return JSON.stringify([ref, head])
  const { branch } = pushRequest('wall', ref, head)
  const tasks = policy?.policy?.trailers.map((trailer) => valueFromBranch(branch, trailer))
  return JSON.stringify([head, blocks, branchSigns(branch), tasks])
}

const named = (report: Report, ref: string): Report => ({
  ...report,
  subject: { ...report.subject, ref },
  findings: report.findings.map((finding) => ({ ...finding, at: { ...finding.at, ref } })),
})
