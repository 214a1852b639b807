import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { shellLine } from '../../src/report/shell.ts'
import { readWaiting } from '../../src/signoff/waiting.ts'
import { BINARY, type TestRepository, withRepository } from '../support/repository.ts'
import { adopt, adopted, byAgent, checked, covered, everything, POLICY, TRAILERS } from './signoff-setting.ts'
import { onTerminal, Terminal } from './terminal.ts'

const waitingIn = ({ dir }: TestRepository) => readWaiting(join(dir, '.git'))

describe('what is staged', () => {
  const stage = (repository: TestRepository, content = 'run\n') => {
    repository.write('deploy/run.sh', content)
    repository.git('add', 'deploy/run.sh')
  }

  const hook = (repository: TestRepository) => {
    const hooks = join(repository.dir, '.git', 'hooks')
    mkdirSync(hooks, { recursive: true })
    const line = `exec ${shellLine([process.execPath, BINARY, 'hook', 'commit-msg'])} "$@"\n`
    writeFileSync(join(hooks, 'commit-msg'), `#!/bin/sh\n${line}`, { mode: 0o755 })
  }

  it('is signed off before the commit, which then carries it', async () => {
    await adopted(async (repository) => {
      hook(repository)
      stage(repository)
      repository.write('deploy/run.sh', 'not staged\n')
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff', '--staged'], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain('1 guarded change of what is staged; nobody asked for a sign-off\n\n[1/1] deploy/run.sh\n')
      expect(text).toContain('Signed off: it waits here')
      const { '.git/precheck/waiting-sign-off.json': waiting, ...after } = everything(repository)
      expect(before).toMatchObject(Object.fromEntries(Object.entries(after).filter(([path]) => !/precheck/.test(path))))
      expect(waiting).toContain('deploy/run.sh')

      repository.git('commit', '-q', '-m', `Deploy\n\n${TRAILERS}`)
      expect(covered(repository)).toEqual(['deploy/run.sh'])
      expect((await checked(repository)).status).toBe(0)
    })
  })

  const message = `Gr\u00f6\u00dfe \u00e0\n\n${TRAILERS}\nSeen-by: d\u00e9j\u00e0\n`
  it.each([
    ['in another encoding', 'ISO-8859-1', Buffer.from(message, 'latin1'), Buffer.from(message, 'latin1')],
    // git makes text of it by itself.
    ['that is no text', 'UTF-8', Buffer.from(message, 'latin1'), Buffer.from(message)],
    ['that ends in half of what a blank is made of', 'UTF-8', Buffer.from(message), Buffer.from(message)],
  ])('keeps the bytes of a message %s', async (_, encoding, written, kept) => {
    await adopted(async (repository) => {
      hook(repository)
      repository.git('config', 'i18n.commitEncoding', encoding)
      stage(repository)
      expect((await onTerminal(repository, ['signoff', '--staged'], 'y\n')).status).toBe(0)
      repository.tryGit(['commit', '-q', '-F', '-'], { input: written })
      const { bytes } = repository.tryGit(['cat-file', 'commit', 'HEAD'])
      const raw = bytes.toString('latin1')
      const stored = raw.slice(raw.indexOf('\n\n') + 2)
      expect(stored).toContain('Sign-off-covers: ')
      expect(stored.slice(0, kept.length - 1)).toBe(kept.toString('latin1').slice(0, -1))
    })
  })

  it.each(['', '{}', 'null', '{"block": 1}', 'BLOCK', '{"block": BLOCK, "given": {"x": null}}'])(
    'that waits in a damaged file counts for nothing: %s',
    async (text) => {
      await adopted(async (repository) => {
        hook(repository)
        stage(repository)
        expect((await onTerminal(repository, ['signoff', '--staged'], 'y\n')).status).toBe(0)
        const file = join(repository.dir, '.git/precheck/waiting-sign-off.json')
        const { block } = JSON.parse(readFileSync(file, 'utf8'))
        writeFileSync(file, text === 'BLOCK' ? JSON.stringify({ block }) : text.replace('BLOCK', JSON.stringify(block)))
        const ran = repository.tryGit(['commit', '-q', '-m', `Deploy\n\n${TRAILERS}`])
        expect(ran.stderr).toContain('deploy/run.sh is guarded')
        expect(ran.stderr).not.toContain('bug')
      })
    },
  )

  it('is not signed off when it changes before the answer', async () => {
    await adopted(async (repository) => {
      stage(repository)
      const terminal = new Terminal(repository, ['signoff', '--staged'])
      await terminal.asked()
      stage(repository, 'rm -r /\n')
      terminal.type('y\n')
      const { status, text } = await terminal.end()
      expect(status).toBe(2)
      expect(text).toContain('what is staged has changed meanwhile')
      expect(waitingIn(repository)).toBeNull()
    })
  })

  it('may be nothing that is guarded', async () => {
    await adopted(async (repository) => {
      repository.write('src/a.ts', 'a\n')
      repository.git('add', '-A')
      expect(repository.precheck(['signoff', '--staged'])).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^Nothing to sign off in what is staged\. What "git commit -a" .* git add\.\n$/),
      })
      expect(waitingIn(repository)).toBeNull()
    })
  })

  it('is not in a bare repository', async () => {
    await withRepository(
      async (repository) => {
        const { status, stderr } = repository.precheck(['signoff', '--staged'])
        expect(status).toBe(2)
        expect(stderr).toContain('a bare repository has nothing staged')
      },
      { init: ['--bare'] },
    )
  })
})

