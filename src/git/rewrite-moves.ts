import { type Graph, reachedBy } from './descendants.ts'
import type { Operation } from './operation.ts'
import type { Ref } from './refs.ts'
import { type FetchRule, type RemoteBranch, remoteBranchOf } from './remote-branch.ts'
import type { OtherWorktree } from './worktrees.ts'

/** Why commits may not be rewritten, as data. Refs by full name, commits by full id. */
export type Obstacle =
  | { readonly is: 'operation'; readonly what: string }
  | { readonly is: 'not-in-history'; readonly commit: string }
  /** A protected ref reaches it. */
  | { readonly is: 'protected'; readonly ref: string }
  /** A remote-tracking branch that is no copy of a branch that would move. */
  | { readonly is: 'published-elsewhere'; readonly ref: string }
  /** The branch's own remote copy; `published` allows it. */
  | { readonly is: 'published'; readonly ref: string }
  /** The branch's own remote copy has commits that the branch has not: to push over it would lose them. */
  | { readonly is: 'behind'; readonly ref: string }
  /** Another branch, a tag or a detached work tree stands on it; `updateRefs` allows it. */
  | { readonly is: 'branch' | 'tag'; readonly ref: string }
  | { readonly is: 'worktree'; readonly path: string }
  /** A work tree whose branch would move is in the middle of something. */
  | { readonly is: 'busy-worktree'; readonly path: string; readonly what: string }
  /** Somebody else's signature would be lost. */
  | { readonly is: 'signature'; readonly commit: string; readonly committer: string }
  /** The commit leaves the path as it was: there is nothing to leave out. */
  | { readonly is: 'not-changed'; readonly commit: string; readonly path: string }
  /** The commit is a merge, and its sides have the path in different states. */
  | { readonly is: 'sides-differ'; readonly commit: string; readonly path: string }
  /** A commit above changes the path again. */
  | { readonly is: 'changed-again'; readonly commit: string; readonly path: string }
  /** A merge above brings in the path in another state than it had before. */
  | { readonly is: 'merged-otherwise'; readonly commit: string; readonly path: string }
  /** A file stands where a folder would have to come back, or the other way round. */
  | { readonly is: 'no-room'; readonly commit: string; readonly path: string }
  /** A shallow clone ends there: what is rewritten could not name its parents. */
  | { readonly is: 'shallow'; readonly commit: string }

/** What the repository says around the commits that are to be rewritten. */
export interface Surroundings {
  /** HEAD: the branch's full name, or `HEAD` when it is detached. */
  readonly head: { readonly ref: string; readonly oid: string }
  readonly operation: Operation | null
  readonly refs: readonly Ref[]
  readonly fetchRules: readonly FetchRule[]
  readonly worktrees: readonly OtherWorktree[]
  readonly config: ReadonlyMap<string, string>
  /** The commits asked for and all that descends from them, from every ref and every work tree. */
  readonly graph: Graph
}

/** What may be moved and what must not be reached. */
export interface Permission {
  /** Tips of the base and its like, whose history is never rewritten. */
  readonly protected: readonly { readonly ref: string; readonly oid: string }[]
  /** Commits may be rewritten that the branch's own remote copy has. */
  readonly published: boolean
  /** Other branches and detached work trees on the rewritten commits move too. */
  readonly updateRefs: boolean
}

/** A remote branch that has old commits, and what of ours replaces it. */
export interface Push {
  readonly branch: string
  readonly to: RemoteBranch
  readonly old: string
}

export interface Moves {
  /** Refs that will move, with the commit that they stand on; HEAD's own first. */
  readonly moves: readonly { readonly ref: string; readonly old: string }[]
  readonly pushes: readonly Push[]
  /** Tags that stay on old commits. */
  readonly tagsLeft: readonly string[]
  readonly obstacles: readonly Obstacle[]
}

