import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examine } from '../../src/doctor/examine.ts'
import { CouldNotCheck } from '../../src/errors.ts'
import { VERSION } from '../../src/version.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { doSteps, install, putHusky, recordEntry, recordFakeEntry, snapshot, uninstall } from './installed.ts'

const PACKAGE = '{\n  "name": "x",\n  "scripts": {\n    "prepare": "tsc"\n  }\n}\n'

const read = (repository: TestRepository, path: string): string => readFileSync(join(repository.dir, path), 'utf8')

const commit = ['commit', '-q', '--allow-empty', '-m', 'x']

test('a JavaScript repository gets husky, and its hooks fire once each', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE, '.gitignore': 'node_modules\n' })
    expect((await install(repository)).status).toBe(0)
    expect(repository.git('config', 'core.hooksPath')).toBe('.husky/_')
    expect(JSON.parse(read(repository, 'package.json'))).toEqual({
      name: 'x',
      scripts: { prepare: 'tsc && node .husky/install.mjs' },
      devDependencies: { husky: expect.stringMatching(/^\^9\./) },
    })
    const fake = recordFakeEntry(repository)
    expect(repository.tryGit(commit)).toMatchObject({ status: 0, stderr: '' })
    const bare = join(repository.dir, '../bare.git')
    repository.git('init', '-q', '--bare', bare)
    expect(repository.tryGit(['push', '-q', bare, 'main']).status).toBe(0)
    const calls = fake.calls()
    expect(calls.map((call) => call.args[1])).toEqual(['commit-msg', 'pre-push'])
    expect(calls[1]?.stdin).toMatch(/^refs\/heads\/main /)
    fake.refuse()
    expect(repository.tryGit(commit).status).toBe(1)
  }))

test.each([
  ['at the top', ''],
  ['in a folder', 'web/'],
])('what brings others the package is named with the rest, and doctor finds nothing: a package %s', (_, folder) =>
  withRepository(async (repository) => {
    const at = { cwd: join(repository.dir, folder) }
    repository.commit('base', { [`${folder}package.json`]: PACKAGE, '.gitignore': 'node_modules\n' })
    repository.write(`${folder}package.json`, PACKAGE.replace('{', '{ "devDependencies": { "precheck": "0.1.0" },'))
    repository.write(`${folder}package-lock.json`, '{}\n')
    const { status, stdout } = await install(repository, ['--no-ci'], at)
    expect(status).toBe(0)
    const [, add, paths] = /^ {2}(git add -- (.*)) && .* check --staged$/m.exec(stdout)!
    // As it is printed, where install was called.
    expect(repository.run('sh', ['-c', add!], at)).toMatchObject({ status: 0, stderr: '' })
    const top = folder === '' ? '' : ':/'
    const named = ['package.json', 'package-lock.json'].map((name) => `${top}${folder}${name}`)
    expect(paths!.split(' ').slice(-2)).toEqual(named)
    repository.git('commit', '-q', '--no-verify', '-m', 'adopt')
    expect(repository.git('status', '--short')).toBe('')
    const examined = await examine(repository.dir, repository.env, VERSION)
    expect(examined.filter(({ check, state }) => check.startsWith('hook ') && state !== 'ok')).toEqual([])
  }),
)

test('a lock file of a package that does not name precheck is left to its owner', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    repository.write('package-lock.json', '{}\n')
    expect((await install(repository, ['--no-ci'])).stdout).not.toContain('package-lock.json')
  }))

test('once adopted, a new linked work tree has hooks although nothing was installed in it', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    await doSteps(repository)
    repository.commit('adopt, with nothing but git add -A')
    const fake = recordFakeEntry(repository)
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', '-b', 'topic', tree)
    fake.refuse()
    expect(repository.tryGit(commit, { cwd: tree }).status).toBe(1)
    expect(fake.calls().map((call) => call.args[1])).toEqual(['commit-msg'])
  }))

