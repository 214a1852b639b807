import { coversBetween } from '../signoff/given.ts'
import { makeHistory } from '../support/history.ts'
import type { Options, Ran } from '../support/repository.ts'
import { LOCK, lockWith, type Story } from './story.ts'
import type { OperationName } from './table.ts'

/** What is checked after an operation: the commits in `head` and not in `base`. */
export interface Range {
  readonly base: string
  readonly head: string
}

const TOPIC: Range = { base: 'main', head: 'topic' }
const LANDED: Range = { base: 'main~1', head: 'main' }

/** The base goes on while the pull request is open. */
function baseChanges({ repository, base }: Story, path: string, content: string): void {
  makeHistory(repository, [{ name: 'main', on: [base], message: 'Meanwhile', files: { [path]: content } }])
}

/** An editor that does to its file what these words of sed say. */
const sed = (words: string): string => `sed -i -e '${words}'`

/** Rebases onto the base; `todo` and `message` are words of sed. */
function rebaseByHand({ repository }: Story, todo: string, message: string): void {
  must(repository.tryGit(['rebase', '-q', '-i', 'main'], editing(todo, message)))
}

const editing = (todo: string, message: string): Options => ({
  env: { GIT_SEQUENCE_EDITOR: sed(todo), GIT_EDITOR: sed(message) },
})

function must(ran: Ran): void {
  if (ran.status !== 0) throw new Error(`exit ${ran.status}\n${ran.stderr}${ran.stdout}`)
}

/** A command that stops at a conflict; then this file is resolved, and `then` goes on. */
function resolving({ repository }: Story, command: readonly string[], path: string, content: string, then: string[]) {
  if (repository.tryGit(command).status === 0) throw new Error('there was no conflict')
  repository.write(path, content)
  repository.git('add', path)
  repository.git(...then)
}

/** The commit that carries the sign-off is checked out as the newest of `topic`. */
function atSignOff({ repository, place, bump }: Story): void {
  if (place !== 'on-top') repository.git('reset', '-q', '--hard', bump)
}

/** The branch as a forge squashes it: its net change in one commit on `main`, with this message. */
function landSquashed({ repository }: Story, message: string): Range {
  repository.git('checkout', '-q', 'main')
  repository.git('merge', '-q', '--squash', 'topic')
  repository.commit(message)
  return LANDED
}

/** All messages of the branch, oldest first, as GitHub lists them. */
const listed = ({ repository }: Story): string =>
  repository
    .git('log', '--reverse', '--format=%B%x00', 'main..topic')
    .split('\0')
    .map((message) => message.trim())
    .filter((message) => message !== '')
    .map((message) => `* ${message}\n`)
    .join('\n')

/** What forges add under the messages when they squash. */
const CO_AUTHOR = '\n---------\n\nCo-authored-by: Robin <robin@example.com>\n'

const LONG = `${'What it is good for, at some length. '.repeat(4)}\n\n`

/** Lines that are longer broken at the last blank before the edge, as GitHub's page does it. */
const wrapped = (text: string): string =>
  text.replace(/^.{73,}$/gm, (line) => line.replace(/(.{1,72})(?:\s+|$)/g, '$1\n').trimEnd())

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ')

/** The branch as mails, applied on the base. Among files, an empty commit would be an empty one, at which `am` stops. */
function mailed({ repository }: Story, always: readonly string[], keep: readonly string[]): Range {
  const mails = repository.tryGit(['format-patch', '--stdout', ...always, 'main..topic']).bytes
  repository.git('checkout', '-q', '-b', 'applied', 'main')
  must(repository.tryGit(['am', '-q', ...keep], { input: mails }))
  return { base: 'main', head: 'applied' }
}

function filtered({ repository }: Story, ...how: readonly string[]): Range {
  must(repository.tryGit(['filter-branch', ...how, 'main..topic'], { env: { FILTER_BRANCH_SQUELCH_WARNING: '1' } }))
  return TOPIC
}

