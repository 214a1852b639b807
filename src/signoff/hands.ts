import type { Commit, Guard } from '../change.ts'
import type { Signer } from '../policy/policy.ts'
import { personOf } from './signer.ts'

// Wherever it stands: a squash moves trailers into the text. Whoever is named too often is asked to sign once too seldom.
const CO_AUTHOR = /^[ \t]*co-(?:authored|developed)-by[ \t]*:.*<([^<>\n]+)>/gim

/** The addresses of all who had a hand in a commit: author, committer and co-authors. */
const addressesOf = ({ author, committer, message }: Commit): readonly string[] => [
  author.email,
  committer.email,
  ...[...message.matchAll(CO_AUTHOR)].map(([, address]) => address!.trim()),
]

const isIndependent = ({ independent }: Guard): boolean => independent === true

/**
 * Writes into each guard that asks for independent people who had a hand in any of these commits that changes its path,
 * by whichever of their addresses, or by the key that verified it.
 */
export function withHands(signers: readonly Signer[] | null, commits: readonly Commit[]): readonly Commit[] {
  const onPath = new Map<string, Set<string>>()
  for (const commit of commits) {
    for (const { path, guards } of commit.changes) {
      if (!guards.some(isIndependent)) continue
      const people = onPath.get(path) ?? new Set()
      onPath.set(path, people)
      for (const address of addressesOf(commit)) people.add(personOf(signers, address))
      if (commit.verifiedBy) people.add(commit.verifiedBy)
    }
  }
  if (onPath.size === 0) return commits
  const marked = (path: string) => (guard: Guard) =>
    isIndependent(guard) ? { ...guard, hands: [...(onPath.get(path) ?? [])].sort() } : guard
  return commits.map((commit) => ({
    ...commit,
    changes: commit.changes.map((change) => ({ ...change, guards: change.guards.map(marked(change.path)) })),
  }))
}
