import type { PacketFacts } from '../packet.ts'
import { count } from './count.ts'
import { code, codes, type Markdown, md, ours } from './markdown.ts'
import { needsOf, pointsOf } from './packet-needs.ts'
import { inCommits, moreOf } from './packet-said.ts'
import { shellLine } from './shell.ts'

/** A heading's worth, and lines below it that are few enough for a screen. */
export interface Shortlist {
  readonly summary: Markdown
  readonly lines: readonly Markdown[]
}

const MOST_NEEDS = 5
const MOST_POINTS = 3

/** Why the check has nothing to say, where it has not; null: it has. */
export function notJudged({ report }: PacketFacts): Markdown | null {
  if (report === null) return ours('not known: nothing was judged')
  return report.verdict === 'incomplete' && report.commits.length === 0
    ? ours('not known: the check is incomplete')
    : null
}

/** What a person has to sign off, and with which command. */
export function person(facts: PacketFacts): Shortlist {
  const { report, named, base, head, command } = facts
  const needs = needsOf(report)
  if (needs.length === 0) {
    const given = (report?.signOffs ?? []).filter(({ state }) => state === 'valid').length
    const nothing =
      given > 0 ? `nothing more; ${count(given, 'sign-off')} given, see below` : 'no sign-off is asked for'
    return { summary: notJudged(facts) ?? ours(nothing), lines: [] }
  }
  const range = named ?? (base === null ? head : `${base}..${head}`)
  const lines = needs.slice(0, MOST_NEEDS).map(({ path, is, entries }) => {
    return md`${code(path, 160)} (${codes(entries.slice(0, 3), 60)}): ${ours(is === 'requested' ? 'a sign-off is **requested**' : 'a sign-off is **missing**, and no commit asks for one')}`
  })
  const more = moreOf(needs.length - MOST_NEEDS, 'path')
  return {
    summary: md`${ours(count(needs.length, 'sign-off'))} to give, with ${code(shellLine([...command, 'signoff', range]), 300)} *(observed in git)*`,
    lines: more === null ? lines : [...lines, more],
  }
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
