import { describe, expect, test } from 'vitest'
import type { CiRange } from '../../src/ci/ci.ts'
import { CIS, ciOf, isCi } from '../../src/ci/index.ts'
import { CouldNotCheck } from '../../src/errors.ts'
import { RECORDED, recorded } from './recorded.ts'

const NAMES = ['base', 'stale', 'first', 'head', 'merge', 'tip', 'other', 'queued', 'queue', 'tag']

/** An id for each name that stands in what was recorded. */
const IDS = Object.fromEntries(NAMES.map((name, index) => [name, (index + 1).toString(16).repeat(40)]))

type Env = Readonly<Record<string, string | undefined>>

/** What a CI says of one run, with some of it changed. */
function told(ci: string, title: string, over: { readonly env?: Env; readonly event?: object } = {}): CiRange {
  const { env, event } = recorded(ci, title, IDS)
  const facts = { env: { ...env, ...over.env }, payload: over.event ? { ...(event as object), ...over.event } : event }
  const found = ciOf(facts.env)
  if (found?.name !== ci) throw new Error(`taken for ${found?.name}`)
  return found.range(facts)
}

/** What each run is about: branch to hold against, judged commit, and for a push its branch and where that stood. */
const EXPECTED: Readonly<Record<string, readonly [into: string | null, head: string | null, ...pushed: string[]]>> = {
  'GitHub Actions, pull_request': ['main', 'head'],
  'GitHub Actions, pull_request_target': ['main', 'head'],
  'GitHub Actions, merge_group': ['main', 'queue'],
  'GitHub Actions, push to a branch': ['main', 'head', 'topic', 'first'],
  'GitHub Actions, push of a new branch': ['main', 'head', 'topic'],
  'GitHub Actions, push to the default branch': ['main', 'tip', 'main', 'base'],
  'GitHub Actions, push of a tag': ['main', 'head'],
  'GitHub Actions, workflow_dispatch': ['main', 'head'],
  'GitHub Actions, schedule': ['main', 'tip'],
  'GitLab CI, merge request': ['main', 'head'],
  'GitLab CI, merge request, merged results': ['main', 'head'],
  'GitLab CI, merge train': ['main', 'queue'],
  'GitLab CI, external pull request': ['main', 'head'],
  'GitLab CI, branch': ['main', 'head', 'topic', 'first'],
  'GitLab CI, default branch': ['main', 'tip', 'main', 'base'],
  'GitLab CI, schedule': ['main', 'tip'],
  'GitLab CI, tag': ['main', 'head'],
  'Bitbucket Pipelines, pull request': ['main', 'head'],
  'Bitbucket Pipelines, branch': [null, 'head', 'topic'],
  'Bitbucket Pipelines, default branch': [null, 'tip', 'main'],
  'Bitbucket Pipelines, tag': [null, 'head'],
  'Bitbucket Pipelines, custom pipeline': [null, 'tip'],
  'Azure Pipelines, pull request': ['main', 'head'],
  'Azure Pipelines, pull request on GitHub': ['main', 'merge'],
  'Azure Pipelines, branch': [null, 'head', 'topic'],
  'Azure Pipelines, default branch': [null, 'tip', 'main'],
  'Azure Pipelines, schedule': [null, 'tip'],
  'Azure Pipelines, tag': [null, 'head'],
  'Jenkins, change request': ['main', null],
  'Jenkins, branch': [null, 'head', 'topic'],
  'Jenkins, default branch': ['main', 'tip', 'main', 'base'],
  'Jenkins, tag': [null, 'head'],
  'Buildkite, pull request': ['main', 'head'],
  'Buildkite, merge queue': ['main', 'queue'],
  'Buildkite, branch': ['main', 'head', 'topic'],
  'Buildkite, branch of a fork': ['main', 'head'],
  'Buildkite, default branch': ['main', 'tip', 'main'],
  'Buildkite, by hand': ['main', null],
  'Buildkite, tag': ['main', 'head'],
}

test.each(RECORDED.map(({ ci, title }) => [ci, title]))('%s, %s', (ci, title) => {
  const [into, head, branch, before] = EXPECTED[`${ci}, ${title}`] ?? []
  const found = told(ci, title)
  expect(found).toMatchObject({
    into,
    head: head && IDS[head],
    pushed: branch === undefined ? null : { branch, before: before === undefined ? null : IDS[before] },
  })
})

