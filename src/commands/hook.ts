import { UsageError } from '../errors.ts'
import type { Io } from './io.ts'

export const help = `Usage: precheck hook NAME [ARGS…]

What the installed git hooks call; git gives the arguments. NAME is commit-msg, pre-merge-commit or pre-push,
or pre-receive on a server.
To judge by hand what a hook would judge, use "precheck check --staged" or "precheck check --message FILE".

  --format json   of pre-receive: one document on stdout, with a report for each ref that brings something
`

type Hook = (args: readonly string[], io: Io) => Promise<number>

/** The hooks that precheck knows, by git's names. */
const HOOKS: Readonly<Record<string, Hook>> = {
  'commit-msg': async (args, io) => await (await import('./commit-hooks.ts')).commitMsg(args, io),
  'pre-merge-commit': async (_args, io) => await (await import('./commit-hooks.ts')).preMergeCommit(io),
  'pre-push': async (args, io) => await (await import('./pre-push.ts')).prePush(args, io),
}

/** The same, of a server: both of its streams reach whoever asked for them. */
const SERVER_HOOKS: Readonly<Record<string, Hook>> = {
  'pre-receive': async (args, io) => await (await import('./pre-receive.ts')).preReceive(args, io),
}

export async function run([name, ...args]: readonly string[], io: Io): Promise<number> {
  if (name !== undefined && Object.hasOwn(SERVER_HOOKS, name)) return await SERVER_HOOKS[name]!(args, io)
  const hook = name !== undefined && Object.hasOwn(HOOKS, name) ? HOOKS[name] : undefined
  if (!hook) {
    const known = [...Object.keys(HOOKS), ...Object.keys(SERVER_HOOKS)]
    throw new UsageError(`there is no hook "${name ?? ''}" here: ${known.join(', ')}`)
  }
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
