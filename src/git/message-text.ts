import { encodingOf, type RawCommit } from './raw-commit.ts'

/**
 * A stored message as git sees it, one character for one byte, so that what is not edited keeps its bytes whatever they
 * are. Keys, blanks and line breaks of trailers are ASCII, so trailers can be read and set in it as it is.
 */
export interface MessageText {
  readonly bytes: string
  /** A part of it as people read it; bytes that mean nothing become U+FFFD. Line breaks stay where they are. */
  readonly decode: (bytes: string) => string
  /** Text in the message's own encoding; null: that encoding cannot say it. */
  readonly encode: (text: string) => string | null
}

/** The message of a commit for editing, or in words why it cannot be edited. */
export function messageText(commit: RawCommit): MessageText | { readonly fault: string } {
  if (commit.headers.some((header) => header.includes('\0'))) {
    return { fault: 'a NUL byte stands among its headers, and git shows only what stands before it' }
  }
  const bytes = (commit.message ?? Buffer.alloc(0)).toString('latin1')
  if (bytes.includes('\0')) return { fault: 'it has a NUL byte, and git shows only what stands before it' }
  const label = encodingOf(commit)
  if (label === null || /^utf-?8$/i.test(label)) return { bytes, decode: decodeUtf8, encode: encodeUtf8 }
  let decoder: InstanceType<typeof TextDecoder>
  try {
    decoder = new TextDecoder(label)
  } catch {
    return { fault: 'its encoding header names no known encoding' }
  }
  const decode = (part: string) => decoder.decode(Buffer.from(part, 'latin1'))
  // In UTF-16 and ISO-2022-JP the bytes of a key are not the key.
  if (decode(PROBE) !== PROBE) return { fault: `git reads no trailers in its encoding, ${label}` }
  return { bytes, decode, encode: (text) => encodeSingleBytes(text, label) }
}

/** All that a trailer is made of, and a sequence that changes what bytes mean where there are such. */
const PROBE = `\t\n\r${String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 0x20 + index))}\x1b(B`

const decodeUtf8 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

const encodeUtf8 = (text: string): string | null => {
  const bytes = Buffer.from(text, 'utf8')
  return bytes.toString('utf8') === text ? bytes.toString('latin1') : null
}

/**
 * Node can read old encodings and write none, so the bytes are looked up by reading each of them. Only those from 0xA0
 * on: for `iso-8859-1` and its kin Node reads the bytes below as Windows does, and git as the controls that they are.
 */
function encodeSingleBytes(text: string, label: string): string | null {
  const byteOf = new Map<string, string>()
  if (!/ascii|ansi/i.test(label)) {
    const decoder = new TextDecoder(label, { fatal: true })
    for (let byte = 0xa0; byte <= 0xff; byte += 1) {
      try {
        byteOf.set(decoder.decode(Uint8Array.of(byte)), String.fromCharCode(byte))
      } catch {
        // The first half of a character, or nothing at all.
      }
    }
  }
  let bytes = ''
  for (const character of text) {
    const byte = character < '\x80' ? character : byteOf.get(character)
    if (byte === undefined) return null
    bytes += byte
  }
  return bytes
}
