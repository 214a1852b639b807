import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Ran, TestRepository } from '../support/repository.ts'
import { AGENT, GOOD, stage } from './hooked.ts'

/** A `git commit` as its author types it. */
export interface Typed {
  readonly options: readonly string[]
  readonly paths?: readonly string[]
  readonly editor?: string
}

export interface Form {
  readonly name: string
  /** Brings the repository to where the commit can be made: `paths` are to be in it. */
  readonly prepare: (repository: TestRepository, paths: readonly string[]) => void
  readonly type: (repository: TestRepository, message: string, paths: readonly string[]) => Typed
  readonly author?: { readonly name: string; readonly date: string }
  /** The commits that are meant as its parents, as names before the commit. */
  readonly parents?: readonly string[]
  readonly leavesStaged?: readonly string[]
  /** Findings are said once for each parent. */
  readonly ofMerge?: true
}

const staged = (repository: TestRepository, paths: readonly string[]): void => {
  change(repository, paths)
  repository.git('add', '--', ...paths)
}

const change = (repository: TestRepository, paths: readonly string[]): void => {
  for (const path of paths) repository.write(path, 'changed\n')
}

/**
 * A person who types above what stands in the editor already. Trailers of their own go into the paragraph of those that
 * stand there, so the empty line at the top goes.
 */
function editor(repository: TestRepository, message: string): string {
  const file = join(repository.dir, '../typed')
  writeFileSync(file, message)
  const endsInTrailers = /^(?:[A-Za-z-]+: .*\n)+$/.test(message.split('\n\n').at(-1)!)
  const rest = endsInTrailers ? 'tail -n +2' : 'cat'
  const script = join(repository.dir, '../editor')
  writeFileSync(script, `{ cat '${file}'; ${rest} "$1"; } >"$1.new" && mv "$1.new" "$1"\n`)
  return `sh '${script}'`
}

/** The nine ways to commit. */
export const FORMS: readonly Form[] = [
  { name: '-m', prepare: staged, type: (_, message) => ({ options: ['-m', message] }) },
  {
    name: '-F',
    prepare: staged,
    type: (repository, message) => {
      writeFileSync(join(repository.dir, '../message'), message)
      return { options: ['-F', '../message'] }
    },
  },
  {
    name: 'an editor',
    prepare: staged,
    type: (repository, message) => ({ options: [], editor: editor(repository, message) }),
  },
  {
    name: '-v with an editor',
    prepare: staged,
    type: (repository, message) => ({ options: ['-v'], editor: editor(repository, message) }),
  },
  {
    name: '-a',
    prepare: (repository, paths) => {
      // Tracked, or -a does not see it.
      if (paths.includes('src/b.txt')) repository.commit(`Add b\n\n${GOOD}`, { 'src/b.txt': 'b\n' })
      change(repository, paths)
      repository.write('untracked.txt', 'x\n')
    },
    type: (_, message) => ({ options: ['-a', '-m', message] }),
  },
  {
    name: 'paths, with something else staged',
    prepare: (repository, paths) => {
      staged(repository, ['src/other.txt'])
      change(repository, paths)
      // A path that git does not know yet cannot be named.
      repository.git('add', '--intent-to-add', '--', ...paths)
    },
    type: (_, message, paths) => ({ options: ['-m', message], paths }),
    leavesStaged: ['src/other.txt'],
  },
  {
    name: '--amend',
    prepare: (repository, paths) => {
      stage(repository, { 'src/first.txt': 'x\n' })
      const by = { GIT_AUTHOR_NAME: 'Bob', GIT_AUTHOR_EMAIL: 'bob@example.com', GIT_AUTHOR_DATE: '1600000000 +0200' }
      const made = repository.tryGit(['commit', '-q', '-m', `First\n\n${GOOD}`], { env: { ...AGENT, ...by } })
      expect(made).toMatchObject({ status: 0, stderr: '' })
      staged(repository, paths)
    },
    type: (_, message) => ({ options: ['--amend', '-m', message] }),
    author: { name: 'Bob <bob@example.com>', date: '1600000000 +0200' },
    parents: ['HEAD^'],
  },
  {
    name: '--author',
    prepare: staged,
    type: (_, message) => ({ options: ['--author', 'Olga <olga@example.com>', '-m', message] }),
    author: { name: 'Olga <olga@example.com>', date: '1700200000 +0100' },
  },
  {
    name: 'the conclusion of a merge with a conflict',
    prepare: (repository, paths) => {
      repository.git('checkout', '-q', '-b', 'topic')
      repository.commit(`Topic\n\n${GOOD}`, { 'src/a.txt': 'topic\n' })
      repository.git('checkout', '-q', 'work')
      repository.commit(`Work\n\n${GOOD}`, { 'src/a.txt': 'work\n' })
      expect(repository.tryGit(['merge', '-q', 'topic']).status).toBe(1)
      staged(repository, paths)
    },
    type: (_, message) => ({ options: ['-m', message] }),
    parents: ['HEAD', 'topic'],
    ofMerge: true,
  },
]

/** Runs it, with what a hook has printed added where its author would put it. */
export function commit(repository: TestRepository, typed: Typed, added: readonly string[], date: string): Ran {
  const paths = typed.paths ? ['--', ...typed.paths] : []
  const env = { ...AGENT, GIT_AUTHOR_DATE: date, ...(typed.editor ? { GIT_EDITOR: typed.editor } : {}) }
  return repository.tryGit(['commit', '-q', ...typed.options, ...added, ...paths], { env })
}

/** The tree that a typed command means: of the index, of all tracked files, or of HEAD with some paths. */
function meantTree(repository: TestRepository, { options, paths }: Typed): string {
  if (!paths && !options.includes('-a')) return repository.git('write-tree')
  const index = join(repository.dir, '../meant')
  const git = (...args: string[]) => {
    const ran = repository.tryGit(args, { env: { GIT_INDEX_FILE: index } })
    if (ran.status !== 0) throw new Error(ran.stderr)
    return ran.stdout.trim()
  }
  if (paths) git('read-tree', 'HEAD')
  else copyFileSync(join(repository.dir, '.git/index'), index)
  git('add', ...(paths ? ['--', ...paths] : ['-u']))
  return git('write-tree')
}

/** What stands in the repository now, told in the words of what the first command meant. */
export function stands(repository: TestRepository) {
  const [tree, parents, author, date] = repository
    .git('log', '-1', '--date=raw', '--format=%T%n%P%n%an <%ae>%n%ad')
    .split('\n')
  const staged = repository.git('diff', '--cached', '--name-only').split('\n').filter(Boolean)
  return { tree, parents: parents!.split(' '), author, date, staged }
}

/** What the repository must hold once the commit has been made. */
export function meant(repository: TestRepository, form: Form, typed: Typed) {
  return {
    tree: meantTree(repository, typed),
    parents: repository.git('rev-parse', ...(form.parents ?? ['HEAD'])).split('\n'),
    author: form.author?.name ?? 'Ann Author <ann@example.com>',
    date: form.author?.date ?? '1700200000 +0100',
    staged: form.leavesStaged ?? [],
  }
}
