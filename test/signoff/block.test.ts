import { expect, test } from 'vitest'
import { type SignOff, signOffFault, writeBlock } from '../../src/signoff/block.ts'
import { withRepository } from '../support/repository.ts'
import { absent, file, id, SIMPLE, state } from './sign-offs.ts'
import { blob } from './signatures.ts'

const covering = (...covers: SignOff['covers']): SignOff => ({ ...SIMPLE, covers })

const A = id('a')
const B = id('b')
const ZERO = id('0')

test('a plain file: the new side goes to a line of its own, since two ids do not fit on one', () => {
  expect(writeBlock(SIMPLE)).toBe(
    [
      'Signed-off-by: Jane Doe <jane@example.com>',
      'Sign-off-made: 2026-11-21T00:40:00Z',
      `Sign-off-covers: ${A}..`,
      ` ${B} package-lock.json`,
      '',
    ].join('\n'),
  )
})

test('every kind of state, sorted as the statement sorts them: by old mode first', () => {
  const block = writeBlock(
    covering(
      { path: 'vendor/tool', old: state('160000', 'a'), new: state('160000', 'b') },
      { path: 'infra/', old: state('040000', 'a'), new: state('040000', 'b') },
      { path: 'run.sh', old: state('100755', 'a'), new: file('a') },
      { path: 'new.sh', old: absent, new: state('100755', 'b') },
      { path: 'gone', old: file('a'), new: absent },
      { path: 'link', old: file('a'), new: state('120000', 'b') },
      { path: 'gr\u00fc\u00dfe "x"', old: absent, new: file('b') },
    ),
  )
  expect(block).toBe(
    [
      'Signed-off-by: Jane Doe <jane@example.com>',
      'Sign-off-made: 2026-11-21T00:40:00Z',
      `Sign-off-covers: ${ZERO}..`,
      ` ${B} "gr\\303\\274\\303\\237e \\"x\\""`,
      `Sign-off-covers: ${ZERO}..`,
      ` 100755:${B} new.sh`,
      `Sign-off-covers: 040000:${A}..`,
      ` 040000:${B} infra/`,
      `Sign-off-covers: ${A}..`,
      ` ${ZERO} gone`,
      `Sign-off-covers: ${A}..`,
      ` 120000:${B} link`,
      `Sign-off-covers: 100755:${A}..`,
      ` ${A} run.sh`,
      `Sign-off-covers: 160000:${A}..`,
      ` 160000:${B} vendor/tool`,
      '',
    ].join('\n'),
  )
})

test('an id of SHA-256 stays behind its key, though it passes the limit there', () => {
  const [old, now] = [id('a', 64), id('b', 64)]
  const block = writeBlock(
    covering({ path: 'a', old: { mode: '100644', oid: old }, new: { mode: '100644', oid: now } }),
  )
  expect(block.split('\n').slice(2)).toEqual([`Sign-off-covers: ${old}..`, ` ${now} a`, ''])
})

test('a line holds 72 columns and not one more, but for a path that is longer by itself', () => {
  const side = { old: absent, new: state('100755', 'b') }
  const fits = writeBlock(covering({ path: 'p'.repeat(23), ...side })).split('\n')
  expect(fits[3]).toHaveLength(72)
  for (const length of [24, 100]) {
    const folded = writeBlock(covering({ path: 'p'.repeat(length), ...side })).split('\n')
    expect(folded.slice(3)).toEqual([` 100755:${B}`, ` ${'p'.repeat(length)}`, ''])
  }
})

test('a signature is folded at 72 columns', () => {
  const signature = blob().toString('base64')
  const lines = writeBlock({ ...SIMPLE, signature })
    .split('\n')
    .slice(4, -1)
  expect(lines[0]).toBe(`Sign-off-signature: ssh:${signature.slice(0, 48)}`)
  expect(lines[1]).toBe(` ${signature.slice(48, 119)}`)
  expect(lines.join('').replaceAll(' ', '')).toBe(`Sign-off-signature:ssh:${signature}`)
  expect(lines.slice(0, -1).map((line) => line.length)).toEqual(lines.slice(0, -1).map(() => 72))
})

test('a transition that is given twice is written once', () => {
  expect(writeBlock(covering(...SIMPLE.covers, ...SIMPLE.covers))).toBe(writeBlock(SIMPLE))
})

