import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { shellLine } from '../../src/report/shell.ts'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import type { TestRepository } from '../support/repository.ts'
import { AGENT, stage, withHooks } from './hooked.ts'

const QUESTION = 'Sign off? y/N/show '

/** Runs git on a terminal of its own and gives one of the answers to each question; what was on the screen comes back. */
async function onTerminal(
  repository: TestRepository,
  args: readonly string[],
  answers: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const child = spawn('script', ['-qec', shellLine(['git', ...args]), '/dev/null'], {
    cwd: repository.dir,
    env: { ...repository.env, SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1', ...env },
  })
  const waiting = [...answers]
  let text = ''
  let asked = 0
  child.stdin.on('error', () => {})
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more
    for (let count = text.split(QUESTION).length - 1; asked < count; asked += 1) {
      child.stdin.write(`${waiting.shift() ?? 'n'}\n`)
    }
  })
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 128)))
  return { status, text: text.replaceAll('\r\n', '\n') }
}

const covered = (repository: TestRepository): readonly string[] =>
  readBlocks(repository.git('log', '-1', '--format=%B')).blocks.flatMap(({ covers }) => covers.map(({ path }) => path))

const lock = (repository: TestRepository) => stage(repository, { 'package-lock.json': '{"lockfileVersion":3}\n' })

describe('a person who commits a guarded change on a terminal', () => {
  it('is asked, says yes, and the commit carries their sign-off', async () => {
    await withHooks('', async (repository) => {
      lock(repository)
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Bump a package'], ['y'])
      expect(text).toContain('package-lock.json')
      expect(status).toBe(0)
      expect(covered(repository)).toEqual(['package-lock.json'])
      expect(repository.precheck(['check', 'main..work']).status).toBe(0)
    })
  })

  it('sees the change before they answer when they ask for it', async () => {
    await withHooks('', async (repository) => {
      lock(repository)
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Bump a package'], ['show', 'yes'])
      expect(text).toMatch(/guarded by lockfiles[\s\S]*Sign off\?/)
      expect(status).toBe(0)
      expect(covered(repository)).toEqual(['package-lock.json'])
    })
  })

  it('says no, and is refused as without a terminal', async () => {
    await withHooks('', async (repository) => {
      lock(repository)
      const before = repository.git('rev-parse', 'HEAD')
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Bump a package'], ['n'])
      expect(status).toBe(1)
      expect(text).toContain('package-lock.json is a lock file and has no sign-off')
      expect(repository.git('rev-parse', 'HEAD')).toBe(before)
    })
  })
})

describe('nobody is asked', () => {
  it('in the session of an agent', async () => {
    await withHooks('trailers-for: agents\ntrailers: {}', async (repository) => {
      lock(repository)
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Bump a package'], ['y'], AGENT)
      expect(text).not.toContain(QUESTION)
      expect(status).toBe(1)
    })
  })

  it('where something else is wrong, too', async () => {
    await withHooks("paths:\n  - { name: secrets, match: ['.env'], action: block }", async (repository) => {
      lock(repository)
      stage(repository, { '.env': 'KEY=1\n' })
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Bump a package'], ['y'])
      expect(text).not.toContain(QUESTION)
      expect(status).toBe(1)
    })
  })

  it('where the policy asks somebody else', async () => {
    await withHooks('signers:\n  - { name: Max Mann, email: [max@example.com] }', async (repository) => {
      lock(repository)
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Bump a package'], ['y'])
      expect(text).not.toContain(QUESTION)
      expect(status).toBe(1)
    })
  })

  it('of a change that nothing guards', async () => {
    await withHooks('', async (repository) => {
      stage(repository, { 'a.txt': 'a\n' })
      const { status, text } = await onTerminal(repository, ['commit', '-m', 'Add a'], [])
      expect(text).not.toContain('precheck')
      expect(status).toBe(0)
    })
  })
})
