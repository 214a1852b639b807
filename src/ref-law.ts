import { foldText } from './policy/fold.ts'
import { visible } from './visible.ts'

/** A path, and the entries of the policy that guard it. */
export interface GuardedPath {
  readonly path: string
  readonly entries: readonly string[]
}

/** A ref of a push as far as it may be refused for what it is, before anything in it is judged. */
export interface ReceivedRef {
  /** Full name, as it was pushed. */
  readonly ref: string
  readonly does: 'create' | 'update' | 'delete'
  /** It is the branch whose policy judges. */
  readonly isDefault: boolean
  /** It is not there yet, and would take the place of that branch. */
  readonly becomesDefault: boolean
  /** The policy refuses pushes to it. */
  readonly blocks: boolean
  /** A commit, or a tag of one. */
  readonly isCommit: boolean
  /** SHA-256 in hex of what a blob holds; null: it is no blob, or was not looked at. */
  readonly digest: string | null
  /** What is wrong with it as a sign-off; null: nothing, or it is none. */
  readonly fault: SignOffFault | null
  /** Guarded paths of which something would be gone with it, where it is a branch that blocks. */
  readonly takesAway: readonly GuardedPath[]
}

/** Why a sign-off would count for nobody outside of a branch, or was not looked at. */
export type SignOffFault =
  | 'many'
  | 'large'
  | 'not-one'
  | 'unsigned'
  | 'no-keys'
  | 'stranger'
  | 'bad-signature'
  | 'other-name'

/** Why a ref is refused. */
export interface Refusal {
  readonly message: string
  readonly text: string
  /** What to do instead. */
  readonly note: string
}

/** Where sign-offs lie that no commit carries: a blob each, under the SHA-256 digest of its bytes in hex. */
export const SIGN_OFF_REFS = 'refs/precheck/signoffs/'

/** In bytes: more is neither taken nor read. One that covers a thousand files has 150 KB. */
export const LARGEST_SIGN_OFF = 256 * 1024

/** So many come in one push: each has a signature to be verified. */
export const MOST_SIGN_OFFS = 100

/** Whether a ref holds, or would hold, such a sign-off. */
export const isSignOffRef = (ref: string): boolean => ref.startsWith(SIGN_OFF_REFS)

/** What `precheck explain refs` prints. */
export const REF_LAW = `refs (holds on every server, and cannot be switched off)

A push is refused, all of it, when one of its refs
  - is made or moved under refs/replace/: it would show other commits in place of those that were judged
  - is refs/heads/HEAD: in a clone that knows no default branch yet, it would be taken for that
  - is under refs/precheck/ and not a new sign-off, refs/precheck/signoffs/<SHA-256 of what the blob holds>, signed with a
    key that the policy of the default branch lists for its signer
  - deletes the default branch, whose policy judges all others, or takes its place
  - deletes a branch that blocks, and with it what has landed of a guarded path and is on no other such branch (asked
    as the rule forced-push is: where that only warns, this does)
  - is one that blocks, and stands for no commit

Which refs block, the policy says: "refs: { block: [main, 'release/*'] }". The default branch always does. What is wrong
on any other ref is said, and goes through.
`

/**
 * The refusal of a ref that no server may take, whatever its policy says and whether it has one; null: it may be judged.
 * Names are held in every spelling: where the file system ignores case, refs/Replace/ is refs/replace/.
 */
export function refusalOf(received: ReceivedRef): Refusal | null {
  const { ref, does } = received
  const name = foldText(ref)
  if (/^refs\/replace(?:\/|$)/.test(name)) return does === 'delete' ? null : REPLACE
  if (/^refs\/precheck(?:\/|$)/.test(name)) return signOffRefusal(received)
  if (name === 'refs/heads/head') return does === 'delete' ? null : HEAD
  if (does === 'delete') return received.isDefault ? DEFAULT : takingAway(received.takesAway)
  if (received.becomesDefault) return NEW_DEFAULT
  return received.blocks && !received.isCommit ? NO_COMMIT : null
}

function signOffRefusal({ ref, does, digest, fault }: ReceivedRef): Refusal | null {
  if (!isSignOffRef(ref)) return NO_SIGN_OFF
  if (does !== 'create') return KEPT
  if (fault !== null) return FAULTS[fault]
  return digest !== null && ref === SIGN_OFF_REFS + digest ? null : DIGEST
}

