import { describe, expect, test } from 'vitest'
import { block, code, escaped, md } from '../../src/report/markdown.ts'
import { withoutMarks } from '../../src/report/runner.ts'
import { visible } from '../../src/visible.ts'
import { fc } from '../support/fuzz.ts'
import { rendered } from '../support/rendered.ts'
import { ATTACKS, hostileText, MARK } from './hostile.ts'

describe('a value', () => {
  test.each(ATTACKS.map((text) => [visible(text, 40), text]))(
    '%s is one code span, with all of it in it',
    (_, text) => {
      const { live, code: codes } = rendered(`before ${code(text).markdown} after`)
      expect(live).toBe(text === '' ? '<p>before (empty) after</p>\n' : '<p>before <code></code> after</p>\n')
      expect(codes).toEqual(text === '' ? [] : [withoutMarks(visible(text, 200))])
    },
  )

  test('is what it was, wherever text may stand, and whatever stands beside it', () => {
    const value = fc.oneof(
      hostileText,
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('`', ' ', 'a') }),
    )
    fc.assert(
      fc.property(value, value, (one, other) => {
        const shown = [one, other].map((text) => withoutMarks(visible(text, 200)))
        const spans = [one, other].map((text) => code(text).markdown)
        const wanted = shown.filter((text) => text !== '')
        for (const text of [
          `${spans[0]} ${spans[1]}`,
          `- ${spans[0]}\n  - ${spans[1]}`,
          `# ${spans[0]} (${spans[1]})`,
          `> ${spans[0]}\n\n${spans[1]}: words`,
          `${spans[0]}\n${spans[1]}\n===`,
        ]) {
          const { code: codes, live } = rendered(text)
          expect(codes).toEqual(wanted)
          expect(live).not.toContain(MARK)
        }
      }),
      { numRuns: 500 },
    )
  })

  test('is cut where nobody reads on', () => {
    expect(code('x'.repeat(10_000)).markdown.length).toBe(202)
    expect(code('`'.repeat(10_000), 50).markdown.length).toBeLessThan(160)
  })
})

describe('a block', () => {
  test.each(ATTACKS.map((text) => [visible(text, 40), text]))('of %s is one, and ends where it ends', (_, text) => {
    const { code: codes, tags } = rendered(
      `before\n\n${block(['first', ...text.split('\n'), 'last']).markdown}\n\nafter`,
    )
    expect(codes).toHaveLength(1)
    expect(codes[0]).toMatch(/^ {2}first\n[\s\S]* {2}last\n$/)
    expect(tags).toEqual(['</code>', '</p>', '</pre>', '<code>', '<p>', '<pre>'])
  })

  test('holds any lines, and none that begins as a marker of ours does', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 5 }), (texts) => {
        const { markdown } = block(texts)
        expect(rendered(markdown).live).not.toContain(MARK)
        expect(
          markdown
            .split('\n')
            .slice(1, -1)
            .every((line) => line === '' || line.startsWith('  ')),
        ).toBe(true)
      }),
    )
  })
})

describe('what the runner of a CI would obey', () => {
  const OBEYED = [
    '##vso[task.setvariable variable=PATH]x',
    '##[add-mask]x',
    'a ###teamcity[x]',
    '::stop-commands::x',
    ' ::add-mask::x',
  ]

  test('is no command in a span, nor in a block', () => {
    for (const text of OBEYED) {
      expect(code(text).markdown).not.toMatch(/##[a-z]*\[|^\s*::/im)
      expect(block([text, `\t${text}`, 'last']).markdown).not.toMatch(/##[a-z]*\[|^\s*::/im)
    }
    expect(rendered(code(OBEYED[0]!).markdown).code).toEqual(['#\\x23vso[task.setvariable variable=PATH]x'])
    expect(rendered(block(OBEYED.slice(3)).markdown).code).toEqual(['  \\x3A:stop-commands::x\n   \\x3A:add-mask::x\n'])
  })

  test('and what only looks like it is shown as it is', () => {
    const harmless = ['## a [b]', '##', '#[derive(Debug)]', 'std::string', ':: x', 'a ::add-mask::b', '##1[x]']
    for (const text of harmless) expect(rendered(code(text).markdown).code).toEqual([text])
    const shown = harmless.filter((text) => !text.startsWith('::'))
    expect(rendered(block(shown).markdown).code).toEqual([`${shown.map((text) => `  ${text}`).join('\n')}\n`])
  })
})

test('words of ours are as they are, and what is put between them is escaped', () => {
  expect(md`**${1} of ${'@user'}** and ${md`*${'<b>'}*`}`.markdown).toBe('**1 of `@user`** and *`<b>`*')
  expect([escaped(3), escaped('#3'), escaped(true), escaped(md`*ours*`)]).toEqual(['3', '`#3`', '`true`', '*ours*'])
})
