import { visible } from '../visible.ts'
import { fail } from './unreadable.ts'

/** The members of a table that was read from JSON, YAML or TOML; none if it is absent. Anything else is unreadable. */
export function entriesOf(value: unknown, what: string): readonly (readonly [string, unknown])[] {
  if (value === undefined || value === null) return []
  if (typeof value !== 'object' || Array.isArray(value)) fail(`${visible(what, 100)} is no table`)
  return Object.entries(value)
}

/** The items of a list; none if it is absent. Anything else is unreadable. */
export function itemsOf(value: unknown, what: string): readonly unknown[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) fail(`${visible(what, 100)} is no list`)
  return value
}

/** One member of a table, of its own only: a lock may well name a package `constructor`. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

/** A member that is text; null: absent, empty, or something else than text. */
export function textField(value: unknown, name: string): string | null {
  const found = field(value, name)
  return typeof found === 'string' && found !== '' ? found : null
}

/** A member without which the tool itself could not read its lock file. */
export function needText(value: unknown, name: string, what: string): string {
  return textField(value, name) ?? fail(`${visible(what, 100)} has no ${name}`)
}

/** A table to be filled from hostile text: `__proto__` is a name like any other in it. */
export const emptyTable = (): Record<string, unknown> => Object.create(null)
