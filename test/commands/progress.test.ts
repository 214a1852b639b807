import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type StatusLine, showCount, statusLine } from '../../src/commands/status-line.ts'
import { shellLine } from '../../src/report/shell.ts'
import { BINARY, type TestRepository, withRepository } from '../support/repository.ts'

/** What a line was told, and a clock that a test moves. */
function watched(isTTY: boolean, env: Readonly<Record<string, string>> = {}, columns = 80) {
  let written = ''
  const stderr = { isTTY, columns, write: (text: string) => (written += text) }
  return { line: statusLine({ env, stderr }), written: () => written }
}

describe('the line', () => {
  test('is written over, and taken away', () => {
    const { line, written } = watched(true)
    line.show('one')
    line.show('two')
    line.clear()
    line.clear()
    expect(written()).toBe('\rone\x1b[K\rtwo\x1b[K\r\x1b[K')
  })

  test('never wraps', () => {
    const { line, written } = watched(true, {}, 5)
    line.show('123456789')
    expect(written()).toBe('\r1234\x1b[K')
  })

  test.each([
    ['a pipe', false, {}],
    ['a terminal that takes no escapes', true, { TERM: 'dumb' }],
    ['a CI', true, { CI: 'true' }],
    ['a CI that says so in its own way', true, { TF_BUILD: 'True' }],
  ])('is not written to %s', (_, isTTY, env) => {
    const { line, written } = watched(isTTY, env)
    line.show('one')
    line.clear()
    expect(written()).toBe('')
  })
})

test('a count is shown from one second on, ten times a second at most', () => {
  const shown: string[] = []
  const line: StatusLine = { show: (text) => shown.push(text), clear: () => {} }
  let time = 5000
  const count = showCount(
    line,
    (done) => done,
    () => time,
  )
  for (const [at, done] of [
    [5000, 1],
    [5999, 2],
    [6000, 3],
    [6099, 4],
    [6100, 1005],
    [9000, 1_234_567],
  ] as const) {
    time = at
    count(done)
  }
  expect(shown).toEqual(['3', '1,005', '1,234,567'])
})

/** A range of three commits whose listing takes more than a second. */
const withSlowRange = (body: (repository: TestRepository, path: string) => void) =>
  withRepository((repository) => {
    repository.commit('adopt', { '.precheck.yml': 'version: 1\ntrailers-for: everyone\n' })
    repository.git('branch', 'base')
    for (const name of ['one', 'two', 'three']) repository.commit(name)
    const folder = join(dirname(repository.dir), 'slow')
    mkdirSync(folder)
    const git = repository.run('sh', ['-c', 'command -v git']).stdout.trim()
    const slow = `#!/bin/sh\ncase " $* " in *" log "*) sleep 1.2 ;; esac\nexec ${git} "$@"\n`
    writeFileSync(join(folder, 'git'), slow)
    chmodSync(join(folder, 'git'), 0o755)
    body(repository, `${folder}:${repository.env['PATH']}`)
  })

/** Runs precheck with stdout in a file and the rest on a terminal, which `script` makes. */
function onTerminal(
  repository: TestRepository,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { readonly status: number; readonly screen: string; readonly stdout: string } {
  const file = join(repository.dir, '..', 'stdout')
  const command = `exec ${shellLine([process.execPath, BINARY, ...args])} > ${shellLine([file])}`
  const ran = repository.run('script', ['-qec', command, '/dev/null'], {
    env: { TERM: 'xterm', SHELL: '/bin/sh', ...env },
  })
  return { status: ran.status, screen: ran.stdout, stdout: readFileSync(file, 'utf8') }
}

describe('a range that takes more than a second', () => {
  test('shows how far it has come to a terminal, and leaves nothing of it', () =>
    withSlowRange((repository, PATH) => {
      const watching = onTerminal(repository, ['check', 'base..main'], { PATH })
      expect(watching.status).toBe(1)
      expect(watching.screen).toMatch(/^\rprecheck: [123] commits read\x1b\[K(?:\r[^\r\n]*\x1b\[K)*\r\x1b\[K$/)
      const piped = repository.precheck(['check', 'base..main'], { env: { PATH } })
      expect(piped).toMatchObject({ status: 1, stderr: '', stdout: watching.stdout })
    }))

  test.each([
    ['in a CI', [], { CI: 'true' }],
    ['where escapes mean nothing', [], { TERM: 'dumb' }],
    ['when it is to be quiet', ['--quiet'], {}],
  ])('shows nothing %s', (_, options, env) =>
    withSlowRange((repository, PATH) => {
      expect(onTerminal(repository, ['check', 'base..main', ...options], { PATH, ...env })).toMatchObject({
        status: 1,
        screen: '',
      })
    }),
  )
})

describe('a pass', () => {
  const passing = (body: (repository: TestRepository) => void) =>
    withRepository((repository) => {
      repository.commit('adopt', { '.precheck.yml': 'version: 1\n' })
      repository.commit('next')
      body(repository)
    })
  /** What is left on the screen, however long it took. */
  const left = (screen: string): string => screen.replaceAll(/\r[^\r\n]*\x1b\[K/g, '').replaceAll('\r\n', '\n')

  test.each([
    [['HEAD~1..HEAD'], /^precheck: passed, 1 commit judged by [0-9a-f]{12}:\.precheck\.yml \(tip of the base\)\n$/],
    [['HEAD..HEAD'], /^precheck: passed, 0 commits judged by [0-9a-f]{12}:/],
    [
      ['--commit', 'HEAD', '--policy', '.precheck.yml'],
      /^precheck: passed, 1 commit judged by \.precheck\.yml \(--policy\)\n$/,
    ],
    [['--staged'], /^precheck: passed, what is staged judged by [0-9a-f]{12}:\.precheck\.yml \(branch main\)\n$/],
    [['HEAD~1..HEAD', '--quiet'], /^$/],
  ])('of check %j says to a terminal of how much, and by which policy', (args, line) =>
    passing((repository) => {
      const { status, screen, stdout } = onTerminal(repository, ['check', ...args], {})
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
      expect(left(screen)).toMatch(line)
      // A program that reads both streams is told nothing.
      expect(repository.precheck(['check', ...args])).toMatchObject({ status: 0, stdout: '', stderr: '' })
      const inCi = repository.precheck(['check', ...args], { env: { CI: 'true' } })
      expect(inCi).toMatchObject({ status: 0, stdout: '' })
      expect(inCi.stderr).toMatch(line)
    }),
  )

  test('of a hook is silent on a terminal, too', () =>
    passing((repository) => {
      repository.git('init', '-q', '--bare', '../remote')
      repository.git('remote', 'add', 'origin', '../remote')
      repository.git('push', '-q', 'origin', 'main')
      expect(repository.precheck(['install']).status).toBe(0)
      const command = 'git commit -q --allow-empty -m next && git push -q origin main'
      const ran = repository.run('script', ['-qec', command, '/dev/null'], { env: { TERM: 'xterm', SHELL: '/bin/sh' } })
      expect(ran).toMatchObject({ status: 0, stdout: '' })
    }))
})

test('install says that it looks, and takes that away', () =>
  withRepository((repository) => {
    const { status, screen, stdout } = onTerminal(repository, ['install', '--dry-run'], {})
    expect(status).toBe(0)
    expect(screen).toMatch(/^\rprecheck: looking at what is here …\x1b\[K\r\x1b\[K/)
    expect(stdout).toBe(repository.precheck(['install', '--dry-run']).stdout)
  }))
