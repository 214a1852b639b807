import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { withRepository } from '../support/repository.ts'
import { adopt, adopted, byAgent, checked, covered, everything, MAX, POLICY } from './signoff-setting.ts'
import { onTerminal, Terminal } from './terminal.ts'

describe('a pull request of an agent', () => {
  it('is signed off by one command, whatever it changed on the way', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'package-lock.json': '{"lockfileVersion":3}\n' })
      for (let at = 1; at <= 12; at += 1) {
        const lock = at % 4 === 0 ? { 'package-lock.json': `{"lockfileVersion":3,"packages":{"at":${at}}}\n` } : {}
        byAgent(repository, `Step ${at}`, { [`src/${at}.ts`]: `${at}\n`, ...lock })
      }
      const head = repository.git('rev-parse', 'HEAD')

      let commands = 0
      for (; (await checked(repository)).status !== 0 && commands < 3; commands += 1)
        expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
      expect(commands).toBe(1)

      const after = await checked(repository)
      expect(after.status).toBe(0)
      expect(JSON.parse(after.stdout)).toMatchObject({ verdict: 'pass', limits: ['bound: not proof of a person'] })
      expect(covered(repository)).toEqual(Array(3).fill('package-lock.json'))
      expect(repository.git('rev-parse', 'HEAD^', 'HEAD^{tree}')).toBe(
        `${head}\n${repository.git('rev-parse', `${head}^{tree}`)}`,
      )
      expect(repository.git('reflog', '-1', '--format=%gs')).toBe('precheck signoff')
      expect(repository.git('symbolic-ref', 'HEAD')).toBe('refs/heads/topic')
      expect(repository.git('fsck', '--strict')).toBe('')
    })
  })

  it('is counted first, with who asked; what was asked for is shown first', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Add a package', { 'yarn.lock': 'a\n' })
      byAgent(repository, 'Deploy it', { 'deploy/run.sh': 'run\n' }, 'Sign-off-requested: deploy/run.sh\n')
      const { text, status } = await onTerminal(repository, ['signoff', 'main..HEAD'], 'yes\n')
      expect(status).toBe(0)
      const lines = text.split('\n')
      expect(lines.slice(0, 2).join(' ')).toMatch(
        /^2 guarded changes in 2 commits of main\.\.HEAD; asked by Ann Author\s+<ann@example\.com>/,
      )
      expect(lines.filter((line) => line.startsWith('['))).toEqual(['[1/2] deploy/run.sh', '[2/2] yarn.lock'])
      expect(text).toContain('  added; guarded by deploy\n')
      expect(text).toContain('  +| run\n')
      expect(text).toContain('main..HEAD is green now (bound: not proof of a person)')
    })
  })

  it('has nothing to sign off twice, and that needs no terminal', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      await onTerminal(repository, ['signoff'], 'y\n')
      const head = repository.git('rev-parse', 'HEAD')
      const again = repository.precheck(['signoff'])
      expect(again).toMatchObject({ status: 0, stdout: 'Nothing to sign off.\n', stderr: '' })
      expect(repository.git('rev-parse', 'HEAD')).toBe(head)
    })
  })

  it('asks nothing where no policy has landed yet', async () => {
    await withRepository(async (repository) => {
      repository.commit('base', { a: 'a\n' })
      repository.git('switch', '-q', '-c', 'topic')
      expect(repository.precheck(['signoff']).stdout).toBe('Nothing to sign off.\n')
      repository.commit('Adopt', { '.precheck.yml': POLICY, 'deploy/run.sh': 'run\n' })
      expect(repository.precheck(['signoff'])).toMatchObject({ status: 0, stdout: 'Nothing to sign off.\n' })
    })
  })
})

