import { relative, resolve } from 'node:path'
import { hookPolicy, judgeCommit } from '../collect/judge-commit.ts'
import { judgeRange } from '../collect/judge-range.ts'
import { readMoment } from '../collect/moment.ts'
import { UsageError } from '../errors.ts'
import { EXIT_USAGE } from '../exit-code.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { entryOf } from '../git/tree.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { readPolicyNamed } from '../policy/named.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { visible } from '../visible.ts'
import { REPORT_OPTIONS, readArguments, wordOf } from './arguments.ts'
import type { Io } from './io.ts'
import { readMessage } from './message-file.ts'
import { ownCommand } from './own-command.ts'
import { FORMATS, type Printing, print } from './print.ts'
import { rangeAsked } from './range-asked.ts'

export const help = `Usage: precheck check [BASE..HEAD | --root REV | --staged | --commit REV | --message FILE] [options]

Judges commits by the policy at the tip of the base, and says what is wrong and how to mend it.

  BASE..HEAD        the commits in HEAD and not in BASE
  (nothing)         the commits since the default branch: precheck.base, the remote's HEAD, main or master
  --root REV        everything that REV reaches, by the policy that stands there
  --commit REV      one commit, against its first parent
  --staged          what is staged now, without a message
  --message FILE    what is staged now, with the message in FILE

  --policy FILE     judge by this policy instead; REV:PATH takes it from a commit
  --require-policy  no policy on either side is an error (exit 2), not a pass
  --format FORMAT   text (default), json, github
  --in DIR          the repository to look at
  --summary         in place of findings their number: commits by rule, agents, paths. Without a range there follows what
                    the policy of --policy, else the file here, would have said of the last 200 commits
  --no-color        no colour, whatever the terminal
  --quiet           nothing but what blocks

Examples:
  precheck check origin/main..HEAD
  precheck check --format json main..topic
  precheck check --root main --policy .precheck.yml
  precheck check --summary --policy .precheck.yml

Exit status: 0 pass or warn, 1 block, 2 wrong usage, 3 could not be checked. It is that of what was judged, with --summary
too; the look at the last commits has no say in it.
`

const OPTIONS = {
  ...REPORT_OPTIONS,
  root: { type: 'string' },
  commit: { type: 'string' },
  staged: { type: 'boolean' },
  message: { type: 'string' },
  policy: { type: 'string' },
  'require-policy': { type: 'boolean' },
  summary: { type: 'boolean' },
} as const

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  const format = wordOf('format', values.format, FORMATS, 'text')
  const chosen = [positionals.length > 0, values.root, values.commit, values.staged, values.message].filter(Boolean)
  if (chosen.length > 1 || positionals.length > 1) {
    throw new UsageError('give one of BASE..HEAD, --root, --commit, --staged and --message')
  }
  if (values.summary && (format !== 'text' || values.staged || values.message !== undefined)) {
    throw new UsageError('--summary is text about a range: leave out --format, --staged and --message')
  }
  const repository = await openRepository(resolve(io.cwd, values.in ?? '.'), io.env)
  const printing: Printing = {
    format,
    color: values['no-color'] !== true,
    quiet: values.quiet === true,
    summary: values.summary === true,
    command: ownCommand(repository.topLevel),
  }
  const named = values.policy === undefined ? null : await readPolicyNamed(repository, io.cwd, values.policy)
  const report =
    values.staged || values.message !== undefined
      ? await checkStaged(repository, values.message, printing, io)
      : await judgeRange(repository, io.env, await rangeAsked(repository, positionals[0], values), {
          command: printing.command,
          policy: named,
        })
  if (report === null) io.stderr.write(`precheck: ${await whyUnchecked(repository)}: nothing was checked\n`)
  const unchecked = values['require-policy'] ? EXIT_USAGE : 0
  const status = report === null ? unchecked : await print(report, printing, io)
  if (values.summary && chosen.length === 0) await lookBackAlso(repository, named, io)
  return status
}

/** Says what a policy would have said of the last commits. Whatever comes of it, what was asked has been judged. */
async function lookBackAlso(repository: Repository, named: LoadedPolicy | null, io: Io): Promise<void> {
  const { firstLook } = await import('./first-look.ts')
  const here =
    repository.topLevel === null ? `HEAD:${POLICY_FILE}` : relative(io.cwd, `${repository.topLevel}/${POLICY_FILE}`)
  try {
    const { policy, source } = named ?? (await readPolicyNamed(repository, io.cwd, here))
    if (policy !== null) io.stdout.write(await firstLook(repository, io.env, { policy, source }))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    io.stderr.write(`note: the last commits were not looked at: ${visible(error.message, 300)}\n`)
  }
}

/** There is no policy, or one that has not landed where the base's copy is read. */
async function whyUnchecked({ place }: Repository): Promise<string> {
  const here = await entryOf(place, 'HEAD', POLICY_FILE).catch(() => null)
  return here === null
    ? `there is no policy here (${POLICY_FILE})`
    : `${POLICY_FILE} has not landed on the base yet, and asks nothing until it has`
}

async function checkStaged(repository: Repository, file: string | undefined, { command }: Printing, io: Io) {
  if (repository.topLevel === null) throw new UsageError('a bare repository has nothing staged')
  const message = file === undefined ? null : readMessage(resolve(io.cwd, file))
  const moment = await readMoment(repository.topLevel, { ...io.env, GIT_DIR: repository.gitDir })
  const policy = await hookPolicy(moment)
  if (policy === null) return null
  const kind = message === null ? 'staged' : 'message'
  return (await judgeCommit(moment, policy, { kind, message, command })).report
}
