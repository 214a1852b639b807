import { type Moment, readMoment } from '../collect/moment.ts'
import { UsageError } from '../errors.ts'
import type { Io } from './io.ts'

export const help = `Usage: precheck hook NAME [ARGS…]

What the installed git hooks call; git gives the arguments. NAME is commit-msg, pre-merge-commit or pre-push.
To judge by hand what a hook would judge, use "precheck check --staged" or "precheck check --message FILE".
`

type Hook = (args: readonly string[], io: Io) => Promise<number>

/** A hook that judges the commit that is being made. */
type CommitHook = (args: readonly string[], moment: Moment, io: Io) => Promise<number>

/** git answers in processes of its own; in the meantime what judges the answers is loaded. */
const onMoment =
  (load: () => Promise<CommitHook>): Hook =>
  async (args, io) => {
    const [moment, hook] = await Promise.all([readMoment(io.cwd, io.env), load()])
    return await hook(args, moment, io)
  }

/** The hooks that precheck knows, by git's names. */
const HOOKS: Readonly<Record<string, Hook>> = {
  'commit-msg': onMoment(async () => (await import('./commit-hooks.ts')).commitMsg),
  'pre-merge-commit': onMoment(async () => (await import('./commit-hooks.ts')).preMergeCommit),
  'pre-push': async (args, io) => await (await import('./pre-push.ts')).prePush(args, io),
}

export async function run([name, ...args]: readonly string[], io: Io): Promise<number> {
  const hook = name !== undefined && Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined
  if (!hook) throw new UsageError(`there is no hook "${name ?? ''}" here: ${Object.keys(HOOKS).join(', ')}`)
  return await hook(args, sayingOnStderr(io))
}

/**
 * git shows a hook's two streams as one; what is refused belongs to stderr there, and stdout of pre-push to nobody. The
 * streams are not looked at here, so that a hook with nothing to say opens none.
 */
const sayingOnStderr = (io: Io): Io => ({
  cwd: io.cwd,
  env: io.env,
  passed: () => io.passed?.(),
  get stdin() {
    return io.stdin
  },
  get stdout() {
    return io.stderr
  },
  get stderr() {
    return io.stderr
  },
})
