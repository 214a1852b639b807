import { A_KEY } from '../support/change.ts'

/**
 * The policy that generated histories are judged by, as precheck reads it, and beside it the same in the words of the
 * count by hand.
 */
export const policy = (lands: 'commits' | 'squash'): string => `version: 1
trailers-for: agents
lands: ${lands}
trailers:
  Task-Id: { required: true, pattern: '^[A-Z]+-[0-9]+$' }
  Tests-Run: { required: true }
  Rollback: { required: true }
paths:
  - { name: deploy, match: ['/deploy/'], action: sign-off }
  - { name: two people, match: ['/deploy/live/'], action: sign-off, approvals: 2 }
  - { name: by key, match: ['/keys/'], action: sign-off, strength: signed }
  - { name: secrets, match: ['.env'], action: block }
signers:
  - { name: Jane, email: [jane@example.com] }
  - { name: Robin, email: [robin@example.com] }
  - { name: Kim, email: [kim@example.com], keys: ['${A_KEY}'] }
`

export const TRAILERS = ['Task-Id', 'Tests-Run', 'Rollback'] as const
export type Asked = (typeof TRAILERS)[number]

/** What the policy asks for a path. `people`: how many must have signed the whole way; `key`: no typed sign-off counts. */
export interface Guard {
  readonly rule: 'guarded-paths' | 'lockfiles' | 'requested-sign-offs'
  readonly people: 1 | 2
  readonly key: boolean
}

const GUARDS: readonly (readonly [RegExp, Guard])[] = [
  [/^deploy\//, { rule: 'guarded-paths', people: 1, key: false }],
  [/^deploy\/live\//, { rule: 'guarded-paths', people: 2, key: false }],
  [/^keys\//, { rule: 'guarded-paths', people: 1, key: true }],
  [/(?:^|\/)package-lock\.json$/, { rule: 'lockfiles', people: 1, key: false }],
]

export const guardsOf = (path: string): readonly Guard[] =>
  isBlocked(path) ? [] : GUARDS.filter(([pattern]) => pattern.test(path)).map(([, guard]) => guard)

export const isBlocked = (path: string): boolean => /(?:^|\/)\.env$/.test(path)

/** The people whose sign-offs count, by address. */
export const PEOPLE: ReadonlyMap<string, string> = new Map([
  ['jane@example.com', 'Jane'],
  ['robin@example.com', 'Robin'],
])

export interface Value {
  readonly key: Asked
  readonly value: string
  /** What is said of it, as `rule/message`; null: it is an answer. */
  readonly fault: string | null
}

/** All values that generated messages give, and what is said of each; whether a runbook is there, its tree says. */
export const VALUES: readonly Value[] = [
  { key: 'Task-Id', value: 'SHOP-1', fault: null },
  { key: 'Task-Id', value: 'SHOP-2', fault: null },
  { key: 'Task-Id', value: 'shop1', fault: 'task-id/form' },
  { key: 'Task-Id', value: 'n/a', fault: 'task-id/placeholder' },
  { key: 'Task-Id', value: '', fault: 'required-trailers/empty' },
  { key: 'Tests-Run', value: 'npm test (214 passed)', fault: null },
  { key: 'Tests-Run', value: 'npm test', fault: 'tests-run/form' },
  { key: 'Tests-Run', value: 'yes', fault: 'tests-run/placeholder' },
  { key: 'Tests-Run', value: 'none: no time', fault: 'tests-run/none-refused' },
  { key: 'Rollback', value: 'revert', fault: null },
  { key: 'Rollback', value: 'revert; then restart', fault: null },
  { key: 'Rollback', value: 'runbook docs/undo.md', fault: null },
  { key: 'Rollback', value: 'runbook docs/none.md', fault: 'rollback/no-such-path' },
  { key: 'Rollback', value: 'just undo it', fault: 'rollback/form' },
  { key: 'Rollback', value: 'none: the data is gone', fault: null },
]
