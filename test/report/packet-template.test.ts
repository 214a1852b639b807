import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { renderPacket, templateFaults } from '../../src/report/packet.ts'
import { fc } from '../support/fuzz.ts'
import { rendered } from '../support/rendered.ts'
import { ATTACKS, hostileText, MARK } from './hostile.ts'
import { commit, facts, PACKETS } from './packets.ts'

const packaged = readFileSync(new URL('../../templates/packet.md', import.meta.url), 'utf8')

test('the packaged template has no faults', () => {
  expect(templateFaults(packaged)).toEqual([])
})

const GOOD: readonly (readonly [what: string, template: string])[] = [
  ['a heading', '# Packet\n\n{{verdict}}\n'],
  ['a value in a heading', '## {{verdict}}\n'],
  ['lists in lists', '- {{task}}\n{{#person.lines}}\n  - {{.}}\n{{/person.lines}}\n'],
  ['a quotation', '> {{done}}\n'],
  ['a value in brackets', 'Task ({{task}})\n'],
  [
    'folds',
    '<details>\n<summary>All ({{files}})</summary>\n\n{{#changes}}\n### {{title}}\n{{/changes}}\n\n</details>\n',
  ],
  ['a number in HTML and in a table', '<b>{{files}}</b>\n\n| {{signOffs.count}} |\n|---|\n'],
  ['a block of its own', '{{#commits.shown}}\n{{#body}}\n\n{{.}}\n\n{{/body}}\n{{/commits.shown}}\n'],
  [
    'code, a link and a picture of its own',
    'See `docs/x.md`, [here](https://example.com), ![x](y.png).\n\n{{verdict}}\n',
  ],
  ['a comment', '{{! <pre> ``` {{! }}\n{{verdict}}\n'],
  ['nothing to fill in', 'No packet.\n'],
]

const BAD: readonly (readonly [what: string, template: string, fault: RegExp])[] = [
  ['a raw value', '{{{verdict}}}\n', /line 1: .*would put text in raw: write \{\{verdict\}\}/],
  ['a raw value with &', 'a\n{{&verdict}}\n', /line 2: .*raw/],
  ['a raw value deep inside', '{{#changes}}\n{{#files}}\n {{{line}}}\n{{/files}}\n{{/changes}}\n', /line 3: .*raw/],
  ['a partial', '{{>other}}\n', /no partials/],
  ['other delimiters', '{{=<% %>=}}\n<%& verdict %>\n', /delimiters stay/],
  ['a name that nothing has', '{{verdit}}\n', /nothing is called "verdit"/],
  ['a name of JavaScript', '{{#verdict}}{{constructor}}{{/verdict}}\n', /nothing is called "constructor"/],
  ['a section that is not closed', '{{#changes}}\n', /Unclosed section/],
  ['a tag that is not closed', '{{verdict\n', /Unclosed tag/],
  ['two values side by side', '{{verdict}}{{task}}\n', /\{\{task\}\} needs a blank before it/],
  ['a list run together', '{{#person.lines}}{{.}}{{/person.lines}}\n', /needs a blank/],
  ['a value behind a star', '**{{verdict}}**\n', /needs a blank/],
  ['a value behind a dollar', ['$', '{{verdict}}\n'].join(''), /needs a blank/],
  ['a value between backticks', '` {{verdict}} `\n', /beside HTML, backticks/],
  ['a value below a backtick', 'a ` b\n{{verdict}}\n', /beside HTML, backticks/],
  ['a value in a tag', '<b> {{verdict}} </b>\n', /beside HTML/],
  ['a value in an attribute', '<a title="\n{{verdict}}\n">x</a>\n', /beside HTML/],
  ['a value below HTML', '<div>\n{{verdict}}\n</div>\n', /beside HTML/],
  ['a value that is below HTML if a section is empty', '<div>\n{{#left}}\n\n{{/left}}\n{{verdict}}\n', /beside HTML/],
  ['a value in a summary', '<summary> {{verdict}} </summary>\n', /beside HTML/],
  ['a value in a link', '[ {{verdict}} ](https://example.com)\n', /a link/],
  ['a value in the target of a link', '[x]( {{verdict}})\n', /a link/],
  ['a value as a reference', '[x]: {{verdict}}\n', /a link/],
  ['a value in a table', '| a |\n|---|\n| {{verdict}} |\n', /a table/],
  ['a value in a table without bars', '{{verdict}}\n---\n', /in a table/],
  ['a fenced block', '```\n\n{{verdict}}\n\n```\n', /line 1: a fenced block/],
  ['a fenced block in a list', '- ~~~\n\n{{verdict}}\n', /line 1: a fenced block/],
  ['HTML that an empty line does not end', '<pre>\n\n{{verdict}}\n\n</pre>\n', /line 1: HTML that goes on/],
  ['a comment in HTML', '<!--\n\n{{verdict}}\n\n-->\n', /line 1: HTML that goes on/],
  [
    'a block in a list',
    '{{#commits.shown}}\n- {{line}}\n{{#body}}\n  - {{.}}\n{{/body}}\n{{/commits.shown}}\n',
    /\{\{\.\}\} is a block/,
  ],
  [
    'a block without empty lines',
    '{{#commits.shown}}\n{{#body}}\n{{.}}\n{{/body}}\n{{/commits.shown}}\n',
    /\{\{\.\}\} is a block/,
  ],
  ['a block by its name', '{{#commits.shown}}\n- {{body}}\n{{/commits.shown}}\n', /\{\{body\}\} is a block/],
  ['more than anybody writes', 'x'.repeat(20_001), /longer than 20000/],
]

