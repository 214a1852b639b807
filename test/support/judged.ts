import { judgeRange } from '../../src/collect/range/judge-range.ts'
import type { RangeRequest } from '../../src/collect/range/range-request.ts'
import type { Report } from '../../src/finding.ts'
import type { MergeTime } from '../../src/git/merge-tree.ts'
import type { Environment } from '../../src/git/process.ts'
import { openRepository, type Repository } from '../../src/git/repository.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import { type LoadedPolicy, wordsOf } from '../../src/policy/load.ts'
import { ruleIds } from '../../src/rules/index.ts'
import { makeHistory, type Planned } from './history.ts'
import type { TestRepository } from './repository.ts'
import { sharedBy } from './shared.ts'

/** What was found, in the words of a plan. */
export interface Judged {
  readonly report: Report
  readonly verdict: Report['verdict']
  /** Each finding as `commit: rule/message path [parent]`; the path in JSON where it is not plain. */
  readonly said: readonly string[]
  /** Why something could not be checked. */
  readonly unknown: readonly string[]
}

export interface Asked {
  /** Name of a commit of the plan; null: everything that the head reaches. */
  readonly base?: string | null
  readonly head?: string
  readonly request?: Partial<RangeRequest>
  /** Text of a policy to judge by instead of the base's, as `--policy` names one. */
  readonly policy?: string
  /** For all merges that git has to make again. */
  readonly mergeTime?: MergeTime
}

/** All planned histories of a file are made here: only their objects are looked at, by their ids. */
const shared = sharedBy((repository) => openRepository(repository.dir, repository.env))

/** Lends the same repository, to make histories in and to judge between their commits. */
export const inShared = <T>(
  body: (
    repository: TestRepository,
    judge: (ids: Readonly<Record<string, string>>, asked?: Asked) => Promise<Judged | null>,
  ) => Promise<T>,
): Promise<T> =>
  shared((repository, opened) => body(repository, (ids, asked = {}) => judgeIn(opened, repository.env, ids, asked)))

/** Makes a planned history and judges `base..head` in it; null: there is no policy. */
export const judgePlan = (plan: readonly Planned[], asked: Asked = {}): Promise<Judged | null> =>
  inShared(async (repository, judge) => await judge(makeHistory(repository, plan), asked))

/** The same, of a plan that has a policy. */
export async function judged(plan: readonly Planned[], asked: Asked = {}): Promise<Judged> {
  const found = await judgePlan(plan, asked)
  if (found === null) throw new Error('there is no policy on either side')
  return found
}

/** Judges a range between named commits. */
export const judgeNamed = async (
  repository: TestRepository,
  ids: Readonly<Record<string, string>>,
  asked: Asked = {},
): Promise<Judged | null> =>
  await judgeIn(await openRepository(repository.dir, repository.env), repository.env, ids, asked)

async function judgeIn(
  repository: Repository,
  env: Environment,
  ids: Readonly<Record<string, string>>,
  { base = 'base', head = 'head', request = {}, policy, mergeTime }: Asked,
): Promise<Judged | null> {
  const report = await judgeRange(
    repository,
    env,
    {
      kind: 'range',
      at: 'wall',
      ref: null,
      base: base === null ? null : ids[base]!,
      head: ids[head]!,
      branch: null,
      named: null,
      ...request,
    },
    { command: ['precheck'], policy: policy === undefined ? null : chosen(policy), ...(mergeTime && { mergeTime }) },
  )
  if (report === null) return null
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]))
  return {
    report,
    verdict: report.verdict,
    said: report.findings.map(({ rule, message, at, text }) => {
      const commit = at.commit === null ? '' : `${names.get(at.commit) ?? at.commit}: `
      const parent = /against parent (\d)/.exec(text)
      const path = at.path === null ? '' : ` ${/^[!-~]+$/.test(at.path) ? at.path : JSON.stringify(at.path)}`
      return `${commit}${rule}/${message}${path}${parent ? ` [${parent[1]}]` : ''}`
    }),
    unknown: report.outcomes.flatMap(({ reason }) => reason ?? []),
  }
}

function chosen(text: string): LoadedPolicy {
  const decoded = decodePolicy(text, ruleIds)
  if (!('policy' in decoded)) throw new Error(wordsOf(decoded).join('\n'))
  const source = { source: 'test', ref: null, why: '--policy', digest: null }
  return { policy: decoded.policy, source, adoption: false, baseErrors: [] }
}