describe('the question', () => {
  const NO = ['n\n', '\n', 'yep\n', 'y n\n', '\u0004']
  it.each(NO)('is answered with no by %j, and nothing is changed', async (answer) => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff'], answer)
      expect(text).toContain('Nothing was signed off.')
      expect(status).toBe(1)
      expect(everything(repository)).toEqual(before)
    })
  })

  it('is not asked without a terminal', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const before = everything(repository)
      const { status, stdout, stderr } = repository.precheck(['signoff'], { input: 'y\n' })
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
      expect(stderr).toContain('it needs a terminal')
      expect(stderr).toContain('a person who may sign off runs the same command')
      expect(everything(repository)).toEqual(before)
    })
  })

  it.each([{ CLAUDECODE: '1' }, { AI_AGENT: 'some-agent' }, { GEMINI_CLI: '1' }])(
    'is not asked in an agent’s session: %j',
    async (env) => {
      await adopted(async (repository) => {
        byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
        const before = everything(repository)
        const { status, text } = await onTerminal(repository, ['signoff'], null, env)
        expect(status).toBe(2)
        expect(text).toContain(`session (environment ${Object.keys(env)[0]}`)
        expect(text).toContain('only a person signs off')
        expect(text).toContain('ask a person who may sign off')
        // Whom it would have to pass for, and how to hide, is nothing that it needs to know.
        expect(text).not.toMatch(/jane|unset|env -/i)
        expect(everything(repository)).toEqual(before)
      })
    },
  )

  it('is asked where a person has set up an agent for themselves', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const env = { CLAUDECODE: '0', GOOSE_PROVIDER: 'x', AIDER_API_KEY: 'x', TERM_PROGRAM: 'vscode' }
      expect((await onTerminal(repository, ['signoff'], 'y\n', env)).status).toBe(0)
    })
  })

  it('leaves everything as it was when precheck is killed at it', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const before = everything(repository)
      const terminal = new Terminal(repository, ['signoff'])
      await terminal.asked()
      terminal.kill()
      await terminal.end()
      expect(everything(repository)).toEqual(before)
      expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
    })
  })

  it('signs nothing when the branch moves before the answer', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const terminal = new Terminal(repository, ['signoff', 'main..topic'])
      await terminal.asked()
      const moved = byAgent(repository, 'Deploy otherwise', { 'deploy/run.sh': 'rm -r /\n' })
      terminal.type('y\n')
      const { status, text } = await terminal.end()
      expect(status).toBe(2)
      expect(text).toContain('main..topic has moved meanwhile\nnothing was signed off')
      expect(repository.git('rev-parse', 'HEAD')).toBe(moved)
    })
  })

  it('signs nothing when another branch is checked out before the answer', async () => {
    await adopted(async (repository) => {
      const head = byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      repository.git('branch', 'other')
      const terminal = new Terminal(repository, ['signoff'])
      await terminal.asked()
      repository.git('switch', '-q', 'other')
      terminal.type('y\n')
      expect((await terminal.end()).status).toBe(2)
      expect(repository.git('rev-parse', 'topic', 'other')).toBe(`${head}\n${head}`)
    })
  })

  it('signs nothing when the base moves before the answer', async () => {
    await adopted(async (repository, base) => {
      const head = byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const terminal = new Terminal(repository, ['signoff'])
      await terminal.asked()
      repository.git('update-ref', 'refs/heads/main', head, base)
      terminal.type('y\n')
      expect((await terminal.end()).status).toBe(2)
      expect(repository.git('rev-parse', 'topic')).toBe(head)
    })
  })
})

