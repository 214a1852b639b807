import { splitEnd } from './mending.ts'
import type { Step } from './together.ts'

type Words = readonly string[]

/**
 * In characters, of all commands that a report prints. A longer one fits in no command line of some systems, and whoever
 * writes messages could otherwise fill every log.
 */
const MOST_CHARACTERS = 200_000

/** Steps and options as far as they have room, and how many others there are. Each that is there is whole. */
export interface Cut {
  readonly steps: readonly Step[]
  readonly repeat: readonly Words[] | null
  readonly left: number
}

/** Leaves out what has no room. What is left, a command does as far as it goes, and the next check asks for the rest. */
export function withinRoom(steps: readonly Step[], repeat: readonly Words[] | null): Cut {
  let room = MOST_CHARACTERS
  let left = 0
  const fits = (words: Words): boolean => {
    if (room <= 0) left += 1
    const has = room > 0
    for (const word of words) room -= word.length + 3
    return has
  }
  const shown = steps.flatMap((step): Step[] => {
    if (!('argv' in step)) return room > 0 ? [step] : []
    const [start, end] = splitEnd(step.argv)
    if (end.length === 0) return fits(start) ? [step] : []
    const kept = end.filter(fits)
    return kept.length > 0 ? [{ argv: [...start, ...kept.flat()] }] : []
  })
  return { steps: shown, repeat: repeat?.filter(fits) ?? null, left }
}
