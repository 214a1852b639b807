import type { Location, Log, LogicalLocation, Notification, ReportingDescriptor, Result } from 'sarif'
import type { Finding, Outcome, Report, Severity } from '../finding.ts'
import { visible } from '../visible.ts'
import { printJson } from './json.ts'
import { relativeUri } from './relative-uri.ts'
import { saidOf } from './said.ts'
import { adoptionLines, verdictLine } from './verdict.ts'

/** What a reader is told of a rule. */
export interface RuleText {
  readonly id: string
  readonly severity: Severity
  readonly summary: string
  readonly why: string
  readonly fix: string
  readonly good: readonly { readonly name: string; readonly message: string }[]
  readonly bad: readonly { readonly name: string; readonly message: string }[]
}

export interface SarifOptions {
  /** Every rule, in the order in which they are listed. */
  readonly rules: readonly RuleText[]
  /** Of precheck. */
  readonly version: string
}

/**
 * So many results of a run GitHub keeps; it drops the others, and refuses a file with more than 25,000. Its other limits
 * are far off: 25,000 rules, 20 tags each, 1,000 locations a result.
 */
const MOST_RESULTS = 5000

/**
 * A report as a SARIF 2.1.0 log of one run (OASIS, errata 01), which GitHub's code scanning takes: the same report gives
 * the same bytes. A report that is `incomplete` is a run that did not succeed, with the reasons as notifications.
 */
export function renderSarif(report: Report, { rules, version }: SarifOptions): string {
  // What was found by a rule that nothing was handed in about is found all the same.
  const ids = [...new Set([...rules.map(({ id }) => id), ...report.findings.map(({ rule }) => idOf(rule))])]
  const kept = mostImportant(report.findings)
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'precheck',
            version,
            semanticVersion: version,
            rules: ids.map((id, index) => (index < rules.length ? descriptor(rules[index]!) : { id })),
          },
        },
        automationDetails: { id: 'precheck/' },
        invocations: [
          {
            executionSuccessful: report.verdict !== 'incomplete',
            toolExecutionNotifications: notifications(report, kept.length, ids),
          },
        ],
        originalUriBaseIds: { [TOP]: { description: { text: 'The top of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results: results(kept, ids),
        properties: {
          verdict: report.verdict,
          mode: report.mode,
          subject: report.subject.kind,
          base: report.base,
          head: report.head,
          policy: report.policy.source,
        },
      },
    ],
  }
  return printJson(log)
}

const TOP = '%SRCROOT%'

const idOf = (rule: string): string => visible(rule, 60)

/** In the report's order; where there are too many, what blocks goes before what warns. */
function mostImportant(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings
  const [block, warn] = (['block', 'warn'] as const).map((weight) =>
    findings.filter(({ severity }) => severity === weight),
  )
  const kept = new Set([...block!, ...warn!].slice(0, MOST_RESULTS))
  return findings.filter((finding) => kept.has(finding))
}

function descriptor({ id, severity, summary, why, fix, good, bad }: RuleText): ReportingDescriptor {
  const level = levelOf(severity)
  const examples = [
    ...good.map(({ name, message }) => [`Passes: ${name}`, message] as const),
    ...bad.map(({ name, message }) => [`Is refused: ${name}`, message] as const),
  ]
  return {
    id,
    shortDescription: { text: plain(summary) },
    fullDescription: { text: plain(why) },
    help: {
      text: plain(`${summary}\n\nWhy: ${why}\n\nMend: ${fix}\n\nMore: precheck explain ${id}`),
      markdown: [
        markdown(summary),
        `**Why:** ${markdown(why)}`,
        `**Mend:** ${markdown(fix)}`,
        ...examples.map(([title, message]) => `${markdown(title)}\n\n${fenced(message)}`),
      ].join('\n\n'),
    },
    defaultConfiguration: { level },
    properties: { tags: ['precheck'], 'problem.severity': level },
  }
}

const levelOf = (severity: Severity): 'error' | 'warning' => (severity === 'block' ? 'error' : 'warning')

