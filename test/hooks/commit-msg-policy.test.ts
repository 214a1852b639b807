import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { install } from '../install/installed.ts'
import { judge } from '../support/example.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'

const POLICY = `${TRAILERS}
paths: [{ name: deploy, match: ['deploy/'], action: sign-off }]`

const SILENT = { status: 0, stdout: '', stderr: '' }

/** The files in which hooks keep the decoded policy. */
function kept(repository: TestRepository): string[] {
  const folder = join(repository.dir, '.git/precheck/policy')
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
}

const commit = (repository: TestRepository, message = `Work\n\n${GOOD}`) =>
  commitAsAgent(repository, ['--allow-empty', '-m', message])

/** Lands another policy on `main` from outside of the work tree. */
function land(repository: TestRepository, policy: string): void {
  const blob = repository.run('git', ['hash-object', '-w', '--stdin'], { input: policy }).stdout.trim()
  const tree = repository.run('git', ['mktree'], { input: `100644 blob ${blob}\t.precheck.yml\n` }).stdout.trim()
  const made = repository.git('commit-tree', tree, '-p', 'main', '-m', 'Change the policy')
  repository.git('update-ref', 'refs/heads/main', made)
}

test('the decoded policy is kept for the next hook, under the id of its text, and used', () =>
  withHooks(POLICY, (repository) => {
    expect(kept(repository)).toEqual([])
    expect(commit(repository)).toMatchObject(SILENT)
    const [file, ...others] = kept(repository)
    expect(others).toEqual([])
    expect(file).toContain(repository.git('rev-parse', 'main:.precheck.yml'))
    // Nobody else would write this; it shows which copy was read.
    writeFileSync(file!, readFileSync(file!, 'utf8').replaceAll('Task-Id', 'Kept-Id'))
    expect(commit(repository).stderr).toContain('no "Kept-Id" trailer')
  }))

for (const [name, damage] of [
  ['cut off', (text: string) => text.slice(0, text.length / 2)],
  ['emptied', () => ''],
  ['of another kind', () => '[]'],
  ['null', () => 'null'],
  ['without a policy', (text: string) => JSON.stringify({ ...JSON.parse(text), policy: undefined })],
  ['of another precheck', (text: string) => JSON.stringify({ ...JSON.parse(text), version: '0.0.1' })],
] as const) {
  test(`a kept policy that is ${name} is as if it were not there, and is written anew`, () =>
    withHooks(POLICY, (repository) => {
      expect(commit(repository)).toMatchObject(SILENT)
      const [file] = kept(repository)
      const good = readFileSync(file!, 'utf8')
      writeFileSync(file!, damage(good))
      expect(commit(repository, 'Work').stderr).toContain('no "Task-Id" trailer')
      expect(kept(repository)).toEqual([file])
      expect(readFileSync(file!, 'utf8')).toBe(good)
    }))
}

test('a policy that changes on the base judges at once, and the old copy goes', () =>
  withHooks(POLICY, (repository) => {
    expect(commit(repository)).toMatchObject(SILENT)
    const [old] = kept(repository)
    land(repository, 'version: 1\ntrailers: { Reason: { required: true } }\n')
    expect(commit(repository).stderr).toContain('no "Reason" trailer')
    expect(kept(repository)).toHaveLength(1)
    expect(kept(repository)).not.toEqual([old])
  }))

test("the branch's own policy does not judge it, staged or committed", () =>
  withHooks(POLICY, (repository) => {
    stage(repository, { '.precheck.yml': 'version: 1\nmode: warn\ntrailers: {}\n', 'deploy/run.sh': 'x\n' })
    const ran = commitAsAgent(repository, ['-m', 'Free at last'])
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('.precheck.yml is guarded (policy)')
    expect(ran.stderr).toContain('deploy/run.sh is guarded (deploy)')
    expect(commitAsAgent(repository, ['-n', '-m', 'Free at last'])).toMatchObject(SILENT)
    expect(commit(repository, 'More').stderr).toContain('no "Task-Id" trailer')
  }))

test('a link that is staged in its place is none, though its target is the very text of the policy', () =>
  withHooks(POLICY, (repository) => {
    const staged = (mode: string) => {
      repository.git(
        'update-index',
        '--cacheinfo',
        `${mode},${repository.git('rev-parse', 'main:.precheck.yml')},.precheck.yml`,
      )
      return commitAsAgent(repository, ['-m', `Work\n\n${GOOD}`]).stderr
    }
    expect(staged('120000')).toContain('.precheck.yml is no plain file any more')
    const executable = staged('100755')
    expect(executable).toContain('.precheck.yml is guarded (policy)')
    expect(executable).not.toContain('no plain file')
  }))

const BROKEN = 'version: 1\npahts: []\n'
const SAID = 'the policy on the base cannot be read (line 2, column 1'

