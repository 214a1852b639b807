import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Examined } from '../../src/doctor/examine.ts'
import { install, putHusky } from '../install/installed.ts'
import { A_KEY } from '../support/change.ts'
import { begunBy, TestRepository, withRepository } from '../support/repository.ts'
import { precheck } from './in-process.ts'

const POLICY = `version: 1
signers:
  - { name: Ann, email: [ann@example.com], keys: ['${A_KEY}'] }
  - { name: Bob, email: [bob@example.com] }
`

const CI = `jobs:
  check:
    steps:
      - uses: actions/checkout@${'a'.repeat(40)}
        with: { fetch-depth: 0 }
      - run: npx --no-install precheck check --require-policy
`

/** A repository in which everything is in force. */
const sound = (body: (repository: TestRepository) => Promise<void>) => begun(body)

const begun = begunBy(async (repository) => {
  repository.commit('Adopt a policy', { '.precheck.yml': POLICY, '.github/workflows/precheck.yml': CI })
  expect((await install(repository)).status).toBe(0)
})

interface Seen {
  readonly status: number
  readonly checks: readonly Examined[]
  /** All that is not ok, as `state check: text; fix`. */
  readonly wrong: readonly string[]
}

async function doctor(repository: TestRepository, env: Readonly<Record<string, string>> = {}): Promise<Seen> {
  const { status, stdout } = await precheck(repository, ['doctor', '--format', 'json'], { env })
  const { schemaVersion, state, checks } = JSON.parse(stdout) as {
    schemaVersion: number
    state: string
    checks: readonly Examined[]
  }
  expect(schemaVersion).toBe(1)
  expect([status, state]).toEqual(checks.some((each) => each.state === 'broken') ? [1, 'broken'] : [0, 'ok'])
  const wrong = checks.filter((each) => each.state !== 'ok')
  return { status, checks, wrong: wrong.map(({ state, check, text, fix }) => `${state} ${check}: ${text}; ${fix}`) }
}

test('where all is in force every line says ok, and the status is 0', () =>
  sound(async (repository) => {
    const { status, stdout, stderr } = await precheck(repository, ['doctor'])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.split('\n').map((line) => line.split(': ')[0])).toEqual([
      'ok     hooks path',
      ...['prepare-commit-msg', 'commit-msg', 'post-commit', 'post-rewrite', 'pre-merge-commit', 'pre-push'].map(
        (name) => `ok     hook ${name}`,
      ),
      ...['ok     program', 'ok     policy', 'ok     signers', 'ok     keys', 'ok     CI', 'ok     history', ''],
    ])
    expect(stdout).toContain('(precheck.base), mode block')
  }))

test('a clone that install has never seen', () =>
  withRepository(async (repository) => {
    repository.commit('one', { a: 'a\n' })
    const { status, wrong } = await doctor(repository)
    expect(status).toBe(1)
    expect(wrong[0]).toMatch(
      /^broken installed: precheck is not installed in this clone.*; .*bin\/precheck\.js install$/,
    )
    expect(wrong.join('\n')).toContain('look policy: none at refs/heads/main')
    expect(wrong.join('\n')).toContain('look CI: no CI file was seen')
  }))

