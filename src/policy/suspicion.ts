import { withoutTail } from './path-key.ts'

export { collisionKey } from './fold.ts'

/**
 * What may be wrong with a name: that another system opens another file for it (`colon`, `trailing`, `short-name`,
 * `backslash`), that a reader sees another name (`control`, `hidden`), or that tools cannot handle it (`device`,
 * `not-utf8`).
 */
export type SuspicionKind =
  | 'control'
  | 'hidden'
  | 'not-utf8'
  | 'backslash'
  | 'colon'
  | 'trailing'
  | 'short-name'
  | 'device'

export interface Suspicion {
  readonly kind: SuspicionKind
  /** The first part of the path (what stands between two slashes) in which it was seen. */
  readonly name: string
}

/** Something in a path that may be suspicious. Almost all paths stop here. */
const ODD =
  /[^\x20-\x7e]|[\\:]|[. ](?:\/|$)|~[0-9]|(?:^|\/)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:in\$|out\$)?(?:[ .]|\/|$)/i

/** What is suspicious about a path: each kind at most once, at its first place; none for almost all paths. */
export function suspicions(path: string): readonly Suspicion[] {
  if (!ODD.test(path)) return []
  const found = new Map<SuspicionKind, Suspicion>()
  for (const name of path.split('/'))
    for (const [kind, isIn] of KINDS) if (!found.has(kind) && isIn(name)) found.set(kind, { kind, name })
  return [...found.values()]
}

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]/gu
const NOT_UTF8 = /[\udc80-\udcff]/gu
const HIDDEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu

// Where a character that is not seen belongs to the spelling: the joiners of Persian, Hindi and other scripts and of
// emoji, between two of their characters, and the mark that makes an emoji or a keycap of the character before. None
// of these can stand in a name of plain letters, such as those that policies guard.
const JOINERS = /(?<=[^\p{ASCII}])[\u200c\u200d](?=[^\p{ASCII}])/gu
const EMOJI_MARKS = /(?<=[^\p{ASCII}])\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3)/gu

// Windows opens a device for these names, whatever the ending: https://learn.microsoft.com/windows/win32/fileio/naming-a-file
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])[ ]*(?:\.|$)/i

// The short name that NTFS gives a longer one: up to 8 characters with `~` and a number, and up to 3 after a dot. What
// is longer, or has two dots, is a name that a person gave: `draft~1-final.md`, `notes.txt.~1~`.
const SHORT_NAME = /^(?=[^.]{3,8}(?:\.|$))[^ .+,;=[\]:\\]{1,6}~[1-9][0-9]*(?:\.[^ .~]{1,3})?$/

const KINDS: readonly (readonly [SuspicionKind, (name: string) => boolean])[] = [
  ['control', (name) => name.search(CONTROL) !== -1],
  ['hidden', (name) => withoutSpelling(name).search(HIDDEN) !== -1],
  ['not-utf8', (name) => name.search(NOT_UTF8) !== -1],
  ['backslash', (name) => name.includes('\\')],
  ['colon', (name) => name.includes(':')],
  ['trailing', (name) => name.endsWith('.') || name.endsWith(' ')],
  ['short-name', (name) => SHORT_NAME.test(name)],
  ['device', (name) => DEVICE.test(name)],
]

const withoutSpelling = (name: string): string => name.replace(JOINERS, '').replace(EMOJI_MARKS, '')

/** A path like this one, in which nothing is suspicious. */
export function harmlessPath(path: string): string {
  return path.split('/').map(harmlessName).join('/')
}

function harmlessName(name: string): string {
  // The bytes of a name that is not UTF-8 were Latin-1, more often than not.
  const readable = name.replace(NOT_UTF8, (byte) => latin1(byte.charCodeAt(0) - 0xdc00)).replace(CONTROL, '-')
  const seen = withoutSpelling(readable).search(HIDDEN) === -1 ? readable : readable.replace(HIDDEN, '')
  const plain = withoutTail(seen.replace(/[\\:]+/g, '-')) || 'renamed'
  const long = SHORT_NAME.test(plain) ? plain.replaceAll('~', '-') : plain
  return DEVICE.test(long) ? `_${long}` : long
}

const latin1 = (byte: number): string => (byte > 0xa0 && byte !== 0xad ? String.fromCharCode(byte) : '-')