test('the branch that the work is on is known wherever a CI says it, since its name may show an agent', () => {
  const requests = RECORDED.filter(({ title }) => /request|^branch$|to a branch/.test(title))
  expect(requests.length).toBeGreaterThan(10)
  for (const { ci, title } of requests) expect([ci, title, told(ci, title).branch]).toEqual([ci, title, 'topic'])
})

describe('which CI it is', () => {
  test('none, on the machine of a person', () => {
    for (const env of [{}, { GITHUB_ACTIONS: 'false', BUILDKITE: '', JENKINS_URL: '' }, { CI: 'false' }]) {
      expect(ciOf(env)).toBeNull()
      expect(isCi(env)).toBe(false)
    }
  })

  test('one that precheck does not know is one all the same', () => {
    expect(ciOf({ CI: 'true' })).toBeNull()
    expect(isCi({ CI: 'true' })).toBe(true)
  })

  test('two at once contradict each other', () => {
    const env = { ...recorded('Jenkins', 'branch', IDS).env, ...recorded('GitLab CI', 'branch', IDS).env }
    expect(() => ciOf(env)).toThrow(/that of GitLab CI \(GITLAB_CI\) and of Jenkins \(JENKINS_URL\)/)
  })

  test('each has a way to the whole history', () => {
    for (const { wholeHistory } of CIS)
      expect(wholeHistory).toMatch(/fetch-depth: 0|GIT_DEPTH: "0"|depth: full|fetchDepth: 0|[Ss]hallow|--depth/)
  })
})

