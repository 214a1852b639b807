import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { begunBy, type TestRepository, withRepository } from '../support/repository.ts'
import { doSteps, FakeEntry, install, recordEntry, recordFakeEntry } from './installed.ts'

/** A repository with one commit and the hooks installed, which start a fake. */
const withHooks = (body: (repository: TestRepository, fake: FakeEntry) => void | Promise<void>): Promise<void> =>
  hooked((repository) => body(repository, recordFakeEntry(repository)))

const hooked = begunBy(async (repository) => {
  repository.commit('base', { 'a.txt': 'a\n', 'b.txt': 'b\n' })
  await doSteps(repository)
  repository.commit('adopt')
})

const names = (fake: FakeEntry): readonly string[] => fake.calls().map((call) => call.args[1] ?? '')

const FORMS: readonly {
  name: string
  args: readonly string[]
  input?: string
  editor?: string
  staged: readonly string[]
}[] = [
  { name: '-m', args: ['-m', 'said'], staged: ['a.txt'] },
  { name: '-F from stdin', args: ['-F', '-'], input: 'said\n', staged: ['a.txt'] },
  { name: 'an editor', args: [], editor: `sh -c 'echo said >"$1"' -`, staged: ['a.txt'] },
  { name: 'an editor with -v', args: ['-v'], editor: `sed -i '1s/^/said/'`, staged: ['a.txt'] },
  { name: '-a', args: ['-a', '-m', 'said'], staged: ['a.txt', 'b.txt'] },
  { name: 'a path, with something else staged', args: ['-m', 'said', '--', 'b.txt'], staged: ['b.txt'] },
  { name: '--amend', args: ['--amend', '-m', 'said'], staged: ['a.txt'] },
]

for (const form of FORMS) {
  test(`a commit by ${form.name} starts Node once, in commit-msg, and sees what will be committed`, () =>
    withHooks((repository, fake) => {
      repository.write('a.txt', 'changed\n')
      repository.write('b.txt', 'changed\n')
      repository.git('add', 'a.txt')
      const ran = repository.tryGit(['commit', '-q', ...form.args], {
        ...(form.input === undefined ? {} : { input: form.input }),
        ...(form.editor === undefined ? {} : { env: { GIT_EDITOR: form.editor } }),
      })
      expect(ran.stderr).toBe('')
      const [call, another] = fake.calls()
      expect(another).toBeUndefined()
      expect(call).toMatchObject({ args: ['hook', 'commit-msg', '.git/COMMIT_EDITMSG'], staged: form.staged })
      expect(call?.message).toMatch(/^said\n/)
      expect(repository.git('log', '-1', '--format=%B')).toBe('said\n')
    }))
}

test('what the program refuses is not committed, and what it says is shown', () =>
  withHooks((repository, fake) => {
    fake.refuse()
    const before = repository.git('rev-parse', 'HEAD')
    const ran = repository.tryGit(['commit', '--allow-empty', '-m', 'x'])
    expect(ran.status).toBe(1)
    expect(ran.stdout + ran.stderr).toContain('refused by the fake')
    expect(repository.git('rev-parse', 'HEAD')).toBe(before)
  }))

test('NODE_OPTIONS and other settings of Node that the user has do not reach the hook', () =>
  withHooks((repository, fake) => {
    const env = { NODE_OPTIONS: '--require ./not-there.js', NODE_PATH: '/nowhere', NODE_DEBUG: 'module' }
    const ran = repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'], { env })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(names(fake)).toEqual(['commit-msg'])
  }))

test('a clean merge starts Node once, in commit-msg', () =>
  withHooks((repository, fake) => {
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('topic', { 'c.txt': 'c\n' })
    repository.git('checkout', '-q', 'main')
    repository.commit('main', { 'd.txt': 'd\n' })
    expect(repository.tryGit(['merge', '-q', '--no-edit', 'topic'])).toMatchObject({ status: 0 })
    expect(names(fake)).toEqual(['commit-msg'])
  }))

