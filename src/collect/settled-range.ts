import type { Change } from '../change.ts'
import type { Environment } from '../git/process.ts'
import type { BegunRange } from './begun-range.ts'
import { netChanges, unexplained } from './net.ts'
import { collectRange, type RangeRequest, type RangeSource } from './range.ts'
import { settleSignOffs } from './sign-offs.ts'

/** A range with its sign-offs held against it. */
export interface SettledRange {
  readonly change: Change
  /** Guarded paths that come out changed although no commit changes them: the facts are not whole then. */
  readonly unexplained: readonly string[]
}

/** Collects a range, reads the sign-offs in its messages, and marks what they cover. */
export async function settledRange(
  source: RangeSource & { readonly env: Environment },
  request: RangeRequest,
  begun: BegunRange,
): Promise<SettledRange> {
  const { place, repository, concern } = source
  // Beside the walk, which takes longer.
  const net = async () => await netChanges(place, repository.objectFormat, await begun.bases, request.head, concern)
  const [change, nets] = await Promise.all([collectRange(source, request, begun), net()])
  const settled = await settleSignOffs({ ...source, base: request.base, net: nets[0] ?? new Map() }, change.commits)
  // What was chosen among the commits does not come to the net change.
  const whole = request.revisions === undefined
  return { change: { ...change, ...settled }, unexplained: whole ? unexplained(nets, concern, change.commits) : [] }
}
