import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { signOffMessage } from '../../src/signoff/message.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { type Called, precheck } from './in-process.ts'
import { adopt, byAgent, check, everything, MAX, POLICY } from './signoff-setting.ts'

const packet = (repository: TestRepository, ...args: readonly string[]): Promise<Called> =>
  precheck(repository, ['packet', ...args])

/** An empty commit in which somebody signs off what a path went through. */
function signOff(
  repository: TestRepository,
  path: string,
  old: string,
  now: string,
  name = 'Jane Doe',
  email = 'jane@example.com',
): string {
  const state = (rev: string) => {
    const found = repository.tryGit(['rev-parse', '--verify', '-q', `${rev}:${path}`])
    return found.status === 0 ? { mode: '100644', oid: found.stdout.trim() } : { mode: '000000', oid: '0'.repeat(40) }
  }
  const covers = [{ path, old: state(old), new: state(now) }]
  return repository.commit(
    signOffMessage({ signer: { name, email }, made: '2026-11-21T00:40:00Z', covers, signature: null }),
  )
}

describe('the exit status is that of the verdict, and the packet is printed all the same', () => {
  test('0 for a pass', () =>
    withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      const ran = await packet(repository, 'main..HEAD')
      expect([ran.status, ran.stderr]).toEqual([0, ''])
      expect(ran.stdout).toMatch(/^## Review packet\n\n- \*\*Verdict:\*\* \*\*passed\*\*/)
      expect(ran.stdout).toContain('`Add a page`')
    }))

  test('1 for a block, which says who must do what', () =>
    withRepository(async (repository) => {
      adopt(repository)
      const asks = 'Sign-off-requested: src/pay.ts\n'
      byAgent(repository, 'Deploy twice', { 'deploy/run.sh': 'x\n', 'src/pay.ts': 'x\n' }, asks)
      const ran = await packet(repository, 'main..HEAD')
      expect([ran.status, ran.stderr]).toEqual([1, ''])
      expect(ran.stdout).toMatch(/\n {2}- `deploy\/run\.sh` changes with \*\*no sign-off\*\*\n/)
      expect(ran.stdout).toMatch(
        /\*\*Needs a person:\*\* 2 paths wait for a sign-off, which is given with `.*signoff main\.\.HEAD`/,
      )
      expect(ran.stdout).toContain(
        '  - `deploy`: **1 approval** by `Jane Doe` or `Max Mann`, strength bound (no key) or more\n    - `deploy/run.sh`\n',
      )
      expect(ran.stdout).toContain(
        '  - asked for by commits alone: **1 approval** by `Jane Doe` or `Max Mann`, strength bound (no key) or more\n    - `src/pay.ts` (requested)\n',
      )
    }))

  test('3 for what could not be checked', () =>
    withRepository(async (repository) => {
      adopt(repository)
      repository.git('checkout', '-q', '--orphan', 'other')
      repository.commit('other', { b: 'b\n' })
      const ran = await packet(repository, 'main..other')
      expect([ran.status, ran.stderr]).toEqual([3, ''])
      expect(ran.stdout).toMatch(/\*\*Verdict:\*\* \*\*incomplete/)
      expect(ran.stdout).toContain('**this packet is not whole**')
    }))

  test('0 where there is no policy, and the packet says that nothing was judged', () =>
    withRepository(async (repository) => {
      repository.commit('one', { a: '1\n' })
      repository.git('switch', '-q', '-c', 'topic')
      repository.commit('two', { a: '2\n' })
      const ran = await packet(repository, 'main..topic')
      expect([ran.status, ran.stderr]).toEqual([0, ''])
      expect(ran.stdout).toContain('**Verdict:** not judged')
    }))

  test.each([
    [['main..HEAD', 'main..HEAD'], /give one BASE\.\.HEAD/],
    [['--format', 'text'], /--format takes markdown, json/],
    [['--squash-message', '--format', 'json'], /--squash-message has no other format/],
    [['--github', '--write', 'x'], /--github goes with none of/],
    [['nope..HEAD'], /"nope" names no commit/],
    [['--policy', 'no.yml'], /no policy at no\.yml/],
    [['--squash-message', 'HEAD..HEAD'], /nothing to squash/],
    [['--write', 'no/such/folder/x', 'main..HEAD'], /--write: /],
    [['--frob'], /there is no option/],
  ])('2 for wrong usage: %j', (args, sentence) =>
    withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      const ran = await packet(repository, ...args)
      expect([ran.status, ran.stdout]).toEqual([2, ''])
      expect(ran.stderr).toMatch(sentence)
    }),
  )
})