/** How often each fingerprint was seen already: GitHub takes two results with one for the same. */
function results(findings: readonly Finding[], rules: readonly string[]): Result[] {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const { rule, severity, fingerprint, message, transition } = finding
    const time = (seen.get(fingerprint) ?? 0) + 1
    seen.set(fingerprint, time)
    return {
      ruleId: idOf(rule),
      ruleIndex: rules.indexOf(idOf(rule)),
      level: levelOf(severity),
      message: { text: plain(saidOf(finding).join('\n')) },
      locations: [locationOf(finding)],
      partialFingerprints: {
        'precheckFingerprint/v1': fingerprint,
        // The one that GitHub goes by, in the form that it has there: hash, colon, number.
        primaryLocationLineHash: `${fingerprint.replace(/^sha256:/, '').slice(0, 16)}:${time}`,
      },
      properties: { message, ...(transition === null ? {} : { transition }) },
    }
  })
}

/**
 * Where a finding is: the file, and the commit with the place in its message. What is about no file is put at the policy,
 * which asks for it, and what is about no line at the first one: GitHub refuses a whole log in which one location has no
 * file, and shows none that has no line.
 */
function locationOf({ at }: Finding): Location {
  const logicalLocations = logical(at)
  const parts = logicalLocations.length > 0 ? { logicalLocations } : {}
  if (at.path === null) {
    const physicalLocation = { artifactLocation: { uri: '.precheck.yml', uriBaseId: TOP }, region: { startLine: 1 } }
    return { physicalLocation, ...parts, message: { text: 'The policy, which asks for it.' } }
  }
  const startColumn = at.line === null || at.column === null ? {} : { startColumn: at.column }
  const physicalLocation = {
    artifactLocation: { uri: relativeUri(at.path), uriBaseId: TOP },
    region: { startLine: at.line ?? 1, ...startColumn },
  }
  return { physicalLocation, ...parts }
}

function logical({ commit, path, trailer, line, ref }: Finding['at']): LogicalLocation[] {
  const found: LogicalLocation[] = []
  const of = commit === null ? '' : `${visible(commit, 80)}:`
  if (ref !== null) found.push({ name: visible(ref, 200), fullyQualifiedName: visible(ref, 200), kind: 'ref' })
  if (commit !== null) {
    found.push({ name: visible(commit.slice(0, 12), 60), fullyQualifiedName: visible(commit, 80), kind: 'commit' })
  }
  if (path === null && line !== null) {
    found.push({ name: `line ${line} of the message`, fullyQualifiedName: `${of}message:${line}`, kind: 'message' })
  }
  if (trailer !== null) {
    const key = visible(trailer, 100)
    found.push({ name: key, fullyQualifiedName: `${of}trailer:${key}`, kind: 'trailer' })
  }
  return found
}

/** What is to be known of the run itself. */
function notifications(report: Report, kept: number, rules: readonly string[]): Notification[] {
  const found = report.findings.length
  const cut = `${kept} of ${found} results are in this file, as many as GitHub keeps: "--format json" has all of them`
  return [
    ...report.outcomes.filter(({ status }) => status === 'could-not-check').map((outcome) => unchecked(outcome, rules)),
    ...(kept < found ? [notification('warning', cut)] : []),
    notification('note', [verdictLine(report), ...adoptionLines(report)].join('\n')),
  ]
}

function unchecked({ rule, reason = 'no reason was given' }: Outcome, rules: readonly string[]): Notification {
  const id = idOf(rule)
  const index = rules.indexOf(id)
  const about = index < 0 ? {} : { associatedRule: { id, index } }
  return { ...notification('error', `${id} could not be checked: ${visible(reason, 1000)}`), ...about }
}

const notification = (level: 'error' | 'warning' | 'note', text: string): Notification => ({
  level,
  message: { text: plain(text) },
})

/**
 * Text as it stands in a SARIF message: braces doubled, since one alone begins a placeholder, and nothing that reads as a
 * link (sections 3.11.5 and 3.11.6): a commit must not be able to put one into a report.
 */
const plain = (text: string): string => text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (')

/** Words of ours as Markdown, which has no HTML in it: `<command>` is meant as it stands. Code among them is left alone. */
const markdown = (text: string): string =>
  plain(text).replace(/`[^`]*`|[<>*_#|\\[\]]/g, (found) => (found.startsWith('`') ? found : `\\${found}`))

/** A message as it is, in a block that it cannot end. */
const fenced = (message: string): string => `~~~~~~\n${plain(message.trimEnd())}\n~~~~~~`