/** What a CI says that is missing, contradicts itself, or is no name of what it should be. */
const REFUSED: readonly (readonly [ci: string, title: string, over: Parameters<typeof told>[2], why: RegExp])[] = [
  ['GitHub Actions', 'schedule', { env: { GITHUB_EVENT_NAME: 'issue_comment' } }, /"issue_comment" does not say which/],
  ['GitHub Actions', 'schedule', { env: { GITHUB_EVENT_NAME: 'toString' } }, /"toString" does not say which/],
  ['GitHub Actions', 'schedule', { env: { GITHUB_EVENT_NAME: undefined } }, /"" does not say which/],
  ['GitHub Actions', 'pull_request', { event: { pull_request: null } }, /pull_request\.base\.ref .* is not set/],
  ['GitHub Actions', 'pull_request', { env: { GITHUB_BASE_REF: 'old' } }, /contradict each other: is "main", is "old"/],
  ['GitHub Actions', 'push to a branch', { env: { GITHUB_REF: 'refs/heads/main' } }, /contradict each other/],
  ['GitHub Actions', 'push to a branch', { env: { GITHUB_SHA: IDS['tip'] } }, /after and GITHUB_SHA contradict/],
  ['GitHub Actions', 'push to a branch', { event: { deleted: true } }, /brings no commits/],
  [
    'GitHub Actions',
    'push to a branch',
    { event: { after: '0'.repeat(40) }, env: { GITHUB_SHA: '' } },
    /after should be/,
  ],
  ['GitHub Actions', 'push to a branch', { event: { repository: {} } }, /default_branch .* is not set/],
  ['GitHub Actions', 'merge_group', { env: { GITHUB_SHA: IDS['tip'] } }, /contradict each other/],
  ['GitLab CI', 'merge request', { env: { CI_PROJECT_ID: '43' } }, /runs in the fork/],
  ['GitLab CI', 'merge request', { env: { CI_MERGE_REQUEST_IID: undefined } }, /CI_MERGE_REQUEST_IID is not set/],
  [
    'GitLab CI',
    'merge request, merged results',
    { env: { CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '' } },
    /SOURCE_BRANCH_SHA should be/,
  ],
  ['GitLab CI', 'branch', { env: { CI_COMMIT_BRANCH: undefined } }, /CI_COMMIT_BRANCH .* is not set/],
  ['GitLab CI', 'branch', { env: { CI_COMMIT_REF_NAME: 'main' } }, /contradict each other/],
  ['GitLab CI', 'branch', { env: { CI_DEFAULT_BRANCH: undefined } }, /CI_DEFAULT_BRANCH .* is not set/],
  ['Bitbucket Pipelines', 'branch', { env: { BITBUCKET_COMMIT: '0123456789ab' } }, /full id of a commit, and is "0123/],
  [
    'Bitbucket Pipelines',
    'pull request',
    { env: { BITBUCKET_PR_DESTINATION_BRANCH: undefined } },
    /DESTINATION_BRANCH .* is not set/,
  ],
  ['Azure Pipelines', 'pull request', { env: { SYSTEM_PULLREQUEST_TARGETBRANCH: '' } }, /TARGETBRANCH .* is not set/],
  ['Azure Pipelines', 'branch', { env: { BUILD_SOURCEVERSION: undefined } }, /BUILD_SOURCEVERSION .* is not set/],
  ['Jenkins', 'change request', { env: { CHANGE_TARGET: undefined } }, /CHANGE_TARGET .* is not set/],
  ['Jenkins', 'branch', { env: { BRANCH_NAME: undefined } }, /no multibranch job/],
  ['Buildkite', 'branch', { env: { BUILDKITE_PIPELINE_DEFAULT_BRANCH: undefined } }, /DEFAULT_BRANCH .* is not set/],
  ['Buildkite', 'pull request', { env: { BUILDKITE_PULL_REQUEST_BASE_BRANCH: '' } }, /BASE_BRANCH .* is not set/],
]

test.each(REFUSED)('%s, %s with %j is not guessed at', (ci, title, over, why) => {
  expect(() => told(ci, title, over)).toThrow(CouldNotCheck)
  expect(() => told(ci, title, over)).toThrow(why)
})

/** Where each CI's names come from: the target of a request. */
const TARGETS: readonly (readonly [ci: string, title: string, with_: (name: string) => Parameters<typeof told>[2]])[] =
  [
    [
      'GitHub Actions',
      'pull_request',
      (name) => ({
        env: { GITHUB_BASE_REF: name },
        event: { pull_request: { head: { sha: IDS['head'], ref: name }, base: { ref: name } } },
      }),
    ],
    ['GitLab CI', 'merge request', (name) => ({ env: { CI_MERGE_REQUEST_TARGET_BRANCH_NAME: name } })],
    ['Bitbucket Pipelines', 'pull request', (name) => ({ env: { BITBUCKET_PR_DESTINATION_BRANCH: name } })],
    ['Azure Pipelines', 'pull request', (name) => ({ env: { SYSTEM_PULLREQUEST_TARGETBRANCH: name } })],
    ['Jenkins', 'change request', (name) => ({ env: { CHANGE_TARGET: name } })],
    ['Buildkite', 'pull request', (name) => ({ env: { BUILDKITE_PULL_REQUEST_BASE_BRANCH: name } })],
  ]

describe.each(TARGETS)('the target that %s names', (ci, title, with_) => {
  test.each([
    'main~5',
    'main^{/adopt}',
    'main@{1}',
    'main..topic',
    'main:file',
    ':/adopt',
    '../../heads/main',
    '--all',
    '-x',
    'a b',
    'a\nb',
    'a\0b',
    '\x1b[31mred',
    '*',
    'a?',
    'a[b]',
    'a\\b',
    'a//b',
    '/a',
    'a/',
    'a.lock',
    '.a',
    'a/.b',
    'HEAD',
    '@',
    'x'.repeat(1001),
  ])('is not taken for one when it is %j', (name) => {
    expect(() => told(ci, title, with_(name))).toThrow(/should be the name of a branch/)
  })

  test.each(['main', 'release/1.x', 'naïve/漢字', "it's", '$(id)', 'a%2Fb', 'a#b', 'HEADS'])('may be %s', (name) => {
    expect(told(ci, title, with_(name)).into).toBe(name)
  })
})

test.each([
  ['a short id', 'abc1234'],
  ['a name', 'main'],
  ['an option', '--all'],
  ['upper case', 'A'.repeat(40)],
  ['an id and more', `${'a'.repeat(40)}^`],
  ['zeros', '0'.repeat(40)],
  ['a number', 1e39],
  ['an object with a text', { toString: 'a'.repeat(40) }],
  ['a list', ['a'.repeat(40)]],
])('a head that is %s is none', (_, sha) => {
  const event = { pull_request: { head: { sha }, base: { ref: 'main' } } }
  expect(() => told('GitHub Actions', 'pull_request', { event })).toThrow(/head\.sha should be the full id of a commit/)
})

test('ids of SHA-256 are ids', () => {
  const event = { pull_request: { head: { sha: 'a'.repeat(64) }, base: { ref: 'main' } } }
  expect(told('GitHub Actions', 'pull_request', { event }).head).toBe('a'.repeat(64))
})