test('a clone sets its hooks up by the prepare script, and stays clean', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE, '.gitignore': 'node_modules\n' })
    await doSteps(repository)
    repository.commit('adopt')
    const clone = join(repository.dir, '../clone')
    repository.git('clone', '-q', repository.dir, clone)
    const at = { cwd: clone }
    putHusky(clone)
    const prepare = repository.run(process.execPath, ['.husky/install.mjs'], at)
    expect(prepare).toMatchObject({ status: 0, stdout: '', stderr: '' })
    expect(repository.tryGit(['config', 'core.hooksPath'], at).stdout).toBe('.husky/_\n')
    expect(repository.tryGit(['status', '--short'], at).stdout).toBe('')
    expect(repository.tryGit(commit, at).stderr).toContain('precheck: commit-msg cannot be checked')
  }))

test('uninstall in a clone changes nothing, and names what came with the repository', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE, 'docs/AGENTS.md': '# Ours\n', '.gitignore': 'node_modules\n' })
    const clone = join(repository.dir, '../clone')
    repository.git('clone', '-q', repository.dir, clone)
    expect((await uninstall(repository, [], { cwd: clone })).stdout).toBe(
      'precheck is not installed here: nothing to take back\n',
    )
    await doSteps(repository)
    repository.commit('adopt')
    repository.git('-C', clone, 'pull', '-q')
    const before = snapshot(clone)
    const { status, stdout } = await uninstall(repository, [], { cwd: join(clone, 'docs') })
    expect(status).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'precheck install never ran in this clone: nothing of it to take back',
      "blocks of precheck's came with the repository, and stay: .husky/commit-msg, .husky/post-commit, .husky/post-rewrite, .husky/pre-merge-commit, .husky/pre-push, .husky/prepare-commit-msg, AGENTS.md",
      expect.stringMatching(/^to take them out: run uninstall in the clone that install ran in, or remove the lines/),
      '',
    ])
    expect(snapshot(clone)).toEqual(before)
    // By hand, as it says.
    for (const path of ['.husky/commit-msg', 'AGENTS.md'])
      repository.run('sed', ['-i', '/precheck:begin/,/precheck:end/d', path], { cwd: clone })
    expect((await uninstall(repository, [], { cwd: clone })).stdout).toContain('stay: .husky/post-commit,')
    expect(readFileSync(join(clone, '.husky/commit-msg'), 'utf8')).toBe('')
  }))

const QUIET: Readonly<Record<string, { env?: Record<string, string>; husky: boolean; git: boolean }>> = {
  'without husky (--omit=dev)': { husky: false, git: true },
  'in CI': { env: { CI: 'true' }, husky: true, git: true },
  'in production': { env: { NODE_ENV: 'production' }, husky: true, git: true },
  'without a repository': { husky: true, git: false },
}

for (const [name, { env, husky, git }] of Object.entries(QUIET)) {
  test(`the prepare script never fails an install ${name}`, () =>
    withRepository(async (repository) => {
      repository.write('package.json', PACKAGE)
      await doSteps(repository)
      repository.git('config', '--unset', 'core.hooksPath')
      if (husky) putHusky(repository.dir)
      if (!git) rmSync(join(repository.dir, '.git'), { recursive: true })
      const ran = repository.run(process.execPath, ['.husky/install.mjs'], env ? { env } : {})
      expect(ran).toMatchObject({ status: 0, stdout: '' })
      expect(ran.stderr.split('\n').length).toBeLessThanOrEqual(2)
      expect(repository.tryGit(['config', 'core.hooksPath']).stdout).toBe('')
    }))
}

test('a package in a sub-folder gets husky beside it, and its hooks find its node_modules', () =>
  withRepository(async (repository) => {
    repository.commit('base', { "it's front/package.json": PACKAGE })
    const front = join(repository.dir, "it's front")
    await install(repository, [], { cwd: front })
    expect(repository.git('config', 'core.hooksPath')).toBe("it's front/.husky/_")
    const fake = recordFakeEntry(repository)
    recordEntry(repository, '/gone', '/gone')
    mkdirSync(join(front, 'node_modules/precheck/bin'), { recursive: true })
    repository.write("it's front/node_modules/precheck/package.json", '{"type":"module"}')
    symlinkSync(fake.path, join(front, 'node_modules/precheck/bin/precheck.js'))
    expect(repository.tryGit(commit)).toMatchObject({ status: 0 })
    expect(fake.calls().map((call) => call.args[1])).toEqual(['commit-msg'])
    repository.git('config', '--unset', 'core.hooksPath')
    putHusky(front)
    expect(repository.run(process.execPath, ['.husky/install.mjs'], { cwd: front })).toMatchObject({
      status: 0,
      stderr: '',
    })
    expect(repository.git('config', 'core.hooksPath')).toBe("it's front/.husky/_")
  }))