describe('what stands around the commits', () => {
  it('is neither read nor touched: staged changes stay staged', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { a: 'a\n', b: 'b\n' })
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      repository.write('a', 'staged\n')
      repository.write('deploy/run.sh', 'staged too\n')
      repository.git('add', 'a', 'deploy/run.sh')
      repository.write('b', 'dirty\n')
      repository.write('new', 'new\n')
      const before = everything(repository)
      const status = repository.git('status', '--porcelain')
      expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
      const {
        refs,
        head,
        '.git/logs/HEAD': log,
        '.git/logs/refs/heads/topic': branchLog,
        ...after
      } = everything(repository)
      expect(before).toMatchObject({ ...after, '.git/refs/heads/topic': before['.git/refs/heads/topic'] })
      expect(after['.git/index']).toBe(before['.git/index'])
      expect(repository.git('status', '--porcelain')).toBe(status)
      expect(repository.git('diff-tree', 'HEAD^', 'HEAD')).toBe('')
      expect([refs, head, log, branchLog]).not.toContain(undefined)
    })
  })

  it('must be at rest: an operation in progress is ended first', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      writeFileSync(join(repository.dir, '.git', 'MERGE_HEAD'), `${repository.git('rev-parse', 'main')}\n`)
      const { status, text } = await onTerminal(repository, ['signoff'], null)
      expect(status).toBe(2)
      expect(text).toContain('a merge is in progress here')
    })
  })

  it('must have the end of the range checked out', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      repository.git('switch', '-q', 'main')
      const { status, text } = await onTerminal(repository, ['signoff', 'main..topic'], null)
      expect(status).toBe(2)
      expect(text).toContain('main..topic does not end at HEAD')
    })
  })

  it('may end at a commit that was mended since, as the report of a CI names it beside what mends it', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const head = byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      repository.precheck(['mend', head, '--trailer', 'Fixes: ABC-9'])
      expect(repository.head()).not.toBe(head)
      const { status } = await onTerminal(repository, ['signoff', `main..${head}`], 'y\n')
      expect(status).toBe(0)
      expect((await checked(repository)).status).toBe(0)
      // Twin: one that was changed otherwise is another commit.
      byAgent(repository, 'Deploy again', { 'deploy/run.sh': 'again\n' })
      const before = repository.head()
      repository.write('src/page.ts', 'y\n')
      repository.git('commit', '-q', '-a', '--amend', '--no-edit')
      expect((await onTerminal(repository, ['signoff', `main..${before}`], null)).text).toContain(
        'does not end at HEAD',
      )
    })
  })
})

describe('who signs off', () => {
  it('is held against the policy before they look', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const { status, text } = await onTerminal(repository, ['signoff'], null, {
        GIT_COMMITTER_NAME: 'Eve',
        GIT_COMMITTER_EMAIL: 'eve@example.com',
      })
      expect(status).toBe(2)
      expect(text).toContain('Eve <eve@example.com>')
      expect(text).toContain('those who may sign off: Jane Doe, Max Mann')
    })
  })

  it('is a person, whatever the policy lists', async () => {
    await withRepository(async (repository) => {
      adopt(repository, 'version: 1\n')
      byAgent(repository, 'Lock', { 'yarn.lock': 'a\n' })
      const { status, text } = await onTerminal(repository, ['signoff'], null, {
        GIT_COMMITTER_NAME: 'Claude',
        GIT_COMMITTER_EMAIL: 'noreply@anthropic.com',
      })
      expect(status).toBe(2)
      expect(text).toContain('only a person signs off')
    })
  })

  it('is anybody where the policy lists nobody, and has no id', async () => {
    await withRepository(async (repository) => {
      adopt(repository, 'version: 1\n')
      byAgent(repository, 'Lock', { 'yarn.lock': 'a\n' })
      const { status, text } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(text).toContain('main..HEAD is green now')
      expect(status).toBe(0)
    })
  })

  it('signs for their part, and is told what waits for others', async () => {
    await withRepository(async (repository) => {
      const policy = POLICY.replace('    action: sign-off\n', '    action: sign-off\n    approvals: 2\n')
      adopt(repository, policy)
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const jane = await onTerminal(repository, ['signoff'], 'y\n')
      expect(jane.status).toBe(0)
      expect(jane.text).toContain(
        'main..HEAD is not green yet: deploy/run.sh has your sign-off, and deploy asks 2 people',
      )
      expect((await onTerminal(repository, ['signoff'], null)).text).toContain(
        'has your sign-off, and deploy asks 2 people',
      )
      const max = await onTerminal(repository, ['signoff'], 'y\n', MAX)
      expect(max.text).toContain('main..HEAD is green now')
      expect((await checked(repository)).status).toBe(0)
    })
  })

  it('signs nothing that is for others to sign', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY.replace('    action: sign-off\n', '    action: sign-off\n    signers: [platform]\n'))
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n', 'yarn.lock': 'a\n' })
      const { text } = await onTerminal(repository, ['signoff'], 'y\n', MAX)
      expect(text).toContain('  deploy/run.sh is for platform to sign off (deploy)')
      expect(covered(repository)).toEqual(['yarn.lock'])
      expect(text.replace(/\s+/g, ' ')).toContain('main..HEAD is not green yet: deploy/run.sh is for platform')
      expect((await onTerminal(repository, ['signoff'], 'y\n')).text).toContain('main..HEAD is green now')
    })
  })
})
