import type { Strength } from '../change.ts'
import type { BesideTable } from './beside.ts'
import type { PathTable } from './patterns.ts'

export type RuleSetting = 'off' | 'warn' | 'block'

/** What the policy asks of one trailer. */
export interface TrailerPolicy {
  /** As the policy spells it; git compares keys without case. */
  readonly key: string
  readonly required: boolean
  /** `commit`: on every commit. `change`: once in a range, the newest counts. */
  readonly per: 'commit' | 'change'
  /** Source of an unflagged regular expression that the whole value must satisfy; null: any value that says something. */
  readonly pattern: string | null
  /** The value may be taken from the branch's name when it has exactly one match of `pattern` in it. */
  readonly fromBranch: boolean
  /** `none: <reason>` is taken as an answer. */
  readonly allowNone: boolean
  /** More than one value is fine. */
  readonly many: boolean
  /** A value that satisfies the pattern, for messages. */
  readonly example: string | null
}

/** One entry of `paths`, or `lockfiles`, or the always-guarded policy set; data only, so that it can be kept as JSON. */
export interface Entry {
  readonly name: string
  readonly kind: 'paths' | 'lockfiles' | 'policy'
  /** Why it is guarded, in the author's words. */
  readonly description?: string
  readonly action: 'sign-off' | 'block'
  readonly strength: Strength
  readonly signers: readonly string[] | null
  readonly approvals: number
  /** Nobody counts who had a hand in a commit that changes the path. */
  readonly independent?: true
  readonly match: PathTable
  /** Paths that `match` does not have and that count only with something beside them: lock files of common names. */
  readonly ifBeside: readonly BesideTable[]
  readonly except: PathTable
  /** The pack that its patterns are taken from beside its own; null: none. */
  readonly pack: string | null
  /** Patterns as the policy's author wrote them (packs expanded), for `explain` and for the dead-entry warning. */
  readonly patterns: readonly string[]
  /** The same for `except`. */
  readonly exceptions: readonly string[]
  /** Where in the policy's text the entry stands, from 1; null for what is built in. */
  readonly line: number | null
}

/** A public key of a signer, and what it is good for. */
export interface SignerKey {
  /** Type and body, as in `~/.ssh/id_ed25519.pub`, without the comment. */
  readonly key: string
  /** The first second in which something signed with it counts, since 1970; null: from ever. */
  readonly validAfter: number | null
  /** The first second in which it counts no more; null: it always does. */
  readonly validBefore: number | null
  /** It verifies commits, too. */
  readonly commits: boolean
}

export interface Signer {
  readonly name: string
  readonly email: readonly string[]
  readonly keys: readonly SignerKey[]
  readonly groups: readonly string[]
}

/**
 * A bot whose changes to an entry's paths are exempt, but only where the forge says who pushed: never by a name, an
 * address or a trailer.
 */
export interface Bot {
  readonly name: string
  /** The name of the entry. */
  readonly paths: string
}

export interface Policy {
  readonly version: 1
  readonly repository: string | null
  readonly mode: 'warn' | 'block'
  readonly trailersFor: 'agents' | 'unverified' | 'everyone'
  readonly trailers: readonly TrailerPolicy[]
  readonly lands: 'commits' | 'squash'
  readonly guardedAt: 'request' | 'commit'
  readonly entries: readonly Entry[]
  /** Null: any identity that is not a known agent or bot counts, up to `bound`. */
  readonly signers: readonly Signer[] | null
  /** Settings for rules by id; a rule that is not named keeps its own default. */
  readonly rules: Readonly<Record<string, RuleSetting>>
  readonly bots: readonly Bot[]
  readonly message: { readonly commitlint: 'auto' | 'off' | 'on' }
  /**
   * Full names of the refs that a server refuses a push for, beside its default branch; of all others it only says what
   * is wrong.
   */
  readonly refs: { readonly block: PathTable }
}

/** The policy file's name at the top of the repository. */
export const POLICY_FILE = '.precheck.yml'

/** A repository's own template of the review packet. It lies with what the `policy` entry guards. */
export const PACKET_FILE = '.precheck/packet.md'
