import type { State, Strength } from '../change.ts'
import { type Cover, isFolder } from './cover.ts'
import { ranksOf } from './ranks.ts'

/** A sign-off that is what it says it is; what it is enough for, the policy says. */
export interface ValidSignOff {
  /** The same for all that one person signed, whatever address or key they used. */
  readonly person: string
  /** What `signers` of a policy's entry may call them: their name and their groups. */
  readonly called: readonly string[]
  readonly strength: Strength
  /** Seconds since 1970. */
  readonly made: number
  /** When the commit that carries it was committed, in seconds since 1970; null: it has not been yet. */
  readonly carried: number | null
  readonly covers: readonly Cover[]
}

/** One step that a person signed: a path may go from its old to its new state. */
export interface Arrow {
  readonly path: string
  readonly old: State
  readonly new: State
  readonly person: string
  readonly called: readonly string[]
  readonly strength: Strength
  /** All that say it: one sign-off may stand in many commits of a range. */
  readonly signOffs: readonly ValidSignOff[]
}

/** Arrows of one path, by the state that they start from. */
export type Steps = ReadonlyMap<string, readonly Arrow[]>

/** What is signed on one path. */
export interface ArrowsOnPath {
  readonly all: Steps
  readonly of: ReadonlyMap<string, Steps>
  /** By state; see `ranksOf`. */
  readonly ranks: ReadonlyMap<string, number>
  /** The arrows of each circle, by its rank. */
  readonly circles: ReadonlyMap<number, readonly Arrow[]>
}

/** All arrows, and those of each person, by path. */
export type Arrows = ReadonlyMap<string, ArrowsOnPath>

/**
 * Makes arrows of sign-offs. A folder that is covered as one state is an arrow for every path below it that differs
 * between its two trees. Only git can list those, so `expand` gives them, as full paths with the states that they have
 * in the two trees; what it gives outside of the folder is left out.
 */
export function arrowsOf(
  signOffs: readonly ValidSignOff[],
  expand: (folder: Cover) => readonly Cover[],
): readonly Arrow[] {
  const arrows = new Map<string, Arrow & { readonly signOffs: ValidSignOff[] }>()
  for (const signOff of signOffs) {
    const { person, called, strength, covers } = signOff
    for (const cover of covers) {
      const steps = isFolder(cover) ? expand(cover).filter(({ path }) => path.startsWith(cover.path)) : [cover]
      for (const { path, old, new: now } of steps) {
        const key = [strength, stateKey(old), stateKey(now), path, person].join('\0')
        const known = arrows.get(key)
        if (known === undefined) arrows.set(key, { path, old, new: now, person, called, strength, signOffs: [signOff] })
        else known.signOffs.push(signOff)
      }
    }
  }
  return [...arrows.values()]
}

/** Puts arrows in order, so that each question looks only at those that can matter to it. */
export function gatherArrows(arrows: readonly Arrow[]): Arrows {
  const byPath = new Map<string, Arrow[]>()
  for (const arrow of arrows) entry(byPath, arrow.path, (): Arrow[] => []).push(arrow)
  return new Map([...byPath].map(([path, own]) => [path, gatheredOnPath(own)]))
}

function gatheredOnPath(arrows: readonly Arrow[]): ArrowsOnPath {
  const all = newSteps()
  const of = new Map<string, GrowingSteps>()
  for (const arrow of arrows) {
    addStep(all, stateKey(arrow.old), arrow)
    addStep(entry(of, arrow.person, newSteps), stateKey(arrow.old), arrow)
  }
  const leadsTo = [...all].map(([state, steps]) => [state, steps.map((arrow) => stateKey(arrow.new))] as const)
  const ranks = ranksOf(new Map(leadsTo))
  const circles = new Map<number, Arrow[]>()
  for (const arrow of arrows) {
    const rank = ranks.get(stateKey(arrow.old))!
    if (rank === ranks.get(stateKey(arrow.new))) entry(circles, rank, (): Arrow[] => []).push(arrow)
  }
  return { all, of, ranks, circles }
}

type GrowingSteps = Map<string, Arrow[]>

const newSteps = (): GrowingSteps => new Map()

const addStep = (steps: GrowingSteps, state: string, arrow: Arrow) => entry(steps, state, (): Arrow[] => []).push(arrow)

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

export const stateKey = (state: State): string => `${state.mode} ${state.oid}`

/** Says of an arrow whether it may be gone along. */
export type Counts = (arrow: Arrow) => boolean

/** The arrows that can be gone along from a state on, nearest first; each once, and any number of circles does no harm. */
export function* walk(steps: Steps, from: State, counts: Counts, way: 'new' | 'old' = 'new'): Generator<Arrow> {
  const queue = [stateKey(from)]
  const seen = new Set(queue)
  for (const state of queue) {
    for (const arrow of steps.get(state) ?? []) {
      if (!counts(arrow)) continue
      yield arrow
      const next = stateKey(arrow[way])
      if (!seen.has(next)) queue.push(next)
      seen.add(next)
    }
  }
}

/** Says of an arrow whether a way to a state can go on from it; null: no way leads there at all. */
export function towards({ ranks }: ArrowsOnPath, to: State): Counts | null {
  const end = ranks.get(stateKey(to))
  return end === undefined ? null : (arrow) => ranks.get(stateKey(arrow.new))! >= end
}

/**
 * The arrows that lie on some way from one state to another. Of two states in a circle they are all of that circle, and
 * the same array every time: whoever asks for each step of a long circle need look at it but once.
 */
export function between(onPath: ArrowsOnPath, from: State, to: State): readonly Arrow[] {
  const canLeadThere = towards(onPath, to)
  if (canLeadThere === null) return []
  const rank = onPath.ranks.get(stateKey(from))
  if (rank !== undefined && rank === onPath.ranks.get(stateKey(to))) return onPath.circles.get(rank) ?? []
  const back = newSteps()
  for (const arrow of walk(onPath.all, from, canLeadThere)) addStep(back, stateKey(arrow.new), arrow)
  return [...walk(back, to, () => true, 'old')]
}
