import type { TestRepository } from './repository.ts'

/** Objects to the byte, such as no porcelain writes: a server takes them all unless `receive.fsckObjects` is set. */

export const WHO = 'Ann Author <ann@example.com> 1700009999 +0000'

/** An entry of a tree, its mode as it is written. */
export type Entry = readonly [mode: string, name: string, oid: string]

/** Writes an object unchecked, and gives its id. */
export const write = (repository: TestRepository, type: string, content: string | Buffer): string => {
  const args = ['hash-object', '-t', type, '-w', '--stdin', '--literally']
  const done = repository.run('git', args, { input: content })
  if (done.status !== 0) throw new Error(done.stderr)
  return done.stdout.trim()
}

export const writeTree = (repository: TestRepository, entries: readonly Entry[]): string =>
  write(
    repository,
    'tree',
    Buffer.concat(entries.flatMap(([mode, name, oid]) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')])),
  )

/** `more`: headers below the committer, each with its line break. */
export const writeCommit = (
  repository: TestRepository,
  tree: string,
  parent: string,
  more = '',
  message = 'x\n',
): string =>
  write(repository, 'commit', `tree ${tree}\nparent ${parent}\nauthor ${WHO}\ncommitter ${WHO}\n${more}\n${message}`)

/** The entries of a tree as it is. */
export const entriesOf = (repository: TestRepository, tree: string): Entry[] =>
  repository
    .git('ls-tree', tree)
    .split('\n')
    .map((line) => /^0*(\d+) \w+ ([0-9a-f]+)\t(.*)$/.exec(line)!)
    .map(([, mode, oid, name]): Entry => [mode!, name!, oid!])
