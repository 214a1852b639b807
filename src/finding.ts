import type { ReportedCommit, SignOffState, State, Strength } from './change.ts'

export type { ReportedCommit, SignOffState } from './change.ts'

/** What a finding does to the verdict. */
export type Severity = 'warn' | 'block'

/** `incomplete`: the facts could not be had. It is never green and nobody can waive it. */
export type Verdict = 'pass' | 'warn' | 'block' | 'incomplete'

/**
 * How to mend a finding. `repeat`: run the refused git command again with these arguments added (a hook cannot rebuild
 * it). `command`: run this. `note` says in words what arguments cannot. `<…>` in an argument is for the reader to fill in.
 */
export type Fix =
  | { readonly kind: 'repeat'; readonly args: readonly string[]; readonly note?: string }
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly note?: string }
  | { readonly kind: 'manual'; readonly note: string }

/** Where a finding is. Every field is null where it does not apply; `commit` is null for what is not committed yet. */
export interface Place {
  readonly commit: string | null
  readonly path: string | null
  readonly trailer: string | null
  readonly line: number | null
  readonly column: number | null
  readonly ref: string | null
}

/** One thing wrong, as data. `text` is one sentence, hostile parts already made visible but not escaped for a format. */
export interface Finding {
  readonly rule: string
  readonly message: string
  readonly severity: Severity
  /** `sha256:` and hex over rule, message, path, states and trailer key: the same finding keeps it over a rebase. */
  readonly fingerprint: string
  readonly text: string
  readonly fix: Fix | null
  readonly at: Place
  readonly transition: { readonly old: State; readonly new: State } | null
  readonly data: Readonly<Record<string, unknown>>
}

/** What became of a rule. A rule that throws is `could-not-check`, never a crash. */
export interface Outcome {
  readonly rule: string
  readonly status: 'passed' | 'failed' | 'could-not-check'
  readonly reason?: string
}

export interface ReportedSignOff {
  readonly signer: string
  readonly strength: Strength
  readonly covers: readonly { readonly path: string; readonly old: State; readonly new: State }[]
  readonly state: SignOffState
  readonly at: { readonly commit: string | null }
}

/** Where the policy that judged came from. */
export interface PolicySource {
  /** `<commit>:.precheck.yml`, or a file name; null: there is no policy. */
  readonly source: string | null
  readonly ref: string | null
  /** In words, why this copy: `precheck.base`, `origin/HEAD`, `tip of BASE`, … */
  readonly why: string
  /** `sha256:` and hex of the text. */
  readonly digest: string | null
}

/** Everything a reporter may know. Reporters turn it into a string and do nothing else. */
export interface Report {
  readonly verdict: Verdict
  readonly mode: 'warn' | 'block'
  /** What the verdict rests on that is weaker than it looks: `bound: not proof of a person`. */
  readonly limits: readonly string[]
  readonly subject: { readonly kind: 'range' | 'staged' | 'message' | 'commit' | 'push'; readonly ref: string | null }
  readonly base: string | null
  readonly mergeBases: readonly string[]
  readonly head: string | null
  /** How base and head were found, in one line, where nobody gave them. */
  readonly found?: string
  readonly policy: PolicySource
  readonly commits: readonly ReportedCommit[]
  /** In total order: by commit, then by rule, then as the rule said them. */
  readonly findings: readonly Finding[]
  readonly signOffs: readonly ReportedSignOff[]
  readonly outcomes: readonly Outcome[]
  /** What will be guarded once an adoption has landed; null when this is not one. */
  readonly adoption: { readonly guards: readonly { readonly entry: string; readonly files: number }[] } | null
}
