import type { Change, Commit, FileChange } from '../change.ts'
import type { Severity } from '../finding.ts'
import type { Policy } from '../policy/policy.ts'

/**
 * What would mend a finding, before it is known how the reader must apply it. The engine makes of it "repeat the
 * command with" for a commit that does not exist yet, and a command for one that does.
 */
export type Remedy =
  /** Give these trailer lines. `ifBlocked`: only where there is no way round it; a mere warning asks for nothing. */
  | { readonly trailers: readonly string[]; readonly note?: string; readonly ifBlocked?: true }
  /** Leave one value of a key; null: none of those that say nothing. */
  | { readonly keep: { readonly key: string; readonly value: string | null }; readonly note: string }
  /** A person signs the transition off; until then its author may ask for that, where the policy lets them. */
  | { readonly signOff: true }
  /** Leave the path out of the commit. */
  | { readonly leaveOut: string }
  /** Squash what was marked to be squashed. */
  | { readonly squash: true }
  | { readonly command: readonly string[]; readonly note?: string }
  | { readonly note: string }

/** Where a rule saw something: a commit, maybe a path change or a trailer key in it, maybe a line of its message. */
export interface Spot {
  readonly commit?: Commit
  readonly change?: FileChange
  readonly path?: string
  readonly trailer?: string
  readonly line?: number
  readonly column?: number
}

export interface Said {
  readonly message: string
  readonly spot: Spot
  readonly text: string
  readonly remedy: Remedy | null
  readonly data: Readonly<Record<string, unknown>>
  /** Holds the severity that the policy gives the rule down to `warn`. */
  readonly atMost?: 'warn'
  /** Raises it to `block`, unless the whole policy only warns. */
  readonly raisedTo?: 'block'
}

/** A sentence for the reader and what would mend it. */
export interface Sentence {
  readonly text: string
  readonly remedy?: Remedy
  readonly atMost?: 'warn'
  readonly raisedTo?: 'block'
}

type Messages = Record<string, (data: never) => Sentence>
type Say<M extends Messages> = { [K in keyof M]: (spot: Spot, data: Parameters<M[K]>[0]) => Said }

/** An example that a test runs: a commit (or several) under a policy, and what must be found in it. */
export interface Example {
  readonly name: string
  /** Lines of policy beyond `version: 1`; default none. */
  readonly policy?: string
  readonly message: string
  /** Paths that the commit adds (or changes, when they stand in `before`), with their content. */
  readonly files?: Readonly<Record<string, string>>
  readonly before?: Readonly<Record<string, string>>
  readonly deletes?: readonly string[]
  /** What the branch has got since, in a commit whose place the example takes by force. */
  readonly landed?: Readonly<Record<string, string>>
}

export interface RuleDocs {
  readonly summary: string
  readonly why: string
  readonly fix: string
  readonly good: readonly Example[]
  readonly bad: readonly (Example & { readonly finds: string })[]
}

/** A rule as the engine sees it: no generics left. */
export interface Rule {
  readonly id: string
  readonly docs: RuleDocs
  /** Ids of all that it can say. */
  readonly messages: readonly string[]
  readonly severity: Severity
  /** Paths whose presence in the commit's tree the rule has to know; null: it never asks. */
  readonly reads: ((policy: Policy) => (commit: Commit) => readonly string[]) | null
  readonly check: (change: Change, policy: Policy) => Iterable<Said>
}

/**
 * Defines a rule: its words, and a pure generator over a Change. `decode` takes from the policy what the rule needs,
 * once for each run. `say` has one function for each entry of `messages`, so that a misspelt message, or one with the
 * wrong data, does not compile. The severity is the policy's to change.
 */
export function defineRule<O, M extends Messages>(definition: {
  readonly id: string
  readonly docs: RuleDocs
  readonly severity?: Severity
  readonly messages: M
  readonly decode: (policy: Policy) => O
  readonly reads?: (commit: Commit, options: O) => readonly string[]
  readonly check: (change: Change, options: O, say: Say<M>) => Iterable<Said>
}): Rule {
  const say = {} as Say<M>
  for (const message of Object.keys(definition.messages) as (keyof M & string)[]) {
    say[message] = (spot, data) => {
      const sentence = definition.messages[message]!(data as never)
      return {
        message,
        spot,
        text: sentence.text,
        remedy: sentence.remedy ?? null,
        data: (data ?? {}) as Record<string, unknown>,
        ...(sentence.atMost ? { atMost: sentence.atMost } : {}),
        ...(sentence.raisedTo ? { raisedTo: sentence.raisedTo } : {}),
      }
    }
  }
  const reads = definition.reads ?? null
  return {
    id: definition.id,
    docs: definition.docs,
    messages: Object.keys(definition.messages),
    severity: definition.severity ?? 'block',
    reads:
      reads &&
      ((policy) => {
        const options = definition.decode(policy)
        return (commit) => reads(commit, options)
      }),
    check: (change, policy) => definition.check(change, definition.decode(policy), say),
  }
}