test('a merge whose result is not the clean one is shown to the program before its message is written', () =>
  withHooks((repository, fake) => {
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('topic', { 'c.txt': 'c\n' })
    repository.git('checkout', '-q', 'main')
    repository.commit('main', { 'd.txt': 'd\n' })
    fake.refuse()
    expect(repository.tryGit(['merge', '-s', 'ours', '--no-edit', 'topic']).status).not.toBe(0)
    expect(names(fake)).toEqual(['pre-merge-commit'])
  }))

test('a push hands the remote, its address and the list of refs to the program', () =>
  withHooks((repository, fake) => {
    const bare = join(repository.dir, '../bare.git')
    repository.git('init', '-q', '--bare', bare)
    repository.git('remote', 'add', 'origin', bare)
    repository.git('tag', 'v1')
    const head = repository.git('rev-parse', 'HEAD')
    expect(repository.tryGit(['push', '-q', 'origin', 'main', 'v1'])).toMatchObject({ status: 0 })
    const zero = '0'.repeat(40)
    expect(fake.calls()).toMatchObject([
      {
        args: ['hook', 'pre-push', 'origin', bare],
        stdin: `refs/heads/main ${head} refs/heads/main ${zero}\nrefs/tags/v1 ${head} refs/tags/v1 ${zero}\n`,
      },
    ])
    fake.refuse()
    repository.git('commit', '-q', '--no-verify', '--allow-empty', '-m', 'more')
    expect(repository.tryGit(['push', '-q', 'origin', 'main']).status).not.toBe(0)
    expect(repository.git('ls-remote', bare, 'refs/heads/main')).toContain(head)
  }))

test('hooks fire in a sub-folder and in a path with spaces and quotes', () =>
  withRepository(async (outer) => {
    const dir = join(outer.dir, `it's "a" folder`)
    outer.git('init', '-q', dir)
    const at = { cwd: dir }
    expect((await install(outer, [], at)).status).toBe(0)
    const fake = new FakeEntry(join(outer.dir, `the "fake's" folder`))
    writeFileSync(join(dir, '.git/precheck/entry'), `${process.execPath}\n${fake.path}\n`)
    mkdirSync(join(dir, 'sub'))
    writeFileSync(join(dir, 'sub/f'), 'f')
    const ran = outer.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'], { cwd: join(dir, 'sub') })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(names(fake)).toEqual(['commit-msg'])
  }))

