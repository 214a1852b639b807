import type { Finding, Report } from '../finding.ts'

/** A guarded path that waits for a person. */
export interface Need {
  readonly path: string
  /** `requested`: every commit that changes it asks for the sign-off. */
  readonly is: 'missing' | 'requested'
  /** Entries of the policy that ask for it. */
  readonly entries: readonly string[]
  readonly commits: readonly string[]
}

/** The same finding, as often as commits have it. */
export interface Point {
  readonly finding: Finding
  readonly commits: readonly string[]
}

const isNeed = ({ rule, message }: Finding): boolean =>
  (rule === 'guarded-paths' || rule === 'lockfiles') && (message === 'needs-sign-off' || message === 'requested')

/** The paths that wait for a sign-off, each once, those first for which nobody has asked. */
export function needsOf(report: Report | null): readonly Need[] {
  const found = new Map<string, { is: Need['is']; entries: Set<string>; commits: Set<string> }>()
  for (const finding of report?.findings ?? []) {
    const { path, commit } = finding.at
    if (!isNeed(finding) || path === null) continue
    const need = found.get(path) ?? { is: 'requested', entries: new Set(), commits: new Set() }
    found.set(path, need)
    if (finding.message === 'needs-sign-off') need.is = 'missing'
    for (const entry of entriesOf(finding)) need.entries.add(entry)
    if (commit !== null) need.commits.add(commit)
  }
  const needs = [...found].map(([path, { is, entries, commits }]) => ({
    path,
    is,
    entries: [...entries],
    commits: [...commits],
  }))
  return [...needs.filter(({ is }) => is === 'missing'), ...needs.filter(({ is }) => is === 'requested')]
}

const entriesOf = ({ rule, data }: Finding): readonly string[] =>
  rule === 'guarded-paths' && typeof data['entries'] === 'string' ? data['entries'].split(', ') : ['lockfiles']

/** All that was found beside that, what blocks first; what several commits have in common once. */
export function pointsOf(report: Report | null): readonly Point[] {
  const found = new Map<string, { finding: Finding; commits: string[] }>()
  for (const finding of report?.findings ?? []) {
    if (isNeed(finding)) continue
    const key = JSON.stringify([finding.rule, finding.severity, finding.text])
    const point = found.get(key) ?? { finding, commits: [] }
    found.set(key, point)
    if (finding.at.commit !== null) point.commits.push(finding.at.commit)
  }
  const points = [...found.values()]
  const blocks = ({ finding }: Point) => finding.severity === 'block'
  return [...points.filter(blocks), ...points.filter((point) => !blocks(point))]
}
