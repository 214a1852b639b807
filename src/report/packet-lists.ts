import type { PacketFacts } from '../packet.ts'
import { count } from './count.ts'
import { code, type Markdown, md, ours } from './markdown.ts'
import { pointsOf } from './packet-needs.ts'
import { inCommits, moreOf } from './packet-said.ts'

/** A heading's worth, and lines below it that are few enough for a screen. */
export interface Shortlist {
  readonly summary: Markdown
  readonly lines: readonly Markdown[]
}

const MOST_POINTS = 3

/** Why the check has nothing to say, where it has not; null: it has. */
export function notJudged({ report }: PacketFacts): Markdown | null {
  if (report === null) return ours('not known: nothing was judged')
  return report.verdict === 'incomplete' && report.commits.length === 0
    ? ours('not known: the check is incomplete')
    : null
}

/** What its author has to mend, and what could not be checked. */
export function mend(facts: PacketFacts): Shortlist {
  const { report } = facts
  const points = pointsOf(report).filter(({ finding }) => finding.severity === 'block')
  const unknown = (report?.outcomes ?? []).filter(({ status }) => status === 'could-not-check')
  const lines = [
    ...unknown.map(({ reason = 'no reason was given' }) => md`could not check: ${code(reason, 200)}`),
    ...points.map(({ finding, commits }) => md`${code(finding.text, 200)}${inCommits(commits)}`),
  ]
  if (lines.length === 0) return { summary: notJudged(facts) ?? ours('nothing'), lines: [] }
  const more = moreOf(lines.length - MOST_POINTS, 'point')
  const shown = lines.slice(0, MOST_POINTS)
  return {
    summary: md`${ours(count(lines.length, 'point'))} *(observed in git)*`,
    lines: more === null ? shown : [...shown, more],
  }
}
