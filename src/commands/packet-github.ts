import { spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'
import { CouldNotCheck, UsageError } from '../errors.ts'
import { MOST_CHARACTERS } from '../report/packet.ts'
import { aroundRegion, roomIn, withRegion } from '../report/packet-region.ts'
import { visible } from '../visible.ts'
import type { Io } from './io.ts'

/** A pull request, and what is needed to change it. */
interface PullRequest {
  readonly url: string
  readonly token: string
}

const TIMEOUT = 30_000

/**
 * Writes a packet to where GitHub shows it: the summary of the step that runs, and the description of the pull request.
 * `render` makes one of at most so many characters.
 * @throws {UsageError} when there is neither. @throws {CouldNotCheck} when GitHub does not answer as it should.
 */
export async function publishPacket(
  render: (most: number) => string,
  note: (words: string) => void,
  { env, cwd }: Io,
): Promise<void> {
  const summary = env['GITHUB_STEP_SUMMARY']
  if (summary) appendFileSync(summary, `${render(MOST_CHARACTERS)}\n`)
  const request = pullRequest(env, cwd)
  if (request === null) {
    if (!summary) throw new UsageError('--github: there is neither a step summary nor a pull request here')
    note('no pull request here: the packet is in the step summary alone')
    return
  }
  const { body } = await call(request, 'GET')
  const description = typeof body === 'string' ? body : ''
  const rest = aroundRegion(description)
  const packet = whereItFits(render, Math.min(MOST_CHARACTERS, roomIn(rest)))
  if (packet === null) {
    note('the description of the pull request has no room left for the packet')
    return
  }
  const changed = withRegion(rest, packet)
  if (changed === description) return
  const { status } = await call(request, 'PATCH', { body: changed })
  if (status === 403 || status === 404)
    note('this token may not change the pull request (that of a fork may only read): its description is as it was')
}

function whereItFits(render: (most: number) => string, room: number): string | null {
  try {
    return render(room)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** What GitHub answered: an object with its status in it. */
type Answer = Readonly<Record<string, unknown>> & { readonly status: number }

async function call({ url, token }: PullRequest, method: 'GET' | 'PATCH', sent?: object): Promise<Answer> {
  const answer = await fetch(url, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'user-agent': 'precheck',
      'x-github-api-version': '2022-11-28',
      ...(sent && { 'content-type': 'application/json' }),
    },
    ...(sent && { body: JSON.stringify(sent) }),
    signal: AbortSignal.timeout(TIMEOUT),
  }).catch((error: unknown) => {
    throw new CouldNotCheck(`GitHub cannot be reached at ${new URL(url).origin}: ${reasonOf(error)}`)
  })
  const isRefused = method === 'PATCH' && (answer.status === 403 || answer.status === 404)
  if (!answer.ok && !isRefused)
    throw new CouldNotCheck(`GitHub answered ${answer.status} to ${method} ${new URL(url).pathname}`)
  const read: unknown = isRefused ? {} : await answer.json().catch(() => null)
  if (typeof read !== 'object' || read === null)
    throw new CouldNotCheck('GitHub answered with something that is no pull request')
  return { ...read, status: answer.status }
}

const reasonOf = (error: unknown): string => {
  const { message, cause } = error as Error
  return visible(cause instanceof Error ? cause.message : message, 200)
}

/** In CI the one of the event; else, through `gh`, the one of the branch that is checked out. */
function pullRequest(env: Io['env'], cwd: string): PullRequest | null {
  const repository = env['GITHUB_REPOSITORY']
  const number = numberOf(env)
  if (repository && number !== null) {
    if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
      throw new UsageError(`GITHUB_REPOSITORY is no owner/name: ${visible(repository, 100)}`)
    const token = env['GH_TOKEN'] || env['GITHUB_TOKEN'] || gh(env, cwd, ['auth', 'token'])
    if (!token) throw new UsageError('--github needs a token: give the step GH_TOKEN (in GitHub Actions, github.token)')
    return { url: apiUrl(env, `repos/${repository}/pulls/${number}`), token }
  }
  if (env['GITHUB_ACTIONS'] === 'true') return null
  const found = /^https:\/\/([\w.:-]+)\/([\w.-]+\/[\w.-]+)\/pull\/(\d+)$/.exec(
    gh(env, cwd, ['pr', 'view', '--json', 'url', '--jq', '.url']) ?? '',
  )
  const token = found && gh(env, cwd, ['auth', 'token', '--hostname', found[1]!])
  if (!found || !token) return null
  const [, host, name, pull] = found
  const api = env['GITHUB_API_URL'] ?? (host === 'github.com' ? 'https://api.github.com' : `https://${host}/api/v3`)
  return { url: apiUrl({ GITHUB_API_URL: api }, `repos/${name}/pulls/${pull}`), token }
}

function apiUrl(env: Io['env'], path: string): string {
  const api = env['GITHUB_API_URL'] || 'https://api.github.com'
  if (!URL.canParse(api) || !/^https?:$/.test(new URL(api).protocol))
    throw new UsageError(`GITHUB_API_URL is no address: ${visible(api, 100)}`)
  return `${api.replace(/\/+$/, '')}/${path}`
}

/** The number of the pull request that CI runs for. */
function numberOf(env: Io['env']): number | null {
  const file = env['GITHUB_EVENT_PATH']
  if (file) {
    try {
      const { pull_request: request } = JSON.parse(readFileSync(file, 'utf8')) as {
        pull_request?: { number?: unknown }
      }
      if (Number.isSafeInteger(request?.number) && Number(request?.number) > 0) return Number(request?.number)
    } catch (error) {
      throw new UsageError(`GITHUB_EVENT_PATH cannot be read: ${visible((error as Error).message, 200)}`)
    }
  }
  const ref = /^refs\/pull\/([1-9]\d{0,15})\//.exec(env['GITHUB_REF'] ?? '')
  return ref ? Number(ref[1]) : null
}

/** What GitHub's own program prints, in one line; null: it is not here, or does not know. */
function gh(env: Io['env'], cwd: string, args: readonly string[]): string | null {
  const ran = spawnSync('gh', args, {
    cwd,
    env: env as NodeJS.ProcessEnv,
    encoding: 'utf8',
    timeout: TIMEOUT,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return ran.status === 0 ? ran.stdout.trim() || null : null
}
