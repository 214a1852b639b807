import { type EditableTrees, editableTrees } from './edited-trees.ts'
import type { GitPlace } from './process.ts'
import { parentsOf, type RawCommit, treeOf } from './raw-commit.ts'
import { type Entry, isSameEntry, MODE_TREE } from './raw-tree.ts'
import type { Obstacle } from './rewrite-moves.ts'
import { treesOf } from './tree.ts'

/** Paths, from the top, that a commit should have left alone. */
export interface LeaveOut {
  readonly commit: string
  readonly paths: readonly string[]
}

/** A commit that will be rewritten. */
interface Rewritten {
  readonly oid: string
  readonly commit: RawCommit
}

/** The trees that commits get, and those of them that have to be written. */
export interface LeftOut {
  readonly trees: ReadonlyMap<string, string>
  readonly written: ReadonlyMap<string, Buffer>
}

/**
 * Works out the trees of a commit and all above it, as they would be had the commit left some paths as its parent has them.
 * That is known only where nobody has touched them since: no commit above changes them, and what merges bring in has them
 * as they were. `commits` are the commit and those above it, parents first.
 * @throws {CouldNotCheck} when an object cannot be read.
 */
export async function leaveOut(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  { commit, paths }: LeaveOut,
  commits: readonly Rewritten[],
): Promise<LeftOut | { readonly obstacles: readonly Obstacle[] }> {
  const own = new Set(commits.map(({ oid }) => oid))
  const others = [...new Set(commits.flatMap((each) => parentsOf(each.commit)))].filter((oid) => !own.has(oid))
  const treesOfOthers = await treesOf(place, others)
  const treeOfOther = new Map(others.map((oid, at) => [oid, treesOfOthers[at]!]))
  const trees = [...commits.map((each) => treeOf(each.commit)), ...treeOfOther.values()]
  const editable = await editableTrees(place, objectFormat, trees, paths)

  const target = commits.find(({ oid }) => oid === commit)!
  const asked = paths.map((path) => stateAsked(editable, target, treeOfOther, path))
  const obstacles = asked.flatMap((state) => ('is' in state ? [state] : []))
  const states = asked.flatMap((state) => ('is' in state ? [] : [state]))
  for (const state of states) {
    const obstacle = commits
      .filter((each) => each !== target)
      .map((each) => inTheWay(editable, each, treeOfOther, state))
      .find((found) => found !== null)
    if (obstacle) obstacles.push(obstacle)
  }
  if (obstacles.length > 0) return { obstacles }

  // What goes makes room for what comes back.
  const inOrder = [...states].sort((one, other) => Number(one.before !== null) - Number(other.before !== null))
  const found = new Map<string, string>()
  for (const each of commits) {
    let tree = treeOf(each.commit)
    for (const { path, before } of inOrder) {
      const edited = editable.edited(tree, path, before)
      if (edited === null) return { obstacles: [{ is: 'no-room', commit: each.oid, path }] }
      tree = edited
    }
    found.set(each.oid, tree)
  }
  return { trees: found, written: editable.toWrite(found.values()) }
}

/** What a path was before the commit, and what that made of it. */
interface Left {
  readonly path: string
  /** Where a file is meant, a folder of the same name is nothing. */
  readonly isFolder: boolean
  readonly before: Entry
  readonly after: Entry
}

const asMeant = (entry: Entry, isFolder: boolean): Entry => (isFolder || entry?.mode !== MODE_TREE ? entry : null)

function stateAsked(
  trees: EditableTrees,
  { oid, commit }: Rewritten,
  treeOfOther: ReadonlyMap<string, string>,
  path: string,
): Left | Obstacle {
  const there = [treeOf(commit), ...parentsOf(commit).map((parent) => treeOfOther.get(parent)!)].map((tree) =>
    trees.at(tree, path),
  )
  const isFolder = there.every((entry) => entry === null || entry.mode === MODE_TREE)
  const [after, first = null, ...others] = there.map((entry) => asMeant(entry, isFolder))
  if (others.some((entry) => !isSameEntry(entry, first))) return { is: 'sides-differ', commit: oid, path }
  if (isSameEntry(first, after!)) return { is: 'not-changed', commit: oid, path }
  return { path, isFolder, before: first, after: after! }
}

/** Why it is not known what a commit above would have at the path. */
function inTheWay(
  trees: EditableTrees,
  { oid, commit }: Rewritten,
  treeOfOther: ReadonlyMap<string, string>,
  { path, isFolder, before, after }: Left,
): Obstacle | null {
  const at = (tree: string) => asMeant(trees.at(tree, path), isFolder)
  if (!isSameEntry(at(treeOf(commit)), after)) return { is: 'changed-again', commit: oid, path }
  const brought = parentsOf(commit).flatMap((parent) => treeOfOther.get(parent) ?? [])
  return brought.every((tree) => isSameEntry(at(tree), before)) ? null : { is: 'merged-otherwise', commit: oid, path }
}
