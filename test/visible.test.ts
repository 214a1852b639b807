import { expect, test } from 'vitest'
import { visible } from '../src/visible.ts'

test.each([
  ['plain text', 'Task-Id: ABC-1', 'Task-Id: ABC-1'],
  ['letters of any script, accents and plain emoji', 'Ünïcode 日本 Ж 🎉', 'Ünïcode 日本 Ж 🎉'],
  ['a terminal escape', '\u001b[31mred', '\\x1B[31mred'],
  ['line breaks and tabs', 'a\r\n\tb', 'a\\x0D\\x0A\\x09b'],
  ['DEL and a C1 control', '\u007f\u009b', '\\x7F\\u{9B}'],
  ['bidi overrides and isolates', 'a\u202eb\u2066c', 'a\\u{202E}b\\u{2066}c'],
  ['zero-width characters', 'Task\u200b-\ufeffId', 'Task\\u{200B}-\\u{FEFF}Id'],
  ['no-break and other unusual blanks', 'a\u00a0b\u3000c', 'a\\u{A0}b\\u{3000}c'],
  ['line and paragraph separators', 'a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
  ['invisible tag characters', 'x\u{e0041}', 'x\\u{E0041}'],
  ['a Hangul filler', 'x\u3164', 'x\\u{3164}'],
  ['a byte that was not UTF-8', 'caf\udce9', 'caf\\xE9'],
  ['a lone high surrogate', 'x\ud83d', 'x\\u{D83D}'],
])('%s', (_, text, shown) => {
  expect(visible(text, 200)).toBe(shown)
})

test('a text of just the length asked for is whole, a longer one is cut', () => {
  expect(visible('12345', 5)).toBe('12345')
  expect(visible('123456', 5)).toBe('1234…')
})

test('neither an escape nor a surrogate pair is cut in two', () => {
  expect(visible('abc\u202ed', 6)).toBe('abc…')
  expect(visible('abc🎉🎉', 6)).toBe('abc🎉…')
  expect(visible('abc🎉🎉', 5)).toBe('abc…')
})

test('a cut text keeps within its length whatever it holds', () => {
  for (let max = 1; max < 30; max++) {
    expect(visible('a\u202e🎉\u001bb'.repeat(9), max).length).toBeLessThanOrEqual(max)
  }
})
