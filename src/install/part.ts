import { hexDigest } from '../digest.ts'
import type { Facts } from './facts.ts'
import type { Trace } from './journal.ts'
import type { Location, Step } from './step.ts'

/** A part of a plan. */
export interface Part {
  readonly steps: readonly Step[]
  readonly traces: readonly Trace[]
  /** What the user should know and install does not change. */
  readonly notes: readonly string[]
  /** Paths from the top that the next commit should have. */
  readonly commit: readonly string[]
}

/** A part of what is given; the rest is empty. */
export const part = (given: Partial<Part>): Part => ({ steps: [], traces: [], notes: [], commit: [], ...given })

/** Several parts as one, in their order. */
export const joined = (parts: readonly Part[]): Part => ({
  steps: parts.flatMap((each) => each.steps),
  traces: parts.flatMap((each) => each.traces),
  notes: parts.flatMap((each) => each.notes),
  commit: parts.flatMap((each) => each.commit),
})

/** The trace of a file that is written whole. */
export const fileTrace = (at: Location, text: string): Trace => ({
  kind: 'file',
  at,
  digest: hexDigest('sha256', text),
})

/** The trace of a folder; none if it is there already. */
export const folderTrace = (facts: Pick<Facts, 'existing'>, at: Location): readonly Trace[] =>
  facts.existing.has(at) ? [] : [{ kind: 'folder', at }]
