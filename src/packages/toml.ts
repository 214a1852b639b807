import { visible } from '../visible.ts'
import { Cursor } from './cursor.ts'
import { emptyTable } from './fields.ts'

type Table = Record<string, unknown>

const DEEPEST = 32

/**
 * Reads the TOML that tools write into lock files, and refuses the rest: text of several lines, dotted keys but in
 * headers, tables opened twice. Numbers and dates come back as the text that they are; no reader asks for one.
 */
export function readToml(text: string): Table {
  const cursor = new Cursor(text)
  const root = emptyTable()
  const lists = new Set<unknown>()
  let open = root
  for (cursor.blank(); !cursor.done; cursor.blank()) {
    if (cursor.takes('[[')) open = tableAt(cursor, root, header(cursor, ']]'), lists, true)
    else if (cursor.takes('[')) open = tableAt(cursor, root, header(cursor, ']'), lists, false)
    else pair(cursor, open, 0)
    cursor.run(/[ \t\r]*/y)
    if (cursor.takes('#')) cursor.run(/[^\n]*/y)
    if (!cursor.done) cursor.want('\n')
  }
  return root
}

/** `[[package]]` adds a table to a list, `[package.source]` one to the last table of it. `lists`: those made so. */
function tableAt(cursor: Cursor, root: Table, path: readonly string[], lists: Set<unknown>, listed: boolean): Table {
  let table = root
  for (const name of path.slice(0, -1)) {
    table[name] ??= emptyTable()
    const held = lists.has(table[name]) ? (table[name] as Table[]).at(-1) : table[name]
    if (typeof held !== 'object' || Array.isArray(held)) return cursor.fail('a header within what is no table')
    table = held as Table
  }
  const last = path.at(-1)!
  const made = emptyTable()
  if (listed && lists.has(table[last])) {
    ;(table[last] as Table[]).push(made)
    return made
  }
  add(cursor, table, last, listed ? [made] : made)
  if (listed) lists.add(table[last])
  return made
}

function header(cursor: Cursor, end: string): readonly string[] {
  const path = [key(cursor)]
  while (path.length < DEEPEST && cursor.takes('.')) path.push(key(cursor))
  cursor.want(end)
  return path
}

/** A key with the blanks around it. */
function key(cursor: Cursor): string {
  cursor.run(/[ \t]*/y)
  const name = cursor.run(/[A-Za-z0-9_-]*/y) || cursor.quoted()
  cursor.run(/[ \t]*/y)
  return name
}

function pair(cursor: Cursor, table: Table, depth: number): void {
  const name = key(cursor)
  cursor.want('=')
  cursor.run(/[ \t]*/y)
  add(cursor, table, name, value(cursor, depth))
}

function add(cursor: Cursor, table: Table, name: string, held: unknown): void {
  if (Object.hasOwn(table, name)) cursor.fail(`"${visible(name, 100)}" stands twice`)
  table[name] = held
}

function value(cursor: Cursor, depth: number): unknown {
  if (depth > DEEPEST) cursor.fail(`nested more than ${DEEPEST} levels deep`)
  if (cursor.takes('[')) return cursor.items(']', () => value(cursor, depth + 1))
  if (cursor.takes('{')) {
    const table = emptyTable()
    cursor.items('}', () => pair(cursor, table, depth + 1))
    return table
  }
  if (cursor.takes("'")) return literal(cursor)
  // Numbers, booleans, dates. Writers in Python put a blank between date and time.
  return cursor.run(/[0-9A-Za-z+_.:-]+(?: [0-9][0-9:.+Z-]+)?/y) || cursor.quoted()
}

/** What follows `'`: no escapes. Rust's writers take these quotes for text that holds the other ones. */
function literal(cursor: Cursor): string {
  const held = cursor.run(/[^'\n]*/y)
  cursor.want("'")
  return held
}
