import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { packetFacts } from '../collect/packet/packet-facts.ts'
import { templateAt } from '../collect/packet/packet-template.ts'
import { judgeSquash } from '../collect/range/judge-squash.ts'
import { UsageError } from '../errors.ts'
import { EXIT_INCOMPLETE, exitCode } from '../exit-code.ts'
import type { Report } from '../finding.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { ownFile } from '../install/own-files.ts'
import type { PacketFacts } from '../packet.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { readPolicyNamed } from '../policy/named.ts'
import { PACKET_FILE } from '../policy/policy.ts'
import { renderPacket, templateFaults } from '../report/packet.ts'
import { renderPacketJson } from '../report/packet-json.ts'
import { squashMessage, squashWords } from '../report/packet-squash.ts'
import { visible } from '../visible.ts'
import { REPORT_OPTIONS, readArguments, wordOf } from './arguments.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'
import { rangeAsked, rangeFound } from './range-asked.ts'
import { commandElsewhere, readerOf } from './report-reader.ts'

export const help = helpPage({
  usage: 'packet [BASE..HEAD] [options]',
  does: [
    'Prints the review packet of a change: what a reviewer should know before the diff, from git and the commits alone. The first screen has the verdict with its numbers and the worst by name, the task, what was done, who must sign off what, risk, tests and the way back. Below it, folded: what changed, riskiest first (lock files as packages); sign-offs with their strength and whether they count; what is not done; what the messages mention and the change does not have; how to undo it, step by step, with the exact lines; the commits. Each says how far it can be trusted: observed in git, claimed by a trailer, only mentioned, or bound, signed, present for sign-offs. What is not known says NOT RECORDED.',
    'Text of a change cannot be a mention, a link, an image or HTML in the packet. It has at most 60,000 characters; what is least valuable is cut first, and the packet says so.',
    `The template is Mustache. A repository may have its own at ${PACKET_FILE}: the copy on the base counts, never the one that comes with the change, and the policy guards it. Begin with a copy of templates/packet.md of this package, which says what there is to show.`,
    'With --github the pull request is that of the event in CI (GITHUB_EVENT_PATH, GITHUB_REPOSITORY), and the token GH_TOKEN or GITHUB_TOKEN with the permission "pull-requests: write"; elsewhere "gh" is asked for both. On the pull request of a fork, whose token may only read, the description is left alone and the summary written.',
  ],
  takes: {
    title: 'What to show',
    rows: [
      ['BASE..HEAD', 'the commits that HEAD has and BASE has not, and what comes of them together'],
      ['(nothing)', 'what "precheck check" would judge: what a CI runs for, else the commits since the default branch'],
    ],
  },
  options: [
    ['--format FORMAT', 'markdown (default); json, for programs (templates/packet.schema.json)'],
    [
      '--squash-message',
      'print the message to land the change with as one commit, so that all required trailers and all sign-offs survive; that commit is then judged, and what is wrong with it said on standard error',
    ],
    ['--write FILE', 'write it to FILE, whole or not at all, and print nothing'],
    [
      '--github',
      'write it to the step summary (GITHUB_STEP_SUMMARY) and into the description of the pull request, between <!-- precheck:begin --> and <!-- precheck:end -->; all else in the description stays',
    ],
    ['--policy FILE', 'judge by this policy instead of the one on the base; REV:PATH takes it from a commit'],
    ['--in DIR', 'the repository to look at; default: the one around the current folder'],
    ['--quiet', 'no notes on standard error'],
    ['--no-color', 'taken as everywhere; a packet has no colour'],
  ],
  words: ['base', 'policy', 'trailer', 'sign-off'],
  examples: [
    ['precheck packet', 'read it before you push'],
    ['precheck packet origin/main..HEAD --write packet.md', 'for "gh pr create --body-file packet.md"'],
    ['precheck packet --format json origin/main..HEAD', 'for a program'],
    ['precheck packet --squash-message origin/main..HEAD', 'for "git merge --squash", then "git commit -F -"'],
  ],
  exits: [
    ['0', 'the verdict is a pass, or nothing but warnings'],
    [
      '1',
      'something blocks; the packet is written all the same. With --squash-message, the one commit would be refused',
    ],
    ['2', 'wrong usage, or a policy of your own that is wrong'],
    ['3', 'could not be checked, or not be read whole'],
  ],
})

