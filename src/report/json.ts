import type { State } from '../change.ts'
import type { Finding, Fix, Place, Report, ReportedCommit, ReportedSignOff } from '../finding.ts'

/** Raised when a field is removed or renamed; a new one leaves it alone, and readers ignore what they do not know. */
const SCHEMA_VERSION = 1

/** A report as the JSON document of templates/report.schema.json: fixed key order, well-formed Unicode, a last newline. */
export const renderJson = (report: Report): string => printJson(reportDocument(report))

/** One document for several refs of one push: a report for each. */
export const renderJsonRefs = (reports: readonly Report[]): string =>
  printJson({ schemaVersion: SCHEMA_VERSION, refs: reports.map(reportDocument) })

// Legal in JSON and obeyed by terminals, or hidden by them. `JSON.stringify` escapes C0 controls and lone surrogates.
// A second `#` could begin a command of a CI runner, in whose log a document may stand: ##vso[…].
const UNSEEN = /(?<=#)#|[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/** A document as text: the same one gives the same bytes, well-formed Unicode with nothing unseen in it, a last newline. */
export function printJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2).replace(UNSEEN, escaped)}\n`
}

function escaped(character: string): string {
  let escapes = ''
  for (let unit = 0; unit < character.length; unit += 1) {
    escapes += `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`
  }
  return escapes
}

/** A report, ready to be printed. Field by field: what is not in the contract never gets out, and keys stand in this order. */
export function reportDocument(report: Report): object {
  const { subject, policy, adoption } = report
  return {
    schemaVersion: SCHEMA_VERSION,
    verdict: report.verdict,
    mode: report.mode,
    limits: report.limits,
    subject: { kind: subject.kind, ref: subject.ref },
    base: report.base,
    mergeBases: report.mergeBases,
    head: report.head,
    ...(report.found === undefined ? {} : { found: report.found }),
    policy: { source: policy.source, ref: policy.ref, why: policy.why, digest: policy.digest },
    commits: report.commits.map(commitDocument),
    findings: report.findings.map(findingDocument),
    signOffs: report.signOffs.map(signOffDocument),
    outcomes: report.outcomes.map(({ rule, status, reason }) => ({
      rule,
      status,
      ...(reason === undefined ? {} : { reason }),
    })),
    ...(adoption === null
      ? {}
      : { adoption: { guards: adoption.guards.map(({ entry, files }) => ({ entry, files })) } }),
  }
}

const commitDocument = ({ sha, subject, agent, verifiedBy }: ReportedCommit): object => ({
  sha,
  subject,
  agent: { is: agent.is, signs: agent.signs.map((sign) => sign.text) },
  verifiedBy,
})

const findingDocument = (finding: Finding): object => ({
  rule: finding.rule,
  message: finding.message,
  severity: finding.severity,
  fingerprint: finding.fingerprint,
  text: finding.text,
  fix: fixDocument(finding.fix),
  at: placeDocument(finding.at),
  transition:
    finding.transition === null
      ? null
      : { old: stateDocument(finding.transition.old), new: stateDocument(finding.transition.new) },
  data: finding.data,
})

function fixDocument(fix: Fix | null): object | null {
  if (fix === null) return null
  const note = fix.note === undefined ? {} : { note: fix.note }
  switch (fix.kind) {
    case 'repeat':
      return { kind: fix.kind, args: fix.args, ...note }
    case 'command':
      return { kind: fix.kind, argv: fix.argv, ...note }
    case 'manual':
      return { kind: fix.kind, note: fix.note }
  }
}

const placeDocument = ({ commit, path, trailer, line, column, ref }: Place): object => ({
  commit,
  path,
  trailer,
  line,
  column,
  ref,
})

export const stateDocument = ({ mode, oid }: State): object => ({ mode, oid })

const signOffDocument = ({ signer, strength, covers, state, at }: ReportedSignOff): object => ({
  signer,
  strength,
  covers: covers.map((cover) => ({ path: cover.path, old: stateDocument(cover.old), new: stateDocument(cover.new) })),
  state,
  at: { commit: at.commit },
})
