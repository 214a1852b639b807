import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { type Called, precheck } from './in-process.ts'
import { adopt, byAgent } from './signoff-setting.ts'

const BEGIN = '<!-- precheck:begin -->\n'
const END = '\n<!-- precheck:end -->\n'

/** A stand-in for GitHub's API with one pull request. */
interface GitHub {
  readonly url: string
  /** The description as it stands. */
  body: string | null
  /** What it answers to every call, if it is not to work; by method. */
  readonly refuses: { GET?: number; PATCH?: number }
  /** Each call as `METHOD path token`. */
  readonly calls: string[]
}

async function withGitHub(body: (github: GitHub) => Promise<void>): Promise<void> {
  const github = { url: '', body: null as string | null, refuses: {} as GitHub['refuses'], calls: [] as string[] }
  const server = createServer((request, response) => {
    void answer(github, request).then(({ status, json }) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(json))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    await body(github)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function answer(github: GitHub, request: IncomingMessage): Promise<{ status: number; json: unknown }> {
  const sent: Buffer[] = []
  for await (const chunk of request) sent.push(chunk as Buffer)
  const method = request.method as 'GET' | 'PATCH'
  github.calls.push(`${method} ${request.url} ${request.headers.authorization}`)
  const refused = github.refuses[method]
  if (refused !== undefined) return { status: refused, json: { message: 'no' } }
  if (request.url !== '/repos/acme/shop/pulls/7') return { status: 404, json: { message: 'Not Found' } }
  if (method === 'PATCH') {
    const read = JSON.parse(Buffer.concat(sent).toString('utf8')) as { body: string }
    if (read.body.length > 65_536) return { status: 422, json: { message: 'body is too long' } }
    // The web stores what is sent, and the next reader gets it back.
    github.body = read.body
  }
  return { status: 200, json: { number: 7, body: github.body } }
}

/** A topic with a commit, and the environment of a job that runs for a pull request. */
async function inJob(
  body: (job: {
    repository: TestRepository
    github: GitHub
    run: (env?: Readonly<Record<string, string>>) => Promise<Called>
    summary: () => string
  }) => Promise<void>,
): Promise<void> {
  await withGitHub((github) =>
    withRepository(async (repository) => {
      adopt(repository)
      byAgent(repository, 'Add a page', { 'src/page.ts': 'x\n' })
      const folder = dirname(repository.dir)
      const event = join(folder, 'event.json')
      writeFileSync(event, JSON.stringify({ pull_request: { number: 7 } }))
      const file = join(folder, 'summary.md')
      const job = {
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: github.url,
        GITHUB_EVENT_PATH: event,
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_STEP_SUMMARY: file,
        GH_TOKEN: 'secret',
      }
      await body({
        repository,
        github,
        run: (env = {}) => precheck(repository, ['packet', '--github', 'main..HEAD'], { env: { ...job, ...env } }),
        summary: () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
      })
    }),
  )
}

/** Puts a program called `gh` on the path, which prints one thing for a pull request and another for a token. */
function withGh(repository: TestRepository, url: string, token: string): Readonly<Record<string, string>> {
  const folder = join(dirname(repository.dir), 'programs')
  mkdirSync(folder, { recursive: true })
  const script = `#!/bin/sh\ncase "$*" in 'pr view --json url --jq .url') echo '${url}';; 'auth token'*) echo '${token}';; *) exit 1;; esac\n`
  writeFileSync(join(folder, 'gh'), script)
  chmodSync(join(folder, 'gh'), 0o755)
  return { PATH: `${folder}:${repository.env.PATH}` }
}

describe('in a job for a pull request', () => {
  test('the packet goes into the summary and the description, and nowhere else', () =>
    inJob(async ({ github, run, summary, repository }) => {
      github.body = 'Please look.\r\n'
      const ran = await run()
      expect(ran).toEqual({ status: 0, stdout: '', stderr: '' })
      const { stdout } = await precheck(repository, ['packet', 'main..HEAD'])
      expect(summary()).toBe(`${stdout}\n`)
      expect(github.body).toBe(`Please look.\r\n\n${BEGIN}${stdout.trimEnd()}${END}`)
      expect(github.calls).toEqual([
        'GET /repos/acme/shop/pulls/7 Bearer secret',
        'PATCH /repos/acme/shop/pulls/7 Bearer secret',
      ])
    }))

  test('the next run replaces its own region and leaves what people wrote since', () =>
    inJob(async ({ github, run, repository }) => {
      await run()
      github.body = `Words above.\n${github.body}Words below, with ${BEGIN.trim()} in them.\n`
      byAgent(repository, 'Add another', { 'src/other.ts': 'x\n' })
      await run()
      expect(github.body).toMatch(/^Words above\.\n<!-- precheck:begin -->\n/)
      expect(github.body?.endsWith(`${END}Words below, with ${BEGIN.trim()} in them.\n`)).toBe(true)
      expect(github.body).toContain('`Add another`')
      expect(github.body?.match(/## Review packet/g)).toHaveLength(1)
    }))

  test('nothing is sent where nothing has changed', () =>
    inJob(async ({ github, run }) => {
      await run()
      await run()
      expect(github.calls.map((call) => call.split(' ')[0])).toEqual(['GET', 'PATCH', 'GET'])
    }))

  test('the packet is cut to what the description has room for, and left out where there is none', () =>
    inJob(async ({ github, run }) => {
      github.body = 'x'.repeat(61_000)
      expect((await run()).stderr).toBe('')
      expect(github.body?.length).toBeLessThanOrEqual(65_536)
      expect(github.body).toContain('## Review packet')
      github.body = 'x'.repeat(65_000)
      expect((await run()).stderr).toMatch(/no room left/)
      expect(github.body).toBe('x'.repeat(65_000))
    }))

  test.each([403, 404])(
    'a token that may only read (%d) leaves the description alone, and the summary is written',
    (status) =>
      inJob(async ({ github, run, summary }) => {
        github.refuses.PATCH = status
        const ran = await run()
        expect(ran.status).toBe(0)
        expect(ran.stderr).toMatch(/^precheck: this token may not change the pull request/)
        expect(summary()).toContain('## Review packet')
      }),
  )

  test.each([
    [{ GET: 500 }, /GitHub answered 500 to GET \/repos\/acme\/shop\/pulls\/7/],
    [{ GET: 401 }, /GitHub answered 401/],
    [{ PATCH: 422 }, /GitHub answered 422 to PATCH/],
  ])('GitHub that does not answer as it should (%j) is said, exit 3', (refuses, sentence) =>
    inJob(async ({ github, run }) => {
      Object.assign(github.refuses, refuses)
      const ran = await run()
      expect([ran.status, ran.stdout]).toEqual([3, ''])
      expect(ran.stderr).toMatch(sentence)
      expect(ran.stderr).not.toContain('secret')
    }),
  )

  test('GitHub that cannot be reached is said, exit 3', () =>
    inJob(async ({ run }) => {
      const ran = await run({ GITHUB_API_URL: 'http://127.0.0.1:1' })
      expect(ran.status).toBe(3)
      expect(ran.stderr).toMatch(/GitHub cannot be reached at http:\/\/127\.0\.0\.1:1: ./)
    }))

  test.each([
    [{ GH_TOKEN: '', PATH: '/nowhere' }, /needs a token/],
    [{ GITHUB_REPOSITORY: 'acme/shop/../../user' }, /no owner\/name/],
    [{ GITHUB_API_URL: 'file:///etc' }, /GITHUB_API_URL is no address/],
    [{ GITHUB_EVENT_PATH: '/nowhere/event.json' }, /GITHUB_EVENT_PATH cannot be read/],
  ])('an environment that is wrong (%j) is the user’s mistake', (env, sentence) =>
    inJob(async ({ run, github, repository }) => {
      // git is found where it always is.
      const ran = await run('PATH' in env ? { ...env, PATH: noGh(repository) } : env)
      expect([ran.status, github.calls]).toEqual([2, []])
      expect(ran.stderr).toMatch(sentence)
    }),
  )

  test('the number comes from the ref where the event has none, and another token is taken', () =>
    inJob(async ({ run, github }) => {
      const ran = await run({
        GITHUB_EVENT_PATH: '',
        GITHUB_REF: 'refs/pull/7/merge',
        GH_TOKEN: '',
        GITHUB_TOKEN: 'other',
      })
      expect(ran.status).toBe(0)
      expect(github.calls[0]).toBe('GET /repos/acme/shop/pulls/7 Bearer other')
    }))

  test('a job for no pull request has the summary alone', () =>
    inJob(async ({ run, github, summary, repository }) => {
      writeFileSync(join(dirname(repository.dir), 'event.json'), JSON.stringify({ ref: 'refs/heads/main' }))
      const ran = await run()
      expect([ran.status, github.calls]).toEqual([0, []])
      expect(ran.stderr).toMatch(/no pull request here/)
      expect(summary()).toContain('## Review packet')
    }))

  test('summaries of other steps stay', () =>
    inJob(async ({ run, summary, repository }) => {
      writeFileSync(join(dirname(repository.dir), 'summary.md'), 'Earlier.\n')
      await run()
      expect(summary().startsWith('Earlier.\n## Review packet')).toBe(true)
    }))
})

/** A path with git and node on it, and no `gh`. */
function noGh(repository: TestRepository): string {
  const folder = join(dirname(repository.dir), 'no-gh')
  mkdirSync(folder, { recursive: true })
  const git = repository.run('sh', ['-c', 'command -v git']).stdout.trim()
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nexec ${git} "$@"\n`)
  chmodSync(join(folder, 'git'), 0o755)
  return folder
}

describe('on somebody’s own machine', () => {
  const LOCAL = {
    GITHUB_ACTIONS: '',
    GITHUB_EVENT_PATH: '',
    GITHUB_REPOSITORY: '',
    GITHUB_STEP_SUMMARY: '',
    GH_TOKEN: '',
  }

  test('gh says which pull request it is, and with which token', () =>
    inJob(async ({ run, github, repository, summary }) => {
      const ran = await run({ ...LOCAL, ...withGh(repository, 'https://github.com/acme/shop/pull/7', 'mine') })
      expect(ran).toEqual({ status: 0, stdout: '', stderr: '' })
      expect(github.calls[0]).toBe('GET /repos/acme/shop/pulls/7 Bearer mine')
      expect([github.body?.startsWith(BEGIN), summary()]).toEqual([true, ''])
    }))

  test.each([
    ['no pull request', '', 'mine'],
    ['an address that is none', 'https://evil.example/acme/shop/pull/7/../../x', 'mine'],
    ['no token', 'https://github.com/acme/shop/pull/7', ''],
  ])('where gh knows %s there is nowhere to write to', (_, url, token) =>
    inJob(async ({ run, github, repository }) => {
      const ran = await run({ ...LOCAL, ...withGh(repository, url, token) })
      expect([ran.status, github.calls]).toEqual([2, []])
      expect(ran.stderr).toMatch(/neither a step summary nor a pull request here/)
    }),
  )
})
