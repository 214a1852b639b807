import { type Commit, hasStrongSign, type ReportedCommit } from '../../change.ts'
import { evaluate } from '../../evaluate.ts'
import type { Report } from '../../finding.ts'
import { isolate } from '../../git/isolated.ts'
import { mergeTime } from '../../git/merge-tree.ts'
import { type Environment, tryGit } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { shallowBoundary } from '../../git/shallow.ts'
import { concernAboutAny } from '../../policy/concern.ts'
import type { LoadedPolicy } from '../../policy/load.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Command } from '../../remedy.ts'
import { rules } from '../../rules/index.ts'
import { trailersAreFor } from '../commit.ts'
import { beginRange } from './begun-range.ts'
import type { RangeRequest } from './range-request.ts'
import { settledRange } from './settled-range.ts'

/** How many commits a look back takes in. */
const COMMITS = 200

/**
 * What a policy would have said of the last commits that HEAD reaches, each judged by itself: the history of a branch is no
 * one change, in which an agent's commit would make all others an agent's too. Merges are left out; what they bring is
 * there. Null: there are no commits.
 * @throws {CouldNotCheck} when the commits cannot be read.
 */
export async function lookBack(
  repository: Repository,
  env: Environment,
  { policy, source }: Pick<LoadedPolicy, 'source'> & { readonly policy: Policy },
  command: Command,
): Promise<Report | null> {
  const last = ['rev-list', '--no-merges', `--max-count=${COMMITS}`, 'HEAD', '--']
  const listed = (await tryGit(repository.place, last)).stdout.toString('latin1').split('\n').filter(Boolean)
  const boundary = shallowBoundary(repository)
  const commits = listed.filter((sha) => !boundary.has(sha))
  const [head] = commits
  if (head === undefined) return null
  const request: RangeRequest = {
    ...{ kind: 'range', at: 'wall', ref: null, base: null, head, branch: null, named: null },
    // Not sorted by git: that would read the whole history first.
    revisions: ['--no-walk', ...commits],
  }
  const room = isolate(repository, env)
  const { place } = room
  const begun = beginRange({ repository, place }, request)
  try {
    const concern = await concernAboutAny(policy)
    const collected = { repository, place, env, policy, concern, rules, mergeTime: mergeTime() }
    const { change } = await settledRange(collected, request, begun)
    const alone = {
      ...change,
      commits: change.commits.map((commit) => byItself(commit, policy)),
      listed: change.listed.map(listedByItself),
    }
    return evaluate(alone, { policy, source, rules, command, adoption: null, unknown: [] })
  } finally {
    begun.stop()
    room.close()
  }
}

function byItself(commit: Commit, policy: Policy): Commit {
  const byAgent = hasStrongSign(commit)
  return {
    ...commit,
    byAgent,
    owesTrailers: commit.owesTrailers && trailersAreFor(policy, byAgent, commit.verifiedBy ?? null),
  }
}

const listedByItself = (listed: ReportedCommit): ReportedCommit => ({
  ...listed,
  agent: { ...listed.agent, is: hasStrongSign(listed.agent) ? 'agent' : 'unknown' },
})
