import type { Change, Commit } from '../../change.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Rule } from '../../rules/rule.ts'

/**
 * Whether a rule may have something to say of a commit only in view of others: then none can be let go. A trailer of the
 * whole change is on any of its commits, and commitlint is asked of all messages at once.
 */
export const needsAllCommits = ({ trailers, message, rules }: Policy): boolean =>
  trailers.some(({ per }) => per === 'change') || (message.commitlint === 'on' && rules['commit-message'] !== 'off')

/**
 * Those of some commits of which a rule has something to say, as far as a commit says it by itself. `change` is the one
 * that they belong to, without what is only known at its end.
 */
export function spokenOf(
  rules: readonly Rule[],
  policy: Policy,
  change: Change,
  commits: readonly Commit[],
): ReadonlySet<Commit> {
  const spoken = new Set<Commit>()
  for (const rule of rules) {
    if (policy.rules[rule.id] === 'off') continue
    try {
      for (const { spot } of rule.check({ ...change, commits }, policy)) if (spot.commit) spoken.add(spot.commit)
    } catch {
      // It fails again when the whole change is judged, and is reported there.
      return new Set(commits)
    }
  }
  return spoken
}
