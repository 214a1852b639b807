import { type ChildProcessByStdio, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { CouldNotCheck, UsageError } from '../errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What git did. `stderr` is its own words, trimmed. */
export interface GitResult {
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: string
}

export type GitProcess = ChildProcessByStdio<Writable, Readable, Readable>

/** A git that is told all it needs by its arguments. */
export type SilentGit = ChildProcessByStdio<null, Readable, Readable>

/** Where and how git runs: the folder, the whole environment, and options that stand before the subcommand. */
export interface GitPlace {
  readonly cwd: string
  readonly env: Environment
  readonly options: readonly string[]
}

/** No terminal text of git's is worth more than this; a flood of warnings is cut. */
const STDERR_LIMIT = 64 * 1024

/**
 * Starts git with an argument array, never a shell. The caller reads stdout and calls `finished` on the same tick.
 */
export function startGit(place: GitPlace, args: readonly string[]): GitProcess {
  return started(() =>
    spawn('git', [...place.options, ...args], { ...settings(place), stdio: ['pipe', 'pipe', 'pipe'] }),
  )
}

/** The same for a git that is told nothing on stdin: each pipe takes time to open and to close. */
export function startSilentGit(place: GitPlace, args: readonly string[]): SilentGit {
  return started(() =>
    spawn('git', [...place.options, ...args], { ...settings(place), stdio: ['ignore', 'pipe', 'pipe'] }),
  )
}

/** Node throws at once where the kernel takes no such command line. */
function started<Child>(start: () => Child): Child {
  try {
    return start()
  } catch (error) {
    throw notStarted(error as NodeJS.ErrnoException)
  }
}

const settings = ({ cwd, env }: GitPlace): SpawnOptions => ({
  cwd,
  env: env as NodeJS.ProcessEnv,
  windowsHide: true,
})

/**
 * Waits until git has ended and its output is drained; gives the exit status and stderr.
 * @throws {UsageError} when there is no git to start.
 */
export function finished(child: GitProcess | SilentGit): Promise<{ status: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    let stderr = ''
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      if (stderr.length < STDERR_LIMIT) stderr += text
    })
    // git that ends early closes its stdin under our hands; its exit status tells what happened.
    child.stdin?.on('error', () => {})
    child.on('error', (error) => reject(notStarted(error)))
    child.on('close', (code, signal) => resolve({ status: statusOf(code, signal), stderr: stderr.trim() }))
  })
}

const statusOf = (code: number | null, signal: string | null): number => code ?? (signal === null ? 128 : 129)

function notStarted(error: NodeJS.ErrnoException): Error {
  if (error.code === 'ENOENT')
    return new UsageError('git cannot be started: it is not on PATH, or the folder does not exist')
  if (error.code === 'ENOBUFS')
    return new CouldNotCheck('git has objects here that are larger than anything that is read')
  if (error.code === 'E2BIG') return new CouldNotCheck('more would be asked of git than a command line holds')
  return error
}

/** Runs git to its end and gives what it did, whatever the exit status. */
export async function tryGit(place: GitPlace, args: readonly string[], input?: string | Buffer): Promise<GitResult> {
  return await drained(input === undefined ? startSilentGit(place, args) : startGit(place, args), input)
}

/** The same, for so many milliseconds: then git is killed, and what it said until then is given. */
export async function tryGitWithin(
  milliseconds: number,
  place: GitPlace,
  args: readonly string[],
  input: string,
): Promise<GitResult & { readonly inTime: boolean }> {
  const child = startGit(place, args)
  let inTime = true
  const timer = setTimeout(() => {
    inTime = false
    child.kill('SIGKILL')
  }, milliseconds)
  try {
    return { ...(await drained(child, input)), inTime }
  } finally {
    clearTimeout(timer)
  }
}

async function drained(child: GitProcess | SilentGit, input?: string | Buffer): Promise<GitResult> {
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const end = finished(child)
  child.stdin?.end(input)
  const { status, stderr } = await end
  return { status, stdout: Buffer.concat(chunks), stderr }
}

/**
 * The same, and nothing else goes on meanwhile. Where there is nothing else to do this is sooner: the streams of three
 * processes side by side take Node longer than the processes take one after the other. `most`: so many bytes it may print.
 * @throws {CouldNotCheck} when it prints more.
 */
export function waitForGit(
  place: GitPlace,
  args: readonly string[],
  input?: string,
  most = Number.POSITIVE_INFINITY,
): GitResult {
  const done = spawnSync('git', [...place.options, ...args], {
    ...settings(place),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    maxBuffer: most,
    ...(input !== undefined && { input }),
  })
  if (done.error) throw notStarted(done.error)
  const stderr = done.stderr.toString('utf8', 0, STDERR_LIMIT).trim()
  return { status: statusOf(done.status, done.signal), stdout: done.stdout, stderr }
}

/**
 * Runs git to its end and gives its stdout.
 * @throws {CouldNotCheck} with git's own words when it fails.
 */
export async function runGit(place: GitPlace, args: readonly string[], input?: string | Buffer): Promise<Buffer> {
  const result = await tryGit(place, args, input)
  if (result.status !== 0) throw gitFailed(args, result)
  return result.stdout
}

/** The error for a git that failed: what was asked, and the last line git said. */
export function gitFailed(args: readonly string[], result: { status: number; stderr: string }): CouldNotCheck {
  const said = result.stderr.split('\n').at(-1) || `exit status ${result.status}`
  return new CouldNotCheck(`git ${args[0] ?? ''} failed: ${said}`)
}
