import { visible } from '../visible.ts'
import { nearestWord } from './nearest.ts'
import type { Position, Say, Tree } from './tree.ts'

/**
 * Reads one kind of value from a Tree. When the value is wrong it says why, at its place, and returns undefined (or what
 * could be read of it); it never stops early, so that all that is wrong is said at once.
 */
export type Decoder<T> = (tree: Tree, say: Say) => T | undefined

/** A value, and where it stands, for what can only be checked against another part of the policy. */
export interface Placed<T> {
  readonly value: T
  readonly at: Position
}

export const placed =
  <T>(decode: Decoder<T>): Decoder<Placed<T>> =>
  (tree, say) => {
    const value = decode(tree, say)
    return value === undefined ? undefined : { value, at: tree.at }
  }

/** A word in quotes, harmless to print. */
export const quoted = (word: string): string => `"${visible(word, 80)}"`

/** The end of a sentence about an unknown word: the nearest right one, or those that there are (some, if they are many). */
export function orRather(written: string, words: readonly string[]): string {
  const nearest = nearestWord(written, words.slice(0, MOST_COMPARED))
  if (nearest !== null) return `: did you mean ${quoted(nearest)}?`
  const known = [...new Set(words)].filter((word) => word.trim() !== '')
  const shown = known.slice(0, MOST_SHOWN).map((word) => visible(word, 80))
  return known.length === 0 ? '' : `; known: ${shown.join(', ')}${known.length > MOST_SHOWN ? ', …' : ''}`
}

/** Ours are fewer; a policy's own names can be as many as fit in it. */
const MOST_COMPARED = 100
const MOST_SHOWN = 30

/** What is there, in words, for "expected …, found …". */
export function found(tree: Tree): string {
  if (tree.kind === 'list') return 'found a list'
  if (tree.kind === 'map') return 'found a map of keys'
  switch (typeof tree.value) {
    case 'string':
      return `found ${tree.value === '' ? 'empty text' : quoted(tree.value)}`
    case 'number':
      return `found a number (${tree.value})`
    case 'boolean':
      return `found ${tree.value}`
    default:
      return 'found nothing'
  }
}

// A control character, a line break or half of a surrogate pair, which quotes can bring in: "\0".
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u

/** Text on one line, in which `fault` finds nothing wrong. `what` names it: `a path`. */
export const text =
  (what: string, fault: (written: string) => string | null = () => null): Decoder<string> =>
  (tree, say) => {
    if (tree.kind !== 'scalar' || typeof tree.value !== 'string') {
      const unquoted = tree.kind === 'scalar' && tree.value !== null ? ': put it in quotes' : ''
      say(tree.at, `expected ${what}, ${found(tree)}${unquoted}`)
      return undefined
    }
    const wrong = tree.value.trim() === '' ? 'it is empty' : UNPRINTABLE.test(tree.value) ? CONTROL : fault(tree.value)
    if (wrong === null) return tree.value
    say(tree.at, `${quoted(tree.value)} cannot be ${what}: ${wrong}`)
    return undefined
  }

const CONTROL = 'it holds a control character or a line break'

/** One of a few fixed words. */
export const oneOf =
  <const W extends string>(...words: readonly W[]): Decoder<W> =>
  (tree, say) => {
    const written = tree.kind === 'scalar' ? tree.value : null
    const word = words.find((known) => known === written)
    if (word !== undefined) return word
    // Tools that read YAML 1.1 turn `off` into false.
    const meant = written === false ? 'off' : written === true ? 'on' : written
    const nearest = typeof meant === 'string' ? nearestWord(meant, words) : null
    const rather = nearest === null ? '' : `: did you mean ${quoted(nearest)}?`
    say(tree.at, `expected ${alternatives(words)}, ${found(tree)}${rather}`)
    return undefined
  }

