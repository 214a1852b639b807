import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { install } from '../install/installed.ts'
import { TestRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'
import { readPrinted } from './printed.ts'

const POLICY = `${TRAILERS}
paths: [{ name: deploy, match: ['deploy/', 'déploy/'], action: sign-off }]`

const SILENT = { status: 0, stdout: '', stderr: '' }
const GUARDED = /deploy\/run\.sh is guarded \(deploy\)/

test('-a takes tracked files that are not staged, and they are judged', () =>
  withHooks(
    POLICY,
    (repository) => {
      repository.write('deploy/run.sh', 'changed\n')
      const ran = commitAsAgent(repository, ['-a', '-m', `Deploy\n\n${GOOD}`])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toMatch(GUARDED)
    },
    { files: { 'deploy/run.sh': 'x\n' } },
  ))

test('a commit of paths is judged by these paths, not by what else is staged', () =>
  withHooks(
    POLICY,
    (repository) => {
      stage(repository, { 'deploy/run.sh': 'changed\n' })
      repository.write('src/a.txt', 'changed\n')
      expect(commitAsAgent(repository, ['-m', `Change a\n\n${GOOD}`, '--', 'src/a.txt'])).toMatchObject(SILENT)
      expect(repository.git('diff', '--cached', '--name-only')).toBe('deploy/run.sh')
      const ran = commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`, '--', 'deploy'])
      expect(ran.stderr).toMatch(GUARDED)
    },
    { files: { 'deploy/run.sh': 'x\n', 'src/a.txt': 'a\n' } },
  ))

test("the index that GIT_INDEX_FILE names is judged, by an absolute path or from the top, and git's own is not", () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'src/a.txt': 'a\n' })
    copyFileSync(join(repository.dir, '.git/index'), join(repository.dir, '.git/other'))
    stage(repository, { 'deploy/run.sh': 'x\n' })
    const by = (index: string) =>
      commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`], { env: { GIT_INDEX_FILE: index } })
    copyFileSync(join(repository.dir, '.git/index'), join(repository.dir, '../guarded'))
    expect(by(join(repository.dir, '../guarded')).stderr).toMatch(GUARDED)
    expect(by('.git/other')).toMatchObject(SILENT)
    expect(repository.git('show', '--format=', '--name-only')).toBe('src/a.txt')
  }))

test('from a folder of the work tree, paths are those from the top', () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { 'deploy/run.sh': 'x\n', 'src/a.txt': 'a\n' })
    const cwd = join(repository.dir, 'src')
    const ran = commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`], { cwd })
    expect(ran.stderr).toMatch(GUARDED)
    const { repeat } = readPrinted(repository, ran.stderr)
    expect(commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`, ...repeat!], { cwd }).status).toBe(0)
  }))

test('a linked work tree is judged by its own index and the policy of the repository, also from a folder of it', () =>
  withHooks(POLICY, (repository) => {
    const dir = join(repository.dir, '../linked')
    repository.git('worktree', 'add', '-q', '-b', 'feature', dir)
    const linked = new TestRepository(dir, repository.env['HOME']!)
    stage(linked, { 'deploy/run.sh': 'x\n', 'src/a.txt': 'a\n' })
    const cwd = join(dir, 'src')
    expect(commitAsAgent(linked, ['-m', `Deploy\n\n${GOOD}`], { cwd }).stderr).toMatch(GUARDED)
    linked.git('reset', '-q', '--', 'deploy')
    expect(commitAsAgent(linked, ['-m', `Add a\n\n${GOOD}`], { cwd })).toMatchObject(SILENT)
    expect(repository.git('show', '--format=', '--name-only', 'feature')).toBe('src/a.txt')
    expect(repository.git('status', '--porcelain')).toBe('')
  }))

test('in a submodule its own policy judges; in what holds it, it is a path like others', () =>
  withHooks(`${POLICY.replace("'deploy/'", "'deploy/', 'lib'")}`, async (repository) => {
    const source = join(repository.dir, '../source')
    repository.git('clone', '-q', '--branch', 'main', repository.dir, source)
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', source, 'lib')
    const held = new TestRepository(join(repository.dir, 'lib'), repository.env['HOME']!)
    await install(held)
    stage(held, { 'deploy/run.sh': 'x\n' })
    expect(commitAsAgent(held, ['-m', `Deploy\n\n${GOOD}`]).stderr).toMatch(GUARDED)
    const asking = `Deploy\n\n${GOOD}\nSign-off-requested: deploy/run.sh`
    expect(commitAsAgent(held, ['-m', asking]).status).toBe(0)
    repository.git('add', 'lib')
    const ran = commitAsAgent(repository, ['-m', `Use the library\n\n${GOOD}`])
    expect(ran.stderr).toContain('lib is guarded (deploy)')
  }))

