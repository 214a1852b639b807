import { describe, expect, test } from 'vitest'
import { type SignOff, writeBlock } from '../../src/signoff/block.ts'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { fc, runs } from '../support/fuzz.ts'
import { withRepository } from '../support/repository.ts'
import { absent, file, id, SIMPLE, signOffs, state } from './sign-offs.ts'
import { blob, SIGNATURE } from './signatures.ts'

const FULL: SignOff = {
  ...SIMPLE,
  covers: [
    { path: 'new.sh', old: absent, new: state('100755', 'c') },
    { path: 'package-lock.json', old: file('a'), new: file('b') },
  ],
  signature: SIGNATURE,
}

//  1 Signed-off-by: Jane Doe <jane@example.com>
//  2 Sign-off-made: 2026-11-21T00:40:00Z
//  3 Sign-off-covers: 0000…0000..
//  4  100755:cccc…cccc new.sh
//  5 Sign-off-covers: aaaa…aaaa..
//  6  bbbb…bbbb package-lock.json
//  7 Sign-off-signature: ssh:…
//  8 to 10 …
const BLOCK = writeBlock(FULL)
const PADDED = writeBlock({
  ...FULL,
  signature: blob({ keyType: 'ecdsa-sha2-nistp256' }).toString('base64'),
})
const LINES = BLOCK.split('\n').slice(0, -1)

const withLine = (number: number, ...lines: string[]): string =>
  [...LINES.slice(0, number - 1), ...lines, ...LINES.slice(number), ''].join('\n')

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)

describe('where a block may stand', () => {
  test.each([
    ['alone', BLOCK, 1],
    ['in the last paragraph', `Bump\n\nWhy.\n\n${BLOCK}`, 5],
    ['without a last line break', `Bump\n\n${BLOCK.slice(0, -1)}`, 3],
    ['among other trailers', `Bump\n\nTask-Id: 1\nSigned-off-by: Bo <bo@x>\n${BLOCK}Signed-off-by: C <c@x>\nX: 1\n`, 5],
    ['above more text', `Bump\n\n${BLOCK}\nAnd then this.\n`, 3],
    ['directly above prose', `Bump\n\n${BLOCK}And then this.\n`, 3],
    ['indented by four, as a squash does', `Squashed\n\n    Bump\n\n${indented(BLOCK, '    ')}\n    more\n`, 5],
    ['indented by a tab', `Bump\n\n${indented(BLOCK, '\t')}`, 3],
    ['with CRLF', `Bump\r\n\r\n${BLOCK.replaceAll('\n', '\r\n')}`, 3],
    ['in a code fence', `Bump\n\n\`\`\`\n${BLOCK}\`\`\`\n`, 4],
    ['above a request', `Bump\n\n${BLOCK}Sign-off-requested: a\n`, 3],
  ])('%s', (_, message, line) => {
    expect(readBlocks(message)).toEqual({ blocks: [{ ...FULL, line }], nearMisses: [] })
  })

  test('a signature with padding', () => {
    expect(PADDED).toMatch(/=\n$/)
    expect(readBlocks(PADDED).blocks.map(writeBlock)).toEqual([PADDED])
  })

  test('two blocks, one right below the other', () => {
    const other = { ...SIMPLE, signer: { name: 'Bo', email: 'bo@example.com' } }
    const { blocks, nearMisses } = readBlocks(`Bump\n\n${BLOCK}${writeBlock(other)}`)
    expect(blocks).toEqual([
      { ...FULL, line: 3 },
      { ...other, line: 3 + LINES.length },
    ])
    expect(nearMisses).toEqual([])
  })

  test('a squash by git keeps it readable', async () => {
    await withRepository((repository) => {
      repository.commit('one', { a: '1' })
      repository.git('checkout', '-q', '-b', 'topic')
      repository.commit(`two\n\n${BLOCK}`, { a: '2' })
      repository.commit(`three\n\n${writeBlock(SIMPLE)}`, { a: '3' })
      repository.git('checkout', '-q', 'main')
      repository.git('merge', '-q', '--squash', 'topic')
      repository.git('commit', '-q', '--no-verify', '--no-edit')
      const { blocks, nearMisses } = readBlocks(repository.git('log', '-1', '--format=%B'))
      expect(blocks.map(({ line, ...said }) => said)).toEqual([SIMPLE, FULL])
      expect(nearMisses).toEqual([])
    })
  })
})