describe('one commit', () => {
  it('gets the sign-off into its message; those above are carried over', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { a: 'a\n' })
      const guarded = byAgent(repository, 'Deploy, voilà', { 'deploy/run.sh': 'run\n' })
      byAgent(repository, 'Go on', { 'src/a.ts': 'a\n' })
      repository.write('a', 'staged\n')
      repository.git('add', 'a')
      const index = everything(repository)['.git/index']
      const { status, text } = await onTerminal(repository, ['signoff', guarded], 'y\n')
      expect(status).toBe(0)
      expect(text).toContain(`1 guarded change in 1 commit of commit ${guarded.slice(0, 7)}`)
      expect(text).toContain('topic: ')
      expect(text).toContain('main..HEAD is green now')
      expect(covered(repository, 'HEAD^')).toEqual(['deploy/run.sh'])
      expect(repository.git('log', '-1', '--format=%B', 'HEAD^')).toMatch(
        new RegExp(
          `^Deploy, voilà\n\n${TRAILERS.replace(/[().]/g, '\\$&')}\nSigned-off-by: Jane Doe <jane@example.com>\nSign-off-made:`,
        ),
      )
      expect(repository.git('log', '--format=%an %ae %at %s', 'main..')).toMatch(
        /^Ann Author ann@example.com \d+ Go on\nAnn Author/,
      )
      expect(everything(repository)['.git/index']).toBe(index)
      expect((await checked(repository)).status).toBe(0)
    })
  })

  it('keeps a message whose last letter ends in a byte that looks like a blank', async () => {
    await adopted(async (repository) => {
      repository.commit('Deploy, voilà', { 'deploy/run.sh': 'run\n' })
      expect((await onTerminal(repository, ['signoff', 'HEAD'], 'y\n')).status).toBe(0)
      expect(repository.git('log', '-1', '--format=%B')).toMatch(/^Deploy, voilà\n\nSigned-off-by:/)
    })
  })

  it('that is published is refused before anybody has to look', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      repository.git('config', 'remote.origin.url', '/nowhere')
      repository.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*')
      repository.git('update-ref', 'refs/remotes/origin/topic', 'HEAD')
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff', 'HEAD'], null)
      expect(status).toBe(2)
      expect(text).toContain('origin/topic has the commit already: with --published')
      expect(everything(repository)).toEqual(before)
      const published = await onTerminal(repository, ['signoff', 'HEAD', '--published'], 'y\n')
      expect(published.status).toBe(0)
      expect(published.text).toContain('git push --force-with-lease=')
    })
  })

  it('that has landed is never rewritten', async () => {
    await withRepository(async (repository) => {
      adopt(repository, POLICY, { 'deploy/run.sh': 'run\n' })
      byAgent(repository, 'Go on', { 'src/a.ts': 'a\n' })
      const { status, text } = await onTerminal(repository, ['signoff', 'main'], null)
      expect(status).toBe(2)
      expect(text).toContain('has landed')
    })
  })

  it('that was signed off above needs nothing more', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      await onTerminal(repository, ['signoff'], 'y\n')
      expect(repository.precheck(['signoff', 'HEAD^'])).toMatchObject({
        status: 0,
        stdout: 'Nothing to sign off in HEAD^.\n',
      })
    })
  })

  it('is not signed off when HEAD moves before the answer', async () => {
    await adopted(async (repository) => {
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      const terminal = new Terminal(repository, ['signoff', 'HEAD'])
      await terminal.asked()
      const moved = byAgent(repository, 'Go on', { 'src/a.ts': 'a\n' })
      terminal.type('y\n')
      expect((await terminal.end()).status).toBe(2)
      expect(repository.git('rev-parse', 'HEAD')).toBe(moved)
    })
  })
})
