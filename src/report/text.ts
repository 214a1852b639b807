import type { Finding, Report } from '../finding.ts'
import { visible } from '../visible.ts'
import { type Colour, PLAIN } from './colour.ts'
import { type Mending, mending } from './mending.ts'
import { whatAndWhere } from './place.ts'
import { withinRoom } from './room.ts'
import { withoutCommands } from './runner.ts'
import { isPrintable, quoted, shellLine } from './shell.ts'
import { firstOfEachKind, firstOfEachRule, inCommits, inLines, isAboutMany, type Step } from './together.ts'
import { adoptionLines, unknownLines, verdictLine } from './verdict.ts'

export interface TextOptions {
  /** Null: no colour. */
  readonly colour: Colour | null
  /** How precheck is called in this repository, as a shell takes it: `npx --no-install precheck`. */
  readonly command: string
  /** Nothing but what has to be mended and how: no headline, no warnings, and nothing at all where nothing has to be. */
  readonly quiet?: boolean
  /** What the author of a commit runs with more arguments; default: the same command. */
  readonly repeat?: string
}

// Of each rule. A reader who has seen twenty knows what the rule is about; the fix below is for all of them.
const MOST_OF_A_RULE = 20
// Each is in words of its own; twenty rules have a note or two.
const MOST_NOTES = 50

/**
 * A report for people and agents at a terminal: the verdict in one line, what is wrong by commit, and how to mend all of
 * it at once. What many commits share is said once. Nothing to say is the empty string; all else ends in a newline. Text
 * of commits and paths is made harmless; commands are quoted so that they can be pasted, and none is cut short.
 */
export function renderText(report: Report, { colour, command, quiet = false, repeat }: TextOptions): string {
  const findings = quiet ? report.findings.filter(({ severity }) => severity === 'block') : report.findings
  const passes = report.verdict === 'pass' || report.verdict === 'warn'
  if (passes && (quiet || (findings.length === 0 && report.adoption === null))) return ''
  const paint = colour ?? PLAIN
  const parts = [
    quiet ? [] : [headline(report, paint)],
    unknown(report),
    ...found(report, findings, paint),
    quiet ? [] : adoptionLines(report),
    ...steps(mending(mostUrgentFirst(findings), report.commits), report.commits, titleOf(passes, repeat), paint),
    findings.length > 0 && !quiet ? [paint.dim(`What a rule asks, and why: ${command} explain RULE`)] : [],
  ]
  const text = parts
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n')
  return withoutCommands(text)
}

/** Where some is cut, warnings do not take the room of what must be mended. */
const mostUrgentFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.length <= MOST_NOTES
    ? findings
    : (['block', 'warn'] as const).flatMap((severity) => findings.filter((finding) => finding.severity === severity))

function headline(report: Report, paint: Colour): string {
  const refused = report.verdict === 'block' || report.verdict === 'incomplete'
  return paint.bold((refused ? paint.red : paint.yellow)(verdictLine(report)))
}

function unknown(report: Report): string[] {
  const lines = unknownLines(report)
  return lines.length > 0 ? ['Could not check:', ...lines] : []
}

/** Findings by commit, in the report's order; what is not committed yet, or shared by many, first and without a heading. */
function found(report: Report, findings: readonly Finding[], paint: Colour): string[][] {
  const { shown, cut } = firstOfEachRule(inLines(findings), MOST_OF_A_RULE)
  const groups = new Map<string | null, string[]>([[null, []]])
  for (const line of shown) {
    const { finding } = line
    const commit = isAboutMany(line) ? null : finding.at.commit
    const lines = groups.get(commit) ?? [heading(report, commit!, paint)]
    groups.set(commit, lines)
    const label = finding.severity === 'block' ? paint.red('error:') : paint.yellow('warning:')
    const what = whatAndWhere(finding) + (isAboutMany(line) ? inCommits(line) : '')
    lines.push(`  ${label} ${what} ${paint.dim(`(${visible(finding.rule, 60)})`)}`)
  }
  const more = [...cut].map(([rule, count]) => `  … and ${count} more (${visible(rule, 60)})`)
  return [...groups.values(), more]
}

function heading({ commits }: Report, sha: string, paint: Colour): string {
  const subject = commits.find((commit) => commit.sha === sha)?.subject ?? ''
  return paint.bold(`commit ${visible(sha.slice(0, 12), 60)} ${visible(subject, 72)}`.trimEnd())
}

function steps(
  { repeat: options, commands, byHand, notes, hasBlanks }: Mending,
  commits: Report['commits'],
  title: (afterCommands: boolean) => string,
  paint: Colour,
): string[][] {
  const { steps: shown, repeat, left } = withinRoom(firstOfEachKind(commands, commits), options)
  const words = [...shown.flatMap((step) => ('argv' in step ? step.argv : [])), ...(repeat ?? []).flat()]
  const isAllByHand = commands.length === 0 && repeat === null
  const first = remarksOf(byHand, isAllByHand ? 'Note' : 'First')
  const remarks = remarksOf(notes, 'Note')
  if (left > 0) {
    remarks.unshift(
      `There is no room here for ${left} more of these arguments: mend what is shown and check again, or see --format json.`,
    )
  }
  if (hasBlanks) remarks.unshift('Put your own words in place of each <…>.')
  if (!words.every(isPrintable)) {
    remarks.unshift('Some of this has characters that cannot be printed: take it from --format json instead.')
  }
  return [
    first,
    commands.length > 0 ? [paint.bold('Run:'), ...shown.map(stepLine)] : [],
    repeat === null ? [] : again(title(commands.length > 0), repeat, paint),
    remarks,
  ]
}

/** A hook that only warns lets the commit be made: the same command would make another. */
const titleOf =
  (passes: boolean, repeat = 'the same git command again') =>
  (afterCommands: boolean): string =>
    passes ? 'To mend this, amend the commit' : `${afterCommands ? 'Then run' : 'Run'} ${repeat}`

/** What is left out stands in a comment: the whole can be pasted. */
const stepLine = (step: Step): string =>
  'argv' in step
    ? `  ${shellLine(step.argv)}`
    : `  # and the same for ${step.more} more commits: check again then, or see --format json`

/** Options by the line. Every line but the last ends in a backslash, so that the whole can be pasted. */
function again(title: string, options: readonly (readonly string[])[], paint: Colour): string[] {
  if (options.length === 0) return [paint.bold(`${title}.`)]
  const lines = options.map(([name, ...values]) => `  ${[shellLine([name!]), ...values.map(quoted)].join(' ')}`)
  return [paint.bold(`${title} with:`), lines.join(' \\\n')]
}

function remarksOf(notes: Mending['notes'], label: string): string[] {
  const remarks = [...notes]
    .slice(0, MOST_NOTES)
    .map(([note, findings]) => `${label}${aboutOne(note, findings)}: ${visible(note, Number.POSITIVE_INFINITY)}`)
  return notes.size > MOST_NOTES
    ? [...remarks, `… and ${notes.size - MOST_NOTES} more notes: see --format json`]
    : remarks
}

/** ` (what it is about)`, where it is about one path or trailer and does not say so. */
function aboutOne(note: string, findings: readonly Finding[]): string {
  const about = new Set(findings.map(({ at }) => at.path ?? at.trailer))
  const [only] = about
  return about.size === 1 && only != null && !note.includes(only) ? ` (${visible(only, 100)})` : ''
}
