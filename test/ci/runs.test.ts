import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import description from '../../package.json' with { type: 'json' }
import { programDigest } from '../../src/install/own-files.ts'
import { begunBy, type Ran, type TestRepository, withRepository } from '../support/repository.ts'
import { type Action, type Step, textOf, type Workflow, yamlOf } from './workflow.ts'

const TOP = new URL('../..', import.meta.url).pathname
const NAME = `precheck-${description.version}.tgz`
const root = mkdtempSync(join(tmpdir(), 'precheck-ci-'))

beforeAll(() =>
  withRepository((machine) => {
    if (!existsSync(join(TOP, 'dist/start.cjs'))) throw new Error('nothing is built: "npm run build:code" first')
    const ran = machine.run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', root], { cwd: TOP })
    if (ran.status !== 0) throw new Error(ran.stderr)
  }),
)
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What install fills in. */
const filledIn = (text: string): string =>
  text.replaceAll('@VERSION@', description.version).replaceAll('@SHA256@', programDigest() ?? '')

/** Stands in for npm, which asks the network: `npm pack` gives what the registry would have. All else is noted down. */
function putNpm(folder: string, archive: string): void {
  mkdirSync(folder, { recursive: true })
  const script = `#!/bin/sh
printf '%s\\n' "$*" >>'${folder}/calls'
case $* in "pack --ignore-scripts --silent precheck@${description.version}") cp '${archive}' '${NAME}' ;; esac
`
  writeFileSync(join(folder, 'npm'), script, { mode: 0o755 })
}

const POLICY = 'version: 1\ntrailers-for: everyone\n'
const GOOD = 'Add a page\n\nTask-Id: A-1\nTests-Run: make (3 passed)\nRollback: revert'

interface Setting {
  readonly message?: string
  readonly base?: string
  readonly archive?: string
  readonly files?: Readonly<Record<string, string>>
}

/**
 * A forge with a branch and a change to it that no branch holds, as from a fork, and a checkout of the branch, in which
 * `body` runs with the environment that the forge would give.
 */
const withChange = (
  { message = GOOD, base = 'main', archive = join(root, NAME), files = {} }: Setting,
  body: (runner: {
    readonly run: (script: string, more?: Readonly<Record<string, string>>) => Ran
    readonly repository: TestRepository
    readonly head: string
    readonly forge: string
  }) => void | Promise<void>,
): Promise<void> =>
  begun(
    async (repository, head) => {
      const [forge, programs, temporary] = placesOf(repository)
      const run = (script: string, more: Readonly<Record<string, string>> = {}): Ran =>
        repository.run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
          cwd: join(repository.dir, '../checkout'),
          env: {
            PATH: `${programs}:${process.env['PATH']}`,
            RUNNER_TEMP: temporary,
            BASE: base,
            HEAD: head,
            TOKEN: 'x',
            ...more,
          },
        })
      await body({ run, repository, head, forge })
    },
    { message, base, archive, files },
  )

const placesOf = (repository: TestRepository) =>
  ['forge.git', 'programs', 'temporary'].map((name) => join(repository.dir, '..', name)) as [string, string, string]

const begun = begunBy((repository, { message, base, archive, files }: Required<Setting>) => {
  const [forge, programs, temporary] = placesOf(repository)
  mkdirSync(temporary)
  putNpm(programs, archive)
  repository.git('init', '-q', '--bare', forge)
  // As GitHub and GitLab have it: what can be reached from any ref can be asked for by its id.
  repository.git('-C', forge, 'config', 'uploadpack.allowReachableSHA1InWant', 'true')
  repository.commit('Adopt', { '.precheck.yml': POLICY, a: '1' })
  repository.git('push', '-q', forge, `HEAD:refs/heads/${base}`)
  const head = repository.commit(message, { a: '2', ...files })
  repository.git('push', '-q', forge, 'HEAD:refs/pull/1/head')
  repository.git('clone', '-q', '-b', base, forge, join(repository.dir, '../checkout'))
  return head
})

