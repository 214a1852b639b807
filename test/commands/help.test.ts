import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OPTIONS as CHECK } from '../../src/commands/check.ts'
import { OPTIONS as DOCTOR } from '../../src/commands/doctor.ts'
import { OPTIONS as EXPLAIN } from '../../src/commands/explain.ts'
import { OPTIONS as INSTALL } from '../../src/commands/install.ts'
import { OPTIONS as PLACE } from '../../src/commands/install-place.ts'
import { OPTIONS as MEND } from '../../src/commands/mend.ts'
import { OPTIONS as PACKET } from '../../src/commands/packet.ts'
import { OPTIONS as SIGNOFF } from '../../src/commands/signoff.ts'
import { shellLine } from '../../src/report/shell.ts'
import { BINARY, begunBy, type TestRepository, withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'
import { adopt, byAgent } from './signoff-setting.ts'
import { onTerminal } from './terminal.ts'

/** Each command: what it takes by its code, and how each example on its page ends in a prepared repository. */
const COMMANDS: Readonly<
  Record<string, { readonly options: object; readonly plays: Readonly<Record<string, number>> }>
> = {
  check: {
    options: CHECK,
    plays: {
      'precheck check': 1,
      'precheck check --require-policy --format github origin/main..HEAD': 1,
      'precheck check --format json main..topic': 1,
      'precheck check --staged': 0,
      'precheck check --summary --policy .precheck.yml': 1,
      'precheck check --root main --policy .precheck.yml': 1,
    },
  },
  signoff: {
    options: SIGNOFF,
    plays: {
      'precheck signoff': 0,
      'precheck signoff origin/main..HEAD --key ~/.ssh/id_ed25519': 0,
      'precheck signoff --staged': 0,
      'precheck signoff HEAD': 0,
    },
  },
  mend: {
    options: MEND,
    plays: {
      "precheck mend HEAD --trailer 'Tests-Run: npm test (214 passed)'": 0,
      "precheck mend HEAD~1 --trailer 'Task-Id: ABC-1' --trailer 'Rollback: revert'": 0,
      'precheck mend HEAD --leave-out deploy/run.sh': 0,
      "precheck mend --dry-run HEAD --trailer 'Task-Id: ABC-2'": 0,
    },
  },
  packet: {
    options: PACKET,
    plays: {
      'precheck packet': 1,
      'precheck packet origin/main..HEAD --write packet.md': 1,
      'precheck packet --format json origin/main..HEAD': 1,
      'precheck packet --squash-message origin/main..HEAD': 1,
    },
  },
  explain: {
    options: EXPLAIN,
    plays: {
      'precheck explain': 0,
      'precheck explain tests-run': 0,
      'precheck explain .github/workflows/ci.yml': 0,
    },
  },
  hook: {
    options: { format: {} },
    plays: {
      'precheck hook commit-msg .git/COMMIT_EDITMSG': 0,
      'precheck hook pre-push origin < /dev/null': 0,
    },
  },
  doctor: { options: DOCTOR, plays: { 'precheck doctor': 1, 'precheck doctor --format json': 1 } },
  install: {
    options: INSTALL,
    plays: { 'precheck install --dry-run': 0, 'precheck install': 0, 'precheck install --ci github': 0 },
  },
  uninstall: { options: PLACE, plays: { 'precheck uninstall --dry-run': 0, 'precheck uninstall': 0 } },
}

const pages = new Map<string, Promise<string>>()

function pageOf(name: string): Promise<string> {
  const page =
    pages.get(name) ?? withRepository(async (repository) => (await precheck(repository, ['help', name])).stdout)
  pages.set(name, page)
  return page
}

/** The rows of one part of a page, without what they mean. */
function partOf(page: string, title: string): readonly string[] {
  const part = new RegExp(`^${title}:\\n((?: .*\\n)+)`, 'm').exec(page)?.[1] ?? ''
  return part.split('\n').flatMap((line) => /^ {2}(\S.*?)(?: {2}.*)?$/.exec(line)?.[1] ?? [])
}

/** A branch with a careless commit and a guarded change, a guarded file that is staged, a remote, and a key. */
const prepared = begunBy((repository, installed: boolean) => {
  const outside = dirname(repository.dir)
  adopt(repository)
  repository.git('init', '-q', '--bare', join(outside, 'origin'))
  repository.git('remote', 'add', 'origin', join(outside, 'origin'))
  repository.git('push', '-q', 'origin', 'main')
  repository.commit('Careless\n\nCo-authored-by: Claude <noreply@anthropic.com>\n', { 'a.txt': 'a\n' })
  byAgent(repository, 'Deploy', { 'deploy/run.sh': 'one\n' })
  const home = repository.env['HOME']!
  mkdirSync(join(home, '.ssh'))
  repository.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, '.ssh/id_ed25519')])
  const shim = `#!/bin/sh\nexec ${shellLine([process.execPath, BINARY])} "$@"\n`
  mkdirSync(join(outside, 'bin'))
  writeFileSync(join(outside, 'bin/precheck'), shim, { mode: 0o755 })
  repository.env['PATH'] = `${join(outside, 'bin')}:${repository.env['PATH']}`
  if (installed) expect(repository.precheck(['install']).status).toBe(0)
})

