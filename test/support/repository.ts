import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Kept, keep, moved, writeKept } from './kept.ts'
import { startAndWait } from './starter.ts'

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
    // Else glibc gives back what each object took to compress and asks for it anew, which takes a virtual machine 50 times as
    // long as the rest of `git fast-import`.
    MALLOC_TRIM_THRESHOLD_: String(64 * 1024 * 1024),
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

  constructor(dir: string, home: string, env = cleanEnvironment(home)) {
    this.dir = dir
    this.env = env
  }

  /** Runs any program here; never throws for its exit status. */
  run(program: string, args: readonly string[], options: Options = {}): Ran {
    const env: Record<string, string> = { ...this.env, ...this.#nextDate() }
    for (const [name, value] of Object.entries(options.env ?? {})) {
      if (value === undefined) delete env[name]
      else env[name] = value
    }
    const done = startAndWait({ program, args, cwd: options.cwd ?? this.dir, env, input: options.input ?? '' })
    return {
      status: done.status,
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
    return this.head()
  }

  /** What HEAD is now. After a commit its ref is a loose file; elsewhere git is asked. */
  head(): string {
    try {
      const ref = /^ref: (refs\/heads\/.+)\n$/.exec(readFileSync(join(this.dir, '.git/HEAD'), 'utf8'))?.[1]
      if (ref) return readFileSync(join(this.dir, '.git', ref), 'utf8').trim()
    } catch {
      // A linked work tree, say.
    }
    return this.git('rev-parse', 'HEAD')
  }

  /** The same in a copy of the folder that it stands in. */
  movedTo(from: string, to: string): TestRepository {
    const env = Object.entries(this.env).map(([name, value]) => [name, moved(value, from, to)])
    const copy = new TestRepository(moved(this.dir, from, to), '', Object.fromEntries(env))
    copy.#minute = this.#minute
    return copy
  }

  #nextDate(): Record<string, string> {
    this.#minute += 1
    const date = `${1_700_000_000 + this.#minute * 60} +0000`
    return { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
  }
}

interface Setting {
  /** More for `git init`. */
  readonly init?: readonly string[]
}

/** A hook that git only shows: written into every copy they would be a fourth of all files. */
const isSample = (path: string): boolean => path.endsWith('.sample')

/** What `git init` makes, by what it was told; to write that again costs less than to start it for every test. */
const INITIAL = new Map<string, Kept>()

/** Makes a repository on branch `main`, gives it to `body`, and removes it whatever happens. */
export async function withRepository<T>(
  body: (repository: TestRepository) => T | Promise<T>,
  { init = [] }: Setting = {},
): Promise<T> {
  return await withFolder(async (root) => {
    const [dir, home] = [join(root, 'work'), join(root, 'home')]
    const known = INITIAL.get(init.join(' '))
    if (known) writeKept(known, root)
    else {
      mkdirSync(dir)
      mkdirSync(home)
      execFileSync('git', ['init', '-q', '-b', 'main', ...init, dir], { env: cleanEnvironment(home) })
      for (const sample of readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(isSample))
        rmSync(join(dir, sample))
      INITIAL.set(init.join(' '), keep(root))
    }
    return await body(new TestRepository(dir, home))
  })
}

async function withFolder<T>(body: (root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'precheck-test-'))
  try {
    return await body(root)
  } finally {
    rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

/**
 * What several tests begin with: `begin` makes it once, with all that lies beside the repository, and each test gets its
 * own copy, as if made anew; once for each thing that it is asked for, which is told apart by its JSON. What `begin` gives
 * goes to each as it is, and so must not name the place. `start`: what the beginnings have in common themselves.
 */
export function begunBy<Made, Asked = void>(
  begin: (repository: TestRepository, asked: Asked) => Made | Promise<Made>,
  start: typeof withRepository = withRepository,
): <T>(
  body: (repository: TestRepository, made: Made) => T | Promise<T>,
  asked: Asked,
  setting?: Setting,
) => Promise<T> {
  const make = async (asked: Asked, setting: Setting) =>
    await start(async (repository) => {
      const made = await begin(repository, asked)
      return { made, repository, kept: keep(dirname(repository.dir)) }
    }, setting)
  const beginnings = new Map<string, ReturnType<typeof make>>()
  return async (body, asked, setting = {}) => {
    const key = JSON.stringify([asked, setting])
    const beginning = beginnings.get(key) ?? make(asked, setting)
    beginnings.set(key, beginning)
    const { made, repository, kept } = await beginning
    return await withFolder(async (root) => {
      writeKept(kept, root)
      return await body(repository.movedTo(kept.folder, root), made)
    })
  }
}
