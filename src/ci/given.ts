import { isZeroId } from '../change.ts'
import { CouldNotCheck } from '../errors.ts'
import { visible } from '../visible.ts'

/**
 * What a CI gave, held to be what it must be before git hears of it: whoever opens a request chooses the names of its
 * branches, and may try what else git makes of a name (`main~5`, `--all`, `main:file`).
 */

/** A field of an event, by the names that lead to it; undefined where there is none. Inherited names are none. */
export function field(payload: unknown, ...names: readonly string[]): unknown {
  let value = payload
  for (const name of names) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value
}

/** The full id of an object; null for what is none, and for the zeros that stand for "nothing". */
export const objectIdOf = (value: unknown): string | null =>
  typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) && !isZeroId(value) ? value : null

/** The same, of what must be one. @throws {CouldNotCheck} naming what is none. */
export function objectIdIn(name: string, value: unknown): string {
  const id = objectIdOf(value)
  if (id === null) throw new CouldNotCheck(`${name} should be the full id of a commit, and ${told(value)}`)
  return id
}

// git-check-ref-format(1), and `HEAD`: fetched, a branch of that name would stand where a clone keeps which branch of the
// remote is the default one.
const NO_REF = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[/.-]|[/.]$|^$|^(?:HEAD|@)$/

/** A branch by its name, without `refs/heads/`; null for what git would not take for the name of one. */
export function branchOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 1000) return null
  const name = value.startsWith('refs/heads/') ? value.slice('refs/heads/'.length) : value
  return NO_REF.test(name) ? null : name
}

/** The same, of what must be one. @throws {CouldNotCheck} naming what is none. */
export function branchIn(name: string, value: unknown): string {
  const branch = branchOf(value)
  if (branch === null) throw new CouldNotCheck(`${name} should be the name of a branch, and ${told(value)}`)
  return branch
}

/**
 * Holds that a CI says the same in two places; one that says nothing contradicts nothing.
 * @throws {CouldNotCheck} when it does not.
 */
export function holdSame(name: string, value: unknown, otherName: string, other: unknown): void {
  if (!value || !other || value === other) return
  throw new CouldNotCheck(`${name} and ${otherName} contradict each other: ${told(value)}, ${told(other)}`)
}

const told = (value: unknown): string =>
  value === undefined || value === null || value === '' ? 'is not set' : `is ${shown(value)}`

const shown = (value: unknown): string =>
  typeof value === 'string'
    ? `"${visible(value, 80)}"`
    : `no text but ${Array.isArray(value) ? 'a list' : typeof value}`
