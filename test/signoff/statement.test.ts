import { expect, test } from 'vitest'
import { writeStatement } from '../../src/signoff/statement.ts'
import { fc } from '../support/fuzz.ts'
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

test('whatever is said otherwise is another text; order and repetition say nothing', () => {
  fc.assert(
    fc.property(signOffs, ({ signer, made, covers }) => {
      const said = { repository: REPOSITORY, signer: signer.email, made, covers }
      const text = writeStatement(said)
      expect(writeStatement({ ...said, covers: [...covers, ...covers].reverse() })).toBe(text)
      const [first, ...others] = covers
      const mirrored = { ...first!, old: first!.new, new: first!.old }
      const changes: Partial<typeof said>[] = [
        { repository: `${REPOSITORY}x` },
        { signer: `x${signer.email}` },
        { made: made === SIMPLE.made ? '2026-11-21T00:40:01Z' : SIMPLE.made },
        { covers: [mirrored, ...others] },
        { covers: [{ ...first!, path: `x${first!.path}` }, ...others] },
      ]
      for (const change of changes) expect(writeStatement({ ...said, ...change })).not.toBe(text)
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
