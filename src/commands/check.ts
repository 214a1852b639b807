import { relative, resolve } from 'node:path'
import { isCi } from '../ci/index.ts'
import { hookPolicy, judgeCommit } from '../collect/hook/judge-commit.ts'
import { readMoment } from '../collect/hook/moment.ts'
import { judgeRange } from '../collect/range/judge-range.ts'
import type { RangeRequest } from '../collect/range/range-request.ts'
import { CouldNotCheck, UsageError } from '../errors.ts'
import { incomplete } from '../evaluate.ts'
import { EXIT_USAGE, exitCode } from '../exit-code.ts'
import type { Report } from '../finding.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { readPolicyNamed } from '../policy/named.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import type { Reader } from '../remedy.ts'
import { visible } from '../visible.ts'
import { REPORT_OPTIONS, readArguments, wordOf } from './arguments.ts'
import type { FoundRange } from './ci-range.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'
import { readMessage, readSignOffs } from './message-file.ts'
import { FORMATS, type Printing, print } from './print.ts'
import { rangeAsked, rangeFound } from './range-asked.ts'
import { readerOf } from './report-reader.ts'
import { showCount, statusLine } from './status-line.ts'
import { whyUnchecked } from './why-unchecked.ts'

export const help = helpPage({
  usage: 'check [BASE..HEAD | --root REV | --commit REV | --staged | --message FILE] [options]',
  does: [
    'Judges commits by the policy at the tip of the base, and says what is wrong with them and how to mend it. A pass prints nothing on standard output; on a terminal and in a CI one line on standard error says how much was judged, and by which policy.',
    'This is the check that counts: it sees the commits that are really there, whoever made them, and takes no word of the change itself for how to judge it. It fetches nothing and changes nothing.',
  ],
  takes: {
    title: 'What to judge',
    rows: [
      ['BASE..HEAD', 'the commits that HEAD has and BASE has not, and what comes of them together'],
      [
        '(nothing)',
        'in a CI, what that CI runs for: GitHub Actions, GitLab CI, Bitbucket Pipelines, Azure Pipelines, Jenkins and Buildkite are asked. What they do not say or did not fetch is exit 3, never guessed. Elsewhere the commits since the default branch: precheck.base, the HEAD of the remote, main or master',
      ],
      ['--root REV', 'everything that REV reaches, by the policy that stands there'],
      ['--commit REV', 'one commit, against its first parent'],
      ['--staged', 'what is staged now, without a message'],
      ['--message FILE', 'what is staged now, with the message in FILE'],
    ],
  },
  options: [
    ['--policy FILE', 'judge by this policy instead of the one on the base; REV:PATH takes it from a commit'],
    [
      '--signoffs FILE',
      'sign-offs that no commit carries, beside those that were fetched to refs/precheck/signoffs/*; only signed ones count',
    ],
    ['--require-policy', 'no policy on either side is an error (exit 2) and not a pass; for a CI'],
    ['--format FORMAT', 'text (default); json, for programs; sarif, for code scanning; github, for annotations'],
    [
      '--summary',
      'in place of findings their number: commits by rule, agents, paths. Without a range there follows what the policy of --policy, else the file here, would have said of the last 200 commits; that has no say in the exit status',
    ],
    ['--in DIR', 'the repository to look at; default: the one around the current folder'],
    ['--quiet', 'nothing but what blocks and how to mend it: no warnings, no headline, no word of a pass'],
    ['--no-color', 'no colour, whatever the terminal'],
  ],
  words: ['base', 'policy', 'trailer', 'guarded path', 'sign-off'],
  examples: [
    ['precheck check', 'the commits of this branch, as its pull request will be judged'],
    ['precheck check --require-policy --format github origin/main..HEAD', 'in a CI, with the range spelt out'],
    ['precheck check --format json main..topic', 'the whole report, for a program'],
    ['precheck check --staged', 'what the next commit would be told, before there is one'],
    ['precheck check --summary --policy .precheck.yml', 'what comes of a policy before it is adopted'],
    ['precheck check --root main --policy .precheck.yml', 'what a policy would say of all that is there already'],
  ],
  exits: [
    ['0', 'pass, or nothing but warnings'],
    ['1', 'something blocks'],
    ['2', 'wrong usage, or a policy of your own (--policy, staged) that is wrong'],
    ['3', 'could not be checked, as in a clone that is too shallow: this is no pass'],
  ],
})

