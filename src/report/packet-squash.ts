import type { Trailer } from '../change.ts'
import type { Report } from '../finding.ts'
import { stripspace } from '../git/message.ts'
import type { CarriedSignOff, PacketCommit, PacketFacts } from '../packet.ts'
import type { TrailerPolicy } from '../policy/policy.ts'
import { isNone, isRollback, type Rollback, readRollback, valueFault } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { count } from './count.ts'
import { needsOf } from './packet-needs.ts'
import { squashedFrom } from './packet-revert.ts'
import { saidIn } from './packet-said.ts'
import { whatAndWhere } from './place.ts'
import { verdictWords } from './verdict.ts'

/**
 * The message to land a range with as one commit, so that nothing is lost that is asked for: subject, what the commits say,
 * the sign-offs that count, and in the last paragraph every trailer that git should read. A key of which the policy takes one
 * value has the newest, or the `Rollback` that promises least; what the other commits say stands with their text. Ends in LF.
 * Empty for a range without a commit of its own.
 */
export function squashMessage(facts: PacketFacts): string {
  const work = facts.commits.filter(({ kind }) => kind === 'work')
  const [first] = work
  if (first === undefined) return ''
  const trailers = trailersOf(facts)
  const body =
    work.length === 1
      ? harmless(first.body)
      : work.map((commit) =>
          [`* ${commit.subject}`, '', ...harmless(commit.body), ...otherwise(facts, commit, trailers)].join('\n'),
        )
  const paragraphs = [
    first.subject,
    ...(work.length === 1 ? [body.join('\n')] : body),
    squashedFrom(facts.head),
    ...signOffsOf(facts),
    trailers.map(({ key, value }) => `${key}: ${value}\n`).join(''),
  ]
  return stripspace(paragraphs.join('\n\n'), { commentPrefix: null })
}

type Said = Pick<Trailer, 'key' | 'value'>

/** Lines at which a reader of trailers stops, or a mail program: with a blank before it, each is a line like others. */
const harmless = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (/^(?:#? ?-{3}|Conflicts:$)/.test(line) ? ` ${line}` : line))

/** What a commit says in a trailer of which the squash can have one value, and has another. */
function otherwise(
  { trailers: asked }: PacketFacts,
  { trailers }: PacketCommit,
  kept: readonly Said[],
): readonly string[] {
  const single = new Set(asked.filter(({ many }) => !many).map(({ key }) => key.toLowerCase()))
  const others = trailers.filter(
    ({ key, value }) => single.has(key.toLowerCase()) && !kept.some((each) => isSame(each, { key, value })),
  )
  return others.length === 0 ? [] : ['', `(${others.map(({ key, value }) => `${key} ${value}`).join('; ')})`]
}

const isSame = (one: Said, other: Said): boolean =>
  one.key.toLowerCase() === other.key.toLowerCase() && one.value === other.value

function trailersOf(facts: PacketFacts): readonly Said[] {
  const single = facts.trailers.filter(({ many }) => !many)
  const kept = single.flatMap((trailer): readonly Said[] => {
    const value = bestOf(facts, trailer)
    return value === null ? [] : [{ key: trailer.key, value }]
  })
  const open = needsOf(facts.report).map(({ path }) => path)
  const others: Said[] = []
  for (const { key, value } of facts.commits.flatMap(({ trailers }) => trailers)) {
    const name = key.toLowerCase()
    if (value === '' || single.some((trailer) => trailer.key.toLowerCase() === name)) continue
    // What was asked for and given needs no asking; the lines of a sign-off count in its own block alone.
    if (
      name === 'sign-off-requested'
        ? !open.some((path) => value === path || value.startsWith('"'))
        : name.startsWith('sign-off-')
    )
      continue
    if (!others.some((known) => isSame(known, { key, value }))) others.push({ key, value })
  }
  return [...kept, ...others]
}

/** How little each way back promises. */
const WAYS: readonly Rollback['way'][] = ['revert', 'flag', 'runbook', 'migration', 'none']

/** The value that speaks for the whole change; null: no commit has one. */
function bestOf(facts: PacketFacts, trailer: TrailerPolicy): string | null {
  const values = saidIn(facts, trailer.key).map(({ value }) => value)
  const valid = values.filter((value) => valueFault(trailer, value) === null)
  if (isRollback(trailer.key)) {
    const least = (value: string) =>
      WAYS.indexOf(readRollback(value)?.way ?? 'revert') + (readRollback(value)?.detail ? 0.5 : 0)
    return [...valid].sort((one, other) => least(other) - least(one))[0] ?? values[0] ?? null
  }
  return valid.find((value) => !isNone(value)) ?? valid[0] ?? values[0] ?? null
}

/** The sign-offs that count, each once. Where it could not be told which do, all of them. */
function signOffsOf({ commits, report }: PacketFacts): readonly string[] {
  const isKnown = report !== null && report.verdict !== 'incomplete' && report.adoption === null
  const texts = commits.flatMap(({ sha, signOffs }) =>
    signOffs.filter((signOff) => !isKnown || counts(report, sha, signOff)).map(({ text }) => text),
  )
  return [...new Set(texts)]
}

const counts = (report: Report, sha: string, { signer, covers }: CarriedSignOff): boolean =>
  report.signOffs.some(
    (seen) =>
      seen.state === 'valid' &&
      seen.at.commit === sha &&
      seen.signer === signer &&
      JSON.stringify(seen.covers) === JSON.stringify(covers),
  )

const MOST_FINDINGS = 20

/**
 * What is wrong with the one commit that a squash makes, in lines for a terminal; none: nothing. It does not exist, so what
 * mends a commit would mend nothing here: its parts are mended.
 */
export function squashWords(report: Report): readonly string[] {
  const unknown = report.outcomes.flatMap(({ status, rule, reason = 'no reason was given' }) =>
    status === 'could-not-check' ? [`${rule}: ${reason}`] : [],
  )
  const all = [...unknown, ...report.findings.map(whatAndWhere)]
  if (all.length === 0) return []
  const left = all.length - MOST_FINDINGS
  return [
    `as one commit with this message, it would be ${verdictWords(report, '')}:`,
    ...all.slice(0, MOST_FINDINGS).map((line) => `  ${visible(line, 600)}`),
    ...(left > 0 ? [`  … and ${count(left, 'more', 'more')}`] : []),
    'Mend the commits of the range ("precheck check" says how), or the message.',
  ]
}
