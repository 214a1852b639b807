import type { TestRepository } from './repository.ts'

/**
 * What plain git says of a history, asked commit by commit in the simplest words: the other side of comparisons. Knows
 * nothing of how precheck asks.
 */

/** Paths that a commit without a second parent changes, as `<commit> <path>`. */
export function changedPaths(repository: TestRepository, revisions: readonly string[]): readonly string[] {
  const out = repository.git(
    'log',
    '--no-merges',
    '--root',
    '--no-renames',
    '-z',
    '--name-only',
    '--format=%x01%H',
    ...revisions,
  )
  return out
    .split('\x01')
    .filter(Boolean)
    .flatMap((entry) => {
      const [commit, ...paths] = entry.split('\0')
      return paths
        .map((path) => path.replace(/^\n/, ''))
        .filter(Boolean)
        .map((path) => `${commit} ${path}`)
    })
}

export interface PlainMerge {
  readonly commit: string
  readonly clean: boolean
  /** Paths that are not as git merges them, as `<commit> <path> [<parent>]` for each parent that differs. */
  readonly byHand: readonly string[]
}

/** Every merge, made again by one `git merge-tree` each and held against what was committed; of more than two none is clean. */
export function mergesMadeAgain(repository: TestRepository, revisions: readonly string[]): readonly PlainMerge[] {
  const listed = repository.git('log', '--merges', '--format=%H %P', ...revisions)
  return listed
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [commit, ...parents] = line.split(' ') as [string, ...string[]]
      const byHand = parents.length > 2 ? null : notAsMerged(repository, parents, commit)
      return {
        commit,
        clean: byHand?.size === 0,
        byHand: parents.flatMap((parent, index) =>
          differing(repository, parent, commit)
            .filter((path) => byHand?.has(path) ?? true)
            .map((path) => `${commit} ${path} [${index + 1}]`),
        ),
      }
    })
}

/**
 * Without guessing that what one side adds to a folder belongs to where the other has renamed the folder: for that guess
 * git calls a path a conflict that only one side has.
 */
const NO_MOVES = ['-c', 'merge.directoryRenames=false']

function notAsMerged(repository: TestRepository, parents: readonly string[], commit: string): ReadonlySet<string> {
  const options = ['--write-tree', '-z', '--name-only', '--no-messages', '--allow-unrelated-histories']
  const merged = repository.tryGit([...NO_MOVES, 'merge-tree', ...options, ...parents])
  if (merged.status > 1) throw new Error(merged.stderr)
  const [tree, ...conflicts] = merged.stdout.split('\0').filter(Boolean)
  return new Set([...conflicts, ...differing(repository, tree!, commit)])
}

const differing = (repository: TestRepository, one: string, other: string): readonly string[] =>
  repository.git('diff-tree', '-r', '--no-renames', '-z', '--name-only', one, other).split('\0').filter(Boolean)
