import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { install } from '../install/installed.ts'
import { begunBy, type Ran, type TestRepository, withRepository } from '../support/repository.ts'
import { adoptWithHooks, commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'
import { readPrinted } from './printed.ts'

const POLICY = `${TRAILERS}
paths: [{ name: deploy, match: ['deploy/'], action: sign-off }]`

const SILENT = { status: 0, stdout: '', stderr: '' }

/** A repository whose `main` is on a bare `origin`. */
const withOrigin = begunBy(async (repository) => {
  await adoptWithHooks(repository, { policy: POLICY })
  addEmpty(repository, 'origin')
  expect(push(repository, 'origin', 'main').status).toBe(0)
})

function addEmpty(repository: TestRepository, name: string): string {
  const bare = join(repository.dir, `../${name}.git`)
  repository.git('init', '-q', '--bare', bare)
  repository.git('remote', 'add', name, bare)
  return bare
}

const push = (repository: TestRepository, ...args: string[]): Ran => repository.tryGit(['push', '-q', ...args])

/** A commit of an agent that nobody refused; it gives its id. */
function slipIn(repository: TestRepository, subject: string, files: Record<string, string> = {}): string {
  for (const [path, content] of Object.entries(files)) stage(repository, { [path]: content })
  const message = `${subject}\n\nCo-authored-by: Claude <noreply@anthropic.com>`
  expect(commitAsAgent(repository, ['-n', '--allow-empty', '-m', message])).toMatchObject(SILENT)
  return repository.git('rev-parse', 'HEAD')
}

/** A commit that has all that is asked. */
function add(repository: TestRepository, path: string, more = ''): string {
  stage(repository, { [path]: `${path}\n` })
  expect(commitAsAgent(repository, ['-m', `Add ${path}\n\n${GOOD}${more}`]).status).toBe(0)
  return repository.git('rev-parse', 'HEAD')
}

/** What the remote has under a ref; empty: nothing. */
const remoteHas = (repository: TestRepository, ref: string): string =>
  repository.git('ls-remote', 'origin', ref).split('\t')[0]!

test('commits made past the other hook are found at the push by their ids, and the printed commands mend them', () =>
  withOrigin((repository) => {
    const good = add(repository, 'src/a.txt')
    const bad = [slipIn(repository, 'One', { 'src/b.txt': 'b\n' }), slipIn(repository, 'Two', { 'src/c.txt': 'c\n' })]
    const tree = repository.git('rev-parse', 'HEAD^{tree}')
    const ran = push(repository, 'origin', 'work')
    expect(ran.status).toBe(1)
    expect(remoteHas(repository, 'refs/heads/work')).toBe('')
    expect(ran.stderr).toContain('precheck: refused refs/heads/work, 6 things to mend')
    for (const sha of bad) expect(ran.stderr).toContain(`commit ${sha.slice(0, 12)}`)
    expect(ran.stderr).not.toContain(good.slice(0, 12))
    const { commands } = readPrinted(repository, ran.stderr)
    expect(commands).toHaveLength(2)
    for (const command of commands) expect(repository.run('sh', ['-c', command])).toMatchObject({ status: 0 })
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
    expect(repository.git('rev-parse', 'origin/work^{tree}')).toBe(tree)
  }))

test('a sign-off that is asked for goes through with a warning', () =>
  withOrigin((repository) => {
    add(repository, 'deploy/run.sh', '\nSign-off-requested: deploy/run.sh')
    const ran = push(repository, 'origin', 'work')
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain('precheck: passed refs/heads/work with 1 warning')
    expect(remoteHas(repository, 'refs/heads/work')).toBe(repository.git('rev-parse', 'HEAD'))
    const more = slipIn(repository, 'Deploy', { 'deploy/more.sh': 'x\n' })
    const again = push(repository, 'origin', 'work')
    expect(again.status).toBe(1)
    expect(again.stderr).toContain('deploy/more.sh is guarded (deploy) and has no sign-off')
    expect(again.stderr).toContain(more.slice(0, 12))
    expect(again.stderr).not.toContain('deploy/run.sh')
    const { commands } = readPrinted(repository, again.stderr)
    expect(commands).toHaveLength(1)
    expect(repository.run('sh', ['-c', commands[0]!])).toMatchObject({ status: 0 })
    expect(repository.git('log', '-1', '--format=%B')).toContain('Sign-off-requested: deploy/more.sh')
    const asked = push(repository, 'origin', 'work')
    expect([asked.status, asked.stderr]).toEqual([0, expect.stringContaining('passed refs/heads/work with 1 warning')])
  }))

test.each([
  ['by its own name', () => {}],
  [
    'where HEAD of the remote says which one it is',
    (repository: TestRepository) => {
      repository.git('remote', 'set-head', 'origin', 'main')
    },
  ],
])('on the way to the base itself nothing goes on that a person has still to sign: %s', (_, prepare) =>
  withOrigin((repository) => {
    prepare(repository)
    const main = remoteHas(repository, 'refs/heads/main')
    add(repository, 'src/a.txt')
    expect(push(repository, 'origin', 'work:main')).toMatchObject(SILENT)
    const landed = remoteHas(repository, 'refs/heads/main')
    expect(landed).not.toBe(main)
    add(repository, 'deploy/run.sh', '\nSign-off-requested: deploy/run.sh')
    const ran = push(repository, 'origin', 'work:main')
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('precheck: refused refs/heads/main, 1 thing to mend')
    expect(ran.stderr).toContain('deploy/run.sh is guarded (deploy)')
    expect(remoteHas(repository, 'refs/heads/main')).toBe(landed)
    expect(push(repository, 'origin', 'work').status).toBe(0)
  }),
)

test('each ref of a push is judged, and one that is refused stops them all', () =>
  withOrigin((repository) => {
    add(repository, 'src/a.txt')
    for (const name of ['one', 'two']) {
      repository.git('checkout', '-q', '-b', name, 'main')
      slipIn(repository, name)
    }
    const ran = push(repository, 'origin', 'work', 'one', 'two')
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('refused refs/heads/one')
    expect(ran.stderr).toContain('refused refs/heads/two')
    expect(ran.stderr).not.toContain('refs/heads/work')
    expect(repository.git('ls-remote', '--heads', 'origin')).not.toContain('work')
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
  }))

test('a new branch, nothing new, and a deletion', () =>
  withOrigin((repository) => {
    add(repository, 'src/a.txt')
    expect(push(repository, '-u', 'origin', 'work')).toMatchObject({ status: 0, stderr: '' })
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
    expect(push(repository, 'origin', 'work:refs/heads/copy')).toMatchObject(SILENT)
    // Deleting what should not have come is no occasion to judge.
    slipIn(repository, 'Bad')
    expect(push(repository, 'origin', '--delete', 'copy')).toMatchObject(SILENT)
    expect(push(repository, 'origin', ':work')).toMatchObject(SILENT)
    expect(push(repository, 'origin', 'work').status).toBe(1)
  }))

test('tags are judged by the commits that they bring, and not for what they are', () =>
  withOrigin((repository) => {
    add(repository, 'src/a.txt')
    repository.git('tag', 'light')
    repository.git('tag', '-a', '-m', 'One', 'annotated')
    repository.git('tag', '-a', '-m', 'A tag of a tag', 'nested', 'annotated')
    repository.git('tag', 'blob', 'HEAD:src/a.txt')
    repository.git('tag', '-a', '-m', 'A tree', 'tree', 'HEAD^{tree}')
    expect(push(repository, 'origin', '--tags')).toMatchObject(SILENT)
    expect(repository.git('ls-remote', '--tags', '--refs', 'origin').split('\n')).toHaveLength(5)
    const bad = slipIn(repository, 'Bad')
    repository.git('tag', '-a', '-m', 'Two', 'v2')
    const ran = push(repository, 'origin', 'v2')
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('refused refs/tags/v2')
    expect(ran.stderr).toContain(bad.slice(0, 12))
  }))

test('a forced push is judged by what is new in it', () =>
  withOrigin((repository) => {
    add(repository, 'src/a.txt')
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
    expect(commitAsAgent(repository, ['--amend', '-m', `Better\n\n${GOOD}`])).toMatchObject(SILENT)
    expect(push(repository, '--force', 'origin', 'work')).toMatchObject(SILENT)
    expect(commitAsAgent(repository, ['--amend', '-n', '-m', 'Worse'])).toMatchObject(SILENT)
    const ran = push(repository, '--force', 'origin', 'work')
    expect(ran.status).toBe(1)
    expect(ran.stderr).toContain('no "Task-Id" trailer')
    // Back to what the remote had before brings nothing.
    expect(push(repository, '--force', 'origin', 'main:work')).toMatchObject(SILENT)
  }))

test('what is pushed may be named in any way', () =>
  withOrigin((repository) => {
    add(repository, 'src/a.txt')
    const bad = slipIn(repository, 'Bad')
    for (const name of ['HEAD', bad, 'work', '@', 'work~0']) {
      const ran = push(repository, 'origin', `${name}:refs/heads/x`)
      expect({ name, status: ran.status }).toEqual({ name, status: 1 })
      expect(ran.stderr).toContain('refused refs/heads/x')
    }
    expect(push(repository, 'origin', 'HEAD~1:refs/heads/x')).toMatchObject(SILENT)
    expect(push(repository, 'origin', 'HEAD:refs/for/main').status).toBe(1)
  }))

test('main itself is judged by what the remote has of it', () =>
  withOrigin((repository) => {
    repository.git('checkout', '-q', 'main')
    add(repository, 'src/a.txt')
    expect(push(repository, 'origin', 'main')).toMatchObject(SILENT)
    const bad = slipIn(repository, 'Bad')
    for (const ref of ['main', 'HEAD:main', 'main:other']) {
      const ran = push(repository, 'origin', ref)
      expect({ ref, status: ran.status }).toEqual({ ref, status: 1 })
      expect(ran.stderr).toContain(bad.slice(0, 12))
    }
    slipIn(repository, 'Worse')
    expect(push(repository, 'origin', 'HEAD~1:main').stderr).toContain('refused refs/heads/main')
  }))

test('the first push to an empty remote is not judged for what was there before the policy', () =>
  withHooks(POLICY, (repository) => {
    repository.git('checkout', '-q', '--orphan', 'history')
    repository.git('rm', '-rfq', '.')
    slipIn(repository, 'Long ago', { 'package-lock.json': '{}\n', 'deploy/run.sh': 'x\n' })
    repository.commit('Adopt a policy', { '.precheck.yml': `version: 1\n${POLICY}\n` })
    repository.git('branch', '-f', 'main')
    repository.git('checkout', '-q', '-B', 'work', 'main')
    add(repository, 'src/a.txt')

    addEmpty(repository, 'origin')
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
    addEmpty(repository, 'second')
    const ran = push(repository, 'second', 'main')
    expect(ran.status).toBe(0)
    expect(ran.stderr).toContain('This brings in the policy.')
    // By its address a remote has no name under which anything would be known of it.
    const url = join(repository.dir, '../third.git')
    repository.git('init', '-q', '--bare', url)
    expect(push(repository, url, 'work')).toMatchObject(SILENT)
    slipIn(repository, 'Bad')
    expect(push(repository, url, 'work').status).toBe(1)
    expect(push(repository, url, 'work:new').status).toBe(1)
  }))

test('a first policy that cannot be read does not get out', () =>
  withHooks('pahts: []', (repository) => {
    addEmpty(repository, 'origin')
    const ran = push(repository, 'origin', 'main')
    expect(ran.status).not.toBe(0)
    expect(ran.stderr).toContain('would not be a valid policy')
    expect(remoteHas(repository, 'refs/heads/main')).toBe('')
  }))

test('a branch without the policy has not removed it: one from before, and one without a history', () =>
  withRepository(async (repository) => {
    repository.commit('Before the policy', { a: 'a\n' })
    repository.git('branch', 'old')
    repository.commit('Adopt a policy', { '.precheck.yml': `version: 1\n${POLICY}\n` })
    await install(repository)
    addEmpty(repository, 'origin')
    expect(push(repository, 'origin', 'main').status).toBe(0)
    repository.git('checkout', '-q', 'old')
    repository.commit('Go on', { b: 'b\n' })
    expect(push(repository, 'origin', 'old')).toMatchObject(SILENT)
    repository.git('checkout', '-q', '--orphan', 'pages')
    repository.git('rm', '-rfq', '.')
    repository.commit('Pages', { 'index.html': 'x\n' })
    expect(push(repository, 'origin', 'pages')).toMatchObject(SILENT)
  }))

test('a branch that removes the policy, or breaks it, is refused', () =>
  withOrigin((repository) => {
    repository.git('rm', '-q', '.precheck.yml')
    repository.git('commit', '-qn', '-m', 'Remove it')
    expect(push(repository, 'origin', 'work').stderr).toContain('.precheck.yml is removed')
    repository.write('.precheck.yml', 'version: 1\npahts: []\n')
    repository.git('add', '.')
    repository.git('commit', '-qn', '--amend', '-m', 'Break it')
    expect(push(repository, 'origin', 'work').stderr).toContain('.precheck.yml would not be a valid policy')
  }))

test('what the base has brought into a branch is not judged again', () =>
  withOrigin((repository) => {
    add(repository, 'src/a.txt')
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
    repository.git('checkout', '-q', 'main')
    slipIn(repository, 'Landed by other ways', { 'package-lock.json': '{}\n' })
    expect(push(repository, '--no-verify', 'origin', 'main')).toMatchObject(SILENT)
    repository.git('checkout', '-q', 'work')
    expect(repository.tryGit(['merge', '-q', '--no-edit', 'main']).status).toBe(0)
    expect(push(repository, 'origin', 'work')).toMatchObject(SILENT)
    const url = repository.git('remote', 'get-url', 'origin')
    add(repository, 'src/b.txt')
    expect(push(repository, url, 'work:by-url')).toMatchObject(SILENT)
  }))

test('commits that are only on the main of this clone have landed nowhere', () =>
  withOrigin((repository) => {
    repository.git('checkout', '-q', 'main')
    const bad = slipIn(repository, 'Bad')
    repository.git('checkout', '-q', '-B', 'work')
    add(repository, 'src/a.txt')
    expect(push(repository, 'origin', 'work').stderr).toContain(bad.slice(0, 12))
  }))

test('notes are no commits of the work', () =>
  withHooks(`trailers-for: everyone\n${TRAILERS}`, (repository) => {
    addEmpty(repository, 'origin')
    repository.git('notes', 'add', '-m', 'Looked at', 'main')
    expect(push(repository, 'origin', 'refs/notes/*')).toMatchObject(SILENT)
  }))

test('many refs with nothing new in them are let through without a word', () =>
  withOrigin((repository) => {
    const main = repository.git('rev-parse', 'main')
    const lines = Array.from({ length: 60 }, (_, index) => `create refs/tags/t${index} ${main}\n`)
    repository.run('git', ['update-ref', '--stdin'], { input: lines.join('') })
    expect(push(repository, 'origin', '--tags')).toMatchObject(SILENT)
    expect(repository.git('ls-remote', '--tags', 'origin').split('\n')).toHaveLength(60)
  }))

test('of a remote with more branches than a command line holds, each is known', () =>
  withOrigin((repository) => {
    const count = 55_000
    const commits = Array.from(
      { length: count },
      (_, at) => `commit refs/heads/many\ncommitter A <a@example.com> ${at} +0000\ndata 2\nx\n\n`,
    )
    expect(repository.tryGit(['fast-import', '--quiet'], { input: commits.join('') }).status).toBe(0)
    const ids = repository.git('rev-list', 'many').split('\n')
    const branches = ids.map((id, at) => `${id} refs/remotes/origin/b${at}\n`)
    writeFileSync(join(repository.dir, '.git/packed-refs'), branches.join(''))
    expect(repository.git('for-each-ref', '--count=1', `refs/remotes/origin/b${count - 1}`)).not.toBe('')
    repository.git('checkout', '-q', '--detach', 'many')
    expect(push(repository, '--dry-run', 'origin', 'HEAD:refs/heads/old')).toMatchObject(SILENT)
    slipIn(repository, 'New')
    const ran = push(repository, '--dry-run', 'origin', 'HEAD:refs/heads/new')
    expect(ran.stderr).toContain('precheck: refused refs/heads/new, 3 things to mend')
  }))
