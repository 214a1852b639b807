import type { Person, State, Strength, Trailer } from './change.ts'
import type { Report } from './finding.ts'
import type { PackageChange } from './packages/compare.ts'
import type { TrailerPolicy } from './policy/policy.ts'
import type { Command } from './remedy.ts'

/** What a review packet is made of: plain data, as git and the messages say it, before anybody has put it in order. */
export interface PacketFacts {
  /** The verdict and all that goes with it; null: there is no policy on either side, so nothing was judged. */
  readonly report: Report | null
  /** Why the rest could not be read whole; null: it was. */
  readonly unread: string | null
  /** The range in the words of whoever asked. */
  readonly named: string | null
  /** The branch that the work is on, without `refs/heads/`; null: not known. */
  readonly branch: string | null
  readonly base: string | null
  readonly head: string
  /** Where the change begins: the first merge base; null: the range has no base. */
  readonly from: string | null
  /** All merge bases, `from` first; several where branches were merged both ways. */
  readonly bases: readonly string[]
  readonly lands: 'commits' | 'squash'
  /** What the policy asks of trailers; none without a policy. */
  readonly trailers: readonly TrailerPolicy[]
  /** What the policy asks of sign-offs; none without a policy. */
  readonly asks: readonly EntryAsks[]
  /** Oldest first. */
  readonly commits: readonly PacketCommit[]
  /** The net change, in git's order. */
  readonly files: readonly PacketFile[]
  /** Files and tests that the messages name. */
  readonly mentions: readonly Mention[]
  /** Of the paths that `Rollback` trailers name, those that the head's tree has. */
  readonly wayBackPaths: readonly string[]
  /** How a reader calls precheck here. */
  readonly command: Command
}

/** What an entry of the policy asks of those who sign off. */
export interface EntryAsks {
  /** Its name; null: of a path that no entry guards, where a commit asks for a sign-off. */
  readonly entry: string | null
  readonly strength: Strength
  /** How many different people. */
  readonly approvals: number
  /** Nobody counts who had a hand in it. */
  readonly independent: boolean
  /** Who may sign; null: the policy lists nobody, and any person may. */
  readonly signers: readonly MaySign[] | null
}

/** A person or a group, as the policy calls them. */
export interface MaySign {
  readonly name: string
  /** Of a group, the people in it; null: it is a person. */
  readonly members: readonly string[] | null
}

export interface PacketCommit {
  readonly sha: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly subject: string
  /** What stands between the subject and the trailers, sign-offs left out; lines without their break. */
  readonly body: readonly string[]
  readonly trailers: readonly Trailer[]
  /** The sign-offs in its message, each as the lines that carry it. */
  readonly signOffs: readonly CarriedSignOff[]
  /** `sign-off`: nothing but one. `autosquash`: a `fixup!` and the like, meant to be gone before it lands. */
  readonly kind: 'work' | 'merge' | 'sign-off' | 'autosquash'
  /** Paths that it changes; of a merge none, since most of what it brings is not its own. */
  readonly paths: readonly string[]
}

export interface CarriedSignOff {
  readonly signer: string
  readonly text: string
  readonly covers: readonly { readonly path: string; readonly old: State; readonly new: State }[]
}

/**
 * What a path is, by its name alone. `lockfiles` and the packs are those that policies use, whatever this policy guards;
 * `dependencies` are the manifests that people edit and locks follow.
 */
export type PathClass =
  | 'secrets'
  | 'production-data'
  | 'policy'
  | 'hooks'
  | 'agents'
  | 'ci'
  | 'deploy'
  | 'auth'
  | 'billing'
  | 'migrations'
  | 'lockfiles'
  | 'dependencies'
  | 'tests'
  | 'quality'
  | 'governance'
  | 'editor'
  | 'generated'

/** One path of the net change. */
export interface PacketFile {
  readonly path: string
  readonly old: State
  readonly new: State
  /** Lines added and removed; null: not text. */
  readonly lines: { readonly added: number; readonly removed: number } | null
  readonly classes: readonly PathClass[]
  /** Entries of the policy that guard it. */
  readonly guards: readonly string[]
  /** Another path that has gone and had the same content; null: none. */
  readonly movedFrom: string | null
  /** It has gone, and its content is at this path now. */
  readonly movedTo: string | null
  /** Of a test: lines that were added and keep tests from running. */
  readonly skips: readonly string[]
  /** Of a test: how many definitions of tests were added and removed. */
  readonly tests: { readonly added: number; readonly removed: number }
  /** Lines that were added and say that something is left to do. */
  readonly unfinished: readonly string[]
  /** Of a lock file: what became of its packages, riskiest first; null: it cannot be told in packages. */
  readonly packages: readonly PackageChange[] | null
}

/** Something that a message names. */
export interface Mention {
  readonly name: string
  readonly what: 'file' | 'test'
  /** The first commit whose message has it. */
  readonly commit: string
  /**
   * `changed`: the net change has it. `taken-back`: a commit has it, the net change does not. `unchanged`: it is in the
   * tree, as it was. `absent`: nowhere in the change, nor (a file) in the tree.
   */
  readonly is: 'changed' | 'taken-back' | 'unchanged' | 'absent'
}
