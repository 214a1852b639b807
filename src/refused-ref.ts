import type { PolicySource, Report } from './finding.ts'
import { fingerprint } from './fingerprint.ts'
import type { Refusal } from './ref-law.ts'

/** What stands behind a refusal. */
interface By {
  readonly mode: 'warn' | 'block'
  readonly policy: PolicySource
}

const LAW: By = {
  mode: 'block',
  policy: { source: null, ref: null, why: 'holds whatever the policy says', digest: null },
}

/** The report of a ref that was refused for what it is: nothing in it was judged. `by`: where a policy was asked. */
export function refusedRef(
  ref: string,
  head: string | null,
  { message, text, note }: Refusal,
  { mode, policy }: By = LAW,
): Report {
  const said = { rule: 'refs', message, path: null, transition: null, trailer: null }
  return {
    verdict: mode,
    mode,
    limits: [],
    subject: { kind: 'push', ref },
    base: null,
    mergeBases: [],
    head,
    policy,
    commits: [],
    findings: [
      {
        rule: said.rule,
        message,
        severity: mode,
        fingerprint: fingerprint(said),
        text,
        fix: { kind: 'manual', note },
        at: { commit: null, path: null, trailer: null, line: null, column: null, ref },
        transition: null,
        data: {},
      },
    ],
    signOffs: [],
    outcomes: [{ rule: said.rule, status: 'failed' }],
    adoption: null,
  }
}
