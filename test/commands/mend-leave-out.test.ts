import { describe, expect, it } from 'vitest'
import { renderText } from '../../src/report/text.ts'
import { readPrinted, shellWords } from '../hooks/printed.ts'
import { judge } from '../support/example.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'

const POLICY = `version: 1
trailers-for: everyone
trailers: { Task-Id: { required: true, pattern: '^[A-Z]+-[0-9]+$' } }
paths: [{ name: secrets, match: ['.env', '*.pem'], action: block }]
`
const TASK = '\n\nTask-Id: ABC-1\n'

/** A repository with the policy on `main`, on a branch `topic` from it. */
const withPolicy = (body: (repository: TestRepository) => Promise<void>) =>
  withRepository(async (repository) => {
    repository.commit('Begin', { '.precheck.yml': POLICY })
    repository.git('switch', '-q', '-c', 'topic')
    await body(repository)
  })

const mend = (repository: TestRepository, ...args: readonly string[]) => precheck(repository, ['mend', ...args])

const found = async (repository: TestRepository): Promise<readonly string[]> =>
  (await judge(repository, 'main')).findings.map(({ rule, message }) => `${rule}/${message}`)

/** Does all that a range check prints, in its order. */
async function playAll(repository: TestRepository): Promise<void> {
  const text = renderText(await judge(repository, 'main'), { colour: null, command: 'precheck' })
  const { commands } = readPrinted(repository, text)
  expect(commands.length).toBeGreaterThan(0)
  for (const command of commands) {
    const [program, ...args] = shellWords(repository, command)
    expect(program).toBe('precheck')
    expect(await precheck(repository, args)).toMatchObject({ status: 0, stderr: '' })
  }
}

describe('a blocked path comes out of the branch by what the check prints', () => {
  it('of HEAD', async () => {
    await withPolicy(async (repository) => {
      repository.commit(`Add settings${TASK}`, { '.env': 'TOKEN=1\n', 'src/a.ts': 'a\n' })
      expect(await found(repository)).toEqual(['blocked-paths/blocked'])
      await playAll(repository)
      expect(await found(repository)).toEqual([])
      expect(repository.git('show', '--name-only', '--format=', 'HEAD')).toBe('src/a.ts')
      expect(repository.git('status', '--porcelain')).toBe('A  .env')
    })
  })

  it('of several commits in the middle, added, changed and deleted, with trailers missing beside it', async () => {
    await withPolicy(async (repository) => {
      repository.commit('Add settings', { '.env': 'TOKEN=1\n', 'a b.pem': 'x\n', 'src/a.ts': 'a\n' })
      repository.commit(`Between${TASK}`, { 'src/b.ts': 'b\n' })
      repository.commit('Change settings', { '.env': 'TOKEN=2\n', '-rf.pem': 'x\n', 'src/a.ts': 'aa\n' })
      repository.git('rm', '-q', '.env')
      repository.commit(`Take them back${TASK}`)
      repository.commit('On top', { 'src/c.ts': 'c\n' })
      expect((await found(repository)).filter((each) => each === 'blocked-paths/blocked')).toHaveLength(5)
      await playAll(repository)
      expect(await found(repository)).toEqual([])
      expect(repository.git('log', '--format=%s', '--reverse', 'main..')).toBe(
        'Add settings\nBetween\nChange settings\nTake them back\nOn top',
      )
      expect(repository.git('ls-tree', '-r', '--name-only', 'HEAD')).toBe('.precheck.yml\nsrc/a.ts\nsrc/b.ts\nsrc/c.ts')
    })
  })
})