describe('the workflow for GitHub', () => {
  const { steps } = yamlOf<Workflow>('templates/github-workflow.yml').jobs['precheck']!
  const [fetch, get, judge] = steps.filter((step) => step.run !== undefined).map((step) => step.run!) as [
    string,
    string,
    string,
  ]
  const pins = Object.fromEntries(
    Object.entries(steps.find(({ env }) => env?.['SHA256'])!.env!).map(([name, value]) => [name, filledIn(value)]),
  )

  test('lets a change through that has all that is asked', () =>
    withChange({}, ({ run, repository }) => {
      for (const script of [fetch, get]) expect(run(script, pins)).toMatchObject({ status: 0 })
      expect(run(judge)).toMatchObject({ status: 0, stdout: '', stderr: '' })
      expect(repository.run('git', ['status', '--short'], { cwd: join(repository.dir, '../checkout') }).stdout).toBe('')
      expect(readFileSync(join(repository.dir, '../programs/calls'), 'utf8').split('\n')).toHaveLength(2)
    }))

  test('stops one that has not, with annotations', () =>
    withChange({ message: 'Careless' }, ({ run }) => {
      for (const script of [fetch, get]) expect(run(script, pins).status).toBe(0)
      const { status, stdout } = run(judge)
      expect(status).toBe(1)
      expect(stdout).toMatch(/^::error title=precheck::precheck: refused, 3 things to mend/)
    }))

  test('takes a merge group as it comes: its base is named in full', () =>
    withChange({ message: 'Careless' }, ({ run }) => {
      for (const script of [fetch, get]) run(script, pins)
      expect(run(judge, { BASE: 'refs/heads/main' }).status).toBe(1)
    }))

  test('is red where neither side has a policy', () =>
    withChange({}, ({ run, repository, forge }) => {
      const empty = repository.git(
        'commit-tree',
        '-m',
        'none',
        repository.git('hash-object', '-t', 'tree', '-w', '/dev/null'),
      )
      repository.git('push', '-q', '-f', forge, `${empty}:refs/heads/main`, `${empty}:refs/pull/1/head`)
      run('git fetch -q origin +main:refs/remotes/origin/main')
      run(get, pins)
      expect(run(judge, { HEAD: empty }).status).toBe(2)
    }))

  test('runs no word of a branch that is called like a command, and no program that the change brings', () =>
    withChange(
      {
        base: 'a$(id>pwned)',
        files: {
          'node_modules/precheck/bin/precheck.js': "require('fs').writeFileSync('pwned','')",
          'package.json': '{"scripts":{"preinstall":"touch pwned"}}',
        },
      },
      ({ run, repository }) => {
        for (const script of [fetch, get]) expect(run(script, pins).status).toBe(0)
        expect(run(judge)).toMatchObject({ status: 0, stderr: '' })
        expect(existsSync(join(repository.dir, '../checkout/pwned'))).toBe(false)
        expect(existsSync(join(repository.dir, '../checkout/package.json'))).toBe(false)
      },
    ))

  /** Changes that would judge themselves if they could, and a harmless twin. */
  const SELF_SERVING: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, status: number]>> = {
    'loosens the policy': [{ '.precheck.yml': 'version: 1\nmode: warn\n' }, 1],
    'empties the workflow that judges it': [{ '.github/workflows/precheck.yml': 'on: []\n' }, 1],
    'adds its twin, which runs it no more': [{ '.github/workflows/precheck.yaml': 'on: []\n' }, 1],
    'changes a workflow that the policy does not guard': [{ '.github/workflows/docs.yml': 'on: push\n' }, 0],
  }
  test.each(Object.entries(SELF_SERVING))('judges by the target branch a change that %s', (_, [files, status]) =>
    withChange({ files }, ({ run }) => {
      for (const script of [fetch, get]) run(script, pins)
      expect(run(judge).status).toBe(status)
    }),
  )

  test('judges by the target branch as it stands now, not as it was when the change began', () =>
    withChange({ message: 'Careless' }, ({ run, repository, forge }) => {
      repository.git('checkout', '-q', 'HEAD~1')
      repository.commit('Ask for less', { '.precheck.yml': 'version: 1\nmode: warn\n' })
      for (const script of [fetch, get]) run(script, pins)
      expect(run(judge).status).toBe(1)
      repository.git('push', '-q', forge, 'HEAD:refs/heads/main')
      run('git fetch -q origin')
      expect(run(judge).status).toBe(0)
    }))

  const OTHER: Readonly<Record<string, string>> = {
    'a byte of the program changed': 'echo >>package/dist/cli.cjs',
    'a file more': 'echo >package/dist/more.cjs',
    'a file less': 'rm package/dist/library/yaml.cjs',
    'a link in place of a file': 'rm package/dist/cli.cjs && ln -s ../package.json package/dist/cli.cjs',
    'another package.json': `sed -i 's/"type": "module"/"type": "commonjs"/' package/package.json`,
    'no program at all': 'rm -r package/bin',
  }
  test.each(Object.entries(OTHER))('does not run what the registry has with %s', async (name, tamper) => {
    const folder = mkdtempSync(join(root, 'tampered-'))
    const archive = join(folder, 'other.tgz')
    copyFileSync(join(root, NAME), join(folder, NAME))
    await withChange({ archive }, ({ run }) => {
      const made = run(`cd '${folder}' && tar -xzf ${NAME} && { ${tamper}; } && tar -czf other.tgz package`)
      expect(made, name).toMatchObject({ status: 0 })
      expect(run(get, pins).status).not.toBe(0)
    })
  })

  test('does run what is only packed anew', async () => {
    const archive = join(root, 'again.tgz')
    await withChange({ archive }, ({ run }) => {
      run(`cd '${root}' && tar -xzf ${NAME} && tar -czf again.tgz package`)
      expect(run(get, pins).status).toBe(0)
    })
  })
})

