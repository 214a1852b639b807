/**
 * What git says, as plain data: no methods, nothing that would have to be fetched later. A Change can be printed, saved
 * as a fixture, and judged anywhere with the same answer.
 */

/** One side of a transition: a path's mode (six octal digits) and object id. Absent is mode `000000` and an id of zeros. */
export interface State {
  readonly mode: string
  readonly oid: string
}

export const MODE_ABSENT = '000000'
export const MODE_FILE = '100644'
export const MODE_LINK = '120000'
export const MODE_SUBMODULE = '160000'

export const isAbsent = (state: State): boolean => state.mode === MODE_ABSENT

/** Whether an id stands for "nothing". */
export const isZeroId = (oid: string): boolean => /^0+$/.test(oid)

/** How far a sign-off can be trusted, weakest first. `claimed` names no content; see the README for the others. */
export type Strength = (typeof STRENGTHS)[number]

/** Weakest first. */
export const STRENGTHS = ['claimed', 'bound', 'signed', 'present'] as const

/**
 * Where a guarded transition stands: `open` nothing covers it, `requested` its commit asks for a sign-off,
 * `signed-off` the policy's demand is met.
 */
export type Standing = 'open' | 'requested' | 'signed-off'

/** Somebody who signed a change off, by the policy's name for them, and how far that can be trusted. */
export interface Approval {
  readonly person: string
  readonly strength: Strength
}

/** One entry of the policy that holds for a path, and whether what it asks has been met. */
export interface Guard {
  /** The entry's name in the policy. */
  readonly entry: string
  /** `request`: no entry guards the path, and a commit asks for a sign-off of it all the same. */
  readonly kind: 'paths' | 'lockfiles' | 'policy' | 'request'
  readonly action: 'sign-off' | 'block'
  readonly strength: Strength
  /** Names or groups of those who may sign; null: any signer. */
  readonly signers: readonly string[] | null
  /** How many distinct people must sign. */
  readonly approvals: number
  /** Those who have, each the whole way, where more must; absent: nobody has, or it is signed off. */
  readonly approvedBy?: readonly Approval[]
  /** Nobody counts who had a hand in a commit of the change that changes the path. */
  readonly independent?: true
  /** Those people, where the guard is independent and it is known who they are. */
  readonly hands?: readonly string[]
  readonly standing: Standing
  /** How far that can be trusted by which it is signed off; null: it is not. */
  readonly restsOn: Strength | null
}

/**
 * One path that went from one state to another. Renames are never paired: the old name is a deletion and the new one
 * an addition, so that both are seen. Paths are git's bytes read as UTF-8; a byte that is not UTF-8 is kept as the lone
 * surrogate U+DC00 + byte, so that no two paths become one.
 */
export interface FileChange {
  readonly path: string
  readonly old: State
  readonly new: State
  /** Which parent `old` was taken from, from 0. For a merge there is one FileChange for each parent that differs. */
  readonly parent: number
  readonly guards: readonly Guard[]
}

export interface Person {
  readonly name: string
  readonly email: string
  /** Seconds since 1970 and offset, as git writes them: `1700000000 +0100`. */
  readonly date: string
}

/** A trailer as git reads it: key as written, value unfolded, and the line of the message where it starts (from 1). */
export interface Trailer {
  readonly key: string
  readonly value: string
  readonly line: number
}

/**
 * `no`: at most one parent. `clean`: its tree is the one that git's own merge of its parents makes. `edited`: something
 * was added, dropped or resolved by hand; its `changes` are what differs from the recomputed merge. `unexamined`: it
 * was not recomputed, since it touches nothing that is guarded and nothing is asked of its message.
 */
export type MergeKind = 'no' | 'clean' | 'edited' | 'unexamined'

/** Something that says an agent had a hand in a commit. Only `strong` signs decide anything; all are reported. */
export interface AgentSign {
  readonly agent: string
  readonly strength: 'strong' | 'weak'
  /** In words, as reports print it: `trailer Co-authored-by: Claude <noreply@anthropic.com>`. */
  readonly text: string
}

/** Whether a commit has a sign that decides: then all commits of its change count as an agent's. */
export const hasStrongSign = ({ signs }: { readonly signs: readonly AgentSign[] }): boolean =>
  signs.some(({ strength }) => strength === 'strong')

export interface Commit {
  /** Null while the commit does not exist yet (in a hook). */
  readonly sha: string | null
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  /** The message as stored, or as git will store it, decoded by the commit's own encoding. */
  readonly message: string
  /** Why the message cannot be taken at its word (a NUL byte, an unknown encoding); null when all is well. */
  readonly messageFault: string | null
  readonly trailers: readonly Trailer[]
  readonly merge: MergeKind
  readonly signs: readonly AgentSign[]
  /** True when this commit, or by stickiness its range, counts as an agent's. */
  readonly byAgent: boolean
  /** The policy's name for whoever has the key that verified the commit; absent or null: nobody's did. */
  readonly verifiedBy?: string | null
  /** Whether the policy's trailers are asked of it: who made it, and not an exempt kind of commit. */
  readonly owesTrailers: boolean
  /** A `fixup!`, `squash!` or `amend!` commit, which is meant to be gone before the change lands. */
  readonly autosquash: boolean
  /** An empty commit whose message is nothing but a sign-off. */
  readonly signOffOnly: boolean
  /** Only what matters: guarded paths, suspicious names, the policy itself, and what a sign-off is requested for. */
  readonly changes: readonly FileChange[]
  /** Requests for a sign-off that name nothing which changes, with the changed path that may be meant. */
  readonly requestsForNothing: readonly { readonly value: string; readonly nearest: string | null }[]
  /** Answers to what rules asked by `reads`: which paths the commit's tree has. */
  readonly has: Readonly<Record<string, boolean>>
  /** For each added path, a path of the same tree that another system opens as the same file. */
  readonly collisions: Readonly<Record<string, string>>
}

