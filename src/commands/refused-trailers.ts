import type { Change, Commit } from '../change.ts'
import { withPresence } from '../collect/presence.ts'
import { UNSETTLED } from '../collect/unsettled.ts'
import type { GitPlace } from '../git/process.ts'
import type { Policy } from '../policy/policy.ts'
import { rules } from '../rules/index.ts'

/** What the policy's rules say of some trailers of a commit, in their own words. */
export interface TrailerJudgement {
  readonly refused: readonly string[]
  /** What they would only warn of. */
  readonly warned: readonly string[]
}

/** Judges the trailers with these keys as if they were asked of the commit, whoever made it. */
export async function judgeTrailers(
  place: GitPlace,
  commit: Commit,
  policy: Policy,
  keys: readonly string[],
): Promise<TrailerJudgement> {
  // A value is right or wrong by itself; that it may be missing here and stand on another commit is no question now.
  const asking: Policy = { ...policy, trailers: policy.trailers.map((trailer) => ({ ...trailer, per: 'commit' })) }
  const commits = await withPresence(place, rules, asking, [{ ...commit, owesTrailers: true }])
  const change: Change = { ...ONE_COMMIT, commits }
  const own = new Set(keys.map((key) => key.toLowerCase()))
  const said = rules.flatMap((rule) => {
    const setting = policy.rules[rule.id] ?? rule.severity
    if (setting === 'off') return []
    return [...rule.check(change, asking)]
      .filter(({ spot }) => spot.trailer !== undefined && own.has(spot.trailer.toLowerCase()))
      .map(({ text, atMost }) => ({ text, warns: setting === 'warn' || atMost === 'warn' }))
  })
  return {
    refused: said.filter(({ warns }) => !warns).map(({ text }) => text),
    warned: said.filter(({ warns }) => warns).map(({ text }) => text),
  }
}

const ONE_COMMIT: Omit<Change, 'commits'> = {
  kind: 'message',
  at: 'hook',
  ref: null,
  base: null,
  mergeBases: [],
  head: null,
  named: null,
  branch: null,
  listed: [],
  ...UNSETTLED,
}
