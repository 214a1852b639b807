import { type Commit, type FileChange, isAbsent } from '../change.ts'
import { type LoggedCommit, walkLog } from '../git/log.ts'
import { listTree } from '../git/tree.ts'
import { collidingPaths } from './collisions.ts'
import type { RangeSource } from './range-request.ts'
import { type KeptRange, takenUp } from './taken-up.ts'

/**
 * Notes paths of the head that collide with another, at the commit that adds them last. What stands in a merge base
 * already is no news.
 */
export async function withCollisions(
  { place, repository, policy }: Pick<RangeSource, 'place' | 'repository' | 'policy'>,
  mergeBases: readonly string[],
  revisions: readonly string[],
  headPaths: readonly string[],
  kept: KeptRange,
): Promise<readonly Commit[]> {
  if (collidingPaths(headPaths).size === 0) return kept.commits
  const before = await Promise.all(mergeBases.map((base) => listTree(place, base)))
  const colliding = collidingPaths(headPaths, before.flat())
  if (colliding.size === 0) return kept.commits
  const seen = new Set<string>()
  const adding = new Map<string, { readonly logged: LoggedCommit; readonly added: readonly FileChange[] }>()
  const note = (logged: LoggedCommit) => {
    const added = addedBy(logged).filter(({ path }) => !seen.has(path))
    for (const { path } of added) seen.add(path)
    if (added.length > 0) adding.set(logged.sha, { logged, added })
  }
  await walkLog(place, repository.objectFormat, revisions, (path) => colliding.has(path), note)
  const commits = takenUp(
    policy,
    kept,
    [...adding.values()].map(({ logged }) => logged),
  )
  return commits.map((commit) => {
    const own = adding.get(commit.sha ?? '')
    return own ? withAdded(commit, own.added, colliding) : commit
  })
}

/** The commit with the colliding paths that it adds. */
function withAdded(commit: Commit, added: readonly FileChange[], colliding: ReadonlyMap<string, string>): Commit {
  const known = new Set(commit.changes.map(({ path }) => path))
  return {
    ...commit,
    changes: [...commit.changes, ...added.filter(({ path }) => !known.has(path))],
    collisions: Object.fromEntries(added.map(({ path }) => [path, colliding.get(path)!])),
  }
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
