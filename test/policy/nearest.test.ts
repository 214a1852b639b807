import { expect, test } from 'vitest'
import { nearestWord } from '../../src/policy/nearest.ts'

const WORDS = ['trailers', 'trailers-for', 'paths', 'mode', 'off', 'on']

test.each([
  ['trailer', 'trailers'],
  ['trailers_for', 'trailers-for'],
  ['trailersFor', 'trailers-for'],
  ['Trailers For', 'trailers-for'],
  ['paht', 'paths'],
  ['pahts', 'paths'],
  ['MODE', 'mode'],
  ['of', 'off'],
])('%s was meant to be %s', (written, meant) => {
  expect(nearestWord(written, WORDS)).toBe(meant)
})

test.each(['', 'x', 'zebra', 'model-of-the-year', 'p'.repeat(100_000)])('%.20s is near nothing', (written) => {
  expect(nearestWord(written, WORDS)).toBeNull()
})

test('a word of a million letters costs nothing', () => {
  const long = 'a'.repeat(1_000_000)
  expect(nearestWord('abc', [long, 'abd'])).toBe('abd')
  expect(nearestWord('abc', Array(1_000).fill(long))).toBeNull()
})