describe('what is neither a sign-off nor near one', () => {
  test.each([
    ['nothing', ''],
    ['a statement of origin', 'Bump\n\nSigned-off-by: Jane Doe <jane@example.com>\n'],
    ['two of them', 'Bump\n\nSigned-off-by: Jane Doe <jane@example.com>\nSigned-off-by: Bo <bo@x>\n'],
    ['a request', 'Bump\n\nSign-off-requested: package-lock.json\nSigned-off-by: Bo <bo@x>\n'],
    ['a statement of origin above a request', 'Bump\n\nSigned-off-by: Bo <bo@x>\nSign-off-requested: a\n'],
    ['talk of the trailers', 'Read Sign-off-covers: lines\n\nThe Sign-off-made: line comes first.\n'],
    ['a quoted block', `Bump\n\n${indented(BLOCK, '> ')}`],
    ['a block in a list', `Bump\n\n${indented(BLOCK, '- ')}`],
    ['a longer key', 'Bump\n\nSign-off-covers-all: yes\n'],
  ])('%s', (_, message) => {
    expect(readBlocks(message)).toEqual({ blocks: [], nearMisses: [] })
  })
})

const NEAR: readonly (readonly [string, string, number, RegExp])[] = [
  ['the signer is gone', withLine(1), 1, /no Signed-off-by stands directly above/],
  ['the signer stands apart', withLine(1, LINES[0]!, ''), 3, /no Signed-off-by stands directly above/],
  ['the signer has no address', withLine(1, 'Signed-off-by: Jane Doe'), 1, /a name and an <address>/],
  ['the signer has two', withLine(1, `${LINES[0]} <a@b>`), 1, /a name and an <address>/],
  ['the signer has no name', withLine(1, 'Signed-off-by: <jane@example.com>'), 1, /a name and an <address>/],
  ['the signer has a blank behind', withLine(1, `${LINES[0]} `), 1, /a name and an <address>/],
  ['another key case', withLine(1, LINES[0]!.replace('S', 's')), 1, /keys must be spelled/],
  ['another key case in the middle', withLine(2, LINES[1]!.toUpperCase()), 2, /keys must be spelled/],
  ['the date is gone', withLine(2), 2, /Sign-off-made must follow/],
  ['the date stands twice', withLine(2, LINES[1]!, LINES[1]!), 3, /out of order: Sign-off-made/],
  ['the date is not UTC', withLine(2, 'Sign-off-made: 2026-11-21T00:40:00+00:00'), 2, /moment in UTC/],
  ['the date has no seconds', withLine(2, 'Sign-off-made: 2026-11-21T00:40Z'), 2, /moment in UTC/],
  ['the date is none', withLine(2, 'Sign-off-made: 2026-02-30T00:40:00Z'), 2, /moment in UTC/],
  ['the date is folded', withLine(2, 'Sign-off-made: 2026-11-21', ' T00:40:00Z'), 2, /moment in UTC/],
  ['two blanks behind a key', withLine(2, LINES[1]!.replace(': ', ':  ')), 2, /a colon, one blank/],
  ['no blank behind a key', withLine(2, LINES[1]!.replace(': ', ':')), 2, /a colon, one blank/],
  ['a blank before the colon', withLine(2, LINES[1]!.replace(':', ' :')), 2, /keys must be spelled/],
  ['a short id', withLine(5, `Sign-off-covers: ${id('a').slice(1)}..${id('b')}`), 5, /not full/],
  ['ids in capitals', withLine(5, `Sign-off-covers: ${id('A')}..${id('b')}`), 5, /id must be full/],
  ['ids of two lengths', withLine(5, `Sign-off-covers: ${id('a', 64)}..${id('b')}`), 5, /not of one length/],
  ['three dots', withLine(5, LINES[4]!.replace('..', '...')), 5, /id must be full/],
  ['an unknown mode', withLine(4, LINES[3]!.replace('100755', '100600')), 3, /mode is none of/],
  ['the mode of a plain file', withLine(4, LINES[3]!.replace('100755', '100644')), 3, /only where it is no plain file/],
  ['a mode for what is absent', withLine(3, LINES[2]!.replace(': ', ': 000000:')), 3, /only where it is no plain file/],
  ['a tree that is no folder', withLine(4, LINES[3]!.replace('100755', '040000')), 3, /does not end in/],
  ['nothing changes', withLine(5, `Sign-off-covers: ${id('a')}..${id('a')}`), 5, /states are the same/],
  ['no path', withLine(6), 5, /and a path/],
  ['a path in needless quotes', withLine(6, ` ${id('b')} "package-lock.json"`), 5, /not quoted as git/],
  ['a path with a raw letter', withLine(6, ` ${id('b')} gr\u00fcn`), 5, /not quoted as git/],
  ['a path with a control character', withLine(6, ` ${id('b')} "a\\tb"`), 5, /control character/],
  ['a path that ends in a blank', withLine(6, `${LINES[5]} `), 5, /ends in a blank/],
  ['not sorted', [...LINES.slice(0, 2), ...LINES.slice(4, 6), ...LINES.slice(2, 4), ''].join('\n'), 5, /not sorted/],
  ['the same twice', withLine(6, LINES[5]!, LINES[4]!, LINES[5]!), 7, /same transition twice/],
  [
    'folded before the path where there is room',
    withLine(4, ` 100755:${id('c')}`, ' new.sh'),
    4,
    /folded in another way/,
  ],
  [
    'not folded behind the dots',
    withLine(5, LINES[4]! + LINES[5]!.trim())
      .replace(LINES[5]!, '')
      .replace('\n\n', '\n'),
    5,
    /folded in another way/,
  ],
  [
    'folded at 100',
    withLine(5, `${LINES[4]}${id('b')}`).replace(LINES[5]!, ' package-lock.json'),
    5,
    /folded in another way/,
  ],
  ['folded inside of the path', withLine(6, ` ${id('b')} package-`, ' lock.json'), 6, /folded in another way/],
  ['folded into more lines than there can be', withLine(6, ' a', ' b', ' c'), 5, /folded in another way/],
  ['folded behind the key', withLine(5, 'Sign-off-covers:', ` ${LINES[4]!.slice(17)}`), 5, /a colon, one blank/],
  ['folded by two blanks', withLine(4, ` ${LINES[3]}`), 3, /id must be full|and a path/],
  ['folded by a tab', withLine(4, LINES[3]!.replace(' ', '\t')), 4, /folded in another way/],
  ['an indented line follows', `${BLOCK} more\n`, 7, /not a whole SSH signature/],
  ['a line indented by itself', withLine(5, ` ${LINES[4]}`), 5, /not indented alike/],
  [
    'a block indented unevenly',
    indented(BLOCK, '  ').replace('  Sign-off-made', ' Sign-off-made'),
    2,
    /not indented alike/,
  ],
  ['no covers', LINES.slice(0, 2).join('\n'), 2, /no Sign-off-covers follows/],
  [
    'no covers but a signature',
    [...LINES.slice(0, 2), ...LINES.slice(6), ''].join('\n'),
    2,
    /no Sign-off-covers follows/,
  ],
  ['an empty line before the covers', withLine(2, LINES[1]!, ''), 2, /no Sign-off-covers follows/],
  [
    'another signer among its lines',
    withLine(2, LINES[1]!, 'Signed-off-by: Bo <bo@x>'),
    2,
    /no Sign-off-covers follows/,
  ],
  [
    'covers below the signature',
    `${BLOCK}Sign-off-covers: ${id('d')}..${id('e')}\n z\n`,
    7,
    /out of order: Sign-off-signature/,
  ],
  [
    'two signatures',
    `${BLOCK}Sign-off-signature: ssh:${SIGNATURE.slice(0, 72)}\n`,
    7,
    /out of order: Sign-off-signature/,
  ],
  ['the date below', [LINES[0]!, ...LINES.slice(2, 6), LINES[1]!, ''].join('\n'), 2, /Sign-off-made must follow/],
  ['a signature of another program', withLine(7, LINES[6]!.replace('ssh:', 'pgp:')), 7, /does not begin with ssh:/],
  ['a signature cut by a line', LINES.slice(0, -1).join('\n'), 7, /not a whole SSH signature/],
  ['a signature cut by a letter', BLOCK.slice(0, -2), 7, /not a whole SSH signature/],
  ['a signature that lost a line in the middle', withLine(8), 7, /not a whole SSH signature/],
  [
    'a signature folded at 70',
    BLOCK.replace(/ssh:.*$/s, `ssh:${SIGNATURE.replace(/.{70}/g, '$&\n ')}\n`),
    7,
    /folded in another way/,
  ],
  ['a signature without its padding', PADDED.replace(/=+\n$/, '\n'), 7, /not a whole SSH signature/],
  ['a signature with a blank behind', BLOCK.replace(/\n$/, ' \n'), 7, /not a whole SSH signature/],
  [
    'a signature for git',
    BLOCK.replace(/ssh:.*$/s, `ssh:${blob({ namespace: 'git' }).toString('base64').replace(/.{72}/g, '$&\n ')}\n`),
    7,
    /something else/,
  ],
]

