import {
  type Approval,
  type Change,
  type Commit,
  type FileChange,
  type Guard,
  MODE_LINK,
  MODE_SUBMODULE,
  type State,
} from '../change.ts'
import { visible } from '../visible.ts'
import { openGuards } from './open-guards.ts'

/** What is said of a path that waits for a sign-off. */
interface Waiting {
  readonly path: string
  readonly entries: string
  /** The same as the policy calls them. */
  readonly names: readonly string[]
  /** For a merge, in words, which parent it is compared with; else empty. */
  readonly against: string
  /** Of the entries that ask several people, those that somebody has signed for; absent: there are none. */
  readonly given?: readonly Given[]
  /** A link or a submodule, before or after the change: it may stand in the place of a folder; absent: it is none. */
  readonly standsIn?: true
}

/** What an entry has of the people that it asks. */
interface Given {
  readonly entry: string
  readonly approvals: number
  readonly people: readonly Approval[]
}

/** The same of one for which its commit asks. */
interface Requested extends Waiting {
  readonly goesOn: boolean
}

const SIGN_OFF = { signOff: true } as const

/** The sentences of a rule whose paths wait for a sign-off. `what` goes on behind the path: "is a lock file". */
export const waitingSentences = (what: (waiting: Waiting) => string) => {
  const start = (waiting: Waiting): string => `${visible(waiting.path, 200)} ${what(waiting)}`
  const end = ({ against, names, given }: Waiting): string => `${against}${givenWords(names, given)}`
  return {
    'needs-sign-off': (waiting: Waiting) => ({
      text: `${start(waiting)} and has ${waiting.given ? 'too few sign-offs' : 'no sign-off'}${end(waiting)}`,
      remedy: SIGN_OFF,
    }),
    requested: (waiting: Requested) => ({
      text: `${start(waiting)}: a sign-off is requested${waiting.given ? ', and too few are given so far' : ' and not given yet'}${end(waiting)}`,
      // Asked for is all that its author can do; the wall waits for the person.
      ...(waiting.goesOn ? { atMost: 'warn' as const } : { remedy: SIGN_OFF }),
    }),
  }
}

function givenWords(names: readonly string[], given: readonly Given[] = []): string {
  if (given.length === 0) return ''
  const each = given.map(({ entry, approvals, people }) => {
    const role = names.length > 1 ? `for ${visible(entry, 80)} ` : ''
    const who = people.map(({ person, strength }) => `${visible(person, 80)} (${strength})`).join(', ')
    const more = approvals - people.length
    return `${role}${who} ${people.length > 1 ? 'have' : 'has'} signed, and ${more} more ${more > 1 ? 'people' : 'person'} must`
  })
  return `: ${each.join('; ')}`
}

const isStandIn = ({ mode }: State): boolean => mode === MODE_LINK || mode === MODE_SUBMODULE

const entryWords = ({ entry, independent }: Guard): string =>
  independent ? `${entry}, by somebody who had no hand in it` : entry

/** How a rule says its sentences. */
interface Saying<Said> {
  readonly 'needs-sign-off': (spot: Spot, waiting: Waiting) => Said
  readonly requested: (spot: Spot, waiting: Requested) => Said
}

interface Spot {
  readonly commit: Commit
  readonly change: FileChange
}

/**
 * Says of each transition that waits under entries of these kinds what is missing. What its commit asks for may go on in
 * a hook, where the policy lets it.
 */
export function* sayWaiting<Said>(
  change: Change,
  kinds: readonly Guard['kind'][],
  mayGoOn: boolean,
  say: Saying<Said>,
): Generator<Said> {
  const goesOn = change.at === 'hook' && mayGoOn
  for (const { commit, file, guards, requested, against } of openGuards(change, kinds)) {
    const spot = { commit, change: file }
    const names = guards.map(({ entry }) => entry)
    const given = guards.flatMap(({ entry, approvals, approvedBy: people }) =>
      people ? [{ entry, approvals, people }] : [],
    )
    const entries = guards.map(entryWords).join(', ')
    const waiting = {
      ...{ path: file.path, entries, names, against },
      ...(given.length > 0 ? { given } : {}),
      ...([file.old, file.new].some(isStandIn) ? { standsIn: true as const } : {}),
    }
    if (requested) yield say.requested(spot, { ...waiting, goesOn })
    else yield say['needs-sign-off'](spot, waiting)
  }
}
