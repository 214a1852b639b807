import { CouldNotCheck } from '../../errors.ts'
import { isolate } from '../../git/isolated.ts'
import { unreadIn } from '../../git/partial.ts'
import type { Environment, GitPlace } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { EMPTY_TREE, listTree, whichExist } from '../../git/tree.ts'
import type { PacketCommit, PacketFacts } from '../../packet.ts'
import { type LoadedPolicy, policyOfRange } from '../../policy/load.ts'
import { wayBackPath } from '../../policy/rollback-path.ts'
import { isRollback } from '../../policy/trailer-values.ts'
import { basesOf, revisionsOf } from '../range/begun-range.ts'
import { judgeRange, type RangeJudging } from '../range/judge-range.ts'
import type { RangeRequest } from '../range/range-request.ts'
import { mentionsOf, namedIn } from './mentions.ts'
import { asksOf } from './packet-asks.ts'
import { packetCommits } from './packet-commits.ts'
import { packetFiles } from './packet-files.ts'
import { guardReader } from './packet-guards.ts'

/** What is read of the range itself, beside the verdict. */
type Observed = Pick<PacketFacts, 'from' | 'bases' | 'commits' | 'files' | 'mentions' | 'wayBackPaths'>

/**
 * Gathers all that a review packet says: the verdict of the range check, and beside it what git has of the range. Facts that
 * cannot be had leave a packet that says so; it is never taken for a change in which nothing happened.
 */
export async function packetFacts(
  repository: Repository,
  env: Environment,
  request: RangeRequest,
  judging: RangeJudging,
): Promise<PacketFacts> {
  const { place, close } = isolate(repository, env)
  try {
    const loaded = judging.policy ?? (await known(policyOfRange(place, request.base, request.head)))
    const [report, observed] = await Promise.all([
      judgeRange(repository, env, request, { ...judging, policy: loaded }),
      observe(repository, place, request, loaded).catch((error: unknown): string => {
        if (error instanceof CouldNotCheck) return unreadIn(repository, error.message)
        throw error
      }),
    ])
    const policy = loaded?.policy ?? null
    return {
      report,
      unread: typeof observed === 'string' ? observed : null,
      named: request.named,
      branch: request.branch,
      base: request.base,
      head: request.head,
      lands: policy?.lands ?? 'commits',
      trailers: policy?.trailers ?? [],
      asks: policy === null ? [] : asksOf(policy),
      command: judging.command,
      ...(typeof observed === 'string' ? UNREAD : observed),
    }
  } finally {
    close()
  }
}

const UNREAD: Observed = { from: null, bases: [], commits: [], files: [], mentions: [], wayBackPaths: [] }

/** The check itself reports what is wrong with a policy that cannot be read. */
const known = (loading: Promise<LoadedPolicy>): Promise<LoadedPolicy | null> =>
  loading.catch((error: unknown) => {
    if (error instanceof CouldNotCheck) return null
    throw error
  })

async function observe(
  repository: Repository,
  place: GitPlace,
  request: RangeRequest,
  loaded: LoadedPolicy | null,
): Promise<Observed> {
  const { objectFormat } = repository
  const { head } = request
  const bases = await basesOf({ repository, place }, request)
  const from = bases[0] ?? null
  const ends = [head, ...bases]
  const commits = await packetCommits(place, objectFormat, revisionsOf(request, bases))
  const named = namedIn(commits)
  const policy = loaded?.policy ?? null
  const guardsOf =
    policy === null ? async () => new Map<string, readonly string[]>() : await guardReader(place, policy, ends)
  const range = [from ?? EMPTY_TREE[objectFormat], head] as const
  const { files, namesSeen } = await packetFiles(place, objectFormat, range, guardsOf, [...named.tests.keys()])
  const mentions = await mentionsOf(named, commits, files, namesSeen, () => listTree(place, head))
  return { from, bases, commits, files, mentions, wayBackPaths: await wayBackPathsIn(place, head, commits) }
}

/** Which of the paths that commits name as a way back are still there in the end. */
async function wayBackPathsIn(
  place: GitPlace,
  head: string,
  commits: readonly PacketCommit[],
): Promise<readonly string[]> {
  const named = commits.flatMap(({ trailers }) =>
    trailers.flatMap(({ key, value }) => (isRollback(key) ? (wayBackPath(value) ?? []) : [])),
  )
  const paths = [...new Set(named)]
  const there = await whichExist(
    place,
    paths.map((path) => `${head}:${path}`),
  )
  return paths.filter((path) => there.has(`${head}:${path}`))
}