describe('where the policy on the base cannot be read', () => {
  test('the newest copy that can judges, as at the wall, and says so at every commit until it is mended', () =>
    withHooks(POLICY, async (repository) => {
      land(repository, 'version: 1\ntrailers: { Reason: { required: true } }\n')
      land(repository, BROKEN)
      land(repository, `${BROKEN}x: 1\n`)
      const refused = commit(repository)
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('no "Reason" trailer')
      expect(refused.stderr).toContain(SAID)
      const passed = commit(repository, 'Work\n\nReason: it has to be\n')
      expect(passed.status).toBe(0)
      expect(passed.stderr).toContain('precheck: passed with 1 warning')
      expect(passed.stderr).toContain(SAID)
      expect(kept(repository)).toEqual([])
      const atWall = await judge(repository, 'main')
      expect(atWall.findings.map(({ text }) => text)).toContainEqual(expect.stringContaining(SAID))
      land(repository, `version: 1\n${POLICY}\n`)
      expect(commit(repository)).toMatchObject(SILENT)
    }))

  test('nor is a folder or a link in its place a policy, and no way round the one before', () =>
    withHooks(
      POLICY,
      (repository) => {
        const file = repository.git('rev-parse', 'main:src/a.txt')
        const folder = repository.run('git', ['mktree'], { input: `100644 blob ${file}\ta\n` }).stdout.trim()
        // The target of a link may read like a policy, or be the very bytes of one that judged before.
        const free = repository.run('git', ['hash-object', '-w', '--stdin'], { input: 'version: 1\nmode: warn\n' })
        const links = [file, free.stdout.trim(), repository.git('rev-parse', 'main:.precheck.yml')]
        expect(commit(repository).status).toBe(0)
        const module = `160000 commit ${repository.git('rev-parse', 'main')}`
        for (const entry of [`040000 tree ${folder}`, module, ...links.map((link) => `120000 blob ${link}`)]) {
          const tree = repository.run('git', ['mktree'], { input: `${entry}\t.precheck.yml\n` }).stdout.trim()
          const made = repository.git('commit-tree', tree, '-p', 'main', '-m', 'Put something in its place')
          repository.git('update-ref', 'refs/heads/main', made)
          const ran = commit(repository, 'Work')
          expect(ran.status).toBe(1)
          expect(ran.stderr).toContain('no "Task-Id" trailer')
          expect(ran.stderr).toContain('.precheck.yml is no plain file')
          expect(commit(repository).status).toBe(0)
        }
      },
      { files: { 'src/a.txt': 'a\n' } },
    ))

  test('and no copy can, commits stop, and nothing is written', () =>
    withHooks(POLICY, (repository) => {
      land(repository, BROKEN)
      repository.git('update-ref', 'refs/heads/main', repository.git('commit-tree', 'main^{tree}', '-m', 'Begin'))
      const before = repository.git('rev-parse', 'HEAD')
      const ran = commit(repository)
      expect(ran.status).not.toBe(0)
      expect(ran.stderr).toContain(SAID)
      expect(ran.stderr).toContain('and no older copy can')
      expect(repository.git('rev-parse', 'HEAD')).toBe(before)
      expect(readFileSync(join(repository.dir, '.git/COMMIT_EDITMSG'), 'utf8')).toMatch(/^Work\n\nTask-Id: ABC-1\n/)
    }))

  test('and a shallow clone ends before one that can, nobody is held up: what every policy guards is guarded', () =>
    withHooks(POLICY, (repository) => {
      land(repository, BROKEN)
      writeFileSync(join(repository.dir, '.git/shallow'), `${repository.git('rev-parse', 'main')}\n`)
      const passed = commit(repository)
      expect(passed.status).toBe(0)
      expect(passed.stderr).toContain(SAID)
      stage(repository, { 'package-lock.json': '{}\n' })
      const refused = commit(repository)
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('package-lock.json is a lock file and has no sign-off')
    }))

  test('nor is anybody where a partial clone left it out', () =>
    withHooks(POLICY, (repository) => {
      const server = join(repository.dir, '../server')
      repository.git('clone', '-q', '--bare', repository.dir, server)
      repository.git('-C', server, 'config', 'uploadpack.allowFilter', 'true')
      const work = join(repository.dir, '../work-of-another')
      repository.git('clone', '-q', '-b', 'main', server, work)
      writeFileSync(join(work, '.precheck.yml'), `version: 1\n${POLICY}\n# changed\n`)
      repository.git('-C', work, 'commit', '-q', '-am', 'Change the policy')
      repository.git('-C', work, 'push', '-q')
      repository.git('remote', 'add', 'origin', `file://${server}`)
      repository.git('fetch', '-q', '--filter=blob:none', 'origin')
      expect(commit(repository, 'Work').stderr, 'by the main of this clone').toContain('no "Task-Id" trailer')
      repository.git('config', 'precheck.base', 'refs/remotes/origin/main')
      const refused = commit(repository, 'Work')
      expect(refused.stderr).toContain('it is not in this clone; "git fetch --refetch --no-filter" brings it')
      expect(refused.stderr, 'by an older copy').toContain('no "Task-Id" trailer')
      expect(commit(repository).status).toBe(0)
      repository.git('fetch', '-q', '--refetch', '--no-filter', 'origin')
      expect(commit(repository, 'Work').stderr).toContain('no "Task-Id" trailer')
      expect(commit(repository)).toMatchObject(SILENT)
    }))
})

