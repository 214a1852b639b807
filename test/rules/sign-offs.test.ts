import { expect, test } from 'vitest'
import type { SeenSignOff } from '../../src/change.ts'
import { signOffs } from '../../src/rules/sign-offs.ts'
import { aChange, aCommit, anOid, aPolicy, aState } from '../support/change.ts'

const file = (digit: string) => aState('100644', digit)

/** A sign-off of one path, from content 1 to content 2, that covers no step of what changed. */
const seen = (more: Partial<SeenSignOff> = {}): SeenSignOff => ({
  ...{ signer: 'jane@example.com', strength: 'bound', state: 'stale', commit: anOid('c'), line: 3 },
  covers: [{ path: 'lock', old: file('1'), new: file('2') }],
  open: { lock: file('3') },
  ...more,
})

const said = (sign: SeenSignOff) =>
  [...signOffs.check(aChange({ commits: [aCommit()], signOffs: [sign] }), aPolicy())].map(
    ({ message, spot, text, remedy }) => ({ message, path: spot.path, text, remedy }),
  )

test('content that was changed after it was signed: both can be compared', () => {
  expect(said(seen())).toEqual([
    {
      message: 'stale',
      path: 'lock',
      text: 'the sign-off of jane@example.com covers lock as it was before it changed again',
      remedy: {
        command: ['git', 'diff', anOid('2'), anOid('3')],
        note: 'the diff shows what has changed since; a person then signs off again',
      },
    },
  ])
})

test.each([
  ['deleted since', { open: { lock: aState() } }],
  ['signed as deleted', { covers: [{ path: 'lock', old: file('1'), new: aState() }] }],
  ['a submodule now', { open: { lock: aState('160000', '3') } }],
])('%s: there is nothing that git could compare', (_, more) => {
  expect(said(seen(more))).toMatchObject([{ message: 'stale', path: 'lock', remedy: { signOff: true } }])
})

test('the content that is there, by another way: it did not change again', () => {
  const [only, ...others] = said(seen({ open: { lock: file('2') } }))
  expect(others).toEqual([])
  expect(only).toMatchObject({ message: 'other-steps', path: 'lock', remedy: { signOff: true } })
  expect(only?.text).toContain('as it is now, but none of the steps')
})

test('the same content with another mode is another state', () => {
  expect(said(seen({ open: { lock: aState('100755', '2') } }))).toMatchObject([{ message: 'stale' }])
})

test('a folder that was signed as one, with a file in it that changed since', () => {
  const folder = { path: 'infra/', old: aState('040000', '1'), new: aState('040000', '2') }
  const open = { 'infra/a.tf': file('3'), 'infra/b.tf': file('4') }
  expect(said(seen({ covers: [folder], open }))).toMatchObject([
    { message: 'stale', path: 'infra/', remedy: { signOff: true } },
  ])
  for (const state of ['too-weak', 'spent', 'unknown-signer'] as const)
    expect(said(seen({ covers: [folder], open, state }))).toMatchObject([{ message: state }])
})

test.each(['stale', 'too-weak', 'spent', 'unknown-signer'] as const)(
  '%s is worth no word where nothing is open',
  (state) => {
    expect(said(seen({ state, open: {} }))).toEqual([])
  },
)

test.each(['bad-signature', 'other-repository'] as const)('%s is worth a word in any case', (state) => {
  expect(said(seen({ state, open: {} }))).toMatchObject([{ message: state }])
})

test('a line that no person is known to have made blocks, in the session where it was typed', () => {
  const change = aChange({ kind: 'message', at: 'hook', commits: [aCommit({ sha: null })], typedSignOffs: ['lock'] })
  const [only] = [...signOffs.check(change, aPolicy())]
  expect(only).toMatchObject({ message: 'typed', spot: { path: 'lock' }, raisedTo: 'block' })
  expect(only?.remedy).toHaveProperty('note')
})

test('a damaged sign-off is named with its line and the reason', () => {
  const change = aChange({
    commits: [aCommit()],
    almostSignOffs: [{ commit: anOid('c'), line: 4, text: 'it covers nothing' }],
  })
  expect([...signOffs.check(change, aPolicy())]).toMatchObject([
    { message: 'damaged', spot: { line: 4 }, text: expect.stringContaining('it covers nothing') },
  ])
})
