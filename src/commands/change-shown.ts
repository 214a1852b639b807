import { isAbsent, MODE_LINK, MODE_SUBMODULE, type State } from '../change.ts'
import { diffOfBlobs, isTooLarge, objectSizes } from '../git/blob-diff.ts'
import { readObjects } from '../git/object-stream.ts'
import type { GitPlace } from '../git/process.ts'
import { shellLine } from '../report/shell.ts'
import { looksBinary, type Showing, type Shown, shownDiff, wrapped } from '../signoff/shown-lines.ts'

/** Two contents that are compared; null: none on that side. */
export type Sides = readonly [old: string | null, now: string | null]

/**
 * The content of a change as harmless lines, from object ids alone: no path takes part, and so no attribute, driver or
 * converter that a repository names. A submodule is its id, and that stands in the heading. `place` is an isolated one.
 * @throws {CouldNotCheck} when an object is not here.
 */
export async function shownChange(place: GitPlace, old: State, now: State, showing: Showing): Promise<Shown> {
  const [before, after] = [blobOf(old), blobOf(now)]
  const isOther = before !== null && after !== null && isLink(old) !== isLink(now)
  const sides: readonly Sides[] = isOther
    ? [
        [before, null],
        [null, after],
      ]
    : [[before, after]]
  const shown: Shown[] = []
  for (const [one, other] of sides) if (one !== other) shown.push(await shownSides(place, [one, other], showing))
  return { lines: shown.flatMap(({ lines }) => lines), whole: shown.every(({ whole }) => whole) }
}

const isLink = ({ mode }: State): boolean => mode === MODE_LINK

/** A link's content is its target. */
const blobOf = (state: State): string | null => (isAbsent(state) || state.mode === MODE_SUBMODULE ? null : state.oid)

async function shownSides(place: GitPlace, sides: Sides, showing: Showing): Promise<Shown> {
  const ids = sides.filter((id) => id !== null)
  const sizes = await objectSizes(place, ids)
  const note = (words: string, ...options: readonly string[]): Shown => ({
    lines: wrapped(
      `${words}, ${sizes.join(' -> ')} bytes: ${wholeCommand(sides, ...options)}`,
      '  ',
      '    ',
      showing.columns,
    ),
    whole: false,
  })
  if (sizes.some(isTooLarge)) return note('too large to be shown')
  const contents = await readObjects(place, ids)
  if (contents.some((object) => object !== null && looksBinary(object.content))) return note('binary', '--text')
  const diff = await diffOfBlobs(place, ...sides)
  return diff.length === 0
    ? { lines: ['  (an empty file)'], whole: true }
    : shownDiff(diff, wholeCommand(sides), showing)
}

/** What shows all of it, for whoever wants to. */
export function wholeCommand([old, now]: Sides, ...options: readonly string[]): string {
  if (old !== null && now !== null) return shellLine(['git', 'diff', ...options, old, now])
  return shellLine(['git', 'show', old ?? now ?? ''])
}
