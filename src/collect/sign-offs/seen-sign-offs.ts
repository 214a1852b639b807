import type { Commit, SeenSignOff, State } from '../../change.ts'
import type { GitPlace } from '../../git/process.ts'
import { whichExist } from '../../git/tree.ts'
import { openGuards } from '../../policy/open-guards.ts'
import type { Arrow, ValidSignOff } from '../../signoff/arrows.ts'
import type { Cover } from '../../signoff/cover.ts'
import { CoveredPaths } from '../../signoff/covered-paths.ts'
import { type OnTheWay, weigh } from '../../signoff/signed-off.ts'
import { type SignOffFacts, stateOf, strengthOf } from '../../signoff/state.ts'
import type { ExaminedBlock } from './examined-sign-offs.ts'

/** What sign-offs were held against, and what came of it. */
export interface HeldAgainst {
  /** Used up or not. */
  readonly ways: readonly OnTheWay[]
  readonly spent: ReadonlySet<Arrow>
  /** The commits with the guards marked that are satisfied. */
  readonly settled: readonly Commit[]
}

/** Says of each sign-off what became of it. */
export async function seenSignOffs(
  place: GitPlace,
  examined: readonly ExaminedBlock[],
  held: HeldAgainst,
): Promise<readonly SeenSignOff[]> {
  const uses = usesOf(held)
  const open = openStates(held.settled)
  const paths = new CoveredPaths(open.keys())
  const bad = examined.filter(({ signature }) => signature === 'bad')
  const objects = await whichExist(place, [...new Set(bad.flatMap(({ block }) => objectsOf(block.covers)))])
  return examined.map(({ commit, block, signature, valid, knownSigner }) => {
    const objectsKnown = objectsOf(block.covers).some((oid) => objects.has(oid))
    const isTyped = commit === null && knownSigner && signature !== 'bad' && strengthOf(signature) === 'bound'
    const arrows = [...((valid && uses.get(valid)) ?? [])]
    return {
      signer: block.signer.email,
      strength: strengthOf(signature),
      state: isTyped ? 'too-weak' : stateOf({ knownSigner, signature, objectsKnown, arrows }),
      covers: block.covers,
      commit: commit?.sha ?? null,
      ...(commit === null ? { outside: true } : {}),
      line: block.line,
      open: Object.fromEntries(paths.of(block.covers).map((path) => [path, open.get(path)!])),
    }
  })
}

const objectsOf = (covers: readonly Cover[]): readonly string[] =>
  covers.flatMap(({ old, new: now }) => [old.oid, now.oid])

type Use = SignOffFacts['arrows'][number]

/** For each sign-off what its arrows are worth, wherever they lie on a way that is asked for. */
function usesOf({ ways, spent }: HeldAgainst): ReadonlyMap<ValidSignOff, ReadonlySet<Use>> {
  const uses = new Map<ValidSignOff, Set<Use>>()
  for (const { arrows, asked } of ways) {
    for (const arrow of arrows) {
      const use = spent.has(arrow) ? 'spent' : weigh(arrow, asked)
      for (const signOff of arrow.signOffs) uses.set(signOff, (uses.get(signOff) ?? new Set()).add(use))
    }
  }
  return uses
}

/** The state in which each path that still needs a sign-off is left. */
function openStates(commits: readonly Commit[]): ReadonlyMap<string, State> {
  const open = [...openGuards({ commits })].map(({ file }) => [file.path, file.new] as const)
  return new Map(open)
}
