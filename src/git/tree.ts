import { CouldNotCheck } from '../errors.ts'
import { bytesOfPath, pathFromBytes } from './path-bytes.ts'
import { type GitPlace, runGit } from './process.ts'
import { entryPlaces } from './raw-tree.ts'

/** The tree without entries, which git knows by itself in each object format. */
export const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const

/** All paths of a tree, in git's order. */
export async function listTree(place: GitPlace, treeish: string): Promise<readonly string[]> {
  return paths(await runGit(place, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', treeish]))
}

/** All paths of the index that the next commit is made of. */
export async function listIndex(place: GitPlace): Promise<readonly string[]> {
  return paths(await runGit(place, ['ls-files', '-z', '--cached', '--full-name']))
}

function paths(out: Buffer): readonly string[] {
  const found: string[] = []
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0, at)
    found.push(pathFromBytes(out.subarray(at, end)))
    at = end + 1
  }
  return found
}

/** Whether what has this mode is a file, and no link, folder or submodule. */
export const isFileMode = (mode: string): boolean => mode === '100644' || mode === '100755'

/** What a tree has under a name. */
export interface TreeEntry {
  /** Six octal digits. */
  readonly mode: string
  readonly oid: string
}

/**
 * The entry of that name in a raw tree object; null when it has none. What comes after it is not looked at.
 * @throws {CouldNotCheck} when the tree is damaged before it.
 */
export function entryIn(tree: Buffer, name: string, objectFormat: 'sha1' | 'sha256'): TreeEntry | null {
  for (const { start, blank, nul, end } of entryPlaces(tree, objectFormat)) {
    if (tree.toString('latin1', blank + 1, nul) !== name) continue
    return { mode: tree.toString('latin1', start, blank).padStart(6, '0'), oid: tree.toString('hex', nul + 1, end) }
  }
  return null
}

/** The mode and id that a path has in a tree; null when it is not there. */
export async function entryOf(place: GitPlace, treeish: string, path: string): Promise<TreeEntry | null> {
  const out = await runGit(place, ['ls-tree', '-z', '--full-tree', treeish, path])
  // <mode> SP <type> SP <oid> TAB <path> NUL
  const [mode, , rest] = out.toString('latin1').split(' ', 3)
  return mode && rest ? { mode: mode.padStart(6, '0'), oid: rest.slice(0, rest.indexOf('\t')) } : null
}

/**
 * The trees of some commits.
 * @throws {CouldNotCheck} when one cannot be read.
 */
export async function treesOf(place: GitPlace, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length === 0) return []
  const asked = commits.map((oid) => `${oid}^{tree}\n`).join('')
  const out = await runGit(place, ['cat-file', '--batch-check=%(objectname) %(objecttype)'], asked)
  // One line an answer: "<oid> tree", or "<name> missing".
  const answers = out.toString('latin1').split('\n')
  return commits.map((commit, index) => {
    const [oid, type] = answers[index]?.split(' ') ?? []
    if (oid === undefined || type !== 'tree') throw new CouldNotCheck(`the tree of ${commit} cannot be read`)
    return oid
  })
}

/**
 * Which of some objects exist, named as git names them (`<commit>:<path>`, `:0:<path>` for the index). A name that git
 * could not be asked about is none that exists.
 * @throws {CouldNotCheck} when git does not answer for every name.
 */
export const whichExist = (place: GitPlace, names: readonly string[]): Promise<ReadonlySet<string>> =>
  whichAre(place, names, /^(?:blob|tree|commit)$/)

/** Which of them are trees: an id in a sign-off may be that of anything. @throws as above. */
export const whichAreTrees = (place: GitPlace, names: readonly string[]): Promise<ReadonlySet<string>> =>
  whichAre(place, names, /^tree$/)

async function whichAre(place: GitPlace, names: readonly string[], types: RegExp): Promise<ReadonlySet<string>> {
  const asked = names.filter(isAskable)
  if (asked.length === 0) return new Set()
  const out = await runGit(
    place,
    ['cat-file', '--batch-check=%(objecttype)', '-z'],
    Buffer.concat(asked.flatMap((name) => [bytesOfPath(name), NUL])),
  )
  // One line an answer: the type, or "<name> missing".
  const answers = out.toString('latin1').split('\n')
  if (answers.length !== asked.length + 1) throw new CouldNotCheck('git cat-file did not answer for every name')
  return new Set(asked.filter((_, index) => types.test(answers[index]!)))
}

const NUL = Buffer.from([0])

/**
 * A newline in a name makes two lines of an answer. A path that begins with `./` or `../` is relative to the folder that git
 * runs in: git dies of it where there is no work tree, and answers nothing of what it was asked before either.
 */
const isAskable = (name: string): boolean => !/\n|^[^:]*:(?:0:)?\.{1,2}\//.test(name)