test('without a range it is that since the default branch, as for check', () =>
  withRepository(async (repository) => {
    adopt(repository)
    byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
    const ran = await packet(repository)
    expect(ran.stdout).toContain('1 commit, 1 file')
    expect(ran.status).toBe(0)
  }))

test('it writes nothing into the repository, and leaves nothing behind', () =>
  withRepository(async (repository) => {
    adopt(repository)
    byAgent(repository, 'Deploy', { 'deploy/run.sh': 'x\n' })
    const before = everything(repository)
    for (const args of [[], ['--format', 'json'], ['--squash-message']]) await packet(repository, ...args, 'main..HEAD')
    expect(everything(repository)).toEqual(before)
  }))

test('JSON is a document of its own', () =>
  withRepository(async (repository) => {
    adopt(repository)
    byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
    const document = JSON.parse((await packet(repository, '--format', 'json', 'main..HEAD')).stdout)
    expect(document).toMatchObject({ schemaVersion: 1, verdict: 'pass', task: { values: [{ value: 'ABC-1' }] } })
  }))

describe('--write', () => {
  test('writes what would be printed, whole, and prints nothing', () =>
    withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      const { stdout } = await packet(repository, 'main..HEAD')
      repository.write('packet.md', 'old')
      expect(await packet(repository, '--write', 'packet.md', 'main..HEAD')).toEqual({
        status: 0,
        stdout: '',
        stderr: '',
      })
      expect(readFileSync(join(repository.dir, 'packet.md'), 'utf8')).toBe(stdout)
      expect(readdirSync(repository.dir).filter((name) => name.includes('.tmp'))).toEqual([])
    }))
})

