import { type Commit, type FileChange, isAbsent } from '../../change.ts'
import { type LoggedCommit, walkLog } from '../../git/log.ts'
import { compareTrees } from '../../git/merge-tree.ts'
import { listTree, treesOf } from '../../git/tree.ts'
import { batches } from '../../grouped.ts'
import { collidingPaths } from '../collisions.ts'
import type { RangeSource } from './range-request.ts'
import { type KeptRange, takenUp } from './taken-up.ts'

/**
 * Notes paths of the head that collide with another, at the commit that adds them last. What stands in a merge base
 * already is no news.
 */
export async function withCollisions(
  source: Pick<RangeSource, 'place' | 'repository' | 'policy'>,
  mergeBases: readonly string[],
  revisions: readonly string[],
  headPaths: readonly string[],
  kept: KeptRange,
): Promise<readonly Commit[]> {
  const { place, repository, policy } = source
  const colliding = await newCollisions(source, mergeBases, headPaths)
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

/** So many of the merge bases are compared at once. */
const AT_ONCE = 16

/** The paths that collide and did not in all merge bases together: of the second and the next only what the first has not. */
async function newCollisions(
  { place, repository: { objectFormat } }: Pick<RangeSource, 'place' | 'repository'>,
  mergeBases: readonly string[],
  headPaths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const [first] = mergeBases
  let colliding = collidingPaths(headPaths)
  if (colliding.size === 0 || first === undefined) return colliding
  const before = new Set(await listTree(place, first))
  colliding = collidingPaths(headPaths, [...before])
  if (colliding.size === 0 || mergeBases.length === 1) return colliding
  const [tree, ...others] = await treesOf(place, mergeBases)
  for (const trees of batches(others, AT_ONCE)) {
    const pairs = trees.map((other): [string, string] => [tree!, other])
    const added = (await compareTrees(place, objectFormat, pairs, () => true))
      .flat()
      .filter(({ old, path }) => isAbsent(old) && !before.has(path))
    if (added.length === 0) continue
    for (const { path } of added) before.add(path)
    colliding = collidingPaths(headPaths, [...before])
    if (colliding.size === 0) break
  }
  return colliding
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