const FAULTS: readonly (readonly [string, Partial<SignOff>, RegExp])[] = [
  ['no name', { signer: { name: '', email: 'j@x' } }, /no name/],
  ['a name with an address in it', { signer: { name: 'J <a@b>', email: 'j@x' } }, /no name/],
  ['a name that a line break would cut', { signer: { name: 'J\nSign-off-made: x', email: 'j@x' } }, /no name/],
  ['an address with a blank', { signer: { name: 'J', email: 'j @x' } }, /no address/],
  ['no seconds', { made: '2026-11-21T00:40Z' }, /moment in UTC/],
  ['another time zone', { made: '2026-11-21T00:40:00+01:00' }, /moment in UTC/],
  ['a day that no month has', { made: '2026-02-30T00:40:00Z' }, /moment in UTC/],
  ['nothing covered', { covers: [] }, /covers nothing/],
  ['a tab in the path', { covers: [{ path: 'a\tb', old: absent, new: file('a') }] }, /control character/],
  [
    'a control character of Latin 1',
    { covers: [{ path: 'a\u009bb', old: absent, new: file('a') }] },
    /control character/,
  ],
  ['a path that ends in a blank', { covers: [{ path: 'a ', old: absent, new: file('a') }] }, /ends in a blank/],
  [
    'half a character in the path',
    { covers: [{ path: 'a\ud800', old: absent, new: file('a') }] },
    /not as git gives it/,
  ],
  ['no path', { covers: [{ path: '', old: absent, new: file('a') }] }, /no path/],
  ['no change', { covers: [{ path: 'a', old: file('a'), new: file('a') }] }, /the same/],
  ['never there', { covers: [{ path: 'a', old: absent, new: absent }] }, /the same/],
  ['an abbreviated id', { covers: [{ path: 'a', old: absent, new: { mode: '100644', oid: 'abc' } }] }, /not full/],
  [
    'a mode that git does not write',
    { covers: [{ path: 'a', old: absent, new: state('100664', 'a') }] },
    /mode is none/,
  ],
  ['a file without an id', { covers: [{ path: 'a', old: file('a'), new: { mode: '100644', oid: ZERO } }] }, /absent/],
  ['a tree that is no folder', { covers: [{ path: 'a', old: absent, new: state('040000', 'a') }] }, /does not end in/],
  ['a folder that is no tree', { covers: [{ path: 'a/', old: absent, new: file('a') }] }, /names no tree/],
  [
    'a folder that was a file',
    { covers: [{ path: 'a/', old: file('b'), new: state('040000', 'a') }] },
    /no file as well/,
  ],
  [
    'ids of two lengths',
    {
      covers: [
        ...SIMPLE.covers,
        { path: 'a', old: { mode: '000000', oid: id('0', 64) }, new: { mode: '100644', oid: id('a', 64) } },
      ],
    },
    /not of one length/,
  ],
  ['a signature that is none', { signature: 'aGVsbG8=' }, /not a whole SSH signature/],
  ['a signature for git', { signature: blob({ namespace: 'git' }).toString('base64') }, /something else/],
]

test.each(FAULTS)('what cannot be written is said, and not written: %s', (_, wrong, said) => {
  expect(signOffFault({ ...SIMPLE, ...wrong })).toMatch(said)
  expect(() => writeBlock({ ...SIMPLE, ...wrong })).toThrow(RangeError)
})

test('git leaves a block as it is when it writes a message anew, and reads it as trailers', async () => {
  const block = writeBlock({
    ...SIMPLE,
    covers: [
      ...SIMPLE.covers,
      { path: ' # odd  "name"', old: state('100755', 'a'), new: state('120000', 'b') },
      { path: `${'long/'.repeat(30)}x`, old: absent, new: file('c') },
    ],
    signature: blob().toString('base64'),
  })
  await withRepository((repository) => {
    repository.commit(`Bump\n\n${block}`)
    expect(repository.git('log', '-1', '--format=%B')).toBe(`Bump\n\n${block}`)
    repository.git('commit', '-q', '--amend', '--no-edit', '--allow-empty', '-s', '--trailer', 'Task-Id: A-1')
    const amended = repository.git('log', '-1', '--format=%B')
    expect(amended).toBe(`Bump\n\n${block}Signed-off-by: Ann Author <ann@example.com>\nTask-Id: A-1\n`)
    const keys = repository.git('log', '-1', '--format=%(trailers:keyonly)').split('\n')
    expect(keys.filter((key) => key === 'Sign-off-covers')).toHaveLength(3)
  })
})
