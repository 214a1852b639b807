import type { Finding, Report } from '../finding.ts'
import { visible } from '../visible.ts'
import { count } from './count.ts'
import { unknownLines, verdictLine } from './verdict.ts'

const MOST_PATHS = 3
const LONGEST_LABEL = 100

/**
 * What a report comes to, counted in commits: how many would be refused, how many show signs of an agent, by which rules,
 * and the paths that came up most. For whoever asks how a policy fits; what to mend stands in the report itself.
 */
export function renderSummary(report: Report, title: string = verdictLine(report)): string {
  const { commits, findings } = report
  const share = (some: number): string =>
    `${some} of ${count(commits.length, 'commit')} (${Math.round((100 * some) / commits.length)} %)`
  const unknown = unknownLines(report)
  const rules = countedBy(findings, ({ rule }) => rule)
  const paths = countedBy(findings, ({ at }) => at.path).slice(0, MOST_PATHS)
  const sections = [
    [title],
    unknown.length > 0 ? ['Could not check:', ...unknown] : [],
    commits.length === 0
      ? ['  no commits']
      : [
          `  refused: ${share(commitsOf(findings.filter(isBlocking)).size)}`,
          `  by agents: ${share(commits.filter(isAgents).length)}`,
        ],
    table('By rule:', rules, ({ findings: some }) => (some.some(isBlocking) ? '' : ' (only warned)')),
    table('Most often:', paths, () => ''),
  ]
  return `${sections.flat().join('\n')}\n`
}

const commitsOf = (findings: readonly Finding[]): ReadonlySet<string> =>
  new Set(findings.flatMap(({ at }) => at.commit ?? []))

const isBlocking = ({ severity }: Finding): boolean => severity === 'block'

/** By its own signs: in a range one commit of an agent's makes all of them count as an agent's. */
const isAgents = ({ agent }: Report['commits'][number]): boolean =>
  agent.signs.some(({ strength }) => strength === 'strong')

interface Counted {
  readonly label: string
  /** How many commits they are of. */
  readonly commits: number
  readonly findings: readonly Finding[]
}

/** Findings by a label, those of most commits first; where as many have two, by the label's own order. */
function countedBy(findings: readonly Finding[], labelOf: (finding: Finding) => string | null): readonly Counted[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const label = labelOf(finding)
    if (label === null) continue
    const group = groups.get(label)
    if (group) group.push(finding)
    else groups.set(label, [finding])
  }
  return [...groups]
    .map(([label, some]) => ({ label, commits: commitsOf(some).size, findings: some }))
    .sort((a, b) => b.commits - a.commits || (a.label < b.label ? -1 : 1))
}

/** The number first: a line that began with a name out of a commit could be read as a command by what shows it. */
function table(heading: string, rows: readonly Counted[], remark: (row: Counted) => string): string[] {
  if (rows.length === 0) return []
  const numbers = rows.map(({ commits }) => (commits === 0 ? 'the change as a whole' : count(commits, 'commit')))
  const width = numbers.reduce((most, number) => Math.max(most, number.length), 0)
  return [
    heading,
    ...rows.map((row, at) => `  ${numbers[at]!.padStart(width)}  ${visible(row.label, LONGEST_LABEL)}${remark(row)}`),
  ]
}
