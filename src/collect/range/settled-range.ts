import type { Change } from '../../change.ts'
import type { Environment } from '../../git/process.ts'
import type { RawChange } from '../../git/raw-diff.ts'
import { REQUESTED } from '../guarded.ts'
import { outsideSignOffs, type SignOffFile } from '../sign-offs/outside-sign-offs.ts'
import { settleSignOffs } from '../sign-offs/sign-offs.ts'
import type { BegunRange } from './begun-range.ts'
import { alikeInAll, carriedAtLanding, netChange, unexplained } from './net.ts'
import { collectRange } from './range.ts'
import type { RangeRequest, RangeSource } from './range-request.ts'

/** A range with its sign-offs held against it. */
export interface SettledRange {
  readonly change: Change
  /** Guarded paths that come out changed although no commit changes them: the facts are not whole then. */
  readonly unexplained: readonly string[]
  /** Guarded paths to which git would carry a change over when the range lands, and no commit makes it. */
  readonly carried: readonly string[]
}

/** The net change of paths that no entry guards and that a sign-off is asked for, where the net is what lands. */
async function netOfRequests(
  { place, repository, concern, policy }: RangeSource,
  { commits }: Change,
  [base]: readonly string[],
  head: string,
): Promise<ReadonlyMap<string, RawChange>> {
  const asked = new Set(
    commits.flatMap(({ changes }) =>
      changes.filter(({ guards }) => guards.includes(REQUESTED)).map(({ path }) => path),
    ),
  )
  if (policy.lands !== 'squash' || asked.size === 0 || base === undefined) return new Map()
  const watching = { ...concern, watch: (path: string) => asked.has(path) }
  return await netChange(place, repository.objectFormat, base, head, watching)
}

/** Collects a range, reads the sign-offs in its messages and outside of them, and marks what they cover. */
export async function settledRange(
  source: RangeSource & { readonly env: Environment; readonly signOffFile?: SignOffFile | null },
  request: RangeRequest,
  begun: BegunRange,
): Promise<SettledRange> {
  const { place, repository, concern } = source
  // Beside the walk, which takes longer.
  const netOf = async ([base]: readonly string[]): Promise<ReadonlyMap<string, RawChange>> =>
    base === undefined ? new Map() : await netChange(place, repository.objectFormat, base, request.head, concern)
  const now = Math.floor(Date.now() / 1000)
  const [change, fromFirst, outside] = await Promise.all([
    collectRange(source, request, begun),
    begun.bases.then(netOf),
    outsideSignOffs(repository, place, source.signOffFile ?? null, now),
  ])
  const bases = await begun.bases
  const requested = await netOfRequests(source, change, bases, request.head)
  const landing = source.policy.lands === 'squash' ? new Map([...fromFirst, ...requested]) : new Map()
  const net = await alikeInAll(source, bases, landing)
  const settled = await settleSignOffs({ ...source, base: request.base, now, net, outside }, change.commits)
  // What was chosen among the commits does not come to the net change.
  const whole = request.revisions === undefined
  // Where the base has gone on since, and what lands is not there to be judged yet.
  const { base, head } = request
  const lands = whole && request.at === 'wall' && base !== null && bases.length > 0 && !bases.includes(base)
  return {
    change: { ...change, ...settled },
    unexplained: whole ? await unexplained(source, bases, head, fromFirst, change.commits) : [],
    carried: lands ? await carriedAtLanding(source, { base, head, mergeBases: bases }, change.commits) : [],
  }
}
