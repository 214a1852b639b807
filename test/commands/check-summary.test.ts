import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'

const POLICY = 'version: 1\ntrailers-for: everyone\n'
const LOOK = 'This policy and the last '

/** A repository that has adopted the policy on `main`; `work` has two commits more, one of which lacks everything. */
const withWork = (body: (repository: TestRepository) => Promise<void>, policy = POLICY): Promise<void> =>
  withRepository(async (repository) => {
    repository.commit('adopt', { '.precheck.yml': policy, a: '1' })
    repository.git('checkout', '-q', '-b', 'work')
    repository.commit('Change a lock\n\nTask-Id: A-1\nTests-Run: make (3 passed)\nRollback: revert', {
      'yarn.lock': '1',
    })
    repository.commit('Careless', { a: '2' })
    await body(repository)
  })

test('a range is counted in place of being listed', () =>
  withWork(async (repository) => {
    expect(await precheck(repository, ['check', '--summary', 'main..work'])).toEqual({
      status: 1,
      stderr: '',
      stdout: `precheck: refused, 4 things to mend
  refused: 2 of 2 commits (100 %)
  by agents: 0 of 2 commits (0 %)
By rule:
  1 commit  lockfiles
  1 commit  required-trailers
Most often:
  1 commit  yarn.lock
`,
    })
  }))

describe('the exit status is that of the check, with --summary and without', () => {
  const ranges: Readonly<Record<string, { args: readonly string[]; policy?: string; status: number }>> = {
    'of what blocks': { args: ['main..work'], status: 1 },
    'of what is fine': { args: ['work..main'], status: 0 },
    'of what only warns': { args: ['main..work'], policy: `${POLICY}mode: warn\n`, status: 0 },
    'of the default range': { args: [], status: 1 },
    'of a default range that is fine': { args: [], policy: 'version: 1\nlockfiles: off\n', status: 0 },
    'of one commit': { args: ['--commit', 'work'], status: 1 },
    'of a whole history': { args: ['--root', 'main', '--policy', '.precheck.yml'], status: 1 },
    'of a policy that cannot be read': { args: ['main..work'], policy: 'version: 1\nmod: warn\n', status: 3 },
    'of a policy of the user that is wrong': { args: ['main..work', '--policy', 'a'], status: 2 },
    'of a name for nothing': { args: ['main..gone'], status: 2 },
  }
  test.each(Object.entries(ranges))('%s', (_, { args, policy = POLICY, status }) =>
    withWork(async (repository) => {
      expect((await precheck(repository, ['check', ...args])).status).toBe(status)
      expect((await precheck(repository, ['check', '--summary', ...args])).status).toBe(status)
    }, policy),
  )

  test('without a policy, asked for or not', () =>
    withRepository(async (repository) => {
      repository.commit('First', { a: '1' })
      for (const [more, status] of [[[], 0] as const, [['--require-policy'], 2] as const]) {
        expect((await precheck(repository, ['check', ...more, 'HEAD..HEAD'])).status).toBe(status)
        expect((await precheck(repository, ['check', '--summary', ...more, 'HEAD..HEAD'])).status).toBe(status)
        expect((await precheck(repository, ['check', '--summary', ...more])).status).toBe(status)
      }
    }))

  test('of a shallow clone, which is incomplete whatever is counted', () =>
    withWork(async (repository) => {
      const cwd = `${repository.dir}/../shallow`
      repository.git('clone', '-q', '--depth', '1', '--no-single-branch', pathToFileURL(repository.dir).href, cwd)
      const { status, stdout } = await precheck(repository, ['check', '--summary', 'origin/main..origin/work'], { cwd })
      expect(status).toBe(3)
      expect(stdout).toMatch(/^precheck: incomplete.*\nCould not check:\n {2}facts: .*shallow/)
    }))
})

test('without a range it ends with the last commits, judged by the file that is here', () =>
  withWork(async (repository) => {
    repository.write('.precheck.yml', 'version: 1\nlockfiles: off\n')
    const { status, stdout, stderr } = await precheck(repository, ['check', '--summary'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^precheck: no range given: [^\n]*\n$/)
    expect(stdout).toMatch(/^precheck: refused, 4 things to mend\n/)
    expect(stdout.slice(stdout.indexOf(LOOK))).toBe(`${LOOK}3 commits, each by itself (merges left out):
  refused: 1 of 3 commits (33 %)
  by agents: 0 of 3 commits (0 %)
By rule:
  1 commit  guarded-paths
Most often:
  1 commit  .precheck.yml
`)
  }))

test('the last commits are judged by --policy where there is one, and left alone where a range is named', () =>
  withWork(async (repository) => {
    repository.write('../mine.yml', 'version: 1\nmode: warn\n')
    const named = await precheck(repository, ['check', '--summary', '--policy', '../mine.yml'])
    expect(named.status).toBe(0)
    expect(named.stdout).toContain(`${LOOK}3 commits`)
    expect(named.stdout).toContain('refused: 0 of 3 commits (0 %)')
    const range = await precheck(repository, ['check', '--summary', 'main..work'])
    expect(range.stdout).not.toContain(LOOK)
  }))

test('a policy here that cannot be read changes no status, and is said', () =>
  withWork(async (repository) => {
    repository.write('.precheck.yml', 'mode: warn\n')
    const { status, stdout, stderr } = await precheck(repository, ['check', '--summary'])
    expect(status).toBe(1)
    expect(stdout).not.toContain(LOOK)
    expect(stderr).toMatch(
      /^precheck: no range given: [^\n]*\nnote: the last commits were not looked at: the policy is wrong.*\n$/,
    )
  }))

test.each([[['--format', 'json']], [['--format', 'github']], [['--staged']], [['--message', 'a']]])(
  '%j has no summary',
  (more) =>
    withWork(async (repository) => {
      const { status, stderr } = await precheck(repository, ['check', '--summary', ...more])
      expect(status).toBe(2)
      expect(stderr).toContain('--summary')
    }),
)