export const OPTIONS = {
  ...REPORT_OPTIONS,
  root: { type: 'string' },
  commit: { type: 'string' },
  staged: { type: 'boolean' },
  message: { type: 'string' },
  policy: { type: 'string' },
  signoffs: { type: 'string' },
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
  const reader = readerOf(repository.topLevel, io.env)
  const printing: Printing = {
    format,
    color: values['no-color'] !== true,
    quiet: values.quiet === true,
    summary: values.summary === true,
    command: reader.command,
  }
  const named = values.policy === undefined ? null : await readPolicyNamed(repository, io.cwd, values.policy)
  const report =
    values.staged || values.message !== undefined
      ? await checkStaged(repository, values.message, printing, io)
      : await checkRange(repository, positionals[0], { ...values, named }, { ...reader, quiet: printing.quiet }, io)
  if (report === null) io.stderr.write(`precheck: ${await whyUnchecked(repository)}: nothing was checked\n`)
  const unchecked = values['require-policy'] ? EXIT_USAGE : 0
  const status = report === null ? unchecked : await print(report, printing, io)
  if (report !== null && !printing.quiet) sayWhatPassed(report, io)
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
    const why = error instanceof Error ? error.message : String(error)
    io.stderr.write(`note: the last commits were not looked at: ${visible(why, 300)}\n`)
  }
}

/** Judges the range that was asked for, or finds one. What a CI leaves open is a report, too: it is read by programs. */
async function checkRange(
  repository: Repository,
  range: string | undefined,
  values: {
    readonly root?: string
    readonly commit?: string
    readonly signoffs?: string
    readonly named: LoadedPolicy | null
  },
  { quiet, ...reader }: Reader & Pick<Printing, 'quiet'>,
  io: Io,
): Promise<Report | null> {
  const policy = values.named
  const signOffFile = values.signoffs === undefined ? null : readSignOffs(values.signoffs, io.cwd)
  const judge = async (request: RangeRequest): Promise<Report | null> => {
    const line = statusLine(io)
    const progress = showCount(line, (count) => `precheck: ${count} commits read`)
    try {
      return await judgeRange(repository, io.env, request, {
        ...reader,
        policy,
        signOffFile,
        ...(quiet ? {} : { progress }),
      })
    } finally {
      line.clear()
    }
  }
  if (range !== undefined || values.root !== undefined || values.commit !== undefined) {
    return await judge(await rangeAsked(repository, range, values))
  }
  let found: FoundRange
  try {
    found = await rangeFound(repository, io.env)
  } catch (error) {
    if (error instanceof CouldNotCheck) return incomplete(NOT_FOUND, error.message)
    throw error
  }
  const { request, baseRef, said } = found
  if (!quiet) io.stderr.write(`precheck: ${said}\n`)
  const report = await judge(request)
  if (report === null) return null
  const isOfBase = request.base !== null && report.policy.source?.startsWith(`${request.base}:`) === true
  return { ...report, found: said, policy: { ...report.policy, ref: isOfBase ? baseRef : report.policy.ref } }
}

const NOT_FOUND = { kind: 'range', ref: null, base: null, head: null } as const

/** A pass prints nothing on stdout; whoever watches is told that there was one, and of how much. */
function sayWhatPassed(report: Report, { env, stderr }: Io): void {
  if (exitCode(report.verdict) !== 0 || !(stderr.isTTY === true || isCi(env))) return
  const { kind } = report.subject
  const count = report.commits.length
  const what =
    kind === 'staged' || kind === 'message' ? 'what is staged' : `${count} ${count === 1 ? 'commit' : 'commits'}`
  const { source, why } = report.policy
  const by = visible(source?.replace(/^([0-9a-f]{12})[0-9a-f]{28,52}:/, '$1:') ?? 'no policy', 200)
  stderr.write(`precheck: passed, ${what} judged by ${by} (${visible(why, 100)})\n`)
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