test('a new linked work tree without node_modules has the hooks', () =>
  withHooks((repository, fake) => {
    const tree = join(repository.dir, '../tree with space')
    repository.git('worktree', 'add', '-q', '-b', 'topic', tree)
    expect(repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'], { cwd: tree })).toMatchObject({ status: 0 })
    expect(names(fake)).toEqual(['commit-msg'])
  }))

test('a submodule has its own hooks, and the repository around it none', () =>
  withRepository(async (outer) => {
    const source = join(outer.dir, '../source')
    outer.git('init', '-q', '-b', 'main', source)
    outer.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'], { cwd: source })
    outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', source, 'sub')
    const at = { cwd: join(outer.dir, 'sub') }
    expect((await install(outer, [], at)).status).toBe(0)
    const fake = new FakeEntry(join(outer.dir, '../fake'))
    writeFileSync(join(outer.dir, '.git/modules/sub/precheck/entry'), `${process.execPath}\n${fake.path}\n`)
    expect(outer.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'], at)).toMatchObject({ status: 0 })
    expect(names(fake)).toEqual(['commit-msg'])
    outer.git('commit', '-q', '-m', 'outer')
    expect(names(fake)).toEqual([])
  }))

const putInstalled = (folder: string, fake: FakeEntry): void => {
  mkdirSync(join(folder, 'node_modules/precheck/bin'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/precheck/package.json'), '{"type":"module"}')
  symlinkSync(fake.path, join(folder, 'node_modules/precheck/bin/precheck.js'))
}

test('with the recorded program gone, the one in node_modules is found, from a linked work tree too', () =>
  withHooks((repository, fake) => {
    recordEntry(repository, '/gone/node', '/gone/precheck.js')
    putInstalled(repository.dir, fake)
    const commit = ['commit', '-q', '--allow-empty', '-m', 'x']
    expect(repository.tryGit(commit)).toMatchObject({ status: 0 })
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', '-b', 'topic', tree)
    expect(repository.tryGit(commit, { cwd: tree })).toMatchObject({ status: 0 })
    expect(names(fake)).toEqual(['commit-msg', 'commit-msg'])
  }))

test('with no program at all, commits and pushes stop with one line that says what to do', () =>
  withHooks((repository, fake) => {
    rmSync(fake.path)
    const ran = repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toMatch(/^precheck: commit-msg cannot be checked: .*Remedy: .*precheck install.*\n$/)
    expect(ran.stderr).not.toMatch(/no-verify|hooksPath|skip/i)
    const bare = join(repository.dir, '../bare.git')
    repository.git('init', '-q', '--bare', bare)
    expect(repository.tryGit(['push', '-q', bare, 'main']).stderr).toContain('precheck: pre-push cannot be checked')
  }))

test('with no record and nothing installed, the hook stops too', () =>
  withHooks((repository) => {
    rmSync(join(repository.dir, '.git/precheck'), { recursive: true })
    expect(repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'x']).stderr).toContain('Remedy')
  }))

const putHook = (repository: TestRepository, name: string, body: string, mode = 0o755): string => {
  const path = join(repository.dir, '.git/hooks', name)
  mkdirSync(join(repository.dir, '.git/hooks'), { recursive: true })
  writeFileSync(path, body)
  chmodSync(path, mode)
  return path
}

const withForeign = (
  name: string,
  body: string,
  mode: number,
  then: (repository: TestRepository, fake: FakeEntry) => void,
): Promise<void> =>
  withRepository(async (repository) => {
    putHook(repository, name, body, mode)
    await doSteps(repository)
    then(repository, recordFakeEntry(repository))
  })

test('a hook that was there runs first, with the same arguments, and both must agree', () =>
  withForeign('commit-msg', '#!/bin/sh\necho "first: $1" >&2\ngrep -q good "$1"\n', 0o755, (repository, fake) => {
    const good = repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'good'])
    expect(good).toMatchObject({ status: 0, stderr: 'first: .git/COMMIT_EDITMSG\n' })
    expect(names(fake)).toEqual(['commit-msg'])
    expect(repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'bad']).status).toBe(1)
    expect(names(fake)).toEqual(['commit-msg'])
    fake.refuse()
    expect(repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'good']).status).toBe(1)
  }))

test('both pre-push hooks read the list of refs', () =>
  withForeign('pre-push', '#!/bin/sh\ncat >../seen\n', 0o755, (repository, fake) => {
    repository.git('commit', '-q', '--allow-empty', '-m', 'x')
    fake.calls()
    const bare = join(repository.dir, '../bare.git')
    repository.git('init', '-q', '--bare', bare)
    expect(repository.tryGit(['push', '-q', bare, 'main'])).toMatchObject({ status: 0 })
    const [call] = fake.calls()
    expect(call?.stdin).toMatch(/^refs\/heads\/main \w{40} refs\/heads\/main 0{40}\n$/)
    expect(repository.run('cat', ['../seen']).stdout).toBe(call?.stdin)
    // Nothing to push: git still runs the hook, with nothing to read.
    expect(repository.tryGit(['push', '-q', bare, 'main'])).toMatchObject({ status: 0 })
    expect(fake.calls()).toMatchObject([{ stdin: '' }])
  }))

test('a hook that git did not run, because it was not executable, does not begin to', () =>
  withForeign('commit-msg', '#!/bin/sh\nexit 1\n', 0o644, (repository, fake) => {
    expect(repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'x']).status).toBe(0)
    expect(names(fake)).toEqual(['commit-msg'])
  }))