test('with a work tree apart from its repository', () =>
  withHooks(POLICY, (repository) => {
    const tree = join(repository.dir, '../apart')
    mkdirSync(join(tree, 'deploy'), { recursive: true })
    const env = { GIT_DIR: join(repository.dir, '.git'), GIT_WORK_TREE: tree }
    const apart = new TestRepository(tree, repository.env['HOME']!)
    apart.write('deploy/run.sh', 'x\n')
    expect(apart.tryGit(['add', 'deploy/run.sh'], { env }).status).toBe(0)
    const ran = commitAsAgent(apart, ['-m', `Deploy\n\n${GOOD}`], { env })
    expect(ran.status).toBe(1)
    expect(ran.stderr).toMatch(GUARDED)
  }))

test('a repository with SHA-256', () =>
  withHooks(
    POLICY,
    (repository) => {
      stage(repository, { 'deploy/run.sh': 'x\n' })
      const ran = commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`])
      expect(ran.stderr).toMatch(GUARDED)
      const { repeat } = readPrinted(repository, ran.stderr)
      expect(commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`, ...repeat!]).status).toBe(0)
      expect(repository.git('rev-parse', 'HEAD')).toHaveLength(64)
      stage(repository, { 'src/a.txt': 'a\n' })
      expect(commitAsAgent(repository, ['-m', `Add a\n\n${GOOD}`])).toMatchObject(SILENT)
    },
    { init: ['--object-format=sha256'] },
  ))

test('paths in any script, with blanks, quotes and brackets, can be asked for as printed', () =>
  withHooks(POLICY, (repository) => {
    const paths = ['déploy/naïve café.sh', 'deploy/日本語.sh', `deploy/it's "so".sh`, 'deploy/[id].sh', 'deploy/a  b']
    stage(repository, Object.fromEntries(paths.map((path) => [path, 'x\n'])))
    const ran = commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`])
    expect(ran.status).toBe(1)
    const { repeat } = readPrinted(repository, ran.stderr)
    const again = commitAsAgent(repository, ['-m', `Deploy\n\n${GOOD}`, ...repeat!])
    expect(again.status).toBe(0)
    expect(again.stderr).toContain('passed with 5 warnings')
  }))

test('a blocked path that git would take for a pattern or an instruction is left out alone', () =>
  withHooks(
    "paths: [{ name: secrets, match: ['secret/'], except: ['secret/public'], action: block }]",
    (repository) => {
      stage(repository, { 'secret/*': 'x\n', 'secret/[ab]': 'x\n', 'secret/ü "q"': 'x\n', 'secret/public': 'a\n' })
      const ran = repository.tryGit(['commit', '-q', '-m', 'Add all'])
      const { commands } = readPrinted(repository, ran.stderr)
      expect(ran.status).toBe(1)
      for (const command of commands) {
        expect(repository.run('sh', ['-c', command])).toMatchObject({ status: 0, stderr: '' })
      }
      expect(repository.git('diff', '--cached', '--name-only')).toBe('secret/public')
      expect(repository.tryGit(['commit', '-q', '-m', 'Add the rest'])).toMatchObject(SILENT)
    },
  ))

test('on a branch without a history, a blocked path can be left out too', () =>
  withHooks("paths: [{ name: secrets, match: ['.env'], action: block }]", (repository) => {
    repository.git('checkout', '-q', '--orphan', 'pages')
    repository.git('rm', '-rfq', '.')
    stage(repository, { '.env': 'KEY=1\n', 'index.html': 'x\n' })
    const ran = repository.tryGit(['commit', '-q', '-m', 'Pages'])
    expect(ran.stderr).toContain('.env is blocked')
    for (const command of readPrinted(repository, ran.stderr).commands) repository.run('sh', ['-c', command])
    expect(repository.tryGit(['commit', '-q', '-m', 'Pages'])).toMatchObject(SILENT)
    expect(repository.git('ls-tree', '--name-only', 'HEAD')).not.toContain('.env')
  }))
