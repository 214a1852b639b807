import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type Action, dangersIn, dangersOf, type Job, textOf, type Workflow, yamlOf } from './workflow.ts'

/** An expression of GitHub's, which in TypeScript would look like one of its own. */
const expression = (inner: string): string => ['$', `{{ ${inner} }}`].join('')

const FILE = 'templates/github-workflow.yml'
const workflow = yamlOf<Workflow>(FILE)
const action = yamlOf<Action>('action.yml')

describe('the workflow that install writes', () => {
  test('holds nothing dangerous', () => {
    expect(dangersIn(workflow)).toEqual([])
  })

  test('judges every pull request, also one that is pointed at another branch, and every merge group', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request_target', 'merge_group'])
    expect(workflow.on['pull_request_target']).toEqual({ types: ['opened', 'synchronize', 'reopened', 'edited'] })
    expect(workflow.on['merge_group']).toBeNull()
    expect(Object.keys(workflow.jobs)).toEqual(['precheck'])
  })

  test('takes both ends of the range from each of the two events', () => {
    const { BASE, HEAD } = workflow.jobs['precheck']!.env!
    expect(BASE).toBe(expression('github.event.pull_request.base.ref || github.event.merge_group.base_ref'))
    expect(HEAD).toBe(expression('github.event.pull_request.head.sha || github.event.merge_group.head_sha'))
  })

  test('leaves two words to install, which are of one version and of one program', () => {
    const text = textOf(FILE)
    expect([...text.matchAll(/@[A-Z]\w*@/g)].map(String)).toEqual(['@VERSION@', '@SHA256@'])
  })

  // Each is the file with one line changed: what the test above holds is seen by it.
  const CHANGED: Readonly<Record<string, readonly [from: RegExp | string, to: string, danger: RegExp]>> = {
    'the head checked out': [expression('env.BASE'), expression('env.HEAD'), /checks out the change/],
    'the merge commit checked out': [expression('env.BASE'), 'refs/pull/1/merge', /checks out the change/],
    'an expression in a script': [
      'origin "$HEAD"',
      `origin "${expression('github.event.pull_request.head.ref')}"`,
      /into a script/,
    ],
    'an action by its tag': [/@[0-9a-f]{40} # (v[\d.]+)/, '@$1', /not named by a commit/],
    'an action of the change': [
      '      - name: Judge',
      '      - uses: ./.github/actions/x\n      - name: Judge',
      /not named by a commit/,
    ],
    'a part of the history': ['fetch-depth: 0', 'fetch-depth: 50', /whole history/],
    'rights for all jobs': ['permissions: {}', 'permissions: write-all', /every job/],
    'a right to write': ['contents: read', 'contents: write', /more than read/],
    'no merge queue': ['  merge_group:\n', '', /merge queue/],
    'a token left behind': ['persist-credentials: false', 'persist-credentials: true', /token/],
    'packages of the change': ['npm pack --ignore-scripts --silent', 'npm ci && npm pack', /installs packages/],
    'a condition': ['    runs-on:', "    if: github.actor != 'dependabot[bot]'\n    runs-on:", /skipped/],
    'a filter of paths': ['    types:', '    paths: [src/**]\n    types:', /by their paths/],
    'a secret': [expression('github.token'), expression('secrets.TOKEN'), /secrets/],
    'a checkout by hand': ['origin "$HEAD"', 'origin "$HEAD" && git checkout FETCH_HEAD', /writes files/],
  }
  test.each(Object.entries(CHANGED))('would be seen with %s', (_, [from, to, danger]) => {
    const text = textOf(FILE).replace(from, to)
    expect(text).not.toBe(textOf(FILE))
    expect(dangersIn(parse(text) as Workflow)).toEqual([expect.stringMatching(danger)])
  })
})

describe('the action', () => {
  test('holds nothing dangerous', () => {
    expect(action.runs.using).toBe('composite')
    expect(action.runs.steps.flatMap((step) => dangersOf(step, true))).toEqual([])
    for (const { shell } of action.runs.steps) expect(shell).toBe('bash')
  })

  test('has an input for each word that it hands on, each with a description, and asks for a policy by itself', () => {
    expect(Object.keys(action.inputs)).toEqual(['base', 'head', 'format', 'require-policy'])
    for (const { description } of Object.values(action.inputs)) expect(description).toMatch(/\.$/)
    const used = [...textOf('action.yml').matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)].map(([, input]) => input)
    expect(used).toEqual(Object.keys(action.inputs))
    expect(action.inputs['require-policy']?.default).toBe('true')
  })
})

describe('the job for GitLab', () => {
  const job = yamlOf<Record<string, Job & Record<string, unknown>>>('templates/gitlab-ci.yml')['precheck']!

  test('has the whole history and no file of the change, waits for nothing and cannot be skipped', () => {
    expect(job['variables']).toEqual({
      GIT_DEPTH: '0',
      GIT_STRATEGY: 'clone',
      GIT_CHECKOUT: 'false',
      GIT_SUBMODULE_STRATEGY: 'none',
    })
    expect(job['rules']).toEqual([{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }])
    expect(job).toMatchObject({ allow_failure: false, needs: [], cache: [] })
    expect(job['stage']).toBeUndefined()
  })

  test('takes its version and sum from no variable', () => {
    const script = (job['script'] as readonly string[]).join('\n')
    expect(script.match(/@VERSION@/g)?.length).toBeGreaterThan(1)
    expect(script.match(/@SHA256@/g)).toHaveLength(1)
    expect(script).toContain('check --require-policy')
  })
})
