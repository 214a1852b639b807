import type { Finding, ReportedCommit } from '../finding.ts'
import { visible } from '../visible.ts'
import { whatAndWhere } from './place.ts'

/** So many commits of which the same is to be said are still named one by one. */
const MOST_ONE_BY_ONE = 3

/** One line of a report: a finding, and all the commits that it is about in the same words. */
export interface Line {
  readonly finding: Finding
  /** Ids in the report's order; empty for what is not committed yet. */
  readonly commits: readonly string[]
}

/** Findings as lines: one that many commits share is one line, where the first of them stood. */
export function inLines(findings: readonly Finding[]): readonly Line[] {
  const sharing = new Map<string, Set<string>>()
  const keys = findings.map((finding) => {
    const { rule, severity, at } = finding
    if (at.commit === null) return null
    const key = JSON.stringify([rule, severity, whatAndWhere(finding)])
    sharing.set(key, (sharing.get(key) ?? new Set()).add(at.commit))
    return key
  })
  const said = new Set<string>()
  return findings.flatMap((finding, index): Line[] => {
    const key = keys[index] ?? null
    if (key === null) return [{ finding, commits: [] }]
    const commits = sharing.get(key)!
    if (commits.size <= MOST_ONE_BY_ONE) return [{ finding, commits: [finding.at.commit!] }]
    if (said.has(key)) return []
    said.add(key)
    return [{ finding, commits: [...commits] }]
  })
}

/** Whether a line is about more commits than are named one by one. */
export const isAboutMany = ({ commits }: Line): boolean => commits.length > MOST_ONE_BY_ONE

/** `, in 40 commits: 0123456789ab, … and 37 more` for a line that is about many. */
export function inCommits({ commits }: Line): string {
  const named = commits.slice(0, MOST_ONE_BY_ONE).map((sha) => visible(sha.slice(0, 12), 60))
  return `, in ${commits.length} commits: ${named.join(', ')} and ${commits.length - MOST_ONE_BY_ONE} more`
}

/** Lines to print, and how many more findings of each rule there are. */
export interface FirstLines {
  readonly shown: readonly Line[]
  readonly cut: ReadonlyMap<string, number>
}

/**
 * The first lines of each rule, at most so many. What must be mended goes before warnings when a rule's lines are cut;
 * their order stays as it was.
 */
export function firstOfEachRule(lines: readonly Line[], most: number): FirstLines {
  const counts = new Map<string, number>()
  const kept = new Set<Line>()
  const left = new Map<string, number>()
  for (const severity of ['block', 'warn'] as const) {
    for (const line of lines) {
      const { rule } = line.finding
      if (line.finding.severity !== severity) continue
      const count = (counts.get(rule) ?? 0) + 1
      counts.set(rule, count)
      if (count <= most) kept.add(line)
      left.set(rule, (left.get(rule) ?? 0) + (count <= most ? 0 : Math.max(1, line.commits.length)))
    }
  }
  const cut = new Map([...left].filter(([, count]) => count > 0))
  return { shown: lines.filter((line) => kept.has(line)), cut }
}

/** A command to print, or how many more like those before it there are. */
export type Step = { readonly argv: readonly string[] } | { readonly more: number }

/** The first few of the commands that differ in nothing but the commit, and how many more there are. */
export function firstOfEachKind(commands: readonly (readonly string[])[], commits: readonly ReportedCommit[]): Step[] {
  const ids = new Set(commits.map(({ sha }) => sha))
  const kindOf = (argv: readonly string[]): string => JSON.stringify(argv.map((word) => (ids.has(word) ? null : word)))
  const counts = new Map<string, number>()
  for (const argv of commands) counts.set(kindOf(argv), (counts.get(kindOf(argv)) ?? 0) + 1)
  const steps: Step[] = []
  const shown = new Map<string, number>()
  for (const argv of commands) {
    const kind = kindOf(argv)
    const count = (shown.get(kind) ?? 0) + 1
    shown.set(kind, count)
    if (count <= MOST_ONE_BY_ONE) steps.push({ argv })
    if (count === MOST_ONE_BY_ONE && counts.get(kind)! > count) steps.push({ more: counts.get(kind)! - count })
  }
  return steps
}