/** husky as somebody set it up before precheck came. */
const withTheirHusky = (body: (repository: TestRepository) => void | Promise<void>): Promise<void> =>
  withRepository(async (repository) => {
    repository.commit('base', {
      'package.json': '{"scripts":{"prepare":"husky"},"devDependencies":{"husky":"^9.1.0","precheck":"1"}}\n',
      '.husky/commit-msg': 'echo theirs >>../theirs',
      '.gitignore': 'node_modules\n',
    })
    putHusky(repository.dir)
    repository.run(process.execPath, ['node_modules/husky/bin.js'])
    await body(repository)
  })

test('husky that is there is used as it is, and its scripts go on running', () =>
  withTheirHusky(async (repository) => {
    const before = read(repository, 'package.json')
    const { stdout } = await install(repository)
    expect(stdout).not.toContain('package.json')
    expect(stdout).not.toContain('core.hooksPath')
    expect(read(repository, 'package.json')).toBe(before)
    expect(existsSync(join(repository.dir, '.husky/install.mjs'))).toBe(false)
    expect(read(repository, '.husky/commit-msg')).toMatch(/^echo theirs >>\.\.\/theirs\n# precheck:begin v1\n/)
    const fake = recordFakeEntry(repository)
    expect(repository.tryGit(commit)).toMatchObject({ status: 0 })
    expect(read(repository, '../theirs')).toBe('theirs\n')
    expect(fake.calls()).toHaveLength(1)
    await uninstall(repository)
    expect(read(repository, '.husky/commit-msg')).toBe('echo theirs >>../theirs')
    expect(repository.git('config', 'core.hooksPath')).toBe('.husky/_')
  }))

test('what its owner adds to a script after our block runs when ours passes, and survives uninstall', () =>
  withTheirHusky(async (repository) => {
    await doSteps(repository)
    const script = join('.husky', 'commit-msg')
    repository.write(script, `${read(repository, script)}echo after >>../theirs\n`)
    const fake = recordFakeEntry(repository)
    expect(repository.tryGit(commit)).toMatchObject({ status: 0 })
    expect(read(repository, '../theirs')).toBe('theirs\nafter\n')
    fake.refuse()
    expect(repository.tryGit(commit).status).toBe(1)
    expect(read(repository, '../theirs')).toBe('theirs\nafter\ntheirs\n')
    await uninstall(repository)
    expect(read(repository, script)).toBe('echo theirs >>../theirs\necho after >>../theirs\n')
  }))

test('a script that ends itself before our block is pointed out', () =>
  withTheirHusky(async (repository) => {
    repository.write('.husky/pre-push', 'npm test\nexit 0\n')
    expect((await install(repository)).stderr).toContain('note: .husky/pre-push ends itself with exec or exit')
  }))

test('a block that was edited or is of an older version is written anew, once', () =>
  withTheirHusky(async (repository) => {
    repository.write('.husky/pre-push', 'one\n# precheck:begin v0\nold\n# precheck:end\ntwo\n')
    await doSteps(repository)
    const script = read(repository, '.husky/pre-push')
    expect(script).toMatch(/^one\n# precheck:begin v1\n[\s\S]*\n# precheck:end\ntwo\n$/)
    expect(script.match(/precheck:begin/g)).toHaveLength(1)
    await uninstall(repository)
    expect(read(repository, '.husky/pre-push')).toBe('one\ntwo\n')
  }))

test('uninstall leaves husky set up for scripts that came after install', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    await doSteps(repository)
    repository.write('.husky/pre-commit', 'echo theirs >>../theirs\n')
    const { stdout } = await uninstall(repository)
    expect(stdout).toContain('husky stays set up')
    expect(repository.tryGit(commit).status).toBe(0)
    expect(read(repository, '../theirs')).toBe('theirs\n')
    expect(existsSync(join(repository.dir, '.husky/commit-msg'))).toBe(false)
    expect(read(repository, 'package.json')).toContain('node .husky/install.mjs')
  }))

