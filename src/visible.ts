// Controls, formats (bidi, zero-width, tags), lone surrogates, line and paragraph separators, blanks that are not the
// plain space, and all else that Unicode says may be drawn as nothing (variation selectors, Hangul fillers).
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/u

/**
 * Hostile text as one harmless line for people: whatever a terminal would obey, hide or reorder is written as an
 * escape, and the result has at most `max` UTF-16 units, the last of them `…` when something was cut. Bytes that were
 * not UTF-8 (U+DC80 to U+DCFF, see FileChange) and ASCII controls are `\xNN`, all else `\u{NNNN}`. For reading only: a
 * backslash is not escaped, so the text cannot be taken back. Costs no more than `max` steps, however long the text.
 */
export function visible(text: string, max: number): string {
  if (text.length <= max && !UNSEEN.test(text)) return text
  let shown = ''
  let cut = ''
  for (const character of text) {
    shown += UNSEEN.test(character) ? escaped(character.codePointAt(0)!) : character
    if (shown.length > max) return `${cut}…`
    if (shown.length < max) cut = shown
  }
  return shown
}

function escaped(code: number): string {
  if (code >= 0xdc80 && code <= 0xdcff) return hexByte(code - 0xdc00)
  if (code <= 0x1f || code === 0x7f) return hexByte(code)
  return `\\u{${code.toString(16).toUpperCase()}}`
}

const hexByte = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
