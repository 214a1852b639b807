import { MODE_ABSENT, type State } from '../../change.ts'
import { compareTrees } from '../../git/merge-tree.ts'
import type { GitPlace } from '../../git/process.ts'
import { type Repository, zeroId } from '../../git/repository.ts'
import { EMPTY_TREE, entryOf } from '../../git/tree.ts'
import { type Cover, coverFault, MODE_FOLDER, statementLine } from '../../signoff/cover.ts'
import type { Pending } from '../../signoff/pending.ts'

/** From so many changes on a folder may stand as one. */
const FROM = 20

/**
 * What a sign-off of these transitions names: each of them, but that a folder of which one commit changes so many files,
 * and nothing besides them, stands as one. `place` is an isolated one.
 */
export async function coversOf(
  repository: Repository,
  place: GitPlace,
  pending: readonly Pending[],
): Promise<readonly Cover[]> {
  const left = new Map(pending.map((each) => [statementLine(each), each]))
  const folders: Cover[] = []
  for (const [commit, parent] of commitsOf(pending)) {
    const ofCommit = () => [...left.values()].filter(({ commits }) => commits.some(({ sha }) => sha === commit))
    if (ofCommit().length < FROM) continue
    for (const path of foldersAbove(ofCommit())) {
      const below = ofCommit().filter((each) => each.path.startsWith(path))
      if (below.length < FROM) continue
      const cover = {
        path,
        old: await folderAt(repository, place, parent, path),
        new: await folderAt(repository, place, commit, path),
      }
      if (coverFault(cover) !== null || !(await isAllOf(repository, place, cover, left))) continue
      folders.push(cover)
      for (const each of below) left.delete(statementLine(each))
    }
  }
  return [...folders, ...[...left.values()].map(({ path, old, new: now }) => ({ path, old, new: now }))]
}

/** The commits with at most one parent, and that parent. What a merge leaves is compared with each of several trees. */
function commitsOf(pending: readonly Pending[]): ReadonlyMap<string, string | null> {
  const commits = pending
    .flatMap((each) => each.commits)
    .filter(({ sha, parents }) => sha !== null && parents.length < 2)
  return new Map(commits.map(({ sha, parents }) => [sha!, parents[0] ?? null]))
}

/** Every folder above some paths, outermost first. */
function foldersAbove(pending: readonly Pending[]): readonly string[] {
  const folders = new Set<string>()
  for (const { path } of pending)
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1))
      folders.add(path.slice(0, slash + 1))
  // A byte that is not UTF-8 cannot be put into an argument; git's name for the folder would be another.
  return [...folders].filter((path) => !/\p{Cs}/u.test(path)).sort((one, other) => one.length - other.length)
}

async function folderAt(
  { objectFormat }: Repository,
  place: GitPlace,
  commit: string | null,
  path: string,
): Promise<State> {
  const entry = commit === null ? null : await entryOf(place, commit, path.slice(0, -1))
  return entry?.mode === MODE_FOLDER ? entry : { mode: MODE_ABSENT, oid: zeroId(objectFormat) }
}

/** Whether all that differs between the two trees of a folder is among these transitions. */
async function isAllOf(
  { objectFormat }: Repository,
  place: GitPlace,
  { path, old, new: now }: Cover,
  pending: ReadonlyMap<string, Pending>,
): Promise<boolean> {
  const tree = ({ mode, oid }: State) => (mode === MODE_ABSENT ? EMPTY_TREE[objectFormat] : oid)
  const [changes] = await compareTrees(place, objectFormat, [[tree(old), tree(now)]], () => true)
  return changes!.every((change) => pending.has(statementLine({ ...change, path: path + change.path })))
}
