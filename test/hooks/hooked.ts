import { doSteps } from '../install/installed.ts'
import { begunBy, type Options, type Ran, type TestRepository } from '../support/repository.ts'

/** The session of an agent, as far as its environment tells. */
export const AGENT = { CLAUDECODE: '1' }

/** What the policies of these tests ask of an agent's commit. */
export const TRAILERS = `trailers:
  Task-Id: { required: true, pattern: '^[A-Z]+-[0-9]+$' }
  Tests-Run: { required: true }
  Rollback: { required: true }`

/** All three of them, as they should be. */
export const GOOD = 'Task-Id: ABC-1\nTests-Run: npm test (3 passed)\nRollback: revert'

interface Setup {
  /** Files of the base beside the policy. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly init?: readonly string[]
}

/**
 * A repository with the policy landed on `main`, the hooks installed as `precheck install` does, and the branch `work`
 * checked out. The hooks start the built binary.
 */
export const withHooks = <T>(
  policy: string,
  body: (repository: TestRepository) => T | Promise<T>,
  { files = {}, init = [] }: Setup = {},
): Promise<T> =>
  (Object.keys(files).some((path) => SEEN_BY_INSTALL.test(path)) ? anew : hooked)(body, { policy, files }, { init })

/** Files by which install chooses how it installs. */
const SEEN_BY_INSTALL = /^(?:\.husky\/|\.commitlintrc|package\.json$)/

/** Brings a repository there. */
export async function adoptWithHooks(
  repository: TestRepository,
  { policy, files }: { readonly policy: string; readonly files?: Setup['files'] },
): Promise<void> {
  repository.commit('Adopt a policy', { '.precheck.yml': `version: 1\n${policy}\n`, ...files })
  await doSteps(repository, { ci: 'none', agentNotes: false })
  repository.git('checkout', '-q', '-b', 'work')
}

const anew = begunBy(adoptWithHooks)

const installed = begunBy((repository) => adoptWithHooks(repository, { policy: '' }))

/** The same, with hooks that were installed once for all policies: none has a say in how. */
const hooked = begunBy(
  (repository, { policy, files }: { readonly policy: string; readonly files: Required<Setup>['files'] }) => {
    repository.git('checkout', '-q', 'main')
    repository.git('branch', '-q', '-D', 'work')
    for (const [path, content] of Object.entries({ '.precheck.yml': `version: 1\n${policy}\n`, ...files }))
      repository.write(path, content)
    repository.git('add', '-A')
    // By no hook at all: post-commit would note it.
    const unhooked = ['-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--amend', '--allow-empty', '--reset-author']
    repository.git(...unhooked, '-m', 'Adopt a policy')
    repository.git('checkout', '-q', '-b', 'work')
  },
  (body, setting) => installed(body, undefined, setting),
)

/** `git commit` in an agent's session, with the hooks on. */
export const commitAsAgent = (repository: TestRepository, args: readonly string[], options: Options = {}): Ran =>
  repository.tryGit(['commit', '-q', ...args], { ...options, env: { ...AGENT, ...options.env } })

/** Writes and stages files. */
export function stage(repository: TestRepository, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) repository.write(path, content)
  repository.git('--literal-pathspecs', 'add', '--', ...Object.keys(files))
}

/** The trailers of a stored commit as git itself reads them: values by key in lower case. */
export function storedTrailers(repository: TestRepository, commit = 'HEAD'): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  const inUtf8 = ['-c', 'i18n.logOutputEncoding=UTF-8']
  for (const line of repository.git(...inUtf8, 'log', '-1', '--format=%(trailers:only,unfold)', commit).split('\n')) {
    const colon = line.indexOf(':')
    if (colon < 0) continue
    const key = line.slice(0, colon).toLowerCase()
    found.set(key, [...(found.get(key) ?? []), line.slice(colon + 1).trim()])
  }
  return found
}
