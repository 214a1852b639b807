import type { Change, Commit, FileChange, Guard } from '../change.ts'
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
}

/** The same of one for which its commit asks. */
interface Requested extends Waiting {
  readonly goesOn: boolean
}

const SIGN_OFF = { signOff: true } as const

/** The sentences of a rule whose paths wait for a sign-off. `what` goes on behind the path: "is a lock file". */
export const waitingSentences = (what: (entries: string) => string) => ({
  'needs-sign-off': ({ path, entries, against }: Waiting) => ({
    text: `${visible(path, 200)} ${what(entries)} and has no sign-off${against}`,
    remedy: SIGN_OFF,
  }),
  requested: ({ path, entries, against, goesOn }: Requested) => ({
    text: `${visible(path, 200)} ${what(entries)}: a sign-off is requested and not given yet${against}`,
    // Asked for is all that its author can do; the wall waits for the person.
    ...(goesOn ? { atMost: 'warn' as const } : { remedy: SIGN_OFF }),
  }),
})

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
    const waiting = { path: file.path, entries: guards.map(entryWords).join(', '), names, against }
    if (requested) yield say.requested(spot, { ...waiting, goesOn })
    else yield say['needs-sign-off'](spot, waiting)
  }
}
