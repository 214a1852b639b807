import type { Person } from '../change.ts'

/**
 * When a sign-off was made, in seconds since 1970; null when the text is not a real moment in the one form that is
 * written: UTC, whole seconds, `2026-11-21T00:40:00Z`.
 */
export function madeAt(made: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(made)) return null
  const milliseconds = Date.parse(made)
  // Date.parse takes February 30 for March 2, and 24:00 for the next day.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== made.replace('Z', '.000Z')) return null
  return milliseconds / 1000
}

/** How far apart the clocks of those who sign, commit and check may be, in seconds. */
export const CLOCKS_APART = 24 * 60 * 60

/**
 * When git says that somebody made a commit, `1700000000 +0100`, in seconds since 1970. What is no number is as old as can
 * be, as it is to git.
 */
export const secondsOf = ({ date }: Pick<Person, 'date'>): number => Number.parseInt(date, 10) || 0

/** A moment as a sign-off writes it. @throws {RangeError} for one outside of the years 0 to 9999. */
export function writeMade(seconds: number): string {
  const made = new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z')
  if (madeAt(made) === null) throw new RangeError(`no sign-off can be made at ${made}`)
  return made
}
