import { describe, expect, test } from 'vitest'
import { aroundRegion, MOST_OF_A_DESCRIPTION, roomIn, withRegion } from '../../src/report/packet-region.ts'
import { fc } from '../support/fuzz.ts'

const put = (description: string, packet: string): string => withRegion(aroundRegion(description), packet)

const BEGIN = '<!-- precheck:begin -->'
const END = '<!-- precheck:end -->'

describe('a packet in a description', () => {
  test('goes to the end of what is there', () => {
    expect(put('', 'P')).toBe(`${BEGIN}\nP\n${END}\n`)
    expect(put('Words.', 'P')).toBe(`Words.\n\n${BEGIN}\nP\n${END}\n`)
    expect(put('Words.\n', 'P')).toBe(`Words.\n\n${BEGIN}\nP\n${END}\n`)
  })

  test('takes the place of the one before it, and of nothing else', () => {
    const description = `Before, ${BEGIN} in a line.\n\n${BEGIN}\nold\n\nlines\n${END}\nAfter.\n`
    expect(put(description, 'new')).toBe(`Before, ${BEGIN} in a line.\n\n${BEGIN}\nnew\n${END}\nAfter.\n`)
  })

  test('leaves lines alone that end as on the web', () => {
    expect(put(`Before.\r\n${BEGIN}\r\nold\r\n${END}\r\nAfter.\r\n`, 'new')).toBe(
      `Before.\r\n${BEGIN}\nnew\n${END}\nAfter.\r\n`,
    )
  })

  test.each([
    ['a marker that nothing ends', `a\n${BEGIN}\nb\n`],
    ['a marker that nothing begins', `a\n${END}\nb\n`],
    ['markers in the wrong order', `a\n${END}\nb\n${BEGIN}\nc\n`],
  ])('does not take %s for its own', (_, description) => {
    const first = put(description, 'one')
    expect(first.startsWith(description)).toBe(true)
    expect(put(first, 'two')).toBe(first.replace('one', 'two'))
  })

  test('takes the innermost pair, so that a broken marker above swallows nothing', () => {
    const description = `${BEGIN}\nwords of a person\n${BEGIN}\nold\n${END}\n${END}\n`
    expect(put(description, 'new')).toBe(`${BEGIN}\nwords of a person\n${BEGIN}\nnew\n${END}\n${END}\n`)
  })

  test('may be put there as often as one likes: all else stays to the byte', () => {
    const line = fc.constantFrom('words', '', BEGIN, END, ` ${BEGIN}`, `${END}\r`, '<!-- other -->', '\r')
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.boolean(), (lines, endsInBreak) => {
        const description = lines.join('\n') + (endsInBreak ? '\n' : '')
        const first = put(description, 'one\n')
        const second = put(first, 'two\n\ntwo\n')
        expect(second).toBe(first.replace('one', 'two\n\ntwo'))
        expect(put(second, 'one')).toBe(first)
        const { before, after } = aroundRegion(description)
        expect(description.startsWith(before.trimEnd()) && description.endsWith(after)).toBe(true)
      }),
    )
  })

  test('has the room that the rest leaves', () => {
    for (const description of ['', 'x'.repeat(40_000), `${BEGIN}\nold\n${END}\n${'y'.repeat(100)}`]) {
      const rest = aroundRegion(description)
      expect(withRegion(rest, 'x'.repeat(roomIn(rest))).length).toBe(MOST_OF_A_DESCRIPTION)
    }
  })
})
