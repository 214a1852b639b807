/** A row of the list of ways past a check, in the order of its numbers. */
export interface Row {
  readonly id: string
  readonly title: string
  /** The file that plays it; or why no test here can, and what users are told. */
  readonly is: { readonly played: string } | { readonly notPlayed: string; readonly told: string }
}

const NOT_RUNNING = 'test/threats/played/not-running.ts'
const HIDING = 'test/threats/played/hiding.ts'
const FORGING = 'test/threats/played/forging.ts'
const STALE = 'test/threats/played/stale.ts'
const VIEWING = 'test/threats/played/viewing.ts'

const LANDED =
  'a forge decides what lands after the check: make the check required, and check the default branch after merges'
const SETTINGS =
  'protect the branch on the forge, require the check from its own app, and dismiss reviews on new pushes'
/** Played with a server around it. */
const SERVER = { played: 'test/server/threats.test.ts' }

const rows = (played: string, first: number, titles: readonly string[]): Row[] =>
  titles.map((title, at) => ({ id: `T${first + at}`, title, is: { played } }))

const notPlayed = (id: string, title: string, reason: string, told: string): Row => ({
  id,
  title,
  is: { notPlayed: reason, told },
})

/** Every row, in words of our own. */
export const ROWS: readonly Row[] = [
  ...rows(NOT_RUNNING, 1, [
    'the option that leaves hooks out',
    'that option cut short',
    'that option in a bundle of short ones',
    'another hooks path, for one command',
    'settings from the environment',
    'another hooks path, kept',
    'hook files switched off or replaced',
    'an alias that has the option in it',
    'switches of hook managers',
    'commands that run other hooks',
    'commits made by plumbing',
    'commits made by other programs',
    'clones and work trees without hooks',
    'an amend after the hook has passed',
    'transfers that no push hook sees',
    'a switch in the tree',
    'variables that promise to allow something',
    'a hook without its program',
    'a hook that looks at another work tree',
    'another checker in the same change',
  ]),
  ...rows(HIDING, 21, [
    'renames out of a guarded place',
    'settings of the diff',
    'quoted names',
    'letter case',
    'Unicode forms and look-alikes',
    'links in the place of folders',
    'submodules that hide themselves',
    'attributes that hide content',
    'index flags and unseen modes',
    'staged and restored',
    'another index',
    'changes made in a merge',
    'fixes dropped in a merge',
    'added and removed within a range',
    'halves in several commits',
    'reverts of reverts',
    'deletions and changes of type',
    'a copy, and the reference to it',
    'lock files anywhere, and registries',
    'what steers agents',
    'new files that start a CI',
    'patterns that say less than they seem to',
    'patterns that are dropped without a word',
    'changes too large for a list',
  ]),
  ...rows(FORGING, 45, [
    'typed approvals',
    'trailers where none can be',
    'messages that two readers read differently',
    'prose among trailers',
    'settings of the trailer reader',
    'NUL bytes in a message',
    'values that say nothing',
    'a signer who is not one',
    'names of those who may do more',
    'an agent that does not say so',
    'trailers lost in a squash',
  ]),
  notPlayed('T56', 'a message edited while it is merged', 'the forge writes that message after all checks', LANDED),
  ...rows(FORGING, 57, ['a sign-off from elsewhere', 'a later commit that speaks for others']),
  ...rows(STALE, 59, ['changed after the sign-off']),
  notPlayed(
    'T60',
    'a review that follows a forced push',
    'reviews are the forge\u2019s',
    'a review on a forge never counts as a sign-off',
  ),
  ...rows(STALE, 61, ['a base that went on meanwhile', 'content added while the base is taken in']),
  notPlayed('T63', 'two pull requests of one head', 'a status belongs to the forge', SETTINGS),
  notPlayed('T64', 'a status that somebody else sets', 'a status belongs to the forge', SETTINGS),
  notPlayed(
    'T65',
    'a comment that becomes an approval',
    'comments are the forge\u2019s',
    'comments never count as sign-offs',
  ),
  notPlayed(
    'T66',
    'approving one\u2019s own work after a rebase',
    'whether an author may sign is for the list of signers to say, and authors are only claimed',
    'where authors may not sign for themselves, ask for two approvals',
  ),
  ...rows(STALE, 67, ['one person counted twice', 'bots that sign off']),
  ...rows(VIEWING, 69, [
    'replaced objects',
    'grafts',
    'shallow clones',
    'a base that is another than it seems',
    'a change judged by its own policy',
    'branches older than the policy',
    'a change of the workflow that checks it',
    'programs brought by the change',
    'rules taken from elsewhere',
    'environments that bend git',
    'objects that are missing',
  ]),
  { id: 'T80', title: 'refs of other kinds, deletions and new branches', is: SERVER },
  { id: 'T81', title: 'pushes past a protected branch', is: SERVER },
  ...rows(VIEWING, 82, ['a queue that lands another tree', 'text that terminals and runners obey']),
  notPlayed(
    'T84',
    'a reader who is steered',
    'no test can say what a person takes from a page',
    'packets are made of objects, guarded files come first, and what an agent says is marked as claimed',
  ),
  { id: 'T85', title: 'a push in two steps', is: SERVER },
  { id: 'T86', title: 'replace refs that are pushed', is: SERVER },
  { id: 'T87', title: 'a quarantine that is lost', is: SERVER },
]
