import { describe, expect, test } from 'vitest'
import { bytesOfPath, pathFromBytes } from '../../src/git/path-bytes.ts'
import { fc, runs } from '../support/fuzz.ts'

/** Bytes of which UTF-8 is made, and those at the edges of what it allows, so that near misses are common. */
const byte = fc.oneof(
  fc.constantFrom(0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xa0, 0xed, 0xb2, 0xef, 0xbd, 0xf0, 0x90, 0xf4, 0x8f, 0xf5),
  fc.integer({ min: 1, max: 255 }),
)
const bytes = fc.array(byte, { maxLength: 24 }).map((list) => Buffer.from(list))

describe('a path of bytes', () => {
  test('comes back as the same bytes, whatever they are', () => {
    fc.assert(
      fc.property(bytes, (path) => {
        expect(bytesOfPath(pathFromBytes(path)).equals(path)).toBe(true)
      }),
      { numRuns: runs(2000) },
    )
  })

  test('is never the same as that of other bytes', () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        expect(pathFromBytes(one) === pathFromBytes(other)).toBe(one.equals(other))
      }),
      { numRuns: runs(2000) },
    )
  })

  test('that is UTF-8 is that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(pathFromBytes(Buffer.from(text))).toBe(text)
        expect(bytesOfPath(text).equals(Buffer.from(text))).toBe(true)
      }),
    )
  })

  test.each([
    ['a byte that begins nothing', [0x61, 0xff, 0x62], 'a\udcffb'],
    ['a sequence that breaks off', [0xe2, 0x82], '\udce2\udc82'],
    ['a long form of a slash', [0xc0, 0xaf], '\udcc0\udcaf'],
    ['half of a surrogate pair', [0xed, 0xb2, 0x80], '\udced\udcb2\udc80'],
    ['more than Unicode has', [0xf4, 0x90, 0x80, 0x80], '\udcf4\udc90\udc80\udc80'],
    ['the replacement character itself', [0xef, 0xbf, 0xbd], '\ufffd'],
    ['the replacement character beside a bad byte', [0xef, 0xbf, 0xbd, 0x80], '\ufffd\udc80'],
    ['an emoji beside a bad byte', [0xf0, 0x9f, 0x94, 0xa5, 0xb2], '\u{1f525}\udcb2'],
  ])('%s', (_, path, text) => {
    expect(pathFromBytes(Buffer.from(path))).toBe(text)
    expect([...bytesOfPath(text)]).toEqual(path)
  })
})
