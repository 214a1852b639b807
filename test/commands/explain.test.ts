import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'

const withDeploy = (body: (repository: TestRepository) => Promise<void>): Promise<void> =>
  withRepository(async (repository) => {
    const policy = 'version: 1\npaths: [{ name: deploy, match: [/web/deploy/] }]\n'
    repository.commit('adopt', { '.precheck.yml': policy, 'web/deploy/run.sh': '1', 'web/src/a.js': '1' })
    await body(repository)
  })

/** What it says of a path by its name from the top, and the entries that hold. */
async function explained(repository: TestRepository, path: string, cwd = repository.dir) {
  const { status, stdout } = await precheck(repository, ['explain', path], { cwd })
  expect(status).toBe(0)
  return [stdout.split(', by ')[0], ...[...stdout.matchAll(/^ {2}(\w+):/gm)].map(([, entry]) => entry)]
}

test('a path is taken from the top, or with a dot before it from the current folder, as git takes one of a commit', () =>
  withDeploy(async (repository) => {
    const src = join(repository.dir, 'web/src')
    expect(await explained(repository, 'web/deploy/run.sh', src)).toEqual(['web/deploy/run.sh', 'deploy'])
    expect(await explained(repository, 'deploy/run.sh', join(repository.dir, 'web'))).toEqual(['deploy/run.sh'])
    expect(await explained(repository, '../deploy/run.sh', src)).toEqual(['web/deploy/run.sh', 'deploy'])
    expect(await explained(repository, './deploy/new.sh', join(repository.dir, 'web'))).toEqual([
      'web/deploy/new.sh',
      'deploy',
    ])
    expect(await explained(repository, './.precheck.yml')).toEqual(['.precheck.yml', 'policy'])
    expect(await explained(repository, '.hidden')).toEqual(['.hidden'])
  }))

test('a folder that is reached through a link is the folder that git knows', () =>
  withDeploy(async (repository) => {
    const link = `${repository.dir}-link`
    symlinkSync(repository.dir, link)
    expect(await explained(repository, './run.sh', join(link, 'web/deploy'))).toEqual(['web/deploy/run.sh', 'deploy'])
  }))

test('the name of an entry, which findings give in brackets, is explained as that too', () =>
  withDeploy(async (repository) => {
    const { stdout } = await precheck(repository, ['explain', 'deploy'])
    expect(stdout).toContain(
      '  no entry matches it\n\nThe policy has an entry of that name:\n  deploy: sign-offs: 1 of ',
    )
    expect((await precheck(repository, ['explain', 'web'])).stdout).not.toContain('an entry of that name')
  }))

test.each(['..', '../x', '/etc/passwd', './', 'web/../../x'])(
  'what is no path of the repository is refused: %s',
  (path) =>
    withDeploy(async (repository) => {
      expect(await precheck(repository, ['explain', path])).toEqual({
        ...{ status: 2, stdout: '' },
        stderr: `precheck: "${path}" is neither a rule nor a path in this repository\n`,
      })
    }),
)

test('all that is wrong with a policy is said of the file that a refused commit names', () =>
  withDeploy(async (repository) => {
    repository.write('.precheck.yml', 'version: 1\nmod: warn\nland: squash\npaths: [{ nam: x, pak: ci }]\n')
    const { status, stderr } = await precheck(repository, ['explain', '.precheck.yml', '--policy', '.precheck.yml'])
    expect(status).toBe(2)
    expect(stderr.match(/^\.precheck\.yml:\d+:\d+: .*/gm)).toEqual([
      '.precheck.yml:2:1: unknown key "mod" in the policy: did you mean "mode"?',
      '.precheck.yml:3:1: unknown key "land" in the policy: did you mean "lands"?',
      '.precheck.yml:4:11: unknown key "nam" in an entry of "paths": did you mean "name"?',
      '.precheck.yml:4:19: unknown key "pak" in an entry of "paths": did you mean "pack"?',
    ])
  }))

describe('a policy that has not landed', () => {
  const POLICY = 'version: 1\npaths: [{ name: deploy, match: [/deploy/] }]\n'

  test.each([
    ['before the first commit', false],
    ['beside commits without one', true],
  ])('explains as it is in the work tree, and says so: %s', (_, isBegun) =>
    withRepository(async (repository) => {
      if (isBegun) repository.commit('base', { 'web/a': 'a\n' })
      else repository.write('web/a', 'a\n')
      repository.write('.precheck.yml', POLICY)
      const asked = ['explain', 'deploy/run.sh']
      expect(await precheck(repository, asked)).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(
          /^deploy\/run\.sh, by \.precheck\.yml \(as it is here: it asks nothing until it has landed\):\n {2}deploy: sign-offs: 1 /,
        ),
      })
      const below = await precheck(repository, asked, { cwd: join(repository.dir, 'web') })
      expect(below.stdout).toContain(', by ../.precheck.yml (as it is here')
    }),
  )

  test('says what is wrong with it, as --policy does', () =>
    withRepository(async (repository) => {
      repository.commit('base')
      repository.write('.precheck.yml', 'version: 1\nmod: warn\n')
      const ran = await precheck(repository, ['explain', 'a'])
      expect(ran).toMatchObject({
        status: 2,
        stdout: '',
        stderr: expect.stringContaining('\n.precheck.yml:2:1: unknown'),
      })
      expect(await precheck(repository, ['explain', 'a', '--policy', '.precheck.yml'])).toEqual(ran)
    }))

  test('explains nothing where it is no file, or not there', () =>
    withRepository(async (repository) => {
      repository.commit('base')
      expect((await precheck(repository, ['explain', 'a'])).stderr).toContain('there is no policy here (.precheck.yml)')
      symlinkSync('elsewhere.yml', join(repository.dir, '.precheck.yml'))
      expect(await precheck(repository, ['explain', 'a'])).toMatchObject({
        status: 2,
        stderr: 'precheck: .precheck.yml is no plain file, so no path is guarded\n',
      })
    }))

  test('stands back where another has landed', () =>
    withDeploy(async (repository) => {
      repository.write('.precheck.yml', 'version: 1\n')
      const { stdout } = await precheck(repository, ['explain', 'web/deploy/run.sh'])
      expect(stdout).toMatch(/, by [0-9a-f]{40}:\.precheck\.yml \(tip of the base\):\n {2}deploy: /)
    }))
})

test('a check that no policy judges says how far it has come', () =>
  withRepository(async (repository) => {
    repository.commit('base')
    repository.git('checkout', '-q', '-b', 'topic')
    const said = async (...args: string[]) => {
      const { status, stdout, stderr } = await precheck(repository, ['check', ...args])
      expect([status, stdout]).toEqual([0, ''])
      return stderr.split('\n').at(-2)
    }
    const range = 'main..topic'
    expect(await said('--staged')).toBe('precheck: there is no policy here (.precheck.yml): nothing was checked')
    expect(await said(range)).toBe('precheck: there is no policy here (.precheck.yml): nothing was checked')
    repository.write('.precheck.yml', 'version: 1\n')
    const unstaged = 'precheck: .precheck.yml is here, but neither committed nor staged: nothing was checked'
    expect([await said('--staged'), await said(range)]).toEqual([unstaged, unstaged])
    repository.git('add', '.precheck.yml')
    expect(await said(range)).toBe('precheck: .precheck.yml is staged, but not committed: nothing was checked')
  }))
