/**
 * git's paths are bytes. They are kept as strings in which a byte that is not UTF-8 becomes the lone surrogate
 * U+DC00 + byte, so that two different paths never become one and the bytes can be had back.
 */

/** Reads a path from git's bytes. */
export function pathFromBytes(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  // U+FFFD is what Node puts for a bad byte; a path may also really have that character.
  if (!text.includes('\uFFFD') || Buffer.from(text, 'utf8').equals(bytes)) return text
  let path = ''
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    path += length === 0 ? String.fromCharCode(0xdc00 + bytes[at]!) : bytes.toString('utf8', at, at + length)
    at += length || 1
  }
  return path
}

/** The bytes of a path, as git has them. */
export function bytesOfPath(path: string): Buffer {
  if (!/[\uDC80-\uDCFF]/.test(path)) return Buffer.from(path, 'utf8')
  const parts: Buffer[] = []
  for (const character of path) {
    const code = character.codePointAt(0)!
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, 'utf8'))
  }
  return Buffer.concat(parts)
}

/** Length of the valid UTF-8 sequence at `at`, or 0. */
function sequenceLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
  if (length < 2) return length
  if (at + length > bytes.length) return 0
  return bytes.toString('utf8', at, at + length).includes('\uFFFD') && !isReplacement(bytes, at) ? 0 : length
}

const isReplacement = (bytes: Buffer, at: number): boolean =>
  bytes[at] === 0xef && bytes[at + 1] === 0xbf && bytes[at + 2] === 0xbd
