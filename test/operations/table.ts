/** Where a sign-off stands before an operation. */
export type Place = 'own' | 'waiting' | 'on-top' | 'outside'

export const PLACES: Readonly<Record<Place, string>> = {
  own: 'in the commit',
  waiting: 'waiting, given by the hook',
  'on-top': 'as a commit on top',
  outside: 'outside the branch, signed',
}

/** `lost`: the change is refused until a person signs again. */
export type Fate = 'survives' | 'lost'

/** What an operation does to a sign-off; the tests play it, and the README shows it. */
export interface Row {
  /** As the README shows it. */
  readonly operation: string
  readonly fate: Fate | Readonly<Record<Place, Fate>>
  /** Why so, and what to do where something is lost. */
  readonly why: string
}

/** Where git leaves out empty commits. */
const ON_TOP_LOST = { own: 'survives', waiting: 'survives', 'on-top': 'lost', outside: 'survives' } as const
/** Where the messages of the branch are lost. */
const IN_MESSAGES_LOST = { own: 'lost', waiting: 'lost', 'on-top': 'lost', outside: 'survives' } as const

const EMPTY = 'it leaves out empty commits'
const NEW = 'this content was never seen'

/** By the name under which `plays.ts` has what is played. */
export const TABLE = {
  amend: {
    operation: '`commit --amend --no-edit`, other files',
    fate: 'survives',
    why: 'the message stays, and so does what it covers',
  },
  'amend-message': {
    operation: '`commit --amend -m …`',
    fate: IN_MESSAGES_LOST,
    why: 'the message is replaced, and a sign-off in it: change the text in the editor, or sign again',
  },
  'amend-trailer': {
    operation: '`commit --amend --trailer …`, `-s`',
    fate: 'survives',
    why: 'other trailers may stand around it',
  },
  mend: { operation: '`precheck mend`', fate: 'survives', why: 'it sets trailers and leaves the rest of the message' },
  reword: { operation: '`rebase -i`: `reword`', fate: 'survives', why: 'unless its own lines are edited' },
  rebase: { operation: '`rebase`', fate: 'survives', why: 'the files go from the same state to the same state' },
  'rebase-conflict': {
    operation: '`rebase`, conflict in other files',
    fate: 'survives',
    why: 'what it covers is not touched by the conflict',
  },
  'rebase-joined': {
    operation: '`rebase` on a base that changed the same file',
    fate: 'lost',
    why: `git joins both changes, and ${NEW}: sign again`,
  },
  'rebase-conflict-in-it': {
    operation: '`rebase`, conflict in the file itself',
    fate: 'lost',
    why: `${NEW}: sign again`,
  },
  'rebase-apply': {
    operation: '`rebase --apply`',
    fate: ON_TOP_LOST,
    why: `${EMPTY}: use plain \`rebase\`, or sign again`,
  },
  'rebase-no-empty': { operation: '`rebase --no-keep-empty`', fate: ON_TOP_LOST, why: 'the same' },
  squash: { operation: '`rebase -i`: `squash`', fate: 'survives', why: 'git keeps all the messages' },
  autosquash: {
    operation: '`rebase --autosquash`, other files',
    fate: 'survives',
    why: 'the message of the first stays',
  },
  fixup: {
    operation: '`rebase -i`: `fixup` of the commit with the sign-off',
    fate: IN_MESSAGES_LOST,
    why: 'git throws its message away: use `squash`, or sign again',
  },
  'cherry-pick': {
    operation: '`cherry-pick BASE..HEAD`',
    fate: ON_TOP_LOST,
    why: 'it stops at an empty commit: use `--allow-empty`, or sign again after `--skip`',
  },
  'cherry-pick-empty': {
    operation: '`cherry-pick -x --allow-empty BASE..HEAD`',
    fate: 'survives',
    why: 'on any branch where the files are in the same state',
  },
  revert: {
    operation: '`revert`',
    fate: 'lost',
    why: 'the way back is a change of its own, and needs a sign-off of its own',
  },
  mail: {
    operation: '`format-patch --stdout`, then `am`',
    fate: ON_TOP_LOST,
    why: `${EMPTY}: see the next line, or sign again`,
  },
  'mail-empty': {
    operation: '`format-patch --stdout --always`, then `am --empty=keep`',
    fate: 'survives',
    why: 'messages travel whole',
  },
  'filter-message': { operation: '`filter-branch --msg-filter`', fate: 'survives', why: 'unless it edits the lines' },
  'filter-author': {
    operation: '`filter-branch --env-filter`',
    fate: 'survives',
    why: 'it matters who signed, not who committed',
  },
  'filter-prune': {
    operation: '`filter-branch --prune-empty`',
    fate: ON_TOP_LOST,
    why: `${EMPTY}: leave the option out, or sign again`,
  },
  update: { operation: '`merge` of the base, clean', fate: 'survives', why: 'what git merges by itself is inherited' },
  'update-joined': {
    operation: '`merge` of a base that changed the same file, clean',
    fate: 'survives',
    why: 'both sides were signed off or have landed, and nobody added a line by hand',
  },
  'update-conflict': {
    operation: '`merge` of the base, conflict in other files',
    fate: 'survives',
    why: 'what it covers is not touched by the conflict',
  },
  'update-conflict-in-it': {
    operation: '`merge` of the base, conflict in the file itself',
    fate: 'lost',
    why: 'the resolution was never seen: sign it off, from both sides',
  },
  'merge-squash': {
    operation: '`merge --squash`, then `commit --no-edit`',
    fate: 'survives',
    why: 'the messages are in it, indented',
  },
  'merge-squash-message': {
    operation: '`merge --squash`, then `commit -m …`',
    fate: IN_MESSAGES_LOST,
    why: 'no message is left: take the one that git proposes, or sign again',
  },
  'forge-merge': { operation: 'forge: merge commit', fate: 'survives', why: 'the commits land as they are' },
  'forge-squash': {
    operation: 'forge: squash, title and messages',
    fate: 'survives',
    why: 'it counts wherever it stands in the message',
  },
  'forge-squash-indented': {
    operation: 'forge: squash, messages indented',
    fate: 'survives',
    why: 'the same blanks before each line do no harm',
  },
  'forge-squash-wrapped': {
    operation: 'forge: squash, longer lines wrapped at 72 columns',
    fate: 'survives',
    why: 'its lines are no longer, but for a path that is longer by itself, and ids of SHA-256',
  },
  'forge-squash-title': {
    operation: 'forge: squash, title alone or title and description',
    fate: IN_MESSAGES_LOST,
    why: 'the pull request was checked, what lands says nothing of it: set the forge to take the messages, or sign outside the branch',
  },
  'forge-squash-joined': {
    operation: 'forge: squash of a branch that merged a base which changed the same file',
    fate: 'lost',
    why: 'what was inherited lands as one change that was never seen: rebase before it lands, and sign again',
  },
  queue: {
    operation: 'merge queue, one before it changed the same file',
    fate: 'survives',
    why: 'each has its own sign-off, and what git merges by itself is inherited',
  },
} as const satisfies Readonly<Record<string, Row>>

export type OperationName = keyof typeof TABLE

export const fateOf = ({ fate }: Row, place: Place): Fate => (typeof fate === 'string' ? fate : fate[place])
