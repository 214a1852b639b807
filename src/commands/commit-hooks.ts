import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { withAdded } from '../collect/hook/commit-being-made.ts'
import { hookPolicy, judgeCommit } from '../collect/hook/judge-commit.ts'
import { type Moment, readMoment } from '../collect/hook/moment.ts'
import { withTaskFromBranch } from '../collect/hook/task-from-branch.ts'
import { UsageError } from '../errors.ts'
import type { Report } from '../finding.ts'
import { headsToMerge } from '../git/git-dir.ts'
import type { Command } from '../remedy.ts'
import type { SignOff } from '../signoff/block.ts'
import { waitingFile } from '../signoff/waiting-file.ts'
import type { Io } from './io.ts'
import { readMessage } from './message-file.ts'
import { ownCommand } from './own-command.ts'
import { print } from './print.ts'
import { howToRepeat } from './repeating.ts'
import { SIGN_OFF_RULES } from './sign-off-rules.ts'

/** Judges the commit and its message; all filling and judging of a commit happens here, in one Node start. */
export async function commitMsg([file]: readonly string[], io: Io): Promise<number> {
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
  let { report, replacesHead } = first
  if (report.verdict !== 'pass' && existsSync(waitingFile(moment.where.commonDir))) {
    const given = (await import('../collect/hook/give-waiting.ts')).giveWaitingSignOff(moment, first.change, filled)
    if (given !== null) {
      message = given.message
      const judged = await judge(message)
      report = judged.report
      replacesHead = judged.replacesHead
      if (report.verdict === 'pass' || report.verdict === 'warn') given.used()
    }
  }
  if (report.verdict === 'block' && io.stderr.isTTY === true) {
    const { askToSign, waitsForSignOffOnly } = await import('./ask-to-sign.ts')
    const signOff = waitsForSignOffOnly(report) ? await askToSign(moment, policy.policy, first.change, io) : null
    const signed = signOff && (await withSignOff(moment, filled, signOff))
    if (signed !== null) {
      message = signed
      const judged = await judge(message)
      report = judged.report
      replacesHead = judged.replacesHead
    }
  }
  // Nothing is filled into a message that is refused: the author repeats with the one they wrote.
  const refused = report.verdict === 'block' || report.verdict === 'incomplete'
  if (!refused && message !== written) writeFileSync(path, message)
  if (report.verdict === 'pass' || (report.verdict === 'warn' && replacesHead)) {
    io.passed?.()
    return 0
  }
  if (!refused) return await print(report, { ...TEXT, command }, io)
  return await printRefused(report, moment, { command, file: path }, io)
}

async function withSignOff(moment: Moment, message: Buffer, signOff: SignOff): Promise<Buffer | null> {
  const [{ withBlock }, { writeBlock }] = await Promise.all([
    import('../signoff/message.ts'),
    import('../signoff/block.ts'),
  ])
  return withAdded(moment, message, writeBlock(signOff), withBlock)
}

/**
 * An early word on a merge that no message could mend, for there is none yet when a merge begins to be committed;
 * `commit-msg` judges it in any case.
 */
export async function preMergeCommit(io: Io): Promise<number> {
  const moment = await readMoment(io.cwd, io.env)
  const policy = await hookPolicy(moment)
  if (policy === null) return 0
  const command = ownCommand(moment.where.topLevel)
  const heads = moment.mergeHeads.length > 0 ? moment.mergeHeads : headsToMerge(io.env)
  const asked = { kind: 'staged', message: null, command } as const
  const { report } = await judgeCommit({ ...moment, mergeHeads: heads }, policy, asked)
  if (!report.findings.some(({ severity, rule }) => severity === 'block' && !SIGN_OFF_RULES.has(rule))) return 0
  return await printRefused(report, moment, { command, file: null }, io)
}

const TEXT = { format: 'text', color: true, quiet: false } as const

async function printRefused(
  report: Report,
  { where }: Moment,
  { command, file }: { readonly command: Command; readonly file: string | null },
  io: Io,
): Promise<number> {
  const { remark, ...repeating } = howToRepeat(report, where.gitDir, io.env, file)
  const status = await print(report, { ...TEXT, ...repeating, command }, io)
  io.stderr.write(remark)
  return status
}