/** What every report says of a commit. */
export interface ReportedCommit {
  /** Null for one that is not made yet. */
  readonly sha: string | null
  readonly subject: string
  readonly agent: { readonly is: 'agent' | 'unknown'; readonly signs: readonly AgentSign[] }
  /** Whose key verified the commit; null: nobody's. */
  readonly verifiedBy: string | null
}

/** What the change does to the policy file itself; null when it leaves it alone. */
export interface PolicyFileChange {
  readonly path: string
  /** `unreadable`: its text is no valid policy; `errors` says where. `not-a-file`: a link, a folder or a submodule. */
  readonly state: 'readable' | 'unreadable' | 'removed' | 'not-a-file'
  readonly errors: readonly string[]
  /** Names of entries of the author's own that guard nothing in the tree: most often a slip of the pen. */
  readonly idle: readonly string[]
  /** What the policy that it leaves asks otherwise than the one before; null: one of the two cannot be read, or is not there. */
  readonly effect: PolicyEffect | null
  /** The commit that leaves it so; null for one not made yet. */
  readonly commit: string | null
}

/** What one policy asks otherwise than another: by what it does to paths, and by what its patterns stand for. */
export interface PolicyEffect {
  readonly weaker: readonly PolicyDifference[]
  readonly stricter: readonly PolicyDifference[]
}

/** One thing that is asked otherwise. */
export interface PolicyDifference {
  readonly about:
    | 'guard'
    | 'pattern'
    | 'exception'
    | 'trailer'
    | 'signers'
    | 'signer'
    | 'key'
    | 'address'
    | 'rule'
    | 'setting'
    | 'bot'
  /** Of the entry, trailer, signer, rule, setting or bot, as the policy spells it: hostile text. */
  readonly name: string
  /** What was asked and what is, in words of the policy, as far as they differ; null: nothing. */
  readonly was: string | null
  readonly now: string | null
  /** How many files of the tree it makes a difference for, with the first few. */
  readonly files?: number
  readonly first?: readonly string[]
  /** Patterns whose matches it makes a difference for, whether there are any yet or not. */
  readonly patterns?: readonly string[]
}

export interface Change {
  readonly kind: 'range' | 'staged' | 'message' | 'commit' | 'push'
  /** `wall`: the check that counts, nothing may be left open. `hook`: what was asked for may go on. */
  readonly at: 'hook' | 'wall'
  readonly ref: string | null
  readonly base: string | null
  readonly mergeBases: readonly string[]
  readonly head: string | null
  /** The range in the words of whoever asked (`main..topic`), which still hold after a rewrite; null: not one. */
  readonly named: string | null
  /** Name of the branch that the work is on, without `refs/heads/`; null when detached or unknown. */
  readonly branch: string | null
  /**
   * Oldest first. Of a range those in which there is something to look at: guarded paths, sign-offs, a merge, whatever a
   * rule has a word about. A range may have a hundred thousand commits, and of most there is nothing to say.
   */
  readonly commits: readonly Commit[]
  /** Every commit, oldest first, as reports list it. */
  readonly listed: readonly ReportedCommit[]
  readonly policyFile: PolicyFileChange | null
  /** Guarded paths that a push by force takes back: from what only the base had of them to what the head has. */
  readonly takenBack?: readonly FileChange[]
  /** Whether there are merges that git could not make again in time: what those bring counts as made by hand. */
  readonly mergesMissed?: boolean
  /** Why the base's own policy could not be read, so that an older copy judges; empty when all is well. */
  readonly basePolicyErrors: readonly string[]
  readonly signOffs: readonly SeenSignOff[]
  readonly almostSignOffs: readonly AlmostSignOff[]
  /** Paths of lines that claim a sign-off which nobody is known to have made; asked only in an agent's own session. */
  readonly typedSignOffs: readonly string[]
  /**
   * What the repository's own commitlint said of each message, in the order of `commits`; null: not asked, or not of a
   * message that is nobody's own.
   */
  readonly messageLint: readonly (MessageLint | null)[] | null
}

/** What became of a sign-off; only `valid` ones count. `signoff/state.ts` says when each is said. */
export type SignOffState =
  | 'valid'
  | 'stale'
  | 'spent'
  | 'unknown-signer'
  | 'bad-signature'
  | 'too-weak'
  | 'other-repository'

/** A sign-off that stands in a message of the change. */
export interface SeenSignOff {
  /** The address that it was made under. */
  readonly signer: string
  readonly strength: Strength
  readonly state: SignOffState
  readonly covers: readonly { readonly path: string; readonly old: State; readonly new: State }[]
  /** The commit that carries it; null: one not made yet, or none. */
  readonly commit: string | null
  /** It stands outside of the branch, where only what is signed with a key counts. */
  readonly outside?: true
  /** Line of its message, from 1. */
  readonly line: number
  /** Where those of its paths stand that still need a sign-off: the state that the change leaves them in. */
  readonly open: Readonly<Record<string, State>>
}

/** Lines of a message that look like a sign-off and count for nothing, with the reason as half a sentence. */
export interface AlmostSignOff {
  readonly commit: string | null
  /** The ref or file that it stands in, where that is no message. */
  readonly where?: string
  readonly line: number
  readonly text: string
}

/** What commitlint said of one message. */
export interface MessageLint {
  readonly errors: readonly { readonly name: string; readonly text: string }[]
  readonly warnings: readonly { readonly name: string; readonly text: string }[]
}
