import { UsageError } from '../errors.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'

export const help = helpPage({
  usage: 'hook NAME [ARGS…]',
  does: [
    'What the installed git hooks call; git gives the arguments. A hook that finds nothing wrong prints nothing. In a clone it advises on the work of that clone alone: the check that counts is "precheck check" in a CI, or pre-receive on the server.',
    'To judge by hand what a hook would judge, use "precheck check --staged" or "precheck check --message FILE".',
  ],
  takes: {
    title: 'Hooks',
    rows: [
      ['commit-msg FILE', 'judges the commit that is being made, with the message in FILE'],
      ['pre-merge-commit', 'an early word on a merge that no message could mend'],
      ['pre-push REMOTE', 'judges what a push brings to the remote; git tells the refs on standard input'],
      ['pre-receive', 'on a server, judges all refs of a push together; git tells them on standard input'],
    ],
  },
  options: [['--format FORMAT', 'of pre-receive: text (default), or json: one document with a report for each ref']],
  words: ['policy', 'agent'],
  examples: [
    ['precheck hook commit-msg .git/COMMIT_EDITMSG', 'what the last message would be told with what is staged now'],
    ['precheck hook pre-push origin < /dev/null', 'a push that has nothing to bring'],
  ],
  exits: [
    ['0', 'go on'],
    ['1', 'refused'],
    ['2', 'no such hook, or not called as git calls it'],
    ['3', 'could not be checked: git stops, too'],
  ],
})

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
