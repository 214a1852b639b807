import type { Finding, Report } from '../finding.ts'
import { visible } from '../visible.ts'
import { saidOf } from './said.ts'
import { firstOfEachRule } from './together.ts'
import { adoptionLines, MOST_UNKNOWN, verdictLine } from './verdict.ts'

// Of each rule. GitHub itself shows ten errors and ten warnings of a step beside the changed lines, and logs the others.
const MOST_OF_A_RULE = 50

export interface GitHubOptions {
  /** Nothing but what has to be mended and how: no headline and no warnings. */
  readonly quiet?: boolean
}

/**
 * A report as GitHub workflow commands, one line each, so that findings show up beside the changed lines. Nothing to say
 * is the empty string. Every line is a command of ours: a line of free text would be read for commands by the runner.
 */
export function renderGitHub(report: Report, { quiet = false }: GitHubOptions = {}): string {
  const unknown = report.outcomes.filter(({ status }) => status === 'could-not-check')
  const findings = quiet ? report.findings.filter(({ severity }) => severity === 'block') : report.findings
  if (findings.length === 0 && unknown.length === 0 && (quiet || report.adoption === null)) return ''
  const level = report.verdict === 'block' || report.verdict === 'incomplete' ? 'error' : 'warning'
  const headline = annotation(level, { title: 'precheck' }, [verdictLine(report), ...adoptionLines(report)])
  const { shown, cut } = firstOfEachRule(
    findings.map((finding) => ({ finding, commits: [] })),
    MOST_OF_A_RULE,
  )
  const more = [...(unknown.length > MOST_UNKNOWN ? [['check', unknown.length - MOST_UNKNOWN] as const] : []), ...cut]
  const lines = [
    ...(quiet ? [] : [headline]),
    ...unknown
      .slice(0, MOST_UNKNOWN)
      .map(({ rule, reason = 'no reason was given' }) =>
        annotation('error', { title: `precheck: ${rule}` }, [`could not check: ${visible(reason, 1000)}`]),
      ),
    ...shown.map(({ finding }) => findingLine(finding)),
    ...more.map(([rule, count]) =>
      annotation(level, { title: `precheck: ${rule}` }, [`and ${count} more like these: see --format json`]),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function findingLine(finding: Finding): string {
  const { path, line, column } = finding.at
  return annotation(
    finding.severity === 'block' ? 'error' : 'warning',
    {
      file: path,
      line: path === null ? null : line,
      col: path === null ? null : column,
      title: `precheck: ${finding.rule}`,
    },
    saidOf(finding),
  )
}

// ::error file=src/app.ts,line=1,title=precheck%3A lockfiles::text%0Amore text
function annotation(
  level: 'error' | 'warning',
  properties: Readonly<Record<string, string | number | null>>,
  text: readonly string[],
): string {
  const given = Object.entries(properties).flatMap(([name, value]) =>
    value === null ? [] : [`${name}=${property(visible(String(value), 4096))}`],
  )
  return `::${level} ${given.join(',')}::${message(text.join('\n'))}`
}

/** Escaped for what stands behind the second `::`. The percent sign first, or it would be escaped twice. */
const message = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** Escaped for a property's value, which also ends at a comma or a colon. */
const property = (text: string): string => message(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
