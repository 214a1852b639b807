import type { TestRepository } from './repository.ts'

/** A file of a commit: its text, or with another mode (`120000` and the target, `160000` and a commit's id). */
export type PlannedFile = string | Buffer | { readonly mode: string; readonly is: string }

/** One commit to be made. What is left out is taken from the commit before. */
export interface Planned {
  /** A branch of this name is left on it. */
  readonly name: string
  /** No branch is left on it, which takes long for thousands. */
  readonly unnamed?: true
  /** Names of its parents, or ids; default: the commit planned before it, if any. The first one's tree is where `files` start from. */
  readonly on?: readonly string[]
  /** What it changes: null deletes a file or a folder. */
  readonly files?: Readonly<Record<string, PlannedFile | null>>
  readonly message?: string
  /** Author and committer as in a raw commit; default Ann Author. */
  readonly by?: string
  /** Seconds since 1970; default a minute after the one before. */
  readonly at?: number
}

const START = 1_700_000_000

/**
 * Makes commits with exactly these trees, parents and messages in one `git fast-import`, so that no merge strategy and no
 * hook has a say. Gives the ids by name.
 */
export function makeHistory(repository: TestRepository, plan: readonly Planned[]): Readonly<Record<string, string>> {
  const marks = new Map(plan.map(({ name }, index) => [name, index + 1]))
  const parts: (string | Buffer)[] = []
  const blob = (content: string | Buffer) => {
    const bytes = Buffer.from(content)
    parts.push(`data ${bytes.length}\n`, bytes, '\n')
  }
  plan.forEach((commit, index) => {
    const { name, message = name, by = 'Ann Author <ann@example.com>', at = START + index * 60 } = commit
    const parents = commit.on ?? (index === 0 ? [] : [plan[index - 1]!.name])
    const [first, ...others] = parents.map((parent) => (marks.has(parent) ? `:${marks.get(parent)}` : parent))
    const branch = commit.unnamed ? 'unnamed' : name
    parts.push(`reset refs/heads/${branch}\n`)
    parts.push(
      `commit refs/heads/${branch}\nmark :${index + 1}\nauthor ${by} ${at} +0000\ncommitter ${by} ${at} +0000\n`,
    )
    blob(message)
    if (first !== undefined) parts.push(`from ${first}\n`)
    for (const other of others) parts.push(`merge ${other}\n`)
    for (const [path, file] of Object.entries(commit.files ?? {})) {
      if (file === null) parts.push(`D ${quoted(path)}\n`)
      else if (typeof file === 'string' || Buffer.isBuffer(file)) {
        parts.push(`M 100644 inline ${quoted(path)}\n`)
        blob(file)
      } else if (file.mode === '160000') parts.push(`M 160000 ${file.is} ${quoted(path)}\n`)
      else {
        parts.push(`M ${file.mode} inline ${quoted(path)}\n`)
        blob(file.is)
      }
    }
    parts.push('\n')
  })
  plan.forEach((_, index) => {
    parts.push(`get-mark :${index + 1}\n`)
  })
  const ids = imported(repository, Buffer.concat(parts.map((part) => Buffer.from(part))))
  return Object.fromEntries(plan.map(({ name }, index) => [name, ids[index]!]))
}

/** What `git fast-import` prints, as lines. */
function imported(repository: TestRepository, input: string | Buffer): readonly string[] {
  const done = repository.tryGit(['fast-import', '--quiet', '--force', '--date-format=raw-permissive'], { input })
  if (done.status !== 0) throw new Error(done.stderr)
  return done.stdout.split('\n')
}

/**
 * Makes a base with a policy and a line of commits on it, one for each message, however many; without a branch for each,
 * which takes long. Gives the ids of `base` and `head`; `main` stands on the head.
 */
export function makeLine(
  repository: TestRepository,
  policy: string,
  messages: readonly string[],
): Readonly<Record<'base' | 'head', string>> {
  const file = (path: string, text: string) => `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`
  const commit = (message: string, index: number, change: string) =>
    `commit refs/heads/main\nmark :${index + 1}\ncommitter Ann Author <ann@example.com> ${START + index} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n${change}\n`
  const input = [
    `${commit('base', 0, file('.precheck.yml', policy))}reset refs/heads/base\nfrom refs/heads/main\n\n`,
    ...messages.map((message, index) => commit(message, index + 1, file('a', `${index}`))),
    `get-mark :1\nget-mark :${messages.length + 1}\n`,
  ]
  const [base, head] = imported(repository, input.join(''))
  return { base: base!, head: head! }
}

/** A path as fast-import takes it, whatever is in it; a lone surrogate is the byte it stands for. */
const quoted = (path: string): string =>
  `"${path
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/[\udc80-\udcff]/g, (byte) => `\\${(byte.charCodeAt(0) - 0xdc00).toString(8)}`)}"`