const REPLACE: Refusal = {
  message: 'replace',
  text: 'a replace ref would show other commits to whoever reads here than those that were judged',
  note: 'push the commits that are meant, and leave refs/replace/ at home',
}

const HEAD: Refusal = {
  message: 'head',
  text: 'a branch called HEAD would be taken for the default branch, whose policy judges, in clones that know none yet',
  note: 'give the branch another name',
}

const DEFAULT: Refusal = {
  message: 'default-branch',
  text: 'this is the default branch, whose policy judges all others: without it nothing would be checked',
  note: 'an administrator points HEAD of the server to another branch first',
}

// Begun at an old commit, it would bring nothing new but an old policy.
const NEW_DEFAULT: Refusal = {
  message: 'new-default-branch',
  text: 'HEAD of the server names a branch that is not there, and this one would become the default branch, whose policy judges',
  note: 'an administrator says which branch that is: git symbolic-ref HEAD refs/heads/<name>',
}

const MOST_NAMED = 3

function named(paths: readonly GuardedPath[]): string {
  const shown = paths.slice(0, MOST_NAMED).map(({ path, entries }) => `${visible(path, 200)} (${entries.join(', ')})`)
  const left = paths.length - shown.length
  return left > 0 ? `${shown.join(', ')} and ${left} more` : shown.join(', ')
}

const takingAway = (paths: readonly GuardedPath[]): Refusal | null =>
  paths.length === 0
    ? null
    : {
        message: 'takes-away',
        text: `something guarded has landed here that no other branch that blocks has, and would be gone with this one: ${named(paths)}`,
        note: 'merge this branch into the default branch first, in a push of its own; or let an administrator delete it on the server; or take it out of "refs:" in the policy on the default branch',
      }

const NO_COMMIT: Refusal = {
  message: 'no-commit',
  text: 'what is pushed is no commit, so there is nothing that could be judged',
  note: 'push a commit, or a tag of one',
}

const NO_SIGN_OFF: Refusal = {
  message: 'no-sign-off',
  text: 'under refs/precheck/ there are sign-offs and nothing else',
  note: 'give the ref a name outside of refs/precheck/',
}

const KEPT: Refusal = {
  message: 'sign-off-kept',
  text: 'a sign-off that was given is neither changed nor taken away',
  note: 'leave it as it is: it dies by itself when what it covers changes',
}

const DIGEST: Refusal = {
  message: 'sign-off-digest',
  text: 'the name of a sign-off is the SHA-256 of what its blob holds, and this one is another',
  note: 'let "precheck signoff --push" name it',
}

const SIGN_AGAIN = 'let its signer sign off again with "precheck signoff --push"'

const FAULTS: Readonly<Record<SignOffFault, Refusal>> = {
  many: {
    message: 'sign-offs-many',
    text: `more than ${MOST_SIGN_OFFS} sign-offs come in this push, so none was looked at`,
    note: `push at most ${MOST_SIGN_OFFS} at once`,
  },
  large: {
    message: 'sign-off-large',
    text: `a sign-off has at most ${LARGEST_SIGN_OFF / 1024} KiB, and this blob has more`,
    note: 'sign off fewer files at once, or a folder as a whole',
  },
  'not-one': {
    message: 'sign-off-damaged',
    text: 'the blob is not exactly one sign-off and nothing else',
    note: 'let "precheck signoff --push" write it',
  },
  unsigned: {
    message: 'sign-off-unsigned',
    text: 'it has no signature, and outside of a branch only a sign-off counts that is signed with a key',
    note: SIGN_AGAIN,
  },
  'no-keys': {
    message: 'sign-off-no-keys',
    text: 'the default branch has no policy that names its repository and a key of a signer, so no sign-off outside of a branch counts',
    note: 'list keys under "signers" in .precheck.yml on the default branch first, or carry the sign-off in a commit: precheck signoff',
  },
  stranger: {
    message: 'sign-off-stranger',
    text: 'the policy of the default branch lists no key for its signer',
    note: 'list the signer with a key under "signers" in .precheck.yml on the default branch first',
  },
  'bad-signature': {
    message: 'sign-off-bad-signature',
    text: 'its signature is by no key that the policy of the default branch lists for its signer and its moment, or is of other text',
    note: SIGN_AGAIN,
  },
  'other-name': {
    message: 'sign-off-other-name',
    text: 'it names its signer in another way than the policy of the default branch does, and the name is no part of what is signed',
    note: SIGN_AGAIN,
  },
}
