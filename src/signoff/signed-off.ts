import type { State, Strength } from '../change.ts'
import { type Arrow, type Arrows, between, type Counts, type Steps, stateKey, walk } from './arrows.ts'
import { type Cover, sameState } from './cover.ts'

/** What the policy asks for a transition: one of its guards. */
export interface Asked {
  readonly strength: Strength
  /** Names or groups of those who may sign; null: any signer. */
  readonly signers: readonly string[] | null
  /** How many distinct people. */
  readonly approvals: number
}

/** What was given for a transition, measured by what is asked. */
export interface Answer {
  readonly signedOff: boolean
  /** Those who may sign and whose own arrows lead all the way, with the strength that is asked. */
  readonly people: readonly string[]
  /** How many more people must sign, each the whole way; 0 when it is signed off. */
  readonly missing: number
}

const STRENGTHS: readonly Strength[] = ['claimed', 'bound', 'signed', 'present']

/** Asks nothing of who signed and how: for finding the arrows that would lead somewhere if they counted. */
export const OF_ANYBODY: Asked = { strength: 'claimed', signers: null, approvals: 1 }

/** Whether an arrow counts for what is asked, or why it does not. */
export function weigh(arrow: Arrow, asked: Asked): 'counts' | 'not-asked' | 'too-weak' {
  if (asked.signers !== null && !arrow.called.some((name) => asked.signers!.includes(name))) return 'not-asked'
  return STRENGTHS.indexOf(arrow.strength) < STRENGTHS.indexOf(asked.strength) ? 'too-weak' : 'counts'
}

/**
 * Whether a transition is signed off: arrows that count must lead from its old to its new state, in as many steps as it
 * takes. Where several people are asked, or a strength above `bound`, the steps of one person do not add up with
 * another's: then each must have signed the whole way, for nobody has looked at a whole that was signed in halves.
 *
 * A merge has one transition for each parent that differs from it, and each needs its answer.
 */
export function answer(arrows: Arrows, transition: Cover, asked: Asked): Answer {
  // Arrows of no step lead from a state to itself.
  if (sameState(transition.old, transition.new)) return { signedOff: true, people: [], missing: 0 }
  const counts: Counts = (arrow) => weigh(arrow, asked) === 'counts'
  const onPath = arrows.get(transition.path)
  const people: string[] = []
  for (const [person, steps] of onPath?.of ?? []) if (leads(steps, transition, counts)) people.push(person)
  const signedOff = addsUp(asked)
    ? onPath !== undefined && leads(onPath.all, transition, counts)
    : people.length >= asked.approvals
  return { signedOff, people, missing: signedOff ? 0 : asked.approvals - people.length }
}

const addsUp = ({ strength, approvals }: Asked): boolean =>
  approvals <= 1 && STRENGTHS.indexOf(strength) <= STRENGTHS.indexOf('bound')

function leads(steps: Steps, { old, new: now }: Cover, counts: Counts): boolean {
  for (const arrow of walk(steps, old, counts)) if (sameState(arrow.new, now)) return true
  return false
}

/**
 * The arrows on which an answer can rest: those that count and lie on some way from a transition's old to its new state.
 * Only of these is it worth asking git whether they are spent; then ask again without the ones that are.
 */
export function carriers(arrows: Arrows, transition: Cover, asked: Asked): readonly Arrow[] {
  const onPath = arrows.get(transition.path)
  if (onPath === undefined || sameState(transition.old, transition.new)) return []
  const counts: Counts = (arrow) => weigh(arrow, asked) === 'counts'
  const chosen = addsUp(asked) ? [onPath.all] : [...onPath.of.values()]
  return chosen.flatMap((steps) => between(steps, transition.old, transition.new, counts))
}

/**
 * The states that arrows lead to from a transition's old state, nearest first: what people did sign, to be compared with
 * what came of it.
 */
export function signedStates(arrows: Arrows, { path, old }: Cover, asked: Asked): readonly State[] {
  const states = new Map<string, State>()
  const steps = arrows.get(path)?.all ?? new Map()
  for (const arrow of walk(steps, old, (candidate) => weigh(candidate, asked) === 'counts'))
    if (!sameState(arrow.new, old)) states.set(stateKey(arrow.new), arrow.new)
  return [...states.values()]
}

/**
 * Whether an arrow has been used up: the base's own history had its new state on that path and took it away again, at
 * `lastTakenAway` (seconds since 1970; null: never), and the arrow is no newer than that.
 */
export const isSpent = (arrow: Arrow, lastTakenAway: number | null): boolean =>
  lastTakenAway !== null && arrow.made <= lastTakenAway
