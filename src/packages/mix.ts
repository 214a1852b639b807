import { visible } from '../visible.ts'
import { Cursor } from './cursor.ts'
import { joinHashes } from './hashes.ts'
import type { LockedPackage } from './locked-package.ts'
import { placeOf, versionAt } from './origin.ts'
import { fail } from './unreadable.ts'

const DEEPEST = 32

/** A term as far as it matters: text, `:atom` with its colon, a list of terms. */
type Term = string | readonly Term[]

/**
 * `mix.lock` is a map of Elixir terms. Mix evaluates it as code, so whatever is no plain term is refused.
 *
 *     %{
 *       "jason": {:hex, :jason, "1.4.1", "<inner sha256>", [:mix], [{:decimal, "~> 1.0", [hex: :decimal]}], "hexpm", "<outer>"},
 *       "tool": {:git, "https://github.com/owner/tool.git", "<commit>", [tag: "v1.0.0"]},
 *     }
 */
export function readMix(text: string): readonly LockedPackage[] {
  const cursor = new Cursor(text)
  const known = new Set<string>()
  cursor.blank()
  cursor.want('%{')
  const found = cursor.items('}', () => {
    const name = plainText(cursor)
    if (known.has(name)) cursor.fail(`"${visible(name, 100)}" stands twice`)
    known.add(name)
    cursor.want(':')
    cursor.blank()
    return locked(name, term(cursor, 0))
  })
  cursor.blank()
  return cursor.done ? found : cursor.fail('expected the end')
}

function locked(name: string, value: Term): LockedPackage {
  const items = typeof value === 'string' ? [] : value
  const [kind, first, second, inner] = items.slice(0, 4).map((item) => (typeof item === 'string' ? item : ''))
  if (kind === ':git' && first && second)
    return { name, version: versionAt('', second), source: placeOf(first), integrity: null }
  if (kind !== ':hex' || !first || !second) return fail(`it holds "${visible(name, 100)}" in a way that is not known`)
  const [repository, outer] = items.slice(6, 8).map((item) => (typeof item === 'string' ? item : null))
  const real = first.slice(1)
  const place = repository ?? 'hexpm'
  return {
    name,
    version: second,
    source: real === name ? place : `${real} at ${place}`,
    integrity: joinHashes([inner ? `inner:${inner}` : null, outer ? `outer:${outer}` : null]),
  }
}

function term(cursor: Cursor, depth: number): Term {
  if (depth > DEEPEST) cursor.fail(`nested more than ${DEEPEST} levels deep`)
  if (cursor.takes('{')) return cursor.items('}', () => term(cursor, depth + 1))
  if (cursor.takes('[')) return cursor.items(']', () => term(cursor, depth + 1))
  if (cursor.takes(':')) return `:${cursor.run(/[\w@]+[?!]?/y) || plainText(cursor)}`
  const word = cursor.run(/[A-Za-z0-9_.]*/y) || plainText(cursor)
  if (!cursor.takes(':')) return word
  // A pair of a keyword list: only the value matters.
  cursor.want(' ')
  return term(cursor, depth + 1)
}

/** Text in quotes; `#{` in it would be code. */
function plainText(cursor: Cursor): string {
  const held = cursor.quoted()
  return held.includes('#{') ? cursor.fail('code within text') : held
}