export const OPTIONS = {
  ...REPORT_OPTIONS,
  policy: { type: 'string' },
  'squash-message': { type: 'boolean' },
  write: { type: 'string' },
  github: { type: 'boolean' },
} as const

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  const format = wordOf('format', values.format, ['markdown', 'json'] as const, 'markdown')
  if (positionals.length > 1) throw new UsageError('give one BASE..HEAD')
  if (values.github && (format === 'json' || values['squash-message'] || values.write !== undefined))
    throw new UsageError('--github goes with none of --format json, --squash-message and --write')
  if (values['squash-message'] && values.format !== undefined)
    throw new UsageError('--squash-message has no other format')

  const repository = await openRepository(resolve(io.cwd, values.in ?? '.'), io.env)
  const [range] = positionals
  const found = range === undefined ? await rangeFound(repository, io.env) : null
  const request = found?.request ?? (await rangeAsked(repository, range, {}))
  const policy = values.policy === undefined ? null : await readPolicyNamed(repository, io.cwd, values.policy)
  // The message is for who asks; a packet is read on a pull request.
  const reader = readerOf(repository.topLevel, io.env)
  const command = values['squash-message'] ? reader.command : commandElsewhere(repository.topLevel)
  const facts = await packetFacts(repository, io.env, request, { ...reader, command, policy })
  const note = (words: string) => {
    const lines = words.split('\n').map((line) => visible(line, 2000))
    if (values.quiet !== true) io.stderr.write(`precheck: ${lines.join('\n')}\n`)
  }
  if (found !== null) note(found.said)
  const put = (text: string) => {
    if (values.write === undefined) io.stdout.write(text)
    else writeWhole(resolve(io.cwd, values.write), text)
  }

  if (values['squash-message']) return await squash(repository, facts, policy, put, io)
  if (format === 'json') put(renderPacketJson(facts))
  else {
    const template = await chosenTemplate(repository, facts, note, io)
    if (values.github) {
      const { publishPacket } = await import('./packet-github.ts')
      await publishPacket((most) => renderPacket(facts, { template, most }), note, io)
    } else put(renderPacket(facts, { template }))
  }
  return statusOf(facts)
}

/** A packet that is not whole is no answer, whatever the verdict. */
const statusOf = ({ report, unread }: PacketFacts): number =>
  unread !== null ? EXIT_INCOMPLETE : report === null ? 0 : exitCode(report.verdict)

/** The base's own template, unless something is wrong with it or it leaves no room for a packet. */
async function chosenTemplate(
  repository: Repository,
  facts: PacketFacts,
  note: (words: string) => void,
  { env }: Io,
): Promise<string> {
  const own = await templateAt(repository, env, facts.base)
  const faults = own === null ? [] : templateFaults(own)
  if (own !== null && faults.length === 0) {
    try {
      renderPacket(facts, { template: own })
      return own
    } catch (error) {
      faults.push((error as RangeError).message)
    }
  }
  if (faults.length > 0) note([`${PACKET_FILE} on the base is wrong, and is not used:`, ...faults].join('\n  '))
  const template = ownFile('templates/packet.md')
  if (!existsSync(template)) throw new UsageError('this installation of precheck is not whole: it has no templates')
  return readFileSync(template, 'utf8')
}

async function squash(
  repository: Repository,
  facts: PacketFacts,
  policy: LoadedPolicy | null,
  put: (text: string) => void,
  io: Io,
): Promise<number> {
  const { base, unread, command } = facts
  if (unread !== null) {
    io.stderr.write(`precheck: the change could not be read whole: ${visible(unread, 1000)}\n`)
    return EXIT_INCOMPLETE
  }
  const message = squashMessage(facts)
  if (message === '' || base === null)
    throw new UsageError('there is nothing to squash: no commits between a base and a head')
  put(message)
  const report: Report | null = await judgeSquash(repository, io.env, { ...facts, base }, message, { command, policy })
  if (report === null) return 0
  const said = squashWords(report)
  if (said.length > 0) io.stderr.write(`precheck: ${said.join('\n')}\n`)
  return exitCode(report.verdict)
}

/** Beside the file first, so that nobody ever finds half of it. */
function writeWhole(file: string, text: string): void {
  const draft = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(draft, text)
    renameSync(draft, file)
  } catch (error) {
    rmSync(draft, { force: true })
    throw new UsageError(`--write: ${(error as Error).message}`)
  }
}
