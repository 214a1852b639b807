import type { ChangeSizes } from './packet-changes.ts'

/** How much of everything is shown. */
export interface PacketSizes extends ChangeSizes {
  readonly bodyLines: number
  readonly commits: number
  /** Points that are not done. */
  readonly points: number
  readonly signOffs: number
  /** Names in one line of claims. */
  readonly names: number
}

/** So much fits into the description of a pull request on every forge, with something left for its author's own words. */
export const MOST_CHARACTERS = 60_000

const WHOLE: PacketSizes = {
  bodyLines: 60,
  commits: 500,
  plainFiles: 60,
  riskyFiles: 300,
  details: 60,
  points: 100,
  signOffs: 100,
  names: 30,
}

/** What is cut, least valuable first, each step on top of those before it. */
const CUTS: readonly (readonly [what: string, sizes: Partial<PacketSizes>])[] = [
  ['the commits’ own words', { bodyLines: 12 }],
  ['the commits’ own words', { bodyLines: 0 }],
  ['files of no risk', { plainFiles: 40 }],
  ['commits', { commits: 60 }],
  ['files of no risk', { plainFiles: 10 }],
  ['commits', { commits: 15 }],
  ['packages', { details: 15 }],
  ['names', { names: 8 }],
  ['points that are not done', { points: 30 }],
  ['files', { riskyFiles: 60, plainFiles: 3, commits: 5 }],
  ['packages', { details: 4 }],
  ['sign-offs', { signOffs: 20 }],
  ['files', { riskyFiles: 15 }],
  ['points that are not done', { points: 8, names: 3 }],
  ['nearly everything', { riskyFiles: 3, plainFiles: 0, details: 1, signOffs: 4, points: 3, commits: 1, names: 1 }],
  ['nearly everything', { riskyFiles: 1, details: 0, signOffs: 1, points: 1, commits: 0 }],
]

/**
 * The first text that fits into `most` UTF-16 units, of ever fewer lines. `show` is given what has been left out, to say so.
 * Null: not even the shortest does.
 */
export function cutToSize(most: number, show: (sizes: PacketSizes, left: readonly string[]) => string): string | null {
  let sizes = WHOLE
  const left = new Set<string>()
  const whole = show(sizes, [])
  if (whole.length <= most) return whole
  for (const [what, smaller] of CUTS) {
    sizes = { ...sizes, ...smaller }
    left.add(what)
    const text = show(sizes, [...left])
    if (text.length <= most) return text
  }
  return null
}
