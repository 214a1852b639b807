import { describe, expect, test } from 'vitest'
import { type FileChange, type Guard, MODE_ABSENT, MODE_FILE, MODE_LINK, MODE_SUBMODULE } from '../../src/change.ts'
import { blockedPaths } from '../../src/rules/blocked-paths.ts'
import {
  aChange,
  aCommit,
  aCommitBeingMade,
  aFileChange,
  aGuard,
  anOid,
  aPolicy,
  aState,
  told,
} from '../support/change.ts'

const policy = aPolicy()
const BLOCK = aGuard({ entry: 'secrets', action: 'block' })

const said = (...changes: readonly FileChange[]) => told(blockedPaths, aCommitBeingMade({ changes }), policy)
const withGuards = (...guards: readonly Guard[]) => said(aFileChange('.env', { guards }))

describe('what is blocked', () => {
  test('is said with the entry that blocks it', () => {
    expect(withGuards(BLOCK)).toMatchObject([
      {
        ...{ message: 'blocked', path: '.env', data: { path: '.env', entry: 'secrets' } },
        text: '.env is blocked by the policy (secrets): no sign-off lets it through',
      },
    ])
  })

  test('its deletion in a commit that is being made is told how it goes for good', () => {
    const change = aFileChange('.env', { old: aState(MODE_FILE, '1'), new: aState(MODE_ABSENT, '0'), guards: [BLOCK] })
    const [being] = [...blockedPaths.check(aCommitBeingMade({ changes: [change] }), null as never)]
    expect(being!.text).toContain('no sign-off lets it through, nor its deletion')
    expect(being!.remedy).toEqual({ note: expect.stringContaining('mend <that commit> --leave-out .env') })
    const [there] = [...blockedPaths.check(aChange({ commits: [aCommit({ changes: [change] })] }), null as never)]
    expect(there!.remedy).toEqual({ leaveOut: '.env' })
  })

  test.each([
    ['added', MODE_ABSENT, MODE_FILE],
    ['changed', MODE_FILE, MODE_FILE],
    ['deleted', MODE_FILE, MODE_ABSENT],
    ['made executable', MODE_FILE, '100755'],
    ['made a link', MODE_FILE, MODE_LINK],
    ['made a submodule', MODE_ABSENT, MODE_SUBMODULE],
  ])('whether it is %s', (_, from, to) => {
    const change = aFileChange('.env', { old: aState(from, '1'), new: aState(to, '2'), guards: [BLOCK] })
    expect(said(change)).toMatchObject([{ message: 'blocked' }])
  })

  test.each<readonly [string, readonly Guard[]]>([
    ['no sign-off lets it through', [{ ...BLOCK, standing: 'signed-off' }]],
    ['no request lets it through', [{ ...BLOCK, standing: 'requested' }]],
    ['a sign-off for another entry lets it not through', [aGuard({ standing: 'signed-off' }), BLOCK]],
    ['whatever the kind of the entry', [{ ...BLOCK, kind: 'lockfiles' }]],
  ])('%s', (_, guards) => {
    expect(withGuards(...guards)).toMatchObject([{ message: 'blocked' }])
  })

  test('several entries that block one path make one finding, with the first of them', () => {
    expect(withGuards(aGuard(), BLOCK, { ...BLOCK, entry: 'keys' })).toMatchObject([{ data: { entry: 'secrets' } }])
  })

  test('is said of a merge once, not once for each parent', () => {
    const both = [0, 1].map((parent) => aFileChange('.env', { parent, guards: [BLOCK] }))
    expect(said(...both)).toHaveLength(1)
  })

  test('is said of each commit, even where a later one takes it back', () => {
    const commits = ['1', '2'].map((digit) =>
      aCommit({ sha: anOid(digit), changes: [aFileChange('.env', { guards: [BLOCK] })] }),
    )
    expect(told(blockedPaths, aChange({ commits }), policy)).toMatchObject([
      { commit: anOid('1') },
      { commit: anOid('2') },
    ])
  })

  test('is said whoever made the commit, and of every kind of commit', () => {
    const changes = [aFileChange('.env', { guards: [BLOCK] })]
    const kinds = [
      { byAgent: false, owesTrailers: false },
      { autosquash: true, owesTrailers: false },
      { merge: 'edited', parents: [anOid('1'), anOid('2')] },
    ] as const
    for (const kind of kinds) {
      expect(told(blockedPaths, aCommitBeingMade({ changes, ...kind }), policy)).toHaveLength(1)
    }
  })
})

describe('what is not', () => {
  test('a path with no guard, or with one that asks a sign-off', () => {
    expect(said(aFileChange('.env.example'), aFileChange('deploy/run.sh', { guards: [aGuard()] }))).toEqual([])
  })

  test('no change at all', () => expect(said()).toEqual([]))
})

test('a hostile path is shown harmless', () => {
  const path = '.env\u001b[2J\u202e\n::error::x'
  const [found] = said(aFileChange(path, { guards: [BLOCK] }))
  expect(found!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(found!.data).toMatchObject({ path })
})
