import type { Commit, Guard, State } from '../change.ts'
import { visible } from '../visible.ts'
import type { NotTheirs, Pending, PendingFor } from './pending.ts'
import { stateWords } from './state-words.ts'

/** Of what commits say of themselves, as much as is worth a line. */
const MOST_OF_A_NAME = 80
const MOST_OF_A_SUBJECT = 72

/** What a person is going to look at, before anything of it: how much, who asked, and what is not theirs. */
export function summary(named: string, { own, others }: PendingFor): readonly string[] {
  const commits = new Set(own.flatMap((pending) => pending.commits))
  const made = [...commits].filter(({ sha }) => sha !== null).length
  const where = made === 0 ? '' : ` in ${count(made, 'commit')}`
  const asking = new Set(own.flatMap(({ askedBy }) => askedBy.map(authorOf)))
  const asked = asking.size === 0 ? 'nobody asked for a sign-off' : `asked by ${few([...asking])}`
  const what = own.every(({ guards }) => guardedBy(guards) !== null) ? 'guarded change' : 'change'
  return [
    `${count(own.length, what)}${where} of ${named}; ${asked}`,
    ...(others.length > 0 ? ['Not yours to sign off, and not part of this:', ...others.map(notTheirs)] : []),
  ]
}

const notTheirs = ({ path, why }: NotTheirs): string => `  ${visible(path, 200)} ${why}`

/** What stands above one change: the path, what became of it, which entries guard it, and who asked for the sign-off. */
export function heading(pending: Pending, number: number, total: number): readonly string[] {
  const { path, old, new: now, guards, commits, askedBy, against } = pending
  const entries = guardedBy(guards)
  const made = commits.filter(({ sha }) => sha !== null)
  return [
    `[${number}/${total}] ${visible(path, 400)}`,
    `${stateWords(old, now)}; guarded by ${entries === null ? 'nothing' : visible(entries, 200)}${against}`,
    ...(made.length > 0 ? [`in ${few(made.map(inWords))}`] : []),
    ...(askedBy.length > 0 ? [`a sign-off is asked for by ${few([...new Set(askedBy.map(authorOf))])}`] : []),
  ]
}

/** The entries that guard a path; null: it is only asked for. */
function guardedBy(guards: readonly Guard[]): string | null {
  const entries = new Set(guards.filter(({ kind }) => kind !== 'request').map(({ entry }) => entry))
  return entries.size === 0 ? null : [...entries].join(', ')
}

/** Said where not the whole is shown, since this person has signed a part of it. */
export const sinceWords = (since: State, now: State): string =>
  `you have signed off a state between; what follows is since then: ${stateWords(since, now)}`

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`

/** An author is what a commit says; nobody has proven it. */
const authorOf = ({ sha, author }: Commit): string =>
  sha === null ? 'the commit that is being made' : visible(`${author.name} <${author.email}>`, MOST_OF_A_NAME)

const inWords = ({ sha, message }: Commit): string =>
  `${sha!.slice(0, 7)} "${visible(message.split('\n', 1)[0]!, MOST_OF_A_SUBJECT)}"`

function few(words: readonly string[]): string {
  const more = words.length - 3
  return more > 0 ? `${words.slice(0, 3).join(', ')} and ${more} more` : words.join(', ')
}
