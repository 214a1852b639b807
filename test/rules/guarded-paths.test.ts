import { describe, expect, test } from 'vitest'
import type { Change, FileChange, Guard } from '../../src/change.ts'
import { guardedPaths } from '../../src/rules/guarded-paths.ts'
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

const open = aGuard()
const requested = aGuard({ standing: 'requested' })
const signed = aGuard({ standing: 'signed-off' })
const block = aGuard({ entry: 'secrets', action: 'block' })
const lock = aGuard({ entry: 'lockfiles', kind: 'lockfiles' })
const policyGuard = aGuard({ entry: 'policy', kind: 'policy' })

const being = (...guards: readonly Guard[]): Change =>
  aCommitBeingMade({ changes: [aFileChange('deploy/run.sh', { guards })] })
const landed = (...guards: readonly Guard[]): Change =>
  aChange({ commits: [aCommit({ changes: [aFileChange('deploy/run.sh', { guards })] })] })

const needs = (entries: string): Told => ({
  ...{ message: 'needs-sign-off', path: 'deploy/run.sh', data: { path: 'deploy/run.sh', entries, against: '' } },
  text: `deploy/run.sh is guarded (${entries}) and has no sign-off`,
})

describe('guards on one path', () => {
  test.each<readonly [string, readonly Guard[], readonly Told[]]>([
    ['none', [], []],
    ['one, and no sign-off', [open], [needs('deploy')]],
    ['one, signed off', [signed], []],
    ['two: both are named in one finding', [open, aGuard({ entry: 'ci' })], [needs('deploy, ci')]],
    ['two, one of them signed off', [signed, aGuard({ entry: 'ci' })], [needs('ci')]],
    ['two, both signed off', [signed, aGuard({ entry: 'ci', standing: 'signed-off' })], []],
    ['the policy’s own', [policyGuard], [needs('policy')]],
    ['a lock file’s is another rule’s', [lock], []],
    ['a lock file’s beside one of ours', [lock, open], [needs('deploy')]],
    ['one that blocks outweighs: blocked-paths says so', [open, block], []],
    ['one that blocks outweighs what is requested', [requested, block], []],
  ])('%s', (_, guards, expected) => {
    for (const change of [being(...guards), landed(...guards)]) {
      expect(told(guardedPaths, change, REQUEST)).toMatchObject(expected)
    }
  })
})

describe('asked for, and not given yet', () => {
  const saidOf = (change: Change, policy = REQUEST) => [...guardedPaths.check(change, policy)]

  test('goes on in a hook, with a warning', () => {
    expect(saidOf(being(requested))).toMatchObject([{ message: 'requested', atMost: 'warn', remedy: null }])
    expect(saidOf({ ...landed(requested), kind: 'push', at: 'hook' })).toMatchObject([{ atMost: 'warn' }])
  })

  test('blocks at the wall', () => {
    const [said] = saidOf(landed(requested))
    expect(said).toMatchObject({ message: 'requested', remedy: { signOff: true } })
    expect(said).not.toHaveProperty('atMost')
  })

  test('blocks in a hook too, where the policy wants the sign-off with the commit', () => {
    const [said] = saidOf(being(requested), COMMIT)
    expect(said).toMatchObject({ message: 'requested', remedy: { signOff: true } })
    expect(said).not.toHaveProperty('atMost')
  })

  test('is not enough for a path while one of its guards is open', () => {
    expect(saidOf(being(requested, aGuard({ entry: 'ci' })))).toMatchObject([{ message: 'needs-sign-off' }])
  })

  test('is said in words of its own', () => {
    expect(told(guardedPaths, being(requested), REQUEST)).toMatchObject([
      { text: 'deploy/run.sh is guarded (deploy): a sign-off is requested and not given yet' },
    ])
  })
})

describe('a path without a request', () => {
  test('is refused in every place, and only a sign-off mends it', () => {
    for (const change of [being(open), landed(open)]) {
      for (const policy of [REQUEST, COMMIT]) {
        const [said] = [...guardedPaths.check(change, policy)]
        expect(said).toMatchObject({ message: 'needs-sign-off', remedy: { signOff: true } })
        expect(said).not.toHaveProperty('atMost')
      }
    }
  })

  test('another path that is requested does not help it', () => {
    const changes = [aFileChange('deploy/a', { guards: [requested] }), aFileChange('deploy/b', { guards: [open] })]
    expect(told(guardedPaths, aCommitBeingMade({ changes }), REQUEST)).toMatchObject([
      { message: 'requested', path: 'deploy/a' },
      { message: 'needs-sign-off', path: 'deploy/b' },
    ])
  })
})

describe('a merge', () => {
  const parents = [anOid('1'), anOid('2')]
  const merged = (changes: readonly FileChange[]) =>
    told(guardedPaths, aChange({ commits: [aCommit({ parents, merge: 'edited', changes })] }), REQUEST)

  test('needs a sign-off against each parent that differs', () => {
    const changes = [0, 1].map((parent) => aFileChange('deploy/run.sh', { parent, guards: [open] }))
    expect(merged(changes).map(({ text }) => text)).toEqual([
      'deploy/run.sh is guarded (deploy) and has no sign-off (as this merge leaves it, against parent 1)',
      'deploy/run.sh is guarded (deploy) and has no sign-off (as this merge leaves it, against parent 2)',
    ])
  })

  test('against one of them signed off, it still needs the other', () => {
    const changes = [
      aFileChange('deploy/run.sh', { guards: [signed] }),
      aFileChange('deploy/run.sh', { parent: 1, guards: [open] }),
    ]
    expect(merged(changes)).toMatchObject([{ data: { against: ' (as this merge leaves it, against parent 2)' } }])
  })

  test('that brings nothing of its own needs none', () => expect(merged([])).toEqual([]))
})

test('guards hold for every commit, whoever made it and whatever it is called', () => {
  const changes = [aFileChange('deploy/run.sh', { guards: [open] })]
  for (const more of [{ byAgent: false }, { owesTrailers: false }, { autosquash: true }, { signOffOnly: true }]) {
    const commits = [aCommit({ changes, ...more })]
    expect(told(guardedPaths, aChange({ commits }), REQUEST)).toHaveLength(1)
  }
})

test('each commit that changes the path is said, even where the last one takes it all back', () => {
  const commits = ['1', '2'].map((digit) =>
    aCommit({ sha: anOid(digit), changes: [aFileChange('deploy/run.sh', { guards: [open] })] }),
  )
  expect(told(guardedPaths, aChange({ commits }), REQUEST).map(({ commit }) => commit)).toEqual([
    anOid('1'),
    anOid('2'),
  ])
})

test('a hostile path is shown harmless', () => {
  const changes = [aFileChange('deploy/\u001b[2J\u202e\nx', { guards: [open] })]
  expect(told(guardedPaths, aCommitBeingMade({ changes }), REQUEST)[0]!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