/** How each operation is played in a copy of the story; it leaves the range's head checked out. */
export const PLAYS: Readonly<Record<OperationName, (story: Story) => Range | Promise<Range>>> = {
  amend: (story) => {
    atSignOff(story)
    story.repository.write('src/other.ts', 'other()\n')
    story.repository.git('add', '-A')
    story.repository.git('commit', '-q', '--amend', '--no-edit')
    return TOPIC
  },
  'amend-message': (story) => {
    atSignOff(story)
    story.repository.git('commit', '-q', '--amend', '--allow-empty', '-m', 'Say it in other words')
    return TOPIC
  },
  'amend-trailer': (story) => {
    atSignOff(story)
    story.repository.git('commit', '-q', '--amend', '--allow-empty', '--no-edit', '--trailer', 'Task-Id: ABC-1', '-s')
    return TOPIC
  },
  mend: (story) => {
    atSignOff(story)
    must(story.repository.precheck(['mend', 'HEAD', '--trailer', 'Task-Id: ABC-1']))
    return TOPIC
  },
  reword: (story) => {
    rebaseByHand(story, 's/^pick/reword/', '1s/$/, in other words/')
    return TOPIC
  },
  rebase: (story) => {
    baseChanges(story, 'other.txt', 'x\n')
    story.repository.git('rebase', '-q', 'main')
    return TOPIC
  },
  'rebase-conflict': (story) => {
    baseChanges(story, 'notes.txt', 'theirs\n')
    resolving(story, ['rebase', '-q', 'main'], 'notes.txt', 'both\n', ['rebase', '--continue'])
    return TOPIC
  },
  'rebase-joined': (story) => {
    baseChanges(story, LOCK, lockWith({ 17: '3.0.0' }))
    story.repository.git('rebase', '-q', 'main')
    return TOPIC
  },
  'rebase-conflict-in-it': (story) => {
    baseChanges(story, LOCK, lockWith({ 2: '3.0.0' }))
    resolving(story, ['rebase', '-q', 'main'], LOCK, lockWith({ 2: '4.0.0' }), ['rebase', '--continue'])
    return TOPIC
  },
  'rebase-apply': (story) => {
    baseChanges(story, 'other.txt', 'x\n')
    story.repository.git('rebase', '-q', '--apply', 'main')
    return TOPIC
  },
  'rebase-no-empty': (story) => {
    baseChanges(story, 'other.txt', 'x\n')
    story.repository.git('rebase', '-q', '--no-keep-empty', 'main')
    return TOPIC
  },
  squash: (story) => {
    rebaseByHand(story, '2,$s/^pick/squash/', '')
    return TOPIC
  },
  autosquash: (story) => {
    const { repository, bump } = story
    repository.write('src/other.ts', 'other()\n')
    repository.git('add', '-A')
    repository.git('commit', '-q', '--fixup', bump)
    must(repository.tryGit(['rebase', '-q', '-i', '--autosquash', 'main'], editing('', '')))
    return TOPIC
  },
  fixup: (story) => {
    rebaseByHand(story, '2,$s/^pick/fixup/', '')
    return TOPIC
  },
  'cherry-pick': ({ repository, place }) => {
    repository.git('checkout', '-q', '-b', 'release', 'main')
    const picked = repository.tryGit(['cherry-pick', 'main..topic'])
    if (place !== 'on-top') must(picked)
    else repository.git('cherry-pick', '--skip')
    return { base: 'main', head: 'release' }
  },
  'cherry-pick-empty': ({ repository }) => {
    repository.git('checkout', '-q', '-b', 'release', 'main')
    repository.commit('Elsewhere', { 'other.txt': 'x\n' })
    repository.git('cherry-pick', '-x', '--allow-empty', 'main..topic')
    return { base: 'main', head: 'release' }
  },
  revert: ({ repository, bump }) => {
    repository.git('revert', '--no-edit', bump)
    return TOPIC
  },
  mail: (story) => mailed(story, [], []),
  'mail-empty': (story) => mailed(story, ['--always'], ['--empty=keep']),
  'filter-message': (story) => filtered(story, '--msg-filter', 'cat && echo && echo Imported.'),
  'filter-author': (story) => filtered(story, '--env-filter', 'GIT_AUTHOR_NAME=Robin GIT_COMMITTER_NAME=Robin'),
  'filter-prune': (story) => filtered(story, '--prune-empty'),
  update: (story) => {
    baseChanges(story, 'other.txt', 'x\n')
    story.repository.git('merge', '-q', '--no-edit', 'main')
    return TOPIC
  },
  'update-joined': (story) => {
    baseChanges(story, LOCK, lockWith({ 17: '3.0.0' }))
    story.repository.git('merge', '-q', '--no-edit', 'main')
    return TOPIC
  },
  'update-conflict': (story) => {
    baseChanges(story, 'notes.txt', 'theirs\n')
    resolving(story, ['merge', '-q', 'main'], 'notes.txt', 'both\n', ['commit', '-q', '--no-edit'])
    return TOPIC
  },
  'update-conflict-in-it': (story) => {
    baseChanges(story, LOCK, lockWith({ 2: '3.0.0' }))
    const asking = ['commit', '-q', '--no-edit', '--trailer', `Sign-off-requested: ${LOCK}`]
    resolving(story, ['merge', '-q', 'main'], LOCK, lockWith({ 2: '4.0.0' }), asking)
    return TOPIC
  },
  'merge-squash': ({ repository }) => {
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--squash', 'topic')
    repository.git('commit', '-q', '--no-edit')
    return LANDED
  },
  'merge-squash-message': ({ repository }) => {
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--squash', 'topic')
    repository.git('commit', '-q', '-m', 'Take a newer package', '--trailer', `Sign-off-requested: ${LOCK}`)
    return LANDED
  },
  'forge-merge': ({ repository }) => {
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--no-ff', '-m', 'Merge pull request #7 from topic', 'topic')
    return LANDED
  },
  'forge-squash': (story) => landSquashed(story, `Take a newer package (#7)\n\n${listed(story)}${CO_AUTHOR}`),
  'forge-squash-indented': (story) => landSquashed(story, `Take a newer package (#7)\n\n${indented(listed(story))}`),
  'forge-squash-wrapped': (story) =>
    landSquashed(story, wrapped(`Take a newer package (#7)\n\n${LONG}${listed(story)}`)),
  'forge-squash-title': (story) =>
    landSquashed(story, `Take a newer package (#7)\n\nWhat it is good for.\n${CO_AUTHOR}`),
  'forge-squash-joined': (story) => {
    baseChanges(story, LOCK, lockWith({ 17: '3.0.0' }))
    story.repository.git('merge', '-q', '--no-edit', 'main')
    return landSquashed(story, `Take a newer package (#7)\n\n${listed(story)}`)
  },
  queue: async ({ repository, sign }) => {
    // The queue tries what `main` will be once the pull request before this one and then this one have landed.
    repository.git('checkout', '-q', '-b', 'other', 'main')
    repository.commit('Another pull request', { [LOCK]: lockWith({ 17: '3.0.0' }) })
    await sign(coversBetween(repository, 'main', 'other'))
    repository.git('checkout', '-q', '-b', 'queue', 'main')
    repository.git('merge', '-q', '--no-ff', '-m', 'Merge pull request #6', 'other')
    repository.git('merge', '-q', '--no-ff', '-m', 'Merge pull request #7', 'topic')
    return { base: 'main', head: 'queue' }
  },
}