describe('the job for GitLab', () => {
  const script = yamlOf<Record<string, { script: readonly string[] }>>('templates/gitlab-ci.yml')
    ['precheck']!.script.map(filledIn)
    .join('\n')
  const variables = (forge: string, head: string) => ({
    CI_MERGE_REQUEST_PROJECT_URL: forge.replace(/\.git$/, ''),
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_COMMIT_SHA: head,
    CI_JOB_TOKEN: 'x',
  })

  test.each([
    ['lets a good change through', GOOD, 0],
    ['stops a careless one', 'Careless', 1],
  ])('%s', (_, message, status) =>
    withChange({ message }, ({ run, head, forge }) => {
      // The runner has the change's objects; here the checkout gets them first.
      run('git fetch -q origin refs/pull/1/head')
      const ran = run(script, variables(forge, head))
      expect(ran).toMatchObject({ status })
      expect(ran.stdout.includes('precheck: refused')).toBe(status === 1)
    }),
  )

  test('judges by the project that the change goes to, whatever "origin" is', () =>
    withChange({ message: 'Careless' }, ({ run, head, forge, repository }) => {
      run(
        'git fetch -q origin refs/pull/1/head && git remote set-url origin /nowhere && git update-ref refs/remotes/origin/main FETCH_HEAD',
      )
      expect(run(script, variables(forge, head)).status).toBe(1)
      expect(repository.git('-C', join(repository.dir, '../checkout'), 'status', '--short')).toBe('')
    }))

  test('does not run another program under its name', () =>
    withChange({ archive: join(root, 'none.tgz') }, ({ run, head, forge }) => {
      writeFileSync(join(root, 'none.tgz'), '')
      run('git fetch -q origin refs/pull/1/head')
      expect(run(script, variables(forge, head)).status).toBeGreaterThan(0)
    }))
})

describe('the action', () => {
  const [build, judge] = (yamlOf<Action>('action.yml').runs.steps as readonly Step[]).map(({ run }) => run!) as [
    string,
    string,
  ]
  const inputs = (head: string, more: Readonly<Record<string, string>> = {}) => ({
    ...{ ACTION: TOP, BASE: 'refs/remotes/origin/main', HEAD: head, FORMAT: 'text', REQUIRE_POLICY: 'true' },
    ...more,
  })
  const fetched = 'git fetch -q origin refs/pull/1/head'

  test('judges a range by its own program, and needs nothing else where it is built', () =>
    withChange({ message: 'Careless' }, ({ run, head, repository }) => {
      run(fetched)
      expect(run(build, { ACTION: TOP })).toMatchObject({ status: 0, stdout: '', stderr: '' })
      expect(existsSync(join(repository.dir, '../programs/calls'))).toBe(false)
      const { status, stdout } = run(judge, inputs(head))
      expect(status).toBe(1)
      expect(stdout).toMatch(/^precheck: refused/)
      expect(run(judge, inputs(head, { FORMAT: 'github' })).stdout).toMatch(/^::error /)
      expect(run(judge, inputs('', { BASE: 'HEAD' }))).toMatchObject({ status: 0 })
    }))

  test('is built from its own lock file where it is not', () =>
    withChange({}, ({ run, repository }) => {
      const folder = join(repository.dir, '../action')
      mkdirSync(folder)
      expect(run(build, { ACTION: folder }).status).toBe(0)
      expect(readFileSync(join(repository.dir, '../programs/calls'), 'utf8')).toBe(
        'ci --ignore-scripts --silent\nrun --silent build:code\n',
      )
    }))

  test('takes no input for an option, and none that it does not know for a wish to be mild', () =>
    withChange({}, ({ run, head }) => {
      run(fetched)
      expect(run(judge, inputs(head))).toMatchObject({ status: 0 })
      for (const more of [
        { BASE: '--policy=a' },
        { BASE: '' },
        { FORMAT: 'no' },
        { REQUIRE_POLICY: 'no' },
        { REQUIRE_POLICY: '' },
      ]) {
        expect(run(judge, inputs(head, more)).status, JSON.stringify(more)).toBe(2)
      }
    }))

  test('asks for a policy unless it is told not to', () =>
    withChange({}, ({ run }) => {
      run(
        'git checkout -q --orphan none && git rm -q -r -f . && git -c user.name=A -c user.email=a@b.c commit -q --allow-empty -m none',
      )
      expect(run(judge, inputs('HEAD', { BASE: 'HEAD' })).status).toBe(2)
      expect(run(judge, inputs('HEAD', { BASE: 'HEAD', REQUIRE_POLICY: 'false' })).status).toBe(0)
    }))
})

test('what install fills in is all that there is to fill in', () => {
  for (const path of ['templates/github-workflow.yml', 'templates/gitlab-ci.yml']) {
    expect(filledIn(textOf(path))).not.toMatch(/@[A-Z0-9]+@/)
  }
  expect(programDigest()).toMatch(/^[0-9a-f]{64}$/)
})
