import type { Change } from './change.ts'
import type { Finding, Outcome, PolicySource, Report, Severity, Verdict } from './finding.ts'
import { fingerprint } from './fingerprint.ts'
import type { Policy, RuleSetting } from './policy/policy.ts'
import { fixOf, type Reader } from './remedy.ts'
import type { Rule, Said } from './rules/rule.ts'

/** What stands beside a change when it is judged. */
export interface Judging extends Reader {
  readonly policy: Policy
  readonly source: PolicySource
  readonly rules: readonly Rule[]
  /** Set when the change brings in the first policy: it is shown what will be guarded, and asked nothing yet. */
  readonly adoption: Report['adoption']
  /** What could not be checked before any rule ran, in words. */
  readonly unknown: readonly string[]
}

/** Rules that hold while a policy is being adopted: what was done before it landed is not measured by it. */
const AT_ADOPTION = new Set(['policy-change'])

/** Runs every rule over a change and puts the report together. Pure: the same input gives the same report. */
export function evaluate(change: Change, judging: Judging): Report {
  const { policy, adoption } = judging
  const findings: { readonly finding: Finding; readonly commit: number }[] = []
  const outcomes: Outcome[] = judging.unknown.map((reason) => ({ rule: 'facts', status: 'could-not-check', reason }))
  const position = new Map(change.commits.map((commit, index) => [commit, index]))

  for (const rule of judging.rules) {
    const setting: RuleSetting = policy.rules[rule.id] ?? rule.severity
    if (setting === 'off' || (adoption !== null && !AT_ADOPTION.has(rule.id))) continue
    const severity: Severity = policy.mode === 'warn' ? 'warn' : setting
    let found = 0
    try {
      for (const said of rule.check(change, policy)) {
        const finding = findingOf(rule, said, severity, change, judging)
        findings.push({ finding, commit: said.spot.commit ? position.get(said.spot.commit)! : -1 })
        found += 1
      }
      outcomes.push({ rule: rule.id, status: found === 0 ? 'passed' : 'failed' })
    } catch (error) {
      const reason = `the rule itself failed: ${error instanceof Error ? error.message : String(error)}`
      outcomes.push({ rule: rule.id, status: 'could-not-check', reason })
    }
  }

  // By commit, then in the order of rules and of what each said, which depends on the change alone. (Sorting is stable.)
  const ordered = findings.sort((a, b) => a.commit - b.commit).map(({ finding }) => finding)
  return {
    verdict: verdictOf(ordered, outcomes, adoption !== null),
    mode: policy.mode,
    limits: limitsOf(change),
    subject: { kind: change.kind, ref: change.ref },
    base: change.base,
    mergeBases: change.mergeBases,
    head: change.head,
    policy: judging.source,
    commits: change.listed,
    findings: ordered,
    signOffs: change.signOffs.map(({ signer, strength, covers, state, commit }) => ({
      signer,
      strength,
      covers,
      state,
      at: { commit },
    })),
    outcomes,
    adoption,
  }
}

/** The report of a change whose facts could not be had. */
export function incomplete(
  request: {
    readonly kind: Change['kind']
    readonly ref: string | null
    readonly base: string | null
    readonly head: string | null
  },
  reason: string,
): Report {
  return {
    verdict: 'incomplete',
    mode: 'block',
    limits: [],
    subject: { kind: request.kind, ref: request.ref },
    base: request.base,
    mergeBases: [],
    head: request.head,
    policy: { source: null, ref: null, why: 'not known', digest: null },
    commits: [],
    findings: [],
    signOffs: [],
    outcomes: [{ rule: 'facts', status: 'could-not-check', reason }],
    adoption: null,
  }
}

function findingOf(rule: Rule, said: Said, severity: Severity, change: Change, judging: Judging): Finding {
  const { commit, change: file, path, trailer, line, column } = said.spot
  const weight = severityOf(said, severity, judging.policy)
  const asksNothing = weight === 'warn' && said.remedy !== null && 'ifBlocked' in said.remedy
  const transition = file ? { old: file.old, new: file.new } : null
  const at = {
    commit: commit?.sha ?? null,
    path: file?.path ?? path ?? null,
    trailer: trailer ?? null,
    line: line ?? null,
    column: column ?? null,
    ref: change.ref,
  }
  return {
    rule: rule.id,
    message: said.message,
    severity: weight,
    fingerprint: fingerprint({ rule: rule.id, message: said.message, path: at.path, transition, trailer: at.trailer }),
    text: said.text,
    fix: asksNothing ? null : fixOf(said, change, judging.policy, judging),
    at,
    transition,
    data: said.data,
  }
}

function severityOf(said: Said, severity: Severity, { mode }: Policy): Severity {
  if (said.atMost === 'warn' || mode === 'warn') return 'warn'
  return said.raisedTo ?? severity
}

/** Incomplete if anything could not be checked, else the highest severity; an adoption is always worth a look. */
function verdictOf(findings: readonly Finding[], outcomes: readonly Outcome[], adoption: boolean): Verdict {
  if (outcomes.some(({ status }) => status === 'could-not-check')) return 'incomplete'
  if (findings.some(({ severity }) => severity === 'block')) return 'block'
  return findings.length > 0 || adoption ? 'warn' : 'pass'
}

/** Weaknesses of what the verdict rests on. */
function limitsOf(change: Change): readonly string[] {
  const guards = change.commits.flatMap(({ changes }) => changes).flatMap(({ guards }) => guards)
  return [
    ...(guards.some(({ restsOn }) => restsOn === 'bound') ? ['bound: not proof of a person'] : []),
    ...(change.mergesMissed
      ? ['git could not make every merge again in time: what it did not reach counts as made by hand']
      : []),
  ]
}
