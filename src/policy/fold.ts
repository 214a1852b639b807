/** What HFS+ leaves out when it compares names, as git's `core.protectHFS` has it. */
const HFS_IGNORABLE = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g

/** The same and everything else that Unicode lets a reader see nothing of. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu

/** Characters of which NFKC makes text with a slash, and a folder out of a part of a name: `A／B.md` is one file. */
const HOLDS_SLASH = /[\uff0f\u2100\u2101\u2105\u2106]/g
const DIVISION_SLASH = '\u2215'

/** Almost all text is, and of that every form below is its small letters. */
export const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text)

/** Lower case for A to Z alone, one character for one: what a wildcard matched before, it matches after. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/**
 * Case folding as APFS does it, near enough: `toLowerCase`, and the letters whose capitals are those of others. (Not
 * `toUpperCase` first: that makes `i` of the Turkish `ı`, which no file system does.)
 */
function foldCase(text: string): string {
  return text.toLowerCase().replace(/[ßſς]/g, (letter) => FOLDED[letter]!)
}

const FOLDED: Readonly<Record<string, string>> = { ß: 'ss', ſ: 's', ς: 'σ' }

/**
 * The form in which guards compare text: no case, no Unicode form, no full-width letters, nothing unseen. Never makes
 * a slash. Any text is fine, lone surrogates too.
 */
export function foldText(text: string): string {
  if (isAscii(text)) return text.toLowerCase()
  const seen = text.replace(UNSEEN, '').replace(HOLDS_SLASH, DIVISION_SLASH)
  return foldCase(seen.normalize('NFKC')).normalize('NFKC')
}

/**
 * Two paths with the same key are one file on a system that ignores case, Unicode form or (HFS+) characters that are
 * not seen. Unlike a guard's key it joins no more than some system really does.
 */
export function collisionKey(path: string): string {
  if (isAscii(path)) return path.toLowerCase()
  return foldCase(path.replace(HFS_IGNORABLE, '').normalize('NFC')).normalize('NFC')
}
