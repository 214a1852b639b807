import type { Commit } from '../change.ts'
import type { GitPlace } from '../git/process.ts'
import { whichExist } from '../git/tree.ts'
import type { Policy } from '../policy/policy.ts'
import type { Rule } from '../rules/rule.ts'

/** Answers, for each commit, which of the paths that rules ask about its tree has. */
export async function withPresence(
  place: GitPlace,
  rules: readonly Rule[],
  policy: Policy,
  commits: readonly Commit[],
): Promise<readonly Commit[]> {
  const reading = rules.flatMap((rule) => rule.reads?.(policy) ?? [])
  const asked = commits.map((commit) => [...new Set(reading.flatMap((reads) => reads(commit)))])
  // The index answers for a commit that does not exist yet. Its stage is named: ":/x" would search messages for "x".
  const name = (commit: Commit, path: string) => `${commit.sha ?? ':0'}:${path}`
  const found = await whichExist(
    place,
    commits.flatMap((commit, index) => asked[index]!.map((path) => name(commit, path))),
  )
  return commits.map((commit, index) =>
    asked[index]!.length === 0
      ? commit
      : { ...commit, has: Object.fromEntries(asked[index]!.map((path) => [path, found.has(name(commit, path))])) },
  )
}
