import type { Report } from '../finding.ts'
import { visible } from '../visible.ts'
import { count } from './count.ts'

/**
 * The first line of every report for people: the verdict in plain words, how much there is to do, and what it rests on
 * that is weaker than it looks. One line, free of control characters.
 */
export function verdictLine(report: Report): string {
  const { kind, ref } = report.subject
  const subject = kind === 'push' && ref !== null ? ` ${visible(ref, 100)}` : ''
  const remarks = report.limits.map((limit) => visible(limit, 100))
  if (report.mode === 'warn' && report.findings.length > 0) remarks.unshift('mode: warn, nothing is refused')
  return `precheck: ${verdictWords(report, subject)}${remarks.length > 0 ? ` (${remarks.join('; ')})` : ''}`
}

/** What will be guarded once the policy that the change brings in has landed; nothing if it brings in none. */
export function adoptionLines({ adoption }: Report): string[] {
  if (adoption === null) return []
  const guards = adoption.guards.map(({ entry, files }) => `  ${visible(entry, 60)}: ${count(files, 'file')}`)
  return ['This brings in the policy. Once it has landed, it guards:', ...(guards.length > 0 ? guards : ['  nothing'])]
}

/** The verdict and how much there is to do, in words of ours alone but for `subject`. */
export function verdictWords(report: Report, subject: string): string {
  const mend = report.findings.filter((finding) => finding.severity === 'block').length
  const warnings = report.findings.length - mend
  const toMend = mend > 0 ? `, ${count(mend, 'thing')} to mend` : ''
  const toKnow = warnings > 0 ? `, ${count(warnings, 'warning')}` : ''
  switch (report.verdict) {
    case 'block':
      return `refused${subject}${toMend}${toKnow}`
    case 'incomplete': {
      const unknown = report.outcomes.filter((outcome) => outcome.status === 'could-not-check').length
      return `incomplete${subject}, ${count(unknown, 'check')} could not be made${toMend}${toKnow}`
    }
    case 'warn':
    case 'pass':
      return `passed${subject}${warnings > 0 ? ` with ${count(warnings, 'warning')}` : ''}`
  }
}

/** Why something could not be checked, one line for each. */
export function unknownLines({ outcomes }: Report): string[] {
  const unknown = outcomes.filter(({ status }) => status === 'could-not-check')
  const lines = unknown
    .slice(0, MOST_UNKNOWN)
    .map(({ rule, reason = 'no reason was given' }) => `  ${visible(rule, 60)}: ${visible(reason, 400)}`)
  return unknown.length > MOST_UNKNOWN ? [...lines, `  … and ${unknown.length - MOST_UNKNOWN} more`] : lines
}

/** So many reasons are printed; a change can make one of each of its paths. */
export const MOST_UNKNOWN = 50
