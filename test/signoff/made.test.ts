import { expect, test } from 'vitest'
import { madeAt, writeMade } from '../../src/signoff/made.ts'

test.each([
  ['1970-01-01T00:00:00Z', 0],
  ['2026-11-21T00:40:00Z', 1_795_221_600],
  ['2024-02-29T23:59:59Z', 1_709_251_199],
])('%s is second %d', (text, seconds) => {
  expect(madeAt(text)).toBe(seconds)
  expect(writeMade(seconds)).toBe(text)
})

test.each([
  '',
  '2026-11-21',
  '2026-11-21T00:40Z',
  '2026-11-21T00:40:00',
  '2026-11-21 00:40:00Z',
  '2026-11-21T00:40:00.000Z',
  '2026-11-21T00:40:00+00:00',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T23:59:60Z',
  '+002026-11-21T00:40:00Z',
  '\u0662026-11-21T00:40:00Z',
])('%j is no moment', (text) => {
  expect(madeAt(text)).toBeNull()
})

test('parts of a second are left off', () => {
  expect(writeMade(1_795_221_600.9)).toBe('2026-11-21T00:40:00Z')
})

test.each([Number.NaN, 1e12, -1e12])('%d is nothing that can be written', (seconds) => {
  expect(() => writeMade(seconds)).toThrow(RangeError)
})
