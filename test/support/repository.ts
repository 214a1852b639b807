import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What a command did. Text is UTF-8; `bytes` is stdout untouched. */
export interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
  readonly bytes: Buffer
}

/** The built binary, as a stranger would run it. `npm test` builds first. */
export const BINARY = new URL('../../bin/precheck.js', import.meta.url).pathname

/** All of git's configuration that every test has. */
const SETTINGS = new URL('./gitconfig', import.meta.url).pathname

/**
 * Environment that nothing of the user's can reach: no git configuration but ours, no signs of an agent, a fixed identity, and
 * dates that count up by a minute with each commit, so that nothing depends on the clock.
 */
export function cleanEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    TMPDIR: tmpdir(),
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: SETTINGS,
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: 'true',
    GIT_AUTHOR_NAME: 'Ann Author',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann Author',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
  }
}

export interface Options {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly input?: string | Buffer
  readonly cwd?: string
}

/** A real repository in a temporary folder. Use `withRepository`, which takes it away again. */
export class TestRepository {
  readonly dir: string
  readonly env: Record<string, string>
  #minute = 0

  constructor(dir: string, home: string) {
    this.dir = dir
    this.env = cleanEnvironment(home)
  }

  /** Runs any program here; never throws for its exit status. */
  run(program: string, args: readonly string[], options: Options = {}): Ran {
    const env: Record<string, string> = { ...this.env, ...this.#nextDate() }
    for (const [name, value] of Object.entries(options.env ?? {})) {
      if (value === undefined) delete env[name]
      else env[name] = value
    }
    const done = spawnSync(program, args, {
      cwd: options.cwd ?? this.dir,
      env,
      input: options.input ?? '',
      maxBuffer: 1 << 30,
    })
    if (done.error) throw done.error
    return {
      status: done.status ?? 128,
      stdout: done.stdout.toString('utf8'),
      stderr: done.stderr.toString('utf8'),
      bytes: done.stdout,
    }
  }

  /** Runs git and returns its stdout without the last newline; throws with git's own words when it fails. */
  git(...args: string[]): string {
    const ran = this.run('git', args)
    if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: exit ${ran.status}\n${ran.stderr}${ran.stdout}`)
    return ran.stdout.replace(/\n$/, '')
  }

  /** Runs git and returns what it did, whatever the exit status. */
  tryGit(args: readonly string[], options: Options = {}): Ran {
    return this.run('git', args, options)
  }

  /** Runs the built precheck binary here. */
  precheck(args: readonly string[], options: Options = {}): Ran {
    return this.run(process.execPath, [BINARY, ...args], options)
  }

  /** Writes a file of the work tree, with its folders. */
  write(path: string, content: string | Buffer): void {
    const file = join(this.dir, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }

  /** Stages the files (content by path; all of the work tree when none is given) and commits with hooks off. */
  commit(message: string, files: Readonly<Record<string, string | Buffer>> = {}): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content)
    this.git('add', '-A')
    const ran = this.run('git', ['commit', '-q', '--no-verify', '--allow-empty', '--allow-empty-message', '-F', '-'], {
      input: message,
    })
    if (ran.status !== 0) throw new Error(`git commit: exit ${ran.status}\n${ran.stderr}${ran.stdout}`)
    return this.#head()
  }

  /** What HEAD is now. A commit was just made, so that its ref is a loose file; elsewhere git is asked. */
  #head(): string {
    try {
      const ref = /^ref: (refs\/heads\/.+)\n$/.exec(readFileSync(join(this.dir, '.git/HEAD'), 'utf8'))?.[1]
      if (ref) return readFileSync(join(this.dir, '.git', ref), 'utf8').trim()
    } catch {
      // A linked work tree, say.
    }
    return this.git('rev-parse', 'HEAD')
  }

  #nextDate(): Record<string, string> {
    this.#minute += 1
    const date = `${1_700_000_000 + this.#minute * 60} +0000`
    return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  }
}

/** Makes a repository on branch `main`, gives it to `body`, and removes it whatever happens. */
export async function withRepository<T>(
  body: (repository: TestRepository) => T | Promise<T>,
  options: { readonly init?: readonly string[] } = {},
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'precheck-test-'))
  try {
    const dir = join(root, 'work')
    const home = join(root, 'home')
    mkdirSync(dir)
    mkdirSync(home)
    execFileSync('git', ['init', '-q', '-b', 'main', ...(options.init ?? []), dir], { env: cleanEnvironment(home) })
    return await body(new TestRepository(dir, home))
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  }
}
