import { isZeroId } from '../../change.ts'
import { incomplete } from '../../evaluate.ts'
import type { Report } from '../../finding.ts'
import { type Peeled, peelAll } from '../../git/peeled.ts'
import type { RefUpdate } from '../../git/ref-updates.ts'
import { isSignOffRef, refusalOf } from '../../ref-law.ts'
import { refusedRef } from '../../refused-ref.ts'
import { type Command, calledElsewhere } from '../../remedy.ts'
import { isNotes, pushRequest } from './push-request.ts'
import { type ReceivedSignOff, receivedSignOffs } from './received-sign-offs.ts'
import type { Server } from './server.ts'
import { type TakenAway, takenAway } from './taken-away.ts'

/** A ref of a push that brings a commit. */
export interface BroughtRef {
  /** Full name, as it was pushed. */
  readonly ref: string
  /** Full name of what the push moves. */
  readonly canonical: string
  readonly head: string
  /** What is wrong with it is refused; else it is only said. */
  readonly blocks: boolean
  /** Where the branch stands now, as far as it is one that blocks: its history was judged when it came. */
  readonly before: string | null
  /** How the pusher calls precheck: nothing is known of their machine but what the repository brings along. */
  readonly command: Command
}

/** What a ref of a push turned out to be: refused or unreadable, or a commit that is to be judged, or nothing. */
export type ReceivedAs = { readonly report: Report } | { readonly brought: BroughtRef } | null

/** Looks at every ref of a push: what it is, and whether a server may take such a ref at all. In their order. */
export async function lookAtRefs(server: Server, updates: readonly RefUpdate[]): Promise<readonly ReceivedAs[]> {
  const { place } = server
  const oids = [...new Set(updates.map((update) => update.new).filter((oid) => !isZeroId(oid)))]
  const objects = await peelAll(place, oids, 'package.json')
  const added = updates.filter(({ ref, old }) => isSignOffRef(ref) && isZeroId(old)).map((update) => update.new)
  const signOffs = await receivedSignOffs(server, added, objects)
  const deleted = updates.filter((update) => isZeroId(update.new)).map(({ ref }) => server.canonical(ref))
  const away = await takenAway(server, new Set(deleted))
  return updates.map((update) => {
    const [found, signOff] = [objects.get(update.new), signOffs.get(update.new)]
    return receivedAs(server, update, { found, signOff, away })
  })
}

/** What was looked up of the refs of a push. */
interface LookedUp {
  readonly found: Peeled | undefined
  readonly signOff: ReceivedSignOff | undefined
  readonly away: ReadonlyMap<string, TakenAway>
}

function receivedAs(server: Server, update: RefUpdate, { found, signOff, away }: LookedUp): ReceivedAs {
  const { ref } = update
  const deletes = isZeroId(update.new)
  // Without the objects of the push every commit would look like none at all.
  if (!deletes && !found) {
    return { report: incomplete(pushRequest('wall', ref, update.new), `${update.new} cannot be read`) }
  }
  const canonical = server.canonical(ref)
  const blocks = server.blocks(canonical)
  const taken = deletes ? away.get(canonical) : undefined
  if (taken && 'unknown' in taken) return { report: incomplete(pushRequest('wall', ref, taken.tip), taken.unknown) }
  const refusal = refusalOf({
    ref,
    does: deletes ? 'delete' : isZeroId(update.old) ? 'create' : 'update',
    isDefault: server.base !== null && canonical === server.base.ref,
    becomesDefault: server.becomesDefault(canonical),
    blocks,
    isCommit: found?.commit != null,
    digest: signOff?.digest ?? null,
    fault: signOff?.fault ?? null,
    takesAway: taken?.paths ?? [],
  })
  if (refusal !== null) return { report: refusedRef(ref, deletes ? null : update.new, refusal, taken) }
  if (isSignOffRef(ref) && signOff?.unknown) {
    return { report: incomplete(pushRequest('wall', ref, update.new), signOff.unknown) }
  }
  if (!found?.commit || isNotes(ref) || isSignOffRef(ref)) return null
  const before = blocks ? (server.branches.get(canonical) ?? null) : null
  if (found.commit === before) return null
  return {
    brought: { ref, canonical, head: found.commit, blocks, before, command: calledElsewhere(found.hasName) },
  }
}
