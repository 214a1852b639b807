import { isAbsent, type State } from '../change.ts'
import { lockedPackages } from '../collect/packet/locked-packages.ts'
import { diffOfBlobs } from '../git/blob-diff.ts'
import type { GitPlace } from '../git/process.ts'
import { sayPackageChanges } from '../packages/words.ts'
import { type Showing, type Shown, wrapped } from '../signoff/shown-lines.ts'
import { wholeCommand } from './change-shown.ts'

/** More packages than that nobody reads one by one; the riskiest come first. */
const MOST = 60

/**
 * A change of a lock file as the packages that come, go and move; null where it cannot be told in packages, or has changed
 * in nothing that is one. How much of the text has changed is said as well: a lock may hold more than packages.
 */
export async function shownPackages(
  place: GitPlace,
  path: string,
  old: State,
  now: State,
  showing: Showing,
): Promise<Shown | null> {
  const changes = await lockedPackages(place, path, old, now)
  if (changes === null || changes.length === 0) return null
  const sides = [isAbsent(old) ? null : old.oid, isAbsent(now) ? null : now.oid] as const
  const changed = (await diffOfBlobs(place, ...sides)).filter((line) => line[0] === PLUS || line[0] === MINUS)
  const words = [
    ...sayPackageChanges(changes, { most: MOST }),
    `(these are the packages; as text ${changed.length} lines have changed: ${wholeCommand(sides)}, or --full)`,
  ]
  return { lines: words.flatMap((line) => wrapped(line, '  ', '    ', showing.columns)), whole: changes.length <= MOST }
}

const [PLUS, MINUS] = [...Buffer.from('+-')]
