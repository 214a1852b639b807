import { describe, expect, test } from 'vitest'
import type { Change, Guard } from '../../src/change.ts'
import { lockfiles } from '../../src/rules/lockfiles.ts'
import {
  aChange,
  aCommit,
  aCommitBeingMade,
  aFileChange,
  aGuard,
  anOid,
  aPolicy,
  type Told,
  told,
} from '../support/change.ts'

const REQUEST = aPolicy()
const COMMIT = aPolicy('guarded-at: commit')

const lockfile = (more: Partial<Guard> = {}): Guard => aGuard({ entry: 'lockfiles', kind: 'lockfiles', ...more })
const open = lockfile()
const requested = lockfile({ standing: 'requested' })

const being = (...guards: readonly Guard[]): Change =>
  aCommitBeingMade({ changes: [aFileChange('yarn.lock', { guards })] })
const landed = (...guards: readonly Guard[]): Change =>
  aChange({ commits: [aCommit({ changes: [aFileChange('yarn.lock', { guards })] })] })

const needs: Told = {
  ...{ message: 'needs-sign-off', path: 'yarn.lock', data: { path: 'yarn.lock', against: '' } },
  text: 'yarn.lock is a lock file and has no sign-off',
}

describe('guards on a lock file', () => {
  test.each<readonly [string, readonly Guard[], readonly Told[]]>([
    ['none: the policy excepts it, or its manifest is not there', [], []],
    ['open', [open], [needs]],
    ['signed off', [lockfile({ standing: 'signed-off' })], []],
    ['signed off as a lock file, and not for another entry', [lockfile({ standing: 'signed-off' }), aGuard()], []],
    ['signed off for another entry alone', [aGuard({ standing: 'signed-off' }), open], [needs]],
    ['another rule’s', [aGuard(), aGuard({ entry: 'policy', kind: 'policy' })], []],
    ['one that blocks: blocked-paths says so', [lockfile({ action: 'block' })], []],
    ['open, and another entry blocks', [open, aGuard({ action: 'block' })], []],
  ])('%s', (_, guards, expected) => {
    for (const change of [being(...guards), landed(...guards)]) {
      expect(told(lockfiles, change, REQUEST)).toMatchObject(expected)
    }
  })
})

describe('asked for, and not given yet', () => {
  test.each<readonly [string, Change, ReturnType<typeof aPolicy>, boolean]>([
    ['goes on in a hook', being(requested), REQUEST, true],
    ['goes on in a push', { ...landed(requested), kind: 'push', at: 'hook' }, REQUEST, true],
    ['blocks at the wall', landed(requested), REQUEST, false],
    ['blocks in a hook where the sign-off has to come with the commit', being(requested), COMMIT, false],
    ['blocks at the wall there as well', landed(requested), COMMIT, false],
  ])('%s', (_, change, policy, goesOn) => {
    const found = [...lockfiles.check(change, policy)]
    expect(found).toMatchObject([
      {
        message: 'requested',
        text: 'yarn.lock is a lock file: a sign-off is requested and not given yet',
        remedy: goesOn ? null : { signOff: true },
      },
    ])
    expect(found[0]!.atMost).toBe(goesOn ? 'warn' : undefined)
  })
})

test('a merge needs a sign-off against each parent that differs', () => {
  const changes = [0, 1].map((parent) => aFileChange('yarn.lock', { parent, guards: [open] }))
  const commits = [aCommit({ parents: [anOid('1'), anOid('2')], merge: 'edited', changes })]
  expect(told(lockfiles, aChange({ commits }), REQUEST).map(({ text }) => text)).toEqual([
    'yarn.lock is a lock file and has no sign-off (as this merge leaves it, against parent 1)',
    'yarn.lock is a lock file and has no sign-off (as this merge leaves it, against parent 2)',
  ])
})

test('a path that is guarded for two reasons is said by both rules, with the same way to mend it', () => {
  const [said] = [...lockfiles.check(being(open, aGuard()), REQUEST)]
  expect(said).toMatchObject({ message: 'needs-sign-off', remedy: { signOff: true } })
})

test('it is asked of everybody', () => {
  const changes = [aFileChange('yarn.lock', { guards: [open] })]
  const commits = [aCommit({ changes, byAgent: false, owesTrailers: false, autosquash: true })]
  expect(told(lockfiles, aChange({ commits }), REQUEST)).toHaveLength(1)
})

test('a hostile path is shown harmless', () => {
  const changes = [aFileChange('\u001b[2J\u202e\n/yarn.lock', { guards: [open] })]
  expect(told(lockfiles, aCommitBeingMade({ changes }), REQUEST)[0]!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