describe('a near miss says what is wrong, and where', () => {
  test.each(NEAR)('%s', (_, block, line, said) => {
    expect(block).not.toBe(BLOCK)
    const { blocks, nearMisses } = readBlocks(`Bump\n\n${block}`)
    expect(nearMisses[0]).toEqual({ line: line + 2, text: expect.stringMatching(said) })
    expect(blocks).toEqual([])
  })

  test('a near miss does not hide a block beside it', () => {
    const { blocks, nearMisses } = readBlocks(`${withLine(2)}\n${BLOCK}`)
    expect(blocks).toEqual([{ ...FULL, line: LINES.length + 1 }])
    expect(nearMisses).toHaveLength(1)
  })
})

test('whatever is written can be read, indented or not', () => {
  const places = fc.record({ indent: fc.constantFrom('', ' ', '    ', '\t'), ending: fc.constantFrom('\n', '\r\n') })
  fc.assert(
    fc.property(signOffs, places, (signOff, { indent, ending }) => {
      const block = writeBlock(signOff)
      const { blocks, nearMisses } = readBlocks(`Bump\n\n${indented(block, indent)}`.replaceAll('\n', ending))
      expect(nearMisses).toEqual([])
      expect(blocks).toHaveLength(1)
      expect(writeBlock(blocks[0]!)).toBe(block)
      expect(new Set(blocks[0]!.covers.map((cover) => JSON.stringify(cover)))).toEqual(
        new Set(signOff.covers.map(({ path, old, new: now }) => JSON.stringify({ path, old, new: now }))),
      )
    }),
    { numRuns: runs(400) },
  )
})