describe('where an object of the base is damaged', () => {
  test.each(['main:.precheck.yml', 'main^{tree}'])('%s that is missing is not taken for no policy', (name) =>
    withHooks(POLICY, (repository) => {
      // HEAD has another tree and another policy, so that only the base lacks it.
      repository.git('checkout', '-q', 'main')
      repository.write('.precheck.yml', `version: 1\n${POLICY}\n# changed\n`)
      repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-am', 'Change the policy')
      const oid = repository.git('rev-parse', name)
      repository.git('checkout', '-q', 'work')
      rmSync(join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)))
      const ran = commit(repository, 'Work')
      expect(ran.status).not.toBe(0)
      expect(ran.stderr).toContain('cannot be read')
    }),
  )
})

test('the commit that brings in the first policy is shown what it will guard, and asked nothing', () =>
  withRepository(async (repository) => {
    await install(repository)
    stage(repository, {
      '.precheck.yml': `version: 1\n${POLICY}\n`,
      'deploy/run.sh': 'x\n',
      'package-lock.json': '{}\n',
    })
    const ran = commitAsAgent(repository, ['-m', 'Begin'])
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain('This brings in the policy.')
    expect(ran.stderr).toMatch(/^ {2}deploy: 1 file$/m)
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('1')
    // From now on it judges, although nothing says where the base is.
    expect(commit(repository, 'Work').stderr).toContain('no "Task-Id" trailer')
  }))

test('a first policy that is wrong is refused with every mistake, and one that is mended goes through', () =>
  withRepository(async (repository) => {
    await install(repository)
    stage(repository, { '.precheck.yml': 'version: 1\npahts: []\nmode: blok\n' })
    const ran = commitAsAgent(repository, ['-m', 'Begin'])
    expect(ran.status).not.toBe(0)
    expect(ran.stderr).toContain('.precheck.yml:2:1')
    expect(ran.stderr).toContain('.precheck.yml:3:7')
    expect(repository.tryGit(['rev-parse', '--verify', '-q', 'HEAD']).status).toBe(1)
    stage(repository, { '.precheck.yml': 'version: 1\n' })
    expect(commitAsAgent(repository, ['-m', 'Begin']).status).toBe(0)
  }))

test('a link is no first policy, whatever its target reads like', () =>
  withRepository(async (repository) => {
    repository.commit('Begin', { a: 'a\n' })
    await install(repository)
    const target = repository.run('git', ['hash-object', '-w', '--stdin'], { input: 'version: 1\n' }).stdout.trim()
    const adopt = (mode: string) => {
      repository.git('update-index', '--add', '--cacheinfo', `${mode},${target},.precheck.yml`)
      return commitAsAgent(repository, ['-m', 'Adopt'])
    }
    const refused = adopt('120000')
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('.precheck.yml is no plain file')
    expect(adopt('100644').status).toBe(0)
  }))

test('with no policy anywhere the hook is silent, on the first commit and after', () =>
  withRepository(async (repository) => {
    await install(repository)
    repository.run('rm', ['.precheck.yml'])
    stage(repository, { a: 'a\n' })
    expect(commitAsAgent(repository, ['-m', 'Begin'])).toMatchObject(SILENT)
    expect(commit(repository, 'Go on')).toMatchObject(SILENT)
  }))

test('on a branch that began before the policy, the policy of the base judges', () =>
  withHooks(POLICY, (repository) => {
    repository.git('checkout', '-q', '--orphan', 'old')
    repository.git('rm', '-rfq', '.')
    repository.commit('Before the policy', { a: 'a\n' })
    expect(commit(repository, 'Work').stderr).toContain('no "Task-Id" trailer')
    expect(commit(repository)).toMatchObject(SILENT)
  }))

test('a tag that is called like a ref which is not there chooses no policy', () =>
  withHooks(POLICY, (repository) => {
    repository.git('config', '--unset', 'precheck.base')
    repository.git('update-ref', 'refs/remotes/origin/main', 'main')
    const blob = repository
      .run('git', ['hash-object', '-w', '--stdin'], { input: 'version: 1\ntrailers: {}\n' })
      .stdout.trim()
    const tree = repository.run('git', ['mktree'], { input: `100644 blob ${blob}\t.precheck.yml\n` }).stdout.trim()
    const made = repository.git('commit-tree', tree, '-m', 'Ask nothing')
    for (const name of ['refs/remotes/origin/HEAD', 'refs/heads/main'])
      repository.git('update-ref', `refs/tags/${name}`, made)
    expect(commit(repository, 'Work').stderr).toContain('no "Task-Id" trailer')
    expect(commit(repository)).toMatchObject(SILENT)
    repository.git('pack-refs', '--all')
    expect(commit(repository, 'Work').stderr).toContain('no "Task-Id" trailer')
  }))
