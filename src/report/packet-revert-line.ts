import { grouped } from '../grouped.ts'
import type { PacketCommit, PacketFacts } from '../packet.ts'

/** What to revert, newest first, of a change that landed as the commits that it is made of. */
export interface RevertLine {
  readonly commits: readonly string[]
  /** Some are merges, and what they brought in goes with `-m 1`. */
  readonly hasMerges: boolean
  /** Others on the branch's own line that stay: merges that only brought in what the base has, and commits that change nothing. */
  readonly kept: readonly string[]
}

/**
 * Walks a change's own line, the first parents. `git revert -m 1` of a merge takes back all that it brought in, so it may
 * bring in nothing that the base has as well: what its first parent reaches must have the one place at which the change
 * left the base. Null: a merge brings in both, and no list of reverts is right.
 */
export function revertLine({
  commits,
  head,
  bases,
}: Pick<PacketFacts, 'commits' | 'head' | 'bases'>): RevertLine | null {
  const own = new Map(commits.map((commit) => [commit.sha, commit]))
  const reaching = bases.length === 1 ? reachingFrom(bases[0]!, commits) : new Set<string>()
  const reverted: PacketCommit[] = []
  const kept: string[] = []
  for (let commit = own.get(head); commit !== undefined; commit = own.get(commit.parents[0] ?? '')) {
    const [first, ...others] = commit.parents
    if (others.some((parent) => own.has(parent))) {
      if (!reaching.has(first!)) return null
      reverted.push(commit)
    } else if (commit.kind === 'merge' || commit.paths.length === 0) kept.push(commit.sha)
    else reverted.push(commit)
  }
  return {
    commits: reverted.map(({ sha }) => sha),
    hasMerges: reverted.some(({ kind }) => kind === 'merge'),
    kept,
  }
}

/** A commit of the base, and the commits of the change that have it among what they reach. */
function reachingFrom(base: string, commits: readonly PacketCommit[]): ReadonlySet<string> {
  const children = grouped(commits.flatMap(({ sha, parents }) => parents.map((parent) => [parent, sha] as const)))
  const found = new Set([base])
  for (const sha of found) for (const child of children.get(sha) ?? []) found.add(child)
  return found
}
