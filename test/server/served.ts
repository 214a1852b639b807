import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { run } from '../../src/cli.ts'
import { GOOD, TRAILERS } from '../hooks/hooked.ts'
import { install } from '../install/installed.ts'
import { begunBy, type Options, type Ran, TestRepository } from '../support/repository.ts'

/** What the policies of these tests ask, where they ask nothing else. */
export const POLICY = `${TRAILERS}
paths: [{ name: deploy, match: ['deploy/'], action: sign-off }]`

export const SILENT = { status: 0, stderr: '' }

/** A clone, and the bare repository that it pushes to, whose pre-receive hook is precheck's. */
export interface Served {
  readonly clone: TestRepository
  readonly server: TestRepository
  /** `git push -q origin` with these arguments. */
  readonly push: (...args: readonly string[]) => Ran
  /** The same to the hook alone, called in this process: quicker, for what git itself has no part in. */
  readonly offer: (...refspecs: readonly string[]) => Promise<Received>
  /** What the server has under a full name; empty: nothing. */
  readonly has: (ref: string) => string
}

interface Setup {
  /** Files of the base beside the policy. */
  readonly files?: Readonly<Record<string, string>>
  /** Nothing is on the server yet; `main` with the policy is in the clone alone. */
  readonly empty?: boolean
  readonly init?: readonly string[]
}

/** Sets up both, with the policy landed on `main` before the hook was there; the branch `work` is checked out. */
export const withServer = (
  policy: string | null,
  body: (served: Served) => void | Promise<void>,
  { files = {}, empty = false, init = [] }: Setup = {},
): Promise<void> =>
  begun(
    async (clone) => {
      const server = serverBeside(clone, SERVER)
      await body({
        clone,
        server,
        push: (...args) => push(clone, args),
        offer: (...refspecs) => offer(clone, server, refspecs),
        has: (ref) => server.tryGit(['rev-parse', '--verify', '--quiet', ref]).stdout.trim(),
      })
    },
    { policy, files, empty, init },
    { init },
  )

const SERVER = 'server.git'

const begun = begunBy(
  async (clone, { policy, files, empty, init }: Required<Setup> & { readonly policy: string | null }) => {
    const server = newServer(clone, SERVER, init)
    clone.git('remote', 'add', 'origin', server.dir)
    clone.commit('Adopt a policy', policy === null ? files : { '.precheck.yml': `version: 1\n${policy}\n`, ...files })
    if (!empty) clone.git('push', '-q', 'origin', 'main')
    await guard(server)
    clone.git('checkout', '-q', '-b', 'work')
  },
)

/** An empty bare repository beside a clone. */
export function newServer(clone: TestRepository, name: string, init: readonly string[] = []): TestRepository {
  const server = serverBeside(clone, name)
  clone.git('init', '-q', '--bare', '-b', 'main', ...init, server.dir)
  return server
}

const serverBeside = (clone: TestRepository, name: string): TestRepository =>
  new TestRepository(join(clone.dir, '..', name), join(dirname(clone.dir), 'home'))

/** Installs the hook as an administrator does. */
export async function guard(server: TestRepository): Promise<void> {
  const { status, stderr } = await install(server, ['--server'])
  if (status !== 0) throw new Error(stderr)
}

export const push = (clone: TestRepository, args: readonly string[], options: Options = {}): Ran =>
  clone.tryGit(['push', '-q', 'origin', ...args], options)

/** A commit that has all that is asked of an agent's; gives its id. */
export const good = (clone: TestRepository, path: string, content = `${path}\n`): string =>
  clone.commit(`Add ${path}\n\n${GOOD}\n${AGENT}`, { [path]: content })

/** A commit of an agent without anything that is asked. */
export const bad = (clone: TestRepository, subject = 'Bad', files: Readonly<Record<string, string>> = {}): string =>
  clone.commit(`${subject}\n\n${AGENT}`, { [`src/${subject}.txt`]: 'x\n', ...files })

const AGENT = 'Co-authored-by: Claude <noreply@anthropic.com>'

/** What the pusher is shown, without git's own last lines. */
export const said = ({ stderr }: Received): string =>
  stderr
    .split('\n')
    .filter((line) => line.startsWith('remote: '))
    .map((line) => line.slice('remote: '.length).trimEnd())
    .join('\n')

/** The id that stands for "nothing". */
export const ZERO = '0'.repeat(40)

type Received = Pick<Ran, 'status' | 'stdout' | 'stderr'>

/**
 * Pushes refspecs, of which all that is no branch is named in full: the hook is asked, and if it takes them the server's
 * refs move. What it says is marked as git marks it.
 */
async function offer(clone: TestRepository, server: TestRepository, refspecs: readonly string[]): Promise<Received> {
  lend(clone, server)
  const pairs = refspecs
    .filter((spec) => spec !== '--force')
    .map((spec) => {
      const [source, target = source] = spec.replace(/^\+/, '').split(':') as [string, string?]
      return { source, ref: target!.startsWith('refs/') ? target! : `refs/heads/${target}` }
    })
  const sources = pairs.flatMap(({ source }) => source || [])
  const brought = sources.length === 0 ? [] : clone.git('rev-parse', ...sources).split('\n')
  const standing = new Map(
    server
      .git('for-each-ref', '--format=%(refname) %(objectname)')
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  )
  const updates = pairs.map(({ source, ref }) => ({
    ref,
    old: standing.get(ref) ?? ZERO,
    new: source === '' ? ZERO : brought.shift()!,
  }))
  const ran = await receive(
    server,
    updates.map(({ ref, old, new: now }) => `${old} ${now} ${ref}`),
  )
  if (ran.status === 0) {
    const moves = updates.map(({ ref, old, new: now }) => `update ${ref} ${now} ${old}\n`)
    const done = server.tryGit(['update-ref', '--stdin'], { input: moves.join('') })
    if (done.status !== 0) throw new Error(done.stderr)
  }
  return { ...ran, stderr: ran.stderr.replace(/^(?=.)/gm, 'remote: ') }
}

/** Lets the server see all objects of a clone, as if they had been pushed under some name. */
export const lend = (clone: TestRepository, server: TestRepository): void =>
  writeFileSync(join(server.dir, 'objects/info/alternates'), `${join(clone.dir, '.git/objects')}\n`)

/** Calls the hook in this process with git's lines, for objects that the server has or was lent. */
export async function receive(
  server: TestRepository,
  updates: readonly string[],
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Received> {
  const stdout: string[] = []
  const stderr: string[] = []
  const status = await run({
    argv: ['node', 'precheck', 'hook', 'pre-receive', ...args],
    env: { ...server.env, GIT_DIR: '.', ...env },
    cwd: () => server.dir,
    stdin: Readable.from(updates.map((line) => Buffer.from(`${line}\n`))),
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text) },
  })
  return { status, stdout: stdout.join(''), stderr: stderr.join('') }
}