describe('what is broken is named, with its fix', () => {
  const hook = (repository: TestRepository, name: string): string => join(repository.dir, '.git/hooks', name)

  test.each<readonly [string, (repository: TestRepository) => void, RegExp]>([
    [
      'a hook is gone',
      (repository) => rmSync(hook(repository, 'pre-push')),
      /^broken hook pre-push: .git\/hooks\/pre-push is missing; .* install$/,
    ],
    [
      'git looks elsewhere',
      (repository) => repository.git('config', 'core.hooksPath', '/dev/null'),
      /^broken hooks path: core.hooksPath \/dev\/null \(local, file:.*config\): git does not look where/,
    ],
    [
      'the program is gone',
      (repository) => writeFileSync(join(repository.dir, '.git/precheck/entry'), '/nowhere/node\n/nowhere/x.js\n'),
      /^broken program: there is none/,
    ],
    [
      'the program is another one',
      (repository) => {
        repository.write('fake.js', 'console.log("hello")\n')
        writeFileSync(
          join(repository.dir, '.git/precheck/entry'),
          `${process.execPath}\n${join(repository.dir, 'fake.js')}\n`,
        )
      },
      /^broken program: .*fake\.js does not run/,
    ],
    [
      'the policy cannot be read',
      (repository) => void repository.commit('Break it', { '.precheck.yml': 'versio: 1\n' }),
      /^broken policy: refs\/heads\/main.* cannot be read \(line 1/,
    ],
  ])('%s', (_, breakIt, said) =>
    sound(async (repository) => {
      breakIt(repository)
      const { status, wrong } = await doctor(repository)
      expect(status).toBe(1)
      expect(wrong).toEqual([expect.stringMatching(said)])
    }),
  )

  test('only in the work tree that has a configuration of its own', () =>
    sound(async (repository) => {
      const other = join(repository.dir, '../other')
      repository.git('worktree', 'add', '-q', other)
      repository.git('config', 'extensions.worktreeConfig', 'true')
      repository.run('git', ['config', '--worktree', 'core.hooksPath', '/dev/null'], { cwd: other })
      const { wrong, checks } = await doctor(repository)
      expect(wrong).toEqual([expect.stringMatching(/core\.hooksPath \/dev\/null \(worktree, .*--worktree --unset-all/)])
      expect(checks.filter(({ check }) => check === 'hooks path').map(({ state }) => state)).toEqual(['ok', 'broken'])
      expect(checks.find(({ state }) => state === 'broken')!.worktree).toMatch(/\/other$/)
    }))

  test('in the environment', () =>
    sound(async (repository) => {
      const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.hooksPath', GIT_CONFIG_VALUE_0: '/dev/null' }
      expect((await doctor(repository, env)).wrong).toEqual([
        expect.stringMatching(
          /^broken environment: core\.hooksPath \/dev\/null \(command, command line:\) is set by GIT_CONFIG_COUNT .*; unset GIT_CONFIG_COUNT$/,
        ),
      ])
      expect((await doctor(repository, { ...env, GIT_CONFIG_VALUE_0: '.git/hooks' })).wrong).toEqual([])
    }))

  test('in a file that the repository takes in, which has to be taken out there', () =>
    sound(async (repository) => {
      const file = join(repository.dir, '../included')
      writeFileSync(file, '[core]\n\thooksPath = /dev/null\n')
      repository.git('config', 'include.path', file)
      expect((await doctor(repository)).wrong).toEqual([
        expect.stringMatching(/\(local, file:.*included\).*; take core\.hooksPath out of .*included, then .* install$/),
      ])
    }))
})

test('a hook that was there is chained, and both have to be there', () =>
  withRepository(async (repository) => {
    repository.commit('Adopt', { '.precheck.yml': POLICY, '.github/workflows/precheck.yml': CI })
    mkdirSync(join(repository.dir, '.git/hooks'), { recursive: true })
    writeFileSync(join(repository.dir, '.git/hooks/pre-push'), '#!/bin/sh\n', { mode: 0o755 })
    await install(repository)
    const { status, checks } = await doctor(repository)
    expect(status).toBe(0)
    expect(checks.find(({ check }) => check === 'hook pre-push')).toMatchObject({
      text: expect.stringContaining('chained'),
    })
    renameSync(join(repository.dir, '.git/hooks/pre-push.precheck-orig'), join(repository.dir, 'away'))
    expect((await doctor(repository)).wrong).toEqual([expect.stringMatching(/^broken hook pre-push: .*precheck-orig/)])
  }))

test('sign-offs beside the branches are worth a look where they are not fetched, until they are', () =>
  sound(async (repository) => {
    const about = async () => (await doctor(repository)).checks.filter(({ check }) => check === 'sign-offs')
    // Without a remote, or an id of the repository that they are bound to, there are none.
    expect(await about()).toEqual([])
    repository.git('remote', 'add', 'origin', '../origin.git')
    expect(await about()).toEqual([])
    repository.commit('Name the repository', {
      '.precheck.yml': `${POLICY}repository: 7c0c6a1e-2b1f-4e0c-9d55-0d1f6a3c9b10\n`,
    })
    const [found] = await about()
    expect(found).toMatchObject({ state: 'look', text: expect.stringContaining('are not fetched') })
    repository.run('sh', ['-c', found!.fix!])
    expect(await about()).toMatchObject([{ state: 'ok' }])
  }))

test('husky: its switches and its scripts', () =>
  withRepository(async (repository) => {
    repository.commit('Adopt', {
      ...{ '.precheck.yml': POLICY, '.github/workflows/precheck.yml': CI },
      'package.json': '{ "name": "x", "devDependencies": { "precheck": "0.1.0" } }\n',
    })
    putHusky(repository.dir)
    expect((await install(repository)).status).toBe(0)
    expect((await doctor(repository)).wrong).toEqual([])
    expect((await doctor(repository, { HUSKY: '0' })).wrong).toEqual([
      'broken husky: it is switched off in this environment, and runs no hook; unset HUSKY',
    ])
    const init = join(repository.env['XDG_CONFIG_HOME']!, 'husky/init.sh')
    mkdirSync(join(init, '..'), { recursive: true })
    writeFileSync(init, '# HUSKY=0\nexport PATH\n')
    expect((await doctor(repository)).wrong).toEqual([expect.stringMatching(/^look husky: .*init\.sh runs before/)])
    writeFileSync(init, 'export HUSKY=0\n')
    expect((await doctor(repository)).wrong).toEqual([
      expect.stringMatching(/^broken husky: .*init\.sh switches it off/),
    ])
    rmSync(init)
    const wrapper = join(repository.dir, '.husky/_/commit-msg')
    const written = readFileSync(wrapper, 'utf8')
    writeFileSync(wrapper, written.replace('\n', '\nexit 0\n'))
    expect((await doctor(repository)).wrong).toEqual([
      'broken hook commit-msg: .husky/_/commit-msg is not as husky writes it; npx --no-install husky',
    ])
    writeFileSync(wrapper, written)
    const all = join(repository.dir, '.husky/_/h')
    writeFileSync(all, readFileSync(all, 'utf8').replace('\n', '\nexit 0\n'))
    expect((await doctor(repository)).wrong).toEqual([
      expect.stringMatching(
        /^broken husky's script: \.husky\/_\/h is not as husky 9.* writes it: .*--no-install husky$/,
      ),
    ])
    repository.run(process.execPath, ['node_modules/husky/bin.js'])
    writeFileSync(join(repository.dir, '.husky/commit-msg'), 'npx commitlint\n')
    expect((await doctor(repository)).wrong).toEqual([
      expect.stringMatching(/^broken hook commit-msg: .* has no block/),
    ])
  }))

/** A clone of a JavaScript repository that adopted precheck through husky, with its packages in place. */
const cloned = (body: (clone: TestRepository) => Promise<void>, folder = '') =>
  withRepository(async (repository) => {
    repository.commit('Start', {
      ...{ '.precheck.yml': POLICY, '.github/workflows/precheck.yml': CI, '.gitignore': 'node_modules\n' },
      [`${folder}package.json`]: '{ "name": "x", "devDependencies": { "precheck": "0.1.0" } }\n',
    })
    expect((await install(repository, [], { cwd: join(repository.dir, folder) })).status).toBe(0)
    repository.commit('Adopt')
    const dir = join(repository.dir, '../clone')
    repository.git('clone', '-q', repository.dir, dir)
    const clone = new TestRepository(dir, '', repository.env)
    putHusky(join(dir, folder))
    symlinkSync(fileURLToPath(new URL('../..', import.meta.url)), join(dir, folder, 'node_modules/precheck'))
    await body(clone)
  })

const prepare = (clone: TestRepository, folder = '') =>
  expect(clone.run(process.execPath, [`${folder}.husky/install.mjs`])).toMatchObject({ status: 0, stderr: '' })

describe('a clone that got its hooks with the packages', () => {
  test.each([
    ['at the top', ''],
    ['in a folder', 'web/'],
  ])('is in force, and what install would have written down is worth a look: a package %s', (_, folder) =>
    cloned(async (clone) => {
      prepare(clone, folder)
      const { status, checks, wrong } = await doctor(clone)
      expect(wrong).toEqual([
        expect.stringMatching(
          /^look installed: .* never ran in this clone: precheck\.base is not set, so the policy is taken from refs\/remotes\/origin\/HEAD \(origin\/HEAD\); .* install, or nothing/,
        ),
      ])
      expect(status).toBe(0)
      expect(checks.filter(({ check }) => check.startsWith('hook ')).map(({ text }) => text)).toEqual(
        Array(6).fill('in place, run by husky'),
      )
      clone.git('config', 'precheck.base', 'refs/remotes/origin/main')
      expect((await doctor(clone)).wrong).toEqual([expect.stringMatching(/never ran in this clone; null$/)])
    }, folder),
  )

  test('is broken as any other where a hook is, and where the packages lack precheck', () =>
    cloned(async (clone) => {
      prepare(clone)
      clone.write('.husky/commit-msg', 'npx commitlint\n')
      rmSync(join(clone.dir, 'node_modules/precheck'))
      const { status, wrong } = await doctor(clone)
      expect(status).toBe(1)
      expect(wrong.slice(1)).toEqual([
        expect.stringMatching(/^broken hook commit-msg: .* has no block/),
        expect.stringMatching(/^broken program: there is none .*; your package manager's install if package\.json has/),
      ])
    }))

  test('a linked work tree of it runs the program of the main one', () =>
    cloned(async (clone) => {
      prepare(clone)
      clone.git('worktree', 'add', '-q', '../other')
      const other = new TestRepository(join(clone.dir, '../other'), '', clone.env)
      expect((await doctor(other)).wrong).toEqual([expect.stringMatching(/^look installed: /)])
    }))

  test.each([
    ['before husky was started', (_: TestRepository) => {}],
    ['whose hooks are somewhere else', (clone: TestRepository) => clone.git('config', 'core.hooksPath', '/dev/null')],
  ])('%s, no hook runs, and that is said', (_, change) =>
    cloned(async (clone) => {
      change(clone)
      const { status, wrong } = await doctor(clone)
      expect(status).toBe(1)
      expect(wrong).toEqual([
        expect.stringMatching(
          /^broken installed: \.husky\/commit-msg would run precheck, but git does not run it: .*; your package manager's install, which starts husky$/,
        ),
      ])
    }),
  )
})

test('hooks of ours that git runs are judged although what install noted down is gone', () =>
  sound(async (repository) => {
    rmSync(join(repository.dir, '.git/precheck/install.json'))
    expect((await doctor(repository)).wrong).toEqual([expect.stringMatching(/^look installed: .* never ran/)])
  }))

test('what shows another history, and a loose CI file, is worth a look and breaks nothing', () =>
  sound(async (repository) => {
    const first = repository.git('rev-parse', 'HEAD')
    const second = repository.commit('two', { '.github/workflows/precheck.yml': CI.replace('a'.repeat(40), 'v4') })
    repository.git('replace', second, first)
    writeFileSync(join(repository.dir, '.git/info/grafts'), `${second}\n`)
    const { status, wrong } = await doctor(repository)
    expect(status).toBe(0)
    expect(wrong).toEqual([
      expect.stringMatching(/^look CI: .*precheck\.yml: actions\/checkout@v4 can be moved by others/),
      expect.stringMatching(/^look history: 1 replace ref:/),
      expect.stringMatching(/^look history: grafts/),
    ])
  }))

test.each([
  ['npx precheck check --require-policy', 'the newest'],
  ['npx --yes precheck@latest check --require-policy', 'the newest'],
  ['precheck check origin/main..HEAD', '--require-policy'],
  ['# precheck check --require-policy', 'no CI file'],
])('a CI line "%s"', (line, said) =>
  sound(async (repository) => {
    repository.write('.github/workflows/precheck.yml', `steps:\n  - run: ${line}\n`)
    expect((await doctor(repository)).wrong).toEqual([expect.stringContaining(said)])
  }),
)
