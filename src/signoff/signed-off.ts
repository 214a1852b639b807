import { type Approval, STRENGTHS, type State, type Strength } from '../change.ts'
import {
  type Arrow,
  type Arrows,
  type ArrowsOnPath,
  between,
  type Counts,
  type Steps,
  stateKey,
  towards,
  type ValidSignOff,
  walk,
} from './arrows.ts'
import { type Cover, sameState } from './cover.ts'
import { CLOCKS_APART } from './made.ts'

/** What the policy asks for a transition: one of its guards. */
export interface Asked {
  readonly strength: Strength
  /** Names or groups of those who may sign; null: any signer. */
  readonly signers: readonly string[] | null
  /** How many distinct people. */
  readonly approvals: number
  /** Those who do not count, since they had a hand in what is signed. */
  readonly hands?: readonly string[]
}

/** What was given for a transition, measured by what is asked. */
export interface Answer {
  readonly signedOff: boolean
  /** Those who may sign and whose own arrows lead all the way, with the strength that is asked. */
  readonly people: readonly string[]
  /** How many more people must sign, each the whole way; 0 when it is signed off. */
  readonly missing: number
}

/** Asks nothing of who signed and how: for finding the arrows that would lead somewhere if they counted. */
export const OF_ANYBODY: Asked = { strength: 'claimed', signers: null, approvals: 1 }

/** Whether an arrow counts for what is asked, or why it does not. */
export function weigh(arrow: Arrow, asked: Asked): 'counts' | 'not-asked' | 'too-weak' {
  if (asked.signers !== null && !arrow.called.some((name) => asked.signers!.includes(name))) return 'not-asked'
  if (asked.hands?.includes(arrow.person)) return 'not-asked'
  return STRENGTHS.indexOf(arrow.strength) < STRENGTHS.indexOf(asked.strength) ? 'too-weak' : 'counts'
}

/**
 * Whether a transition is signed off: arrows that count must lead from its old to its new state, in as many steps as it
 * takes. Where several people are asked, or a strength above `bound`, the steps of one person do not add up with
 * another's: then each must have signed the whole way, for nobody has looked at a whole that was signed in halves.
 *
 * A merge has one transition for each parent that differs from it, and each needs its answer.
 *
 * With `least`, no arrow counts that is weaker than that, however little is asked.
 */
export function answer(arrows: Arrows, transition: Cover, asked: Asked, least: Strength = asked.strength): Answer {
  // Arrows of no step lead from a state to itself.
  if (sameState(transition.old, transition.new)) return { signedOff: true, people: [], missing: 0 }
  const onPath = arrows.get(transition.path)
  const leads = onPath === undefined ? () => false : leadsAlong(onPath, transition, { ...asked, strength: least })
  const people = [...(onPath?.of ?? [])].filter(([, steps]) => leads(steps)).map(([person]) => person)
  const signedOff = addsUp(asked) ? onPath !== undefined && leads(onPath.all) : people.length >= asked.approvals
  return { signedOff, people, missing: signedOff ? 0 : asked.approvals - people.length }
}

/**
 * How far an answer can be trusted: the greatest strength of which arrows alone are enough for all that is asked. Null: a
 * transition is not signed off.
 */
export function restsOn(arrows: Arrows, transition: Cover, asked: Asked): Strength | null {
  const enough = STRENGTHS.slice(STRENGTHS.indexOf(asked.strength)).reverse()
  return enough.find((least) => answer(arrows, transition, asked, least).signedOff) ?? null
}

/** Those who signed a transition off the whole way, each by the strongest arrows of theirs that lead along it. */
export function approvalsOf(arrows: Arrows, transition: Cover, asked: Asked): readonly Approval[] {
  const enough = STRENGTHS.slice(STRENGTHS.indexOf(asked.strength))
  const found = new Map<string, Strength>()
  for (const least of enough)
    for (const person of answer(arrows, transition, asked, least).people) found.set(person, least)
  return [...found].map(([person, strength]) => ({ person, strength }))
}

/** The strongest of some strengths; null: there is none. */
export const strongest = (strengths: readonly (Strength | null)[]): Strength | null =>
  STRENGTHS.findLast((strength) => strengths.includes(strength)) ?? null

const addsUp = ({ strength, approvals }: Asked): boolean =>
  approvals <= 1 && STRENGTHS.indexOf(strength) <= STRENGTHS.indexOf('bound')

/** Says whether arrows that count lead along a transition. */
function leadsAlong(onPath: ArrowsOnPath, { old, new: now }: Cover, asked: Asked): (steps: Steps) => boolean {
  const canLeadThere = towards(onPath, now)
  const counts: Counts = (arrow) => canLeadThere?.(arrow) === true && weigh(arrow, asked) === 'counts'
  return (steps) => {
    for (const arrow of walk(steps, old, counts)) if (sameState(arrow.new, now)) return true
    return false
  }
}

/** A transition that asks for sign-offs, with what one of its guards asks. */
export interface Question {
  readonly transition: Cover
  readonly asked: Asked
}

/** Arrows that lie on ways which are asked for, with what is asked there; whether they count for it, `weigh` says. */
export interface OnTheWay {
  readonly arrows: readonly Arrow[]
  readonly asked: Asked
}

/**
 * The arrows on which answers can rest: those that lie on some way from the old to the new state of a transition. Only of
 * these is it worth asking git whether they are spent; then ask again without the ones that are.
 */
export function onTheWay(arrows: Arrows, questions: readonly Question[]): readonly OnTheWay[] {
  const found = new Map<readonly Arrow[], Map<string, Asked>>()
  const waysOf = new Map<string, readonly Arrow[]>()
  for (const { transition, asked } of questions) {
    const { path, old, new: now } = transition
    const onPath = arrows.get(path)
    if (onPath === undefined || sameState(old, now)) continue
    const key = `${stateKey(old)} ${stateKey(now)} ${path}`
    const ways = waysOf.get(key) ?? between(onPath, old, now)
    waysOf.set(key, ways)
    const known = found.get(ways) ?? new Map<string, Asked>()
    found.set(ways, known.set(JSON.stringify([asked.strength, asked.signers, asked.hands]), asked))
  }
  return [...found].flatMap(([arrows, all]) => [...all.values()].map((asked) => ({ arrows, asked })))
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
 * Whether a sign-off has been used up for a state that the base's own history had and took away again, at `lastTakenAway`
 * (seconds since 1970; null: never). It is unless it was made since.
 *
 * What says when is the sign-off itself, and one from the future would never be used up. So it must not be made later than
 * the commit that carries it. Whoever makes that commit writes its date as well, and then everybody sees that one; what has
 * landed with its sign-off is known by that (`landedCovers`), whatever the dates.
 */
export const isSpent = ({ made, carried }: ValidSignOff, lastTakenAway: number | null): boolean =>
  lastTakenAway !== null && (made <= lastTakenAway || (carried !== null && made > carried + CLOCKS_APART))
