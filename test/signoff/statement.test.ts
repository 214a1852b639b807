import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readStatement, writeStatement } from '../../src/signoff/statement.ts'
import { absent, file, id, SIMPLE, signOffs, state } from './sign-offs.ts'

const REPOSITORY = '7c0c6a1e-0000-4000-8000-000000000000'

const statement = {
  repository: REPOSITORY,
  signer: 'jane@example.com',
  made: SIMPLE.made,
  covers: [
    { path: 'z', old: file('a'), new: file('b') },
    { path: 'gr\u00fcn', old: absent, new: state('100755', 'c') },
    { path: 'infra/', old: state('040000', 'a'), new: absent },
    { path: 'z', old: file('a'), new: file('b') },
  ],
}

const TEXT = [
  'precheck-signoff v1',
  `repository ${REPOSITORY}`,
  'signer jane@example.com',
  'made 2026-11-21T00:40:00Z',
  `covers 000000 ${id('0')} 100755 ${id('c')} "gr\\303\\274n"`,
  `covers 040000 ${id('a')} 000000 ${id('0')} infra/`,
  `covers 100644 ${id('a')} 100644 ${id('b')} z`,
  '',
].join('\n')

test('the text that is signed, to the byte: sorted, each once, every line ended', () => {
  expect(writeStatement(statement)).toBe(TEXT)
})

test.each([
  ['another version', TEXT.replace('v1', 'v2')],
  ['no last line break', TEXT.slice(0, -1)],
  ['one line break too many', `${TEXT}\n`],
  ['CRLF', TEXT.replaceAll('\n', '\r\n')],
  ['a blank at a line\u2019s end', TEXT.replace('signer jane@example.com', 'signer jane@example.com ')],
  ['a missing line', TEXT.replace('signer jane@example.com\n', '')],
  ['lines in another order', TEXT.replace(/(repository .*\n)(signer .*\n)/, '$2$1')],
  ['another word before a value', TEXT.replace('signer ', 'Signer ')],
  ['covers not sorted', TEXT.replace(/(covers 0.*\n)(covers 04.*\n)/, '$2$1')],
  ['covers twice', TEXT.replace(/(covers 04.*\n)/, '$1$1')],
  ['no covers', TEXT.replace(/^covers .*\n/gm, '')],
  ['another line among covers', `${TEXT}made 2026-11-21T00:40:00Z\n`],
  ['a path that is not quoted', TEXT.replace('"gr\\303\\274n"', 'gr\u00fcn')],
  ['a short id', TEXT.replace(` ${id('c')} `, ' cc ')],
  ['capitals in an id', TEXT.replace(id('c'), id('C'))],
  ['a date that is none', TEXT.replace('11-21', '13-21')],
  ['an empty repository', TEXT.replace(REPOSITORY, '')],
  ['nothing', ''],
])('a statement with %s is none', (_, text) => {
  expect(text).not.toBe(TEXT)
  expect(readStatement(text)).toBeNull()
})

test('what can be written can be read, and is written back to the byte', () => {
  fc.assert(
    fc.property(signOffs, ({ signer, made, covers }) => {
      const text = writeStatement({ repository: REPOSITORY, signer: signer.email, made, covers })
      const read = readStatement(text)
      expect(read).not.toBeNull()
      expect(writeStatement(read!)).toBe(text)
      expect(new Set(read!.covers.map((cover) => JSON.stringify(cover)))).toEqual(
        new Set(covers.map(({ path, old, new: now }) => JSON.stringify({ path, old, new: now }))),
      )
    }),
  )
})

test.each([
  ['a repository of two words', { repository: 'a b' }],
  ['a repository with a line break', { repository: 'a\nsigner x@y' }],
  ['a signer with a line break', { signer: 'a@b\nmade 2026-11-21T00:40:00Z' }],
  ['a date of another form', { made: 'today' }],
  ['a path with a line break', { covers: [{ path: 'a\nb', old: absent, new: file('a') }] }],
])('no statement is written of %s', (_, wrong) => {
  expect(() => writeStatement({ ...statement, ...wrong })).toThrow(RangeError)
})
