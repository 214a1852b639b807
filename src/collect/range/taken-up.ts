import type { Commit } from '../../change.ts'
import type { LoggedCommit } from '../../git/log.ts'
import type { Policy } from '../../policy/policy.ts'
import { assemble, commitFacts } from '../commit.ts'
import type { WalkedRange } from './walked-range.ts'

/** A range as it was walked, with the commits of it that are kept so far. */
export type KeptRange = Pick<WalkedRange, 'listed' | 'byAgent'> & { readonly commits: readonly Commit[] }

/** The kept commits of a range together with others that had been let go and of which there is something to say after all. */
export function takenUp(
  policy: Policy,
  { listed, byAgent, commits }: KeptRange,
  others: Iterable<LoggedCommit>,
): readonly Commit[] {
  const known = new Map(commits.map((commit) => [commit.sha, commit]))
  for (const { sha, object, empty } of others) {
    if (known.has(sha)) continue
    const facts = commitFacts(sha, object, [])
    known.set(sha, assemble(facts, policy, { byAgent, merge: 'no', changes: [], empty }))
  }
  if (known.size === commits.length) return commits
  return listed.flatMap(({ sha }) => known.get(sha) ?? [])
}