describe('the template', () => {
  const OWN = '# Ours\n\n{{verdict}}\n'

  test('of the base is used, and that of the change is not', () =>
    withRepository(async (repository) => {
      adopt(repository, POLICY, { '.precheck/packet.md': OWN })
      byAgent(repository, 'Show less', { '.precheck/packet.md': 'All is well.\n' })
      const { stdout, stderr } = await packet(repository, 'main..HEAD')
      expect([stdout.startsWith('# Ours\n\n**refused'), stderr]).toEqual([true, ''])
      // The policy guards it.
      expect(check(repository, 'main..HEAD').stdout).toContain('.precheck/packet.md')
    }))

  test('that comes with the change, where the base has none, is not used', () =>
    withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Show less', { '.precheck/packet.md': 'All is well.\n' })
      expect((await packet(repository, 'main..HEAD')).stdout).toMatch(/^## Review packet\n/)
    }))

  test('that is wrong on the base is said to be, line by line, and the packaged one used', () =>
    withRepository(async (repository) => {
      adopt(repository, POLICY, { '.precheck/packet.md': '{{{verdict}}}\n{{verdit}}\n' })
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      const { stdout, stderr, status } = await packet(repository, 'main..HEAD')
      expect(stdout).toMatch(/^## Review packet\n/)
      expect(stderr).toMatch(
        /^precheck: \.precheck\/packet\.md on the base is wrong, and is not used:\n {2}line 1: .*raw.*\n {2}line 2: .*verdit/,
      )
      expect(status).toBe(0)
      expect((await packet(repository, '--quiet', 'main..HEAD')).stderr).toBe('')
    }))

  test('that leaves no room for a packet is said to, and the packaged one used', () =>
    withRepository(async (repository) => {
      adopt(repository, POLICY, { '.precheck/packet.md': '{{change}}\n'.repeat(1_800) })
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      const { stdout, stderr } = await packet(repository, 'main..HEAD')
      expect(stdout).toMatch(/^## Review packet\n/)
      expect(stderr).toMatch(/is not used:\n {2}the packet does not fit into 60000 characters\n$/)
    }))

  test('that is a link is none', () =>
    withRepository(async (repository) => {
      repository.write('.precheck/x', OWN)
      symlinkSync('x', join(repository.dir, '.precheck/packet.md'))
      adopt(repository)
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      expect((await packet(repository, 'main..HEAD')).stdout).toMatch(/^## Review packet\n/)
    }))
})

describe('--squash-message', () => {
  /** Lands the topic as one commit with that message, as a person would. */
  function land(repository: TestRepository, message: string): void {
    repository.git('switch', '-q', '-c', 'landing', 'main')
    repository.git('merge', '-q', '--squash', 'topic')
    const done = repository.tryGit(['commit', '-q', '-F', '-'], { input: message })
    expect(done.stderr).toBe('')
  }

  const SQUASHED = `${POLICY}lands: squash\n`

  test('lands with all trailers and sign-offs: one commit that the check passes, though the steps were signed one by one', () =>
    withRepository(async (repository) => {
      const base = adopt(repository, SQUASHED, { 'deploy/run.sh': 'v1\n' })
      const one = byAgent(repository, 'Deploy to two regions', { 'deploy/run.sh': 'v2\n' }, '---\n\n')
      signOff(repository, 'deploy/run.sh', base, one)
      const two = byAgent(repository, 'Deploy to three', { 'deploy/run.sh': 'v3\n', 'src/a.ts': 'x\n' })
      signOff(repository, 'deploy/run.sh', one, two, 'Max Mann', 'max@example.com')
      expect(check(repository, 'main..topic').status).toBe(0)

      const ran = await packet(repository, '--squash-message', 'main..topic')
      expect([ran.status, ran.stderr]).toEqual([0, ''])
      land(repository, ran.stdout)
      expect(repository.git('log', '-1', '--format=%B', 'landing').trimEnd()).toBe(ran.stdout.trimEnd())
      expect(
        repository.git('log', '-1', '--format=%(trailers:only,unfold)', 'landing').split('\n').filter(Boolean),
      ).toEqual([
        'Task-Id: ABC-1',
        'Tests-Run: npm test (3 passed)',
        'Rollback: revert',
        'Co-authored-by: Claude <noreply@anthropic.com>',
      ])
      const judged = check(repository, 'main..landing')
      expect([judged.status, JSON.parse(judged.stdout).signOffs.length]).toEqual([0, 2])

      // Its twin: without the sign-offs it is refused.
      repository.git(
        'commit',
        '-q',
        '--amend',
        '--no-verify',
        '-m',
        ran.stdout.replaceAll(/^Sign-off-made: .*\n/gm, ''),
      )
      expect(check(repository, 'main..landing').status).toBe(1)
    }))

  test('of a change that would be refused as one commit is printed, and what is wrong is said', () =>
    withRepository(async (repository) => {
      adopt(repository, SQUASHED)
      byAgent(repository, 'Deploy twice', { 'deploy/run.sh': 'x\n' })
      const ran = await packet(repository, '--squash-message', 'main..topic')
      expect(ran.status).toBe(1)
      expect(ran.stdout).toMatch(/^Deploy twice\n/)
      expect(ran.stderr).toMatch(
        /^precheck: as one commit with this message, it would be refused, 1 thing to mend:\n {2}deploy\/run\.sh is guarded/,
      )
      expect(ran.stderr).not.toMatch(/\b[0-9a-f]{12,}\b/)
    }))

  test('is judged on the tip of the base, where it lands', () =>
    withRepository(async (repository) => {
      adopt(repository, SQUASHED, { a: '1\n' })
      byAgent(repository, 'Change a', { b: '1\n' })
      repository.git('switch', '-q', 'main')
      repository.commit('Meanwhile', { c: '1\n' })
      repository.git('switch', '-q', 'topic')
      const ran = await packet(repository, '--squash-message', 'main..topic')
      expect([ran.status, ran.stderr]).toEqual([0, ''])
      land(repository, ran.stdout)
      expect(check(repository, 'main..landing').status).toBe(0)
    }))

  test('cannot be judged where the change and its base do not merge', () =>
    withRepository(async (repository) => {
      adopt(repository, SQUASHED, { a: '1\n' })
      byAgent(repository, 'Change a', { a: '2\n' })
      repository.git('switch', '-q', 'main')
      repository.commit('Meanwhile', { a: '3\n' })
      const ran = await packet(repository, '--squash-message', 'main..topic')
      expect([ran.status, ran.stdout.startsWith('Change a\n')]).toEqual([3, true])
      expect(ran.stderr).toMatch(/do not merge by themselves/)
    }))
})

describe('the lines that take a change back', () => {
  const lineFor = async (repository: TestRepository, landed: string, range = 'main..topic'): Promise<string> => {
    const document = JSON.parse((await packet(repository, '--format', 'json', range)).stdout)
    return document.rollback.commands.find((each: { landed: string }) => each.landed === landed)?.command
  }
  const tree = (repository: TestRepository, rev: string) => repository.git('rev-parse', `${rev}^{tree}`)

  /** A topic of two commits, a sign-off and, if wished, a merge of the base; main has moved on meanwhile. */
  function develop(repository: TestRepository, withMerge: boolean): void {
    const base = adopt(repository, POLICY, { a: '1\n', 'deploy/run.sh': 'v1\n' })
    const one = byAgent(repository, 'One', { 'deploy/run.sh': 'v2\n', b: '1\n' })
    signOff(repository, 'deploy/run.sh', base, one)
    byAgent(repository, 'Two', { a: '2\n' })
    repository.git('switch', '-q', 'main')
    repository.commit('Meanwhile', { c: '1\n' })
    repository.git('switch', '-q', 'topic')
    if (withMerge) repository.git('merge', '-q', '--no-edit', 'main')
  }

  /** Runs the line, and holds that nothing of the topic is left, and all else. */
  function takeBack(repository: TestRepository, line: string): void {
    const done = repository.run('sh', ['-c', line])
    expect(done.stderr).toBe('')
    expect(done.status).toBe(0)
    expect(existsSync(join(repository.dir, 'b'))).toBe(false)
    expect(readFileSync(join(repository.dir, 'a'), 'utf8')).toBe('1\n')
    expect(readFileSync(join(repository.dir, 'c'), 'utf8')).toBe('1\n')
  }

  test.each([false, true])('landed as a merge, with a merge of the base in it: %s', (withMerge) =>
    withRepository(async (repository) => {
      develop(repository, withMerge)
      const line = await lineFor(repository, 'merge')
      repository.git('switch', '-q', 'main')
      const before = tree(repository, 'main')
      repository.git('merge', '-q', '--no-ff', '--no-edit', 'topic')
      repository.commit('After', { d: '1\n' })
      // Another one on top, which must stay.
      repository.git('switch', '-q', '-c', 'other')
      repository.commit('Other', { e: '1\n' })
      repository.git('switch', '-q', 'main')
      repository.git('merge', '-q', '--no-ff', '--no-edit', 'other')
      takeBack(repository, line)
      repository.git('rm', '-q', 'd', 'e')
      repository.git('commit', '-q', '-m', 'like before')
      expect(tree(repository, 'main')).toBe(before)
    }),
  )

  test('as a merge that has landed: the merge itself', () =>
    withRepository(async (repository) => {
      develop(repository, false)
      repository.git('switch', '-q', 'main')
      const before = tree(repository, 'main')
      repository.git('merge', '-q', '--no-ff', '--no-edit', 'topic')
      const line = await lineFor(repository, 'merge', 'main^1..main')
      expect(line).toBe(`git revert --no-edit -m 1 ${repository.git('rev-parse', 'main')}`)
      takeBack(repository, line)
      expect(tree(repository, 'main')).toBe(before)
    }))

  test('landed as a squash, with the message that precheck writes', () =>
    withRepository(async (repository) => {
      develop(repository, false)
      const line = await lineFor(repository, 'squash')
      const { stdout } = await packet(repository, '--squash-message', 'main..topic')
      repository.git('switch', '-q', 'main')
      const before = tree(repository, 'main')
      repository.git('merge', '-q', '--squash', 'topic')
      repository.tryGit(['commit', '-q', '-F', '-'], { input: stdout })
      takeBack(repository, line)
      expect(tree(repository, 'main')).toBe(before)
    }))

  test('as the commits that they are', () =>
    withRepository(async (repository) => {
      develop(repository, false)
      const line = await lineFor(repository, 'commits')
      repository.git('rebase', '-q', 'main')
      repository.git('switch', '-q', 'topic')
      repository.git('reset', '-q', '--hard', 'ORIG_HEAD')
      const before = tree(repository, repository.git('merge-base', 'main', 'topic'))
      expect(repository.run('sh', ['-c', line]).status).toBe(0)
      expect(tree(repository, 'topic')).toBe(before)
    }))

  test('as the commits that they are, with a merge of the base that stays', () =>
    withRepository(async (repository) => {
      develop(repository, true)
      const line = await lineFor(repository, 'commits')
      const { stdout } = await packet(repository, 'main..topic')
      expect(stdout).toMatch(/\n {4}- as these commits, .*; what it merged of the base stays \(in `[0-9a-f]{12}`\)\n/)
      repository.git('switch', '-q', 'main')
      const before = tree(repository, 'main')
      repository.git('merge', '-q', '--ff-only', 'topic')
      takeBack(repository, line)
      expect(tree(repository, 'main')).toBe(before)
    }))

  test('and a path that is named as the way back is looked up in the tree of the head', () =>
    withRepository(async (repository) => {
      adopt(repository, POLICY, { 'docs/undo.md': 'x\n' })
      const by = (subject: string, value: string, files: Readonly<Record<string, string>>) =>
        repository.commit(`${subject}\n\nTask-Id: ABC-1\nTests-Run: make (1 passed)\nRollback: ${value}\n`, files)
      by('One', 'runbook docs/undo.md', { a: '1\n' })
      by('Two', 'migration db/down.sql', { 'db/down.sql': 'x\n' })
      by('Three', 'runbook ../undo.md', { a: '2\n' })
      repository.git('rm', '-q', 'db/down.sql')
      by('Four', 'revert; restart `it` @all', { a: '3\n' })
      const { stdout } = await packet(repository, 'main..topic')
      expect(stdout).toMatch(/\n1\. Follow the runbook `\.\.\/undo\.md`, which \*\*is not in the tree\*\* \(in /)
      expect(stdout).toMatch(/\n2\. Follow the runbook `docs\/undo\.md`, which exists in the tree \(in /)
      expect(stdout).toMatch(/\n3\. Run the migration `db\/down\.sql`, which \*\*is not in the tree\*\* \(in /)
      expect(stdout).toMatch(/\n5\. After the revert, as its author notes: ``restart `it` @all`` \(in /)
      expect(stdout).toContain('a way back is named, and they are **not in the tree**: `../undo.md` and `db/down.sql`')
    }))

  test('where it has not landed so, do nothing', () =>
    withRepository(async (repository) => {
      develop(repository, true)
      const lines = [await lineFor(repository, 'merge'), await lineFor(repository, 'squash')]
      repository.git('switch', '-q', 'main')
      repository.git('merge', '-q', '--ff-only', 'topic')
      repository.commit('After', { d: '1\n' })
      repository.git('switch', '-q', '-c', 'other')
      repository.commit('Other', { e: '1\n' })
      repository.git('switch', '-q', 'main')
      repository.git('merge', '-q', '--no-ff', '--no-edit', 'other')
      const before = repository.git('rev-parse', 'HEAD')
      for (const line of lines) expect(repository.run('sh', ['-c', line]).status).not.toBe(0)
      expect([repository.git('rev-parse', 'HEAD'), repository.git('status', '--porcelain')]).toEqual([before, ''])
    }))
})

test('signed with another name, a sign-off is shown as what it is', () =>
  withRepository(async (repository) => {
    const base = adopt(repository, POLICY, { 'deploy/run.sh': 'v1\n' })
    const one = byAgent(repository, 'Deploy', { 'deploy/run.sh': 'v2\n' })
    signOff(repository, 'deploy/run.sh', base, one, 'Eve', 'eve@example.com')
    const refused = await packet(repository, 'main..HEAD')
    expect(refused.stdout).toContain('- `eve@example.com`: **does not count**: the policy asks other people; bound:')
    signOff(repository, 'deploy/run.sh', base, one)
    const passed = await packet(repository, 'main..HEAD')
    expect(passed.stdout).toContain('signed off by `jane@example.com` (bound)')
    expect(passed.stdout).toContain('rests on `bound: not proof of a person`')
    expect([refused.status, passed.status, MAX.GIT_COMMITTER_NAME]).toEqual([1, 0, 'Max Mann'])
  }))
