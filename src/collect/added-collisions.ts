import { type Commit, type FileChange, isAbsent } from '../change.ts'
import { type LoggedCommit, walkLog } from '../git/log.ts'
import { listTree } from '../git/tree.ts'
import { collidingPaths } from './collisions.ts'
import type { RangeSource } from './range.ts'

/**
 * Notes paths of the head that collide with another, at the commit that adds them last. What stands in a merge base
 * already is no news.
 */
export async function withCollisions(
  { place, repository }: Pick<RangeSource, 'place' | 'repository'>,
  mergeBases: readonly string[],
  revisions: readonly string[],
  headPaths: readonly string[],
  commits: readonly Commit[],
): Promise<readonly Commit[]> {
  if (collidingPaths(headPaths).size === 0) return commits
  const before = await Promise.all(mergeBases.map((base) => listTree(place, base)))
  const colliding = collidingPaths(headPaths, before.flat())
  if (colliding.size === 0) return commits
  const seen = new Set<string>()
  const bySha = new Map<string, readonly FileChange[]>()
  const note = (commit: LoggedCommit) => {
    const own = addedBy(commit).filter(({ path }) => !seen.has(path))
    for (const { path } of own) seen.add(path)
    if (own.length > 0) bySha.set(commit.sha, own)
  }
  await walkLog(place, repository.objectFormat, revisions, (path) => colliding.has(path), note)
  return commits.map((commit) => {
    const own = bySha.get(commit.sha ?? '')
    if (!own) return commit
    const known = new Set(commit.changes.map(({ path }) => path))
    return {
      ...commit,
      changes: [...commit.changes, ...own.filter(({ path }) => !known.has(path))],
      collisions: Object.fromEntries(own.map(({ path }) => [path, colliding.get(path)!])),
    }
  })
}

/** Paths that none of a commit's parents has, each once: a merge adds nothing that one of them brings. */
function addedBy({ object, changes }: LoggedCommit): readonly FileChange[] {
  const added = new Map<string, FileChange>()
  const sides = new Map<string, number>()
  for (const change of changes) {
    if (!isAbsent(change.old)) continue
    const differing = (sides.get(change.path) ?? 0) + 1
    sides.set(change.path, differing)
    if (differing >= object.parents.length) added.set(change.path, { ...change, guards: [] })
  }
  return [...added.values()]
}
