import { visible } from '../visible.ts'
import { lineAt } from './lines.ts'
import { fail } from './unreadable.ts'

/** npm's first format nests packages as folders do, two levels of JSON for each. */
const DEEPEST = 200

/**
 * Reads JSON in which no object has a key twice. Of two equal keys `JSON.parse` and most tools keep the last, other
 * readers show the first, and a person sees whichever stands on the screen. `trailingCommas` allows Bun's.
 */
export function readJson(text: string, { trailingCommas = false } = {}): unknown {
  const idle = scan(text, trailingCommas)
  const pieces = [...idle, text.length].map((end, index) => text.slice(index === 0 ? 0 : idle[index - 1]! + 1, end))
  try {
    return JSON.parse(pieces.join(''))
  } catch {
    return fail('it is no well-formed JSON')
  }
}

/**
 * Refuses what `JSON.parse` lets pass, depth and keys that stand twice, and finds the commas that it would not. Text
 * that is no JSON at all is scanned as well as can be: `JSON.parse` has the last word on it.
 */
function scan(text: string, trailingCommas: boolean): readonly number[] {
  const keys: (Set<string> | null)[] = []
  const idle: number[] = []
  let comma = -1
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if (isBlank(character)) continue
    if (character === '"') {
      const end = endOfString(text, at)
      const own = keys.at(-1)
      if (own && text[pastBlanks(text, end + 1)] === ':') addKey(text, at, end, own)
      at = end
    } else if (character === '{' || character === '[') {
      if (keys.push(character === '{' ? new Set() : null) > DEEPEST)
        fail(`it is nested more than ${DEEPEST} levels deep`)
    } else if (character === '}' || character === ']') {
      keys.pop()
      if (trailingCommas && comma !== -1) idle.push(comma)
    }
    comma = character === ',' ? at : -1
  }
  return idle
}

function addKey(text: string, start: number, end: number, keys: Set<string>): void {
  const written = text.slice(start + 1, end)
  const key = written.includes('\\') ? unescaped(written) : written
  if (keys.has(key)) fail(`line ${lineAt(text, start)}: the key "${visible(key, 100)}" stands twice in one object`)
  keys.add(key)
}

function unescaped(written: string): string {
  try {
    return String(JSON.parse(`"${written}"`))
  } catch {
    return written
  }
}

/** The offset of the quote that ends the string which begins at `start`; of the end of the text, if none does. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slash = end
    while (text[slash - 1] === '\\') slash -= 1
    if ((end - slash) % 2 === 0) return end
  }
  return text.length
}

function pastBlanks(text: string, start: number): number {
  let at = start
  while (at < text.length && isBlank(text[at]!)) at += 1
  return at
}

const isBlank = (character: string): boolean =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t'