describe('mend --leave-out', () => {
  it('says what it did, what is left to do, and what it cannot undo', async () => {
    await withPolicy(async (repository) => {
      repository.commit(`Add settings${TASK}`, { '.env': 'TOKEN=1\n' })
      const old = repository.git('rev-parse', 'HEAD')
      const { stdout, stderr, status } = await mend(repository, 'HEAD', '--leave-out', '.env')
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout).toContain('(1 commit rewritten; git range-diff ')
      expect(stdout).toContain('left out: .env\n')
      expect(stdout).toContain('if it is a secret that was pushed, revoke it')
      const restore = /^ {2}(git restore .*)$/m.exec(stdout)![1]!
      expect(repository.run('sh', ['-c', restore])).toMatchObject({ status: 0, stderr: '' })
      expect(repository.git('status', '--porcelain')).toBe('?? .env')
      // Of what is staged no longer nothing is said.
      repository.commit(`Add a key${TASK}`, { key: '1\n', 'src/a': '1\n' })
      repository.git('rm', '-q', '--cached', 'key')
      const again = await mend(repository, 'HEAD', '--leave-out', 'key', '--leave-out', 'src/a')
      expect(again.stdout).toContain('left out: key, src/a\nstill staged: src/a;')
      expect(again.stdout).toContain('git restore --staged -- :/src/a\n')
      repository.git('reset', '-q', '--hard', 'HEAD^')
      const undo = /^ {2}(git update-ref .*)$/m.exec(stdout)![1]!
      expect(repository.run('sh', ['-c', undo])).toMatchObject({ status: 0, stderr: '' })
      expect(repository.git('rev-parse', 'HEAD')).toBe(old)
    })
  })

  it.each([
    ['./.env', '.env'],
    ['"gr\\303\\274n.pem"', 'gr\u00fcn.pem'],
    ['gr\u00fcn.pem', 'gr\u00fcn.pem'],
    ['./-rf.pem', '-rf.pem'],
    ['certs/', 'certs/a.pem'],
  ])('takes %s for %s', async (written, path) => {
    await withPolicy(async (repository) => {
      repository.commit(`Add it${TASK}`, { [path]: 'x\n', 'src/a.ts': 'a\n' })
      expect((await mend(repository, 'HEAD', '--leave-out', written)).status).toBe(0)
      expect(repository.git('show', '--name-only', '--format=', 'HEAD')).toBe('src/a.ts')
    })
  })

  it('sets trailers in the same go, and does nothing in a dry run', async () => {
    await withPolicy(async (repository) => {
      const commit = repository.commit('Add settings', { '.env': 'TOKEN=1\n', a: 'a\n' })
      const args = ['HEAD', '--leave-out', '.env', '--trailer', 'Task-Id: ABC-1']
      expect((await mend(repository, ...args, '--dry-run')).stderr).toBe('dry run: nothing was changed\n')
      expect(repository.git('rev-parse', 'HEAD')).toBe(commit)
      expect((await mend(repository, ...args)).status).toBe(0)
      expect(await found(repository)).toEqual([])
    })
  })

  it('moves what was pushed only when that is said, and says how to push then', async () => {
    await withPolicy(async (repository) => {
      repository.git('init', '-q', '--bare', '../remote')
      repository.git('remote', 'add', 'origin', '../remote')
      repository.commit(`Add settings${TASK}`, { '.env': 'TOKEN=1\n' })
      repository.git('push', '-q', '-u', 'origin', 'topic')
      const refused = await mend(repository, 'HEAD', '--leave-out', '.env')
      expect(refused.status).toBe(2)
      expect(refused.stderr).toContain('with --published it is rewritten here')
      const { stdout, status } = await mend(repository, 'HEAD', '--leave-out', '.env', '--published')
      expect(status).toBe(0)
      expect(stdout).toContain('git push --force-with-lease=refs/heads/topic:')
    })
  })

  it.each<[string, readonly string[], string]>([
    ['a later change', ['HEAD~1', '--leave-out', 'a.pem'], 'changes a.pem again: leave it out of that commit first'],
    ['what it leaves alone', ['HEAD', '--leave-out', 'b'], 'leaves b as it was: there is nothing to leave out'],
    ['a path outside', ['HEAD', '--leave-out', '../x'], '"../x" is no path from the top of the repository'],
    ['an absolute path', ['HEAD', '--leave-out', '/etc/x'], '"/etc/x" is no path from the top of the repository'],
    ['no path', ['HEAD', '--leave-out', ''], '"" is no path'],
    ['nothing to do', ['HEAD'], 'say what to set, with --trailer "KEY: VALUE", or what to take out'],
    ['what has landed', ['main', '--leave-out', '.precheck.yml'], 'it has landed'],
  ])('refuses %s', async (_, args, words) => {
    await withPolicy(async (repository) => {
      repository.commit(`One${TASK}`, { 'a.pem': '1\n', b: '1\n' })
      const head = repository.commit(`Two${TASK}`, { 'a.pem': '2\n' })
      const { status, stderr, stdout } = await mend(repository, ...args)
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain(words)
      expect(repository.git('rev-parse', 'HEAD')).toBe(head)
    })
  })
})
