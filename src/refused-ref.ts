import type { Report } from './finding.ts'
import { fingerprint } from './fingerprint.ts'
import type { Refusal } from './ref-law.ts'

/** The report of a ref that was refused for what it is: nothing in it was judged, and no policy was asked. */
export function refusedRef(ref: string, head: string | null, { message, text, note }: Refusal): Report {
  const said = { rule: 'refs', message, path: null, transition: null, trailer: null }
  return {
    verdict: 'block',
    mode: 'block',
    limits: [],
    subject: { kind: 'push', ref },
    base: null,
    mergeBases: [],
    head,
    policy: { source: null, ref: null, why: 'holds whatever the policy says', digest: null },
    commits: [],
    findings: [
      {
        rule: said.rule,
        message,
        severity: 'block',
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
