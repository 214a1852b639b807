import { type Change, type Commit, type Guard, type SeenSignOff, STRENGTHS } from '../change.ts'
import { openGuards } from '../policy/open-guards.ts'
import { requestedPaths } from '../policy/requests.ts'
import { visible } from '../visible.ts'
import { type Arrows, arrowsOf, gatherArrows } from './arrows.ts'
import { type Cover, coverFault, statementLine } from './cover.ts'
import { answer } from './signed-off.ts'
import type { KnownSigner } from './signer.ts'

/** A transition that waits for a sign-off, and every commit that makes it. */
export interface Pending extends Cover {
  readonly commits: readonly Commit[]
  /** What is open on it; of a signer's own, what waits for them. */
  readonly guards: readonly Guard[]
  /** For a merge, in words, which parent it is compared with; else empty. */
  readonly against: string
  /** The commits that ask for a sign-off of it. */
  readonly askedBy: readonly Commit[]
}

/** A guarded transition that a signer's sign-off would not settle, and why: half a sentence that begins with a verb. */
export interface NotTheirs {
  readonly path: string
  readonly why: string
}

/** What of a change waits for one signer. */
export interface PendingFor {
  /** What was asked for comes first; then as the commits stand. */
  readonly own: readonly Pending[]
  readonly others: readonly NotTheirs[]
}

/**
 * Every transition of a change that a sign-off would help, guarded or asked for, each once however many commits make it.
 */
export function pendingIn(change: Change): readonly Pending[] {
  const asking = askingIn(change)
  const found = new Map<string, Pending & { commits: Commit[]; askedBy: Commit[] }>()
  for (const { commit, file, guards, against, requested } of openGuards(change)) {
    const { path, old, new: now } = file
    const line = statementLine({ path, old, new: now })
    const askedBy = asking.get(path) ?? []
    const known = found.get(line) ?? { path, old, new: now, commits: [], guards, against, askedBy }
    found.set(line, known)
    known.commits.push(commit)
    // The request may stand in a message that is not part of the change: of a commit that is replaced, or lies above it.
    if (requested && known.askedBy.length === 0) known.askedBy.push(commit)
  }
  const all = [...found.values()]
  return [...all.filter(({ askedBy }) => askedBy.length > 0), ...all.filter(({ askedBy }) => askedBy.length === 0)]
}

/** The commits that ask for a sign-off, by path. */
function askingIn({ commits }: Change): ReadonlyMap<string, Commit[]> {
  const asking = new Map<string, Commit[]>()
  for (const commit of commits) {
    for (const path of requestedPaths(commit.trailers)) {
      const known = asking.get(path)
      if (known === undefined) asking.set(path, [commit])
      else known.push(commit)
    }
  }
  return asking
}

/** Parts what is pending into what this signer can settle, at least for their part, and the rest. */
export function pendingFor(change: Change, signer: KnownSigner, signed: Arrows): PendingFor {
  const own: Pending[] = []
  const others = blockedIn(change)
  for (const pending of pendingIn(change)) {
    const fault = coverFault(pending)
    const reasons = pending.guards.map((guard) => whyNotTheirs(pending, guard, signer, signed))
    const guards = pending.guards.filter((_, index) => reasons[index] === null)
    if (fault !== null) others.push({ path: pending.path, why: `cannot be signed off: ${fault}` })
    else if (guards.length > 0) own.push({ ...pending, guards })
    else others.push({ path: pending.path, why: [...new Set(reasons)].join('; ') })
  }
  return { own, others }
}

function blockedIn(change: Change): NotTheirs[] {
  const entries = new Map<string, string>()
  for (const { changes } of change.commits) {
    for (const { path, guards } of changes) {
      const block = guards.find(({ action }) => action === 'block')
      if (block) entries.set(path, block.entry)
    }
  }
  return [...entries].map(([path, entry]) => ({
    path,
    why: `is blocked by the policy (${visible(entry, 80)}): no sign-off lets it through`,
  }))
}

/** Null when the guard waits for this signer. */
function whyNotTheirs(pending: Pending, guard: Guard, signer: KnownSigner, signed: Arrows): string | null {
  const { signers, approvals } = guard
  const entry = visible(guard.entry, 80)
  if (signers !== null && !signers.some((name) => signer.called.includes(name)))
    return `is for ${visible(signers.join(', '), 200)} to sign off (${entry})`
  if (guard.hands?.includes(signer.person))
    return `is for somebody to sign off who had no hand in it, and you had (${entry})`
  const hasTheirs = approvals > 1 && answer(signed, pending, { ...guard, approvals: 1 }).signedOff
  return hasTheirs ? `has your sign-off, and ${entry} asks ${approvals} people` : null
}

/** States in which a sign-off is known to be its signer's, whatever it came to. */
const THEIRS: readonly SeenSignOff['state'][] = ['valid', 'stale', 'too-weak']

/**
 * The arrows that one person's sign-offs in a change draw, as far as `counts` lets them. A folder that was covered as one
 * state draws none here: what is below it is then shown and signed once more.
 */
export function arrowsBy(
  change: Change,
  signer: KnownSigner,
  isSigner: (email: string) => boolean,
  counts: (signOff: SeenSignOff, cover: Cover) => boolean,
): Arrows {
  const own = change.signOffs.filter(({ signer: email, state }) => THEIRS.includes(state) && isSigner(email))
  const drawn = own.map((signOff) => ({
    ...signer,
    strength: signOff.strength,
    made: 0,
    carried: null,
    covers: signOff.covers.filter((cover) => counts(signOff, cover)),
  }))
  return gatherArrows(arrowsOf(drawn, () => []))
}

/** The guard that asks most of how a sign-off is made; null: nothing is pending. */
export function strongestGuard(pending: readonly Pending[]): Guard | null {
  const guards = pending.flatMap((each) => each.guards)
  return guards.reduce<Guard | null>(
    (most, guard) =>
      most === null || STRENGTHS.indexOf(guard.strength) > STRENGTHS.indexOf(most.strength) ? guard : most,
    null,
  )
}