test('whatever is read was written so: a change of any byte makes another sign-off or none', () => {
  const edits = fc.record({
    at: fc.nat(BLOCK.length - 1),
    cut: fc.nat(3),
    put: fc.string({ unit: fc.constantFrom(' ', '\n', '\t', 'a', '0', '.', ':', '"', '\\', '\r'), maxLength: 2 }),
  })
  let accepted = 0
  fc.assert(
    fc.property(edits, ({ at, cut, put }) => {
      const message = BLOCK.slice(0, at) + put + BLOCK.slice(at + cut)
      const { blocks } = readBlocks(message)
      if (blocks.length === 0) return
      accepted += 1
      const text = message.replaceAll('\r\n', '\n')
      const first = text.split('\n').slice(blocks[0]!.line - 1)
      const indent = /^[ \t]*/.exec(first[0]!)![0]
      const written = blocks.map(writeBlock).join('')
      const lines = written.split('\n').slice(0, -1)
      expect(first.slice(0, lines.length)).toEqual(lines.map((line) => indent + line))
    }),
    { numRuns: runs(3000) },
  )
  expect(accepted).toBeGreaterThan(20)
})

test.each([
  ['keys', 'Sign-off-covers: \n'.repeat(200_000)],
  [
    'continuations',
    `Signed-off-by: J <j@x>\nSign-off-made: 2026-11-21T00:40:00Z\nSign-off-covers: ${' x\n'.repeat(400_000)}`,
  ],
  ['pieces of a signature', `${LINES.slice(0, 6).join('\n')}\nSign-off-signature: ssh:\n${' AAAA\n'.repeat(300_000)}`],
  ['blanks', `${' '.repeat(500_000)}Sign-off-made: x\n${' '.repeat(500_000)}\n`],
  ['signers', 'Signed-off-by: J <j@x>\n'.repeat(200_000) + BLOCK],
  ['starts', 'Signed-off-by: J <j@x>\nSign-off-made: 2026-11-21T00:40:00Z\n'.repeat(100_000)],
  ['dots', `${LINES.slice(0, 2).join('\n')}\nSign-off-covers: ${'.'.repeat(500_000)} a\n`],
  ['dots without end', `${LINES.slice(0, 2).join('\n')}\nSign-off-covers: ${'.'.repeat(500_000)}\n`],
  [
    'digits',
    `${LINES.slice(0, 2).join('\n')}\nSign-off-covers: ${'a'.repeat(500_000)}..${'a'.repeat(500_000)} \u2028\n`,
  ],
  ['quotes', `${LINES.slice(0, 5).join('\n')}\n "${'\\"'.repeat(300_000)}\n`],
])('a flood of %s is read to its end', (_, message) => {
  const { blocks, nearMisses } = readBlocks(message)
  expect(blocks.length + nearMisses.length).toBeGreaterThan(0)
})