test('uninstall takes only its own words out of a prepare script that went on growing', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    await doSteps(repository)
    repository.write(
      'package.json',
      read(repository, 'package.json').replace('"tsc &&', '"tsc -b &&').replace('mjs"', 'mjs && x"'),
    )
    await uninstall(repository)
    expect(JSON.parse(read(repository, 'package.json'))).toEqual({ name: 'x', scripts: { prepare: 'tsc -b && x' } })
  }))

test('hooks that husky would silence keep running: it is left aside, and install says so', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    repository.write('.git/hooks/pre-commit', '#!/bin/sh\necho old >>../old\n')
    chmodSync(join(repository.dir, '.git/hooks/pre-commit'), 0o755)
    const { stdout, stderr } = await install(repository)
    expect(stderr).toContain('husky is not used, because it would silence the hooks that are here: pre-commit')
    expect(stdout).toContain('.git/hooks/commit-msg: the hook')
    expect(read(repository, 'package.json')).toBe(PACKAGE)
    recordFakeEntry(repository)
    expect(repository.tryGit(commit).status).toBe(0)
    expect(read(repository, '../old')).toBe('old\n')
  }))

test('a repository that gets a package.json later keeps the hooks that it has', () =>
  withRepository(async (repository) => {
    repository.commit('base')
    await doSteps(repository)
    repository.write('package.json', PACKAGE)
    expect((await install(repository)).stdout).toContain('nothing to change')
    expect(repository.tryGit(['config', 'core.hooksPath']).stdout).toBe('')
  }))

test('in a work tree that has no wrappers yet, install makes them', () =>
  withTheirHusky(async (repository) => {
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', '-b', 'topic', tree)
    await install(repository, [], { cwd: tree })
    const fake = recordFakeEntry(repository)
    expect(repository.tryGit(commit, { cwd: tree })).toMatchObject({ status: 0 })
    expect(fake.calls()).toHaveLength(1)
  }))

test('when husky does nothing, install says what husky said, and goes on from there the next time', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    const failed = install(repository, [], { env: { HUSKY: '0' } })
    await expect(failed).rejects.toThrow(CouldNotCheck)
    await expect(failed).rejects.toThrow('husky did not set its hooks up: HUSKY=0 skip install')
    expect(repository.tryGit(['config', 'core.hooksPath']).stdout).toBe('')
    expect((await install(repository)).status).toBe(0)
    expect(repository.git('config', 'core.hooksPath')).toBe('.husky/_')
  }))

test('husky killed half-way is run again, and uninstall still takes all of it back', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    const before = snapshot(repository.dir)
    await doSteps(repository)
    const whole = snapshot(repository.dir)
    rmSync(join(repository.dir, '.husky/_/pre-push'))
    rmSync(join(repository.dir, '.husky/_/husky.sh'))
    expect((await install(repository)).stdout).toContain('.husky/_: husky')
    expect(snapshot(repository.dir)).toEqual(whole)
    await uninstall(repository)
    expect(snapshot(repository.dir)).toEqual(before)
  }))

test('git variables of a hook around install do not lead husky to another repository', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': PACKAGE })
    const other = join(repository.dir, '../other')
    repository.git('init', '-q', other)
    await install(repository, [], { env: { GIT_DIR: join(other, '.git'), NODE_OPTIONS: '--require ./not-there.js' } })
    expect(repository.git('config', '--local', 'core.hooksPath')).toBe('.husky/_')
    expect(repository.tryGit(['config', '--local', 'core.hooksPath'], { cwd: other }).stdout).toBe('')
  }))
