import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { hookPolicy, judgeCommit } from '../collect/judge-commit.ts'
import { readMoment } from '../collect/moment.ts'
import { withTaskFromBranch } from '../collect/task-from-branch.ts'
import { UsageError } from '../errors.ts'
import { waitingFile } from '../signoff/waiting-file.ts'
import type { Io } from './io.ts'
import { readMessage } from './message-file.ts'
import { ownCommand } from './own-command.ts'
import { print } from './print.ts'

export const help = `Usage: precheck hook NAME [ARGS…]

What the installed git hooks call; git gives the arguments. NAME is commit-msg, pre-merge-commit or pre-push.
To judge by hand what a hook would judge, use "precheck check --staged" or "precheck check --message FILE".
`

/** The hooks that precheck knows, by git's names. */
const HOOKS: Readonly<Record<string, (args: readonly string[], io: Io) => Promise<number>>> = {
  'commit-msg': commitMsg,
  'pre-merge-commit': preMergeCommit,
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

/** Judges the commit and its message; all filling and judging of a commit happens here, in one Node start. */
async function commitMsg([file]: readonly string[], io: Io): Promise<number> {
  if (file === undefined) throw new UsageError('commit-msg is called by git, with the message file')
  const moment = await readMoment(io.cwd, io.env)
  const policy = await hookPolicy(moment)
  if (policy === null) return 0
  const path = resolve(io.cwd, file)
  const written = readMessage(path)
  const command = ownCommand(moment.where.topLevel)
  const judge = (message: Buffer) => judgeCommit(moment, policy, { kind: 'message', message, command })

  const filled = withTaskFromBranch(moment, policy.policy, written) ?? written
  let message = filled
  const first = await judge(filled)
  let { report } = first
  if (report.verdict !== 'pass' && existsSync(waitingFile(moment.where.commonDir))) {
    const given = (await import('../collect/give-waiting.ts')).giveWaitingSignOff(moment, first.change, filled)
    if (given !== null) {
      message = given.message
      report = (await judge(message)).report
      if (report.verdict === 'pass' || report.verdict === 'warn') given.used()
    }
  }
  // Nothing is filled into a message that is refused: the author repeats with the one they wrote.
  const refused = report.verdict === 'block' || report.verdict === 'incomplete'
  if (!refused && message !== written) writeFileSync(path, message)
  if (report.verdict === 'pass') return 0
  return await print(report, { format: 'text', color: true, quiet: false, command }, io)
}

/** An early word on a merge, before its message is written; `commit-msg` judges it in any case. */
async function preMergeCommit(_args: readonly string[], io: Io): Promise<number> {
  const moment = await readMoment(io.cwd, io.env)
  const policy = await hookPolicy(moment)
  if (policy === null) return 0
  const command = ownCommand(moment.where.topLevel)
  const { report } = await judgeCommit(moment, policy, { kind: 'staged', message: null, command })
  if (report.verdict === 'pass') return 0
  return await print(report, { format: 'text', color: true, quiet: false, command }, io)
}