/** Which refs have to move when `targets` are rewritten, and what forbids it. Pure. */
export function chooseMoves(around: Surroundings, targets: readonly string[], may: Permission): Moves {
  const { head, graph, refs, worktrees } = around
  const obstacles: Obstacle[] = []
  if (around.operation) obstacles.push({ is: 'operation', what: around.operation.what })
  const inHistory = reachedBy(graph, head.oid)
  for (const commit of targets) if (!inHistory.has(commit)) obstacles.push({ is: 'not-in-history', commit })
  const reaching = may.protected.find(({ oid }) => graph.has(oid))
  if (reaching) obstacles.push({ is: 'protected', ref: reaching.ref })
  // Nothing allows these three, so what else stands in the way is not worth reading.
  if (obstacles.length > 0) return { moves: [], pushes: [], tagsLeft: [], obstacles }

  const on = (prefix: string) => refs.filter(({ name, oid }) => name.startsWith(prefix) && graph.has(oid))
  const branches = on('refs/heads/').filter(({ name }) => name !== head.ref)
  const detached = worktrees.filter(({ detachedAt }) => detachedAt !== null && graph.has(detachedAt))
  const tags = on('refs/tags/')
  if (!may.updateRefs) {
    for (const { name } of branches) obstacles.push({ is: 'branch', ref: name })
    for (const { path } of detached) obstacles.push({ is: 'worktree', path })
    for (const { name } of tags) obstacles.push({ is: 'tag', ref: name })
  }
  const moves = [
    { ref: head.ref, old: head.oid },
    ...(may.updateRefs ? branches.map(({ name, oid }) => ({ ref: name, old: oid })) : []),
    ...(may.updateRefs ? detached.map(({ head, detachedAt }) => ({ ref: head, old: detachedAt! })) : []),
  ]
  obstacles.push(...busyWorktrees(around, new Set(moves.map(({ ref }) => ref))))

  const pushes: Push[] = []
  for (const { name, oid } of on('refs/remotes/')) {
    const to = remoteBranchOf(name, around.fetchRules)
    if (to === null) continue
    const own = to === 'unknown' ? undefined : moves.find(({ ref }) => isCopyOf(around, ref, name, to))
    if (to === 'unknown' || !own) obstacles.push({ is: 'published-elsewhere', ref: name })
    else if (!may.published) obstacles.push({ is: 'published', ref: name })
    else if (!reachedBy(graph, own.old).has(oid)) obstacles.push({ is: 'behind', ref: name })
    else pushes.push({ branch: own.ref, to, old: oid })
  }
  return { moves, pushes, tagsLeft: tags.map(({ name }) => name), obstacles }
}

function* busyWorktrees({ worktrees, graph }: Surroundings, moving: ReadonlySet<string>): Generator<Obstacle> {
  for (const { path, branch, detachedAt, operation } of worktrees) {
    if (operation === null) continue
    const ends = [...operation.branches, ...(branch === null ? [] : [branch])]
    const isInside = detachedAt !== null && graph.has(detachedAt)
    if (isInside || ends.some((ref) => moving.has(ref))) yield { is: 'busy-worktree', path, what: operation.what }
  }
}

/**
 * Whether a tracking ref is the remote copy of a branch: `git push` would go there, or it has the branch's name on the
 * remote that the branch belongs to (which git alone does not say of a branch that was pushed without `-u`).
 */
function isCopyOf({ refs, config, fetchRules }: Surroundings, branch: string, tracking: string, to: RemoteBranch) {
  if (refs.some(({ name, push }) => name === branch && push === tracking)) return true
  if (to.ref !== branch) return false
  const section = `branch.${branch.slice('refs/heads/'.length)}`
  const set = [`${section}.pushremote`, 'remote.pushdefault', `${section}.remote`].flatMap(
    (key) => config.get(key) ?? [],
  )
  if (set.length > 0) return set.includes(to.remote)
  return to.remote === 'origin' || fetchRules.every(({ remote }) => remote === to.remote)
}
