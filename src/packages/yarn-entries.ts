import { visible } from '../visible.ts'
import { Cursor } from './cursor.ts'
import { type Line, linesOf } from './lines.ts'
import { fail } from './unreadable.ts'

/** One block of a yarn.lock: what was asked for, and the plain fields below it. */
export interface YarnEntry {
  readonly asked: readonly string[]
  readonly fields: ReadonlyMap<string, string>
}

/**
 * Both kinds of `yarn.lock` are lines in blocks; the newer is YAML of the same shape. What is written in another way is
 * refused, since the two tools might read more into it than is seen here.
 *
 *     "@scope/a@^1.0.0", b@^2.0.0:             "@scope/a@npm:^1.0.0, b@npm:^2.0.0":
 *       version "1.0.0"                          version: 1.0.0
 *       dependencies:                            dependencies:
 *         c "^1"                                   c: "npm:^1"
 */
export function yarnEntries(text: string): readonly YarnEntry[] {
  const entries: { readonly asked: readonly string[]; readonly fields: Map<string, string> }[] = []
  const known = new Set<string>()
  let table = false
  let long: string | null = null
  for (const line of linesOf(text)) {
    const content = line.text.trimStart()
    const indent = line.text.length - content.length
    if (content === '' || content.startsWith('#')) continue
    if (indent === 0) {
      // Yarn writes a key of more than 1,024 characters as YAML's "? key", with the colon on a line of its own.
      if (long === null && content.startsWith('? ')) {
        long = content.slice(2)
        continue
      }
      const asked = head(long === null ? content : `${long}${content}`, line)
      long = null
      for (const name of asked) {
        if (known.has(name)) fail(`line ${line.number}: "${visible(name, 100)}" stands twice`)
        known.add(name)
      }
      entries.push({ asked, fields: new Map() })
      table = false
      continue
    }
    const fields = entries.at(-1)?.fields
    if (!fields || long !== null || (indent !== 2 && !(table && indent > 2))) return refuse(line)
    if (indent > 2) continue
    const [name, value] = member(content, line)
    if (fields.has(name)) fail(`line ${line.number}: "${visible(name, 100)}" stands twice in one block`)
    table = value === null
    if (value !== null) fields.set(name, value)
  }
  return long === null ? entries : fail('it ends within a key')
}

/** What was asked for: texts, quoted or plain, parted by commas, with a colon at the end. */
function head(content: string, line: Line): readonly string[] {
  const cursor = new Cursor(content, line.number)
  const asked: string[] = []
  do {
    cursor.run(/ */y)
    asked.push(cursor.run(/[^\s",:]*/y) || cursor.quoted())
  } while (cursor.takes(','))
  cursor.want(':')
  return cursor.done && !asked.includes('') ? asked : refuse(line)
}

/** `version "1.0.0"`, `version: 1.0.0`, or `dependencies:`, which has no value on its line. */
function member(content: string, line: Line): readonly [string, string | null] {
  const cursor = new Cursor(content, line.number)
  const name = cursor.run(/[^\s":]*/y) || cursor.quoted()
  const colon = cursor.takes(':')
  if (colon && cursor.done) return [name, null]
  cursor.want(' ')
  const plain = cursor.run(/[^"][^"]*/y)
  const value = plain === '' ? cursor.quoted() : plain
  // What YAML takes for more than plain text.
  const odd = plain !== '' && (/^[&*!|>{[?'% ]/.test(plain) || plain.includes(' #') || (!colon && plain.includes(' ')))
  return cursor.done && !odd ? [name, value] : refuse(line)
}

const refuse = (line: Line): never => fail(`line ${line.number} is not as Yarn writes it: "${visible(line.text, 60)}"`)
