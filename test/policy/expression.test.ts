import { expect, test } from 'vitest'
import { DEFAULT_TRAILERS } from '../../src/policy/decode-trailers.ts'
import { expressionFault } from '../../src/policy/expression.ts'
import { fc, runs } from '../support/fuzz.ts'

test.each([
  String.raw`^[A-Z]+-\d+$`,
  String.raw`^(?:#\d+|https?://\S+)$`,
  String.raw`(?:\d{1,3}\.){3}\d{1,3}`,
  '(?:ab|cd)+',
  '(ab?c)*',
  '[(+]*[)+]+',
  String.raw`(\+\+)+`,
  '(?<year>\\d{4})-(?<month>\\d{2})',
  '(?=a+)b+',
  '(a+)?b+',
  '((a+)b)c',
  'a{3}{b}+',
  String.raw`^\w+(?:-\w+)*$`,
  String.raw`^[A-Z]+-\d+(?:, [A-Z]+-\d+)*$`,
  String.raw`(?:\w+\.)+com`,
  '(?:[^,]+,)*',
  ...DEFAULT_TRAILERS.flatMap(({ pattern }) => pattern ?? []),
])('%s is fine', (source) => {
  expect(expressionFault(source)).toBeNull()
})

test.each([
  ['a(', 'unterminated group'],
  ['[b-a]', 'range out of order in character class'],
  ['*', 'nothing to repeat'],
  ['', 'an empty expression is satisfied by anything'],
  ['a'.repeat(501), 'it is longer than 500 characters'],
])('%s is refused with the reason', (source, reason) => {
  expect(expressionFault(source)).toBe(reason)
})

// Each takes time exponential in the length of a value that it fails on, and is never run here.
test.each([
  '(a+)+$',
  '(a*)*b',
  String.raw`^(\w+\s?)*$`,
  '(?:a+){2,}',
  '(?:a+){50}',
  '((a+)b?)+',
  '(a{20,})*',
  '(?:x+(?:y))+',
  '(?<name>.*)*',
  '([ab]+?)+?',
  '(?:,?a+)*',
  '(?:a+,a*)*',
  '(?:.+,)*',
  String.raw`(?:[\w,]+,)*`,
  '(?:a+$)*',
  '(?:a+.)*',
  String.raw`(?:a+\w)*`,
  '(?:,a*a*)*',
  '(?:a+,|b)*',
  '(?:(?:a+,)*;)*',
])('%s repeats a repetition, and is refused', (source) => {
  expect(expressionFault(source)).toMatch(/^it repeats a repetition/)
})

test('any text is answered', () => {
  const piece = fc.constantFrom(...'a,()[]{}|*+?.^$-\\kbdu0159<>:=!')
  const text = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(text, (source) => {
      const fault = expressionFault(source)
      if (fault === null) expect(() => new RegExp(source)).not.toThrow()
      else expect(fault).not.toBe('')
    }),
    { numRuns: runs(5000) },
  )
})
