import type { PacketFacts } from '../packet.ts'
import { rollbackPath } from '../policy/rollback-path.ts'
import { type Rollback, readRollback } from '../policy/trailer-values.ts'
import { type Said, saidIn } from './packet-said.ts'

/** A way back that commits claim in a `Rollback` trailer. */
export interface ClaimedWayBack extends Said {
  /** Null: the value has none of the known forms. */
  readonly way: Rollback['way'] | null
  /** The note, name, path or reason that goes with it, as it stands there; the whole value where it has no known form. */
  readonly detail: string
  /** Whether the head's tree has the path that it names; null: it names none. */
  readonly inTree: boolean | null
}

/** What the `Rollback` trailers of a change claim, each value once, that of the newest commit first. */
export const claimedWaysBack = (facts: Pick<PacketFacts, 'commits' | 'wayBackPaths'>): readonly ClaimedWayBack[] =>
  saidIn(facts, 'Rollback').map((said) => {
    const read = readRollback(said.value)
    const path = rollbackPath(said.value)
    return {
      ...said,
      way: read?.way ?? null,
      detail: read?.detail ?? said.value,
      inTree: path === null ? null : facts.wayBackPaths.includes(path),
    }
  })