describe('a template with', () => {
  test.each(GOOD)('%s may be used', (_, template) => {
    expect(templateFaults(template)).toEqual([])
    expect(renderPacket(PACKETS['refused']!, { template }).length).toBeGreaterThan(1)
  })

  test.each(BAD)('%s may not', (_, template, fault) => {
    expect(templateFaults(template).join('\n')).toMatch(fault)
    expect(() => renderPacket(facts(), { template })).toThrow(RangeError)
  })

  test('faults has all of them said, with their lines', () => {
    expect(templateFaults('{{a}}\n\n{{{b}}}\n\n```\n')).toEqual([
      'line 1: nothing is called "a"',
      'line 3: {{{b}}} and {{&b}} would put text in raw: write {{b}}',
      'line 5: a fenced block, in which no value is safe',
    ])
  })
})

/** Pieces of which somebody may make a template, in any order: HTML, backticks, tables, sections, values. */
const pieces = fc.array(
  fc.constantFrom(
    ...[
      '{{verdict}}',
      '{{task}}',
      '{{done}}',
      '{{#mend.lines}}',
      '{{/mend.lines}}',
      '{{.}}',
      '{{#left}}',
      '{{/left}}',
      '{{files}}',
      '{{! x }}',
    ],
    ...[
      '\n',
      '\n\n',
      ' ',
      '`',
      '```',
      '~~~',
      '**',
      '*',
      '<div>',
      '</div>',
      '<b>',
      '<!--',
      '-->',
      '<pre>',
      '|',
      '\n---\n',
      '|---|',
      '[',
      '](',
      ')',
      '- ',
      '> ',
      '# ',
      'words',
      '    ',
      '$',
      '\\',
    ],
  ),
  { minLength: 1, maxLength: 14 },
)

test('whatever a template is that may be used, nothing of a change is live in it', () => {
  let used = 0
  fc.assert(
    fc.property(pieces, hostileText, fc.constantFrom(...ATTACKS), (parts, text, attack) => {
      const template = parts.join('')
      if (templateFaults(template).length > 0) return
      used += 1
      const change = commit('a', `${MARK}${attack}${text}`, {
        trailers: [{ key: 'Task-Id', value: `${attack}${text}`, line: 1 }],
      })
      const { live } = rendered(renderPacket(facts({ commits: [change] }), { template }))
      expect(live).not.toContain(MARK)
    }),
    { numRuns: 4_000 },
  )
  expect(used).toBeGreaterThan(300)
})