async function play(repository: TestRepository, name: string, example: string): Promise<number> {
  if (name !== 'signoff') {
    const ran = repository.run('sh', ['-c', example])
    if (ran.status > 1) throw new Error(ran.stderr)
    return ran.status
  }
  if (example.includes('--staged')) {
    repository.write('deploy/run.sh', 'two\n')
    repository.git('add', '-A')
  }
  const args = example.replace('~', repository.env['HOME']!).split(' ').slice(1)
  return (await onTerminal(repository, args, 'y\n')).status
}

test('every command that there is has a page, and is asked about here', () =>
  withRepository(async (repository) => {
    const { stdout } = await precheck(repository, ['--help'])
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map(([, name]) => name!)
    expect(listed.sort()).toEqual(Object.keys(COMMANDS).sort())
  }))

describe.each(Object.entries(COMMANDS))('the page of %s', (name, { options, plays }) => {
  test('is the same however it is asked for, and fits a terminal', () =>
    withRepository(async (repository) => {
      const page = await precheck(repository, ['help', name])
      expect(page).toMatchObject({ status: 0, stderr: '' })
      expect(await precheck(repository, [name, '--help'])).toEqual(page)
      expect(await precheck(repository, [name, 'x', '-h', '--frobnicate'])).toEqual(page)
      expect(page.stdout).toMatch(new RegExp(`^Usage: precheck ${name}\\b`))
      expect(page.stdout).not.toMatch(/ $/m)
      // The usage and an example are to be copied, and so not broken.
      const wide = page.stdout.split('\n').filter((line) => line.length > 80)
      for (const line of wide) expect(line).toMatch(/^(?:Usage:| {2}precheck )/)
    }))

  test('has every option that the command takes, and no other', async () => {
    const page = await pageOf(name)
    const written = page.match(/^ {2}(?:-h, )?--[a-z-]+/gm)!.map((line) => line.trim().replace(/^-h, |^--/g, ''))
    const said = written.map((word) => word.replace(/^--/, '')).filter((word) => word !== 'help')
    expect(said.sort()).toEqual(Object.keys(options).sort())
  })

  test('says how it ends, in statuses that there are', async () => {
    const statuses = partOf(await pageOf(name), 'Exit status')
    expect(statuses[0]).toBe('0')
    for (const status of statuses) expect(status).toMatch(/^[0-3]$/)
  })

  test('explains the words that it uses', async () => {
    const page = await pageOf(name)
    const explained = partOf(page, 'Words')
    const [prose] = page.split('\nWords:\n')
    for (const word of ['policy', 'trailer', 'guarded path', 'sign-off']) {
      if (new RegExp(`(?<![-.])\\b${word}s?\\b(?!\\.)`).test(prose!)) expect([name, ...explained]).toContain(word)
    }
  })

  test('has examples that were all played', async () => {
    expect(partOf(await pageOf(name), 'Examples')).toEqual(Object.keys(plays))
  })

  test.each(Object.entries(plays))('%s ends with %i', (example, status) =>
    prepared(async (repository) => {
      expect(await play(repository, name, example)).toBe(status)
    }, name === 'uninstall'),
  )
})
