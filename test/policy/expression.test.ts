import { expect, test } from 'vitest'
import { DEFAULT_TRAILERS } from '../../src/policy/decode-trailers.ts'
import { expressionFault } from '../../src/policy/expression.ts'

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
  ...DEFAULT_TRAILERS.flatMap(({ pattern }) => pattern ?? []),
])('%s is fine', (source) => {
  expect(expressionFault(source)).toBeNull()
})

test.each([
  ['a(', 'unterminated group'],
  ['[b-a]', 'range out of order in character class'],
  ['*', 'nothing to repeat'],
  ['', 'an empty expression is satisfied by anything'],
  ['a'.repeat(501), 'longer than 500 characters'],
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
])('%s repeats a repetition, and is refused', (source) => {
  expect(expressionFault(source)).toMatch(/a repetition within a repetition/)
})
