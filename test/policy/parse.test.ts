import { describe, expect, test } from 'vitest'
import { parsePolicyText } from '../../src/policy/parse.ts'
import type { Tree } from '../../src/policy/tree.ts'

/** `line:column text` of all that is wrong. */
const wrong = (text: string): string[] =>
  parsePolicyText(text).errors.map(({ line, column, text: said }) => `${line}:${column} ${said}`)

/** The tree as JSON would have it. */
function plain(tree: Tree | null): unknown {
  if (tree === null) return undefined
  if (tree.kind === 'scalar') return tree.value
  if (tree.kind === 'list') return tree.items.map(plain)
  return Object.fromEntries(tree.pairs.map(({ key, value }) => [key, plain(value)]))
}

describe('text that is well formed', () => {
  test.each<[string, string, unknown]>([
    [
      'words that YAML 1.1 takes for booleans',
      'a: off\nb: on\nc: yes\nd: true',
      { a: 'off', b: 'on', c: 'yes', d: true },
    ],
    ['a byte order mark', '\ufeffa: 1', { a: 1 }],
    ['CRLF', 'a:\r\n  - b\r\n  - c\r\n', { a: ['b', 'c'] }],
    ['tabs between tokens', 'a:\t1\t# one\n', { a: 1 }],
    ['flow style over several lines', 'a: { b: [c,\n  d] }', { a: { b: ['c', 'd'] } }],
    ['an alias', 'a: &same [x]\nb: *same', { a: ['x'], b: ['x'] }],
    ['a document start and end', '---\na: 1\n...\n', { a: 1 }],
    ['nothing', '', null],
    ['comments alone', '# nothing\n', null],
    ['a key that every object has', '__proto__: 1', Object.fromEntries([['__proto__', 1]])],
    ['keys that YAML takes for numbers and booleans', '1: a\ntrue: b', { 1: 'a', true: 'b' }],
  ])('%s', (_, text, meant) => {
    expect(parsePolicyText(text).errors).toEqual([])
    expect(plain(parsePolicyText(text).tree)).toEqual(meant)
  })

  test('everything has its line and column, from 1, the byte order mark not counted', () => {
    expect(parsePolicyText('\ufeffa: 1\r\nb:\r\n  - { c: d }').tree).toEqual({
      kind: 'map',
      at: { line: 1, column: 1 },
      pairs: [
        { key: 'a', at: { line: 1, column: 1 }, value: { kind: 'scalar', value: 1, at: { line: 1, column: 4 } } },
        {
          key: 'b',
          at: { line: 2, column: 1 },
          value: {
            kind: 'list',
            at: { line: 3, column: 3 },
            items: [
              {
                kind: 'map',
                at: { line: 3, column: 5 },
                pairs: [
                  {
                    key: 'c',
                    at: { line: 3, column: 7 },
                    value: { kind: 'scalar', value: 'd', at: { line: 3, column: 10 } },
                  },
                ],
              },
            ],
          },
        },
      ],
    })
  })
})

describe('text that is wrong', () => {
  test.each([
    ['a list that does not end', 'a: [b\n', /^2:1 .*must .*end with a \]$/],
    ['a tab for indentation', 'a:\n\tb: 1', /^2:1 Tabs are not allowed as indentation$/],
    [
      'a tab among what is indented, and nothing of what comes of it',
      'a:\n  - b: 1\n\t  c: 2\n    d: 3\n',
      /^3:1 Tabs are not allowed as indentation$/,
    ],
    [
      'a backslash between double quotes',
      'pattern: "\\d+"',
      /^1:11 Invalid escape sequence \\d: .* single quotes take it as it is$/,
    ],
    ['a key that stands twice', 'a: 1\nb: 2\na: 3', /^3:1 the key "a" stands twice here; first on line 1$/],
    ['a key that stands twice, quoted', 'a: 1\n"a": 3', /^2:1 the key "a" stands twice/],
    ['a key that is a list', '? [a]\n: 1', /^1:3 expected a key, one plain word$/],
    ['no key', ': 1', /^1:1 expected a key, one plain word$/],
    ['a second document', 'a: 1\n---\nb: 2', /^2:1 a second YAML document begins here; a policy is one$/],
    ['a directive', '%YAML 1.1\n---\na: off', /^1:1 a policy has no use for directives/],
    ['a tag', 'a: !thing b', /^1:11 a policy has no use for tags \(!thing\)/],
    ['a pattern that YAML takes for a tag', 'match:\n  - !keep.txt', /^2:\d+ .*\(!keep.txt\): quote it/],
    [
      'a pattern that YAML takes for an alias',
      'match:\n  - *.pem',
      /^2:5 a word that begins with \* .* write '\*\.pem'$/,
    ],
    ['an alias within its own anchor', 'a: &a [*a]', /^1:8 a word that begins with \*/],
    ['NUL', 'a: 1\nb: \0', /^2:4 .*\\x00$/],
    [
      'a guard that a reader sees, and that is a comment',
      '# a\rpaths: []\n',
      /^1:4 \\x0D ends a line for some readers/,
    ],
    ['the same with a line separator', 'a: 1 # b\u2028c: 2\n', /^1:9 \\u\{2028\} ends a line for some/],
    ['an escape sequence', 'a: \u001b[2J', /^1:4 .*\\x1B$/],
    ['bytes that were not UTF-8', 'a: \udcff', /^1:4 .*\\xFF$/],
  ])('%s', (_, text, said) => {
    expect(wrong(text)).toEqual([expect.stringMatching(said)])
  })

  test('all of it is said, in one go', () => {
    expect(wrong('a: &a 1\na: !x 2\n*b : 3')).toHaveLength(3)
  })

  test('what is quoted from the text cannot reach a terminal', () => {
    expect(wrong('"a\\e[2J": 1\n"a\\e[2J": 2')).toEqual(['2:1 the key "a\\x1B[2J" stands twice here; first on line 1'])
  })
})

describe('text that was made to hurt', () => {
  // Composed as it is, the second was seen to abort Node 20 with "RegExpCompiler Allocation failed".
  test.each(['[', '{', '- ', '? ', '{a: ', '[x, ', 'a: ['])('200,000 characters of %j', (piece) => {
    expect(wrong(piece.repeat(200_000 / piece.length))).toEqual([
      expect.stringMatching(/^1:\d+ nested more than 32 levels deep$/),
    ])
  })

  test('twenty levels are fine', () => {
    expect(wrong('- '.repeat(20) + 'a')).toEqual([])
  })

  test('more than 256 KiB', () => {
    expect(wrong('#'.repeat(256 * 1024))).toEqual([])
    expect(wrong('#'.repeat(256 * 1024 + 1))).toEqual(['1:1 the policy is longer than 256 KiB'])
  })

  test('aliases that double', () => {
    const lines = Array.from({ length: 12 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`)
    expect(wrong(['a0: &a0 x', ...lines].join('\n'))).toEqual(['12:12 more than 20 aliases (words that begin with *)'])
  })
})