function alternatives(words: readonly string[]): string {
  return words.length === 1 ? words[0]! : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

/** `true` or `false`. */
export const flag: Decoder<boolean> = (tree, say) => {
  if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return tree.value
  say(tree.at, `expected true or false, ${found(tree)}`)
  return undefined
}

/** A whole number between two, both included. */
export const whole =
  (least: number, most: number): Decoder<number> =>
  (tree, say) => {
    const number = tree.kind === 'scalar' ? tree.value : null
    if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most) return number
    say(tree.at, `expected a whole number from ${least} to ${most}, ${found(tree)}`)
    return undefined
  }

/** A list of at most `most`; what is wrong in it is left out. `what` names it: `a list of paths`. An empty one is fine. */
export const list =
  <T>(what: string, item: Decoder<T>, most = Number.POSITIVE_INFINITY): Decoder<readonly T[]> =>
  (tree, say) => {
    if (tree.kind !== 'list') {
      say(tree.at, `expected ${what}, ${found(tree)}`)
      return undefined
    }
    const tooMany = tree.items[most]
    if (tooMany) say(tooMany.at, `${what} may hold ${most} at most`)
    return tree.items
      .slice(0, most)
      .map((one) => item(one, say))
      .filter((one) => one !== undefined)
  }

/** A list with something in it. `why` an empty one cannot be meant. */
export const some =
  <T>(what: string, item: Decoder<T>, why: string): Decoder<readonly T[]> =>
  (tree, say) => {
    if (tree.kind === 'list' && tree.items.length === 0) say(tree.at, `expected ${what}, found an empty one: ${why}`)
    return list(what, item)(tree, say)
  }

/** The values of a map whose keys are its author's; `item` is given the key too. `what` names it. */
export const entriesOf =
  <T>(what: string, item: (key: Placed<string>, value: Tree, say: Say) => T | undefined): Decoder<readonly T[]> =>
  (tree, say) => {
    if (tree.kind === 'map')
      return tree.pairs
        .map((pair) => item({ value: pair.key, at: pair.at }, pair.value, say))
        .filter((one) => one !== undefined)
    say(tree.at, `expected ${what}, ${found(tree)}`)
    return undefined
  }

/** A map with fixed keys. `what` names it: `an entry of paths`. Keys that are absent or wrong are absent in the result. */
export const fields =
  <T extends object>(
    what: string,
    known: { readonly [K in keyof T]-?: Decoder<T[K]> },
    required: readonly (keyof T & string)[] = [],
  ): Decoder<Partial<T>> =>
  (tree, say) => {
    if (tree.kind !== 'map') {
      say(tree.at, `expected ${what}, ${found(tree)}`)
      return undefined
    }
    const read: Partial<T> = {}
    for (const { key, at, value } of tree.pairs) {
      // `constructor` is a key of every object, but none of ours.
      if (!Object.hasOwn(known, key)) {
        say(at, `unknown key ${quoted(key)} in ${what}${orRather(key, Object.keys(known))}`)
        continue
      }
      const decoded = known[key as keyof T](value, say)
      if (decoded !== undefined) read[key as keyof T] = decoded
    }
    for (const key of required)
      if (!isWritten(tree, [key], Object.keys(known))) say(tree.at, `${quoted(key)} is missing in ${what}`)
    return read
  }

/** Whether a map has one of these keys, or one that was meant for it and has been reported as misspelt. */
export const isWritten = (
  { pairs }: Extract<Tree, { kind: 'map' }>,
  keys: readonly string[],
  known: readonly string[],
): boolean => pairs.some(({ key }) => keys.includes(known.includes(key) ? key : (nearestWord(key, known) ?? '')))

/** Says of each word after the first that means the same by `same`. */
export function refuseTwice(
  words: readonly Placed<string>[],
  same: (word: string) => string,
  sentence: (word: string, line: number) => string,
  say: Say,
): void {
  const first = new Map<string, number>()
  for (const { value, at } of words) {
    const line = first.get(same(value))
    if (line === undefined) first.set(same(value), at.line)
    else say(at, sentence(value, line))
  }
}
