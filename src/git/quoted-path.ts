import { bytesOfPath, pathFromBytes } from './path-bytes.ts'

/** What git writes for a byte by a letter; every other byte that needs it is three octal digits. */
const LETTERS: readonly (readonly [letter: string, byte: number])[] = [
  ['a', 0x07],
  ['b', 0x08],
  ['t', 0x09],
  ['n', 0x0a],
  ['v', 0x0b],
  ['f', 0x0c],
  ['r', 0x0d],
  ['"', 0x22],
  ['\\', 0x5c],
]
const LETTER_OF = new Map(LETTERS.map(([letter, byte]) => [byte, letter]))
const BYTE_OF = new Map(LETTERS)

/** All that git writes as it stands: printable ASCII, blanks too, but for the quote and the backslash. */
const PLAIN = /^[ !#-[\]-~]*$/

/**
 * A path as git prints it where no `-z` was asked and `core.quotePath` is true: as it is, or, if one byte of it is not
 * plain, all of it in quotes and those bytes as in a C string. Always ASCII, always one line.
 */
export function quotePath(path: string): string {
  if (PLAIN.test(path)) return path
  let quoted = '"'
  for (const byte of bytesOfPath(path)) {
    const letter = LETTER_OF.get(byte)
    if (letter !== undefined) quoted += `\\${letter}`
    else if (byte < 0x20 || byte >= 0x7f) quoted += `\\${byte.toString(8).padStart(3, '0')}`
    else quoted += String.fromCharCode(byte)
  }
  return `${quoted}"`
}

/** The path that `quotePath` writes so; null for anything that it would not have written, and for what is no path. */
export function unquotePath(text: string): string | null {
  if (PLAIN.test(text)) return text === '' ? null : text
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return null
  const bytes = bytesIn(text.slice(1, -1))
  if (bytes === null || bytes.includes(0)) return null
  const path = pathFromBytes(bytes)
  return quotePath(path) === text ? path : null
}

/** The bytes of a C string's inside; null when an escape is none of git's. */
function bytesIn(inside: string): Buffer | null {
  const bytes: number[] = []
  for (let at = 0; at < inside.length; at += 1) {
    if (inside[at] !== '\\') {
      bytes.push(inside.charCodeAt(at))
      continue
    }
    const octal = /^[0-3][0-7]{2}$/.exec(inside.slice(at + 1, at + 4))
    const byte = octal ? Number.parseInt(octal[0], 8) : BYTE_OF.get(inside[at + 1] ?? '')
    if (byte === undefined) return null
    bytes.push(byte)
    at += octal ? 3 : 1
  }
  return Buffer.from(bytes)
}
