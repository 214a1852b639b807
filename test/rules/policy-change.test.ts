import { describe, expect, test } from 'vitest'
import type { PolicyFileChange } from '../../src/change.ts'
import { policyChange } from '../../src/rules/policy-change.ts'
import { aChange, aCommit, anOid, aPolicy, type Told, told } from '../support/change.ts'

const policy = aPolicy()
const PATH = '.precheck.yml'

const fileOf = (more: Partial<PolicyFileChange> = {}): PolicyFileChange => ({
  ...{ path: PATH, state: 'readable', errors: [], idle: [], effect: null, commit: anOid('c') },
  ...more,
})
const commits = [aCommit({ sha: anOid('1') }), aCommit({ sha: anOid('c') })]
const said = (more: Parameters<typeof aChange>[0] = {}) => told(policyChange, aChange({ commits, ...more }), policy)
const saidOf = (more: Partial<PolicyFileChange>) => said({ policyFile: fileOf(more) })

describe('what a change does to the policy file', () => {
  test.each<readonly [string, Partial<PolicyFileChange>, readonly Told[]]>([
    ['it can be read', {}, []],
    [
      'it cannot be read: all errors are said',
      { state: 'unreadable', errors: ['line 2, column 1: a', 'line 3, column 1: b'] },
      [
        {
          ...{ message: 'unreadable', path: PATH, commit: anOid('c') },
          text: `${PATH} would not be a valid policy: line 2, column 1: a; line 3, column 1: b`,
        },
      ],
    ],
    [
      'it cannot be read for more reasons than a sentence has room for: how many is said, and where all are',
      { state: 'unreadable', errors: ['a', 'b', 'c', 'd'] },
      [{ message: 'unreadable', text: `${PATH} would not be a valid policy: a; b; and 2 more` }],
    ],
    ['it is gone', { state: 'removed' }, [{ message: 'removed', path: PATH, commit: anOid('c') }]],
    ['it is a link or a folder', { state: 'not-a-file' }, [{ message: 'not-a-file', path: PATH, commit: anOid('c') }]],
    [
      'entries of it guard nothing',
      { idle: ['deploy', 'ci'] },
      [{ message: 'guards-nothing', path: PATH, data: { entries: ['deploy', 'ci'] } }],
    ],
  ])('%s', (_, more, expected) => {
    expect(saidOf(more)).toMatchObject(expected)
  })

  test('it asks less, and more elsewhere', () => {
    const weaker = [
      { about: 'guard', name: 'deploy', was: 'sign-off', now: null, files: 1, first: ['deploy/a'] },
    ] as const
    const stricter = [{ about: 'setting', name: 'mode', was: 'warn', now: 'block' }] as const
    expect(saidOf({ effect: { weaker, stricter } })).toMatchObject([
      {
        message: 'weakened',
        commit: anOid('c'),
        text: `${PATH} would ask less: "deploy" guards no longer 1 file (deploy/a). It would ask more: mode: warn -> block`,
        data: { path: PATH, weaker, stricter },
      },
    ])
    expect(saidOf({ effect: { weaker: [], stricter } })).toEqual([])
  })

  test('nothing, and nothing is said', () => expect(said()).toEqual([]))

  test('a merge may leave it so that is none of the listed commits', () => {
    const [found] = saidOf({ state: 'removed', commit: anOid('9') })
    expect(found).toMatchObject({ message: 'removed', path: PATH })
    expect(found).not.toHaveProperty('commit')
  })

  test('one not made yet', () => {
    const change = { kind: 'staged', at: 'hook', commits: [aCommit({ sha: null })] } as const
    expect(said({ ...change, policyFile: fileOf({ state: 'removed', commit: null }) })).toMatchObject([
      { commit: null },
    ])
  })
})

describe('a base whose policy cannot be read', () => {
  test('is said, with or without a change to the file, and blocks nobody', () => {
    expect(said({ basePolicyErrors: ['line 1, column 1: a'] })).toMatchObject([
      {
        message: 'base-unreadable',
        text: 'the policy on the base cannot be read (line 1, column 1: a): an older copy judges, as far as one is here',
      },
    ])
    const both = said({ basePolicyErrors: ['a'], policyFile: fileOf({ state: 'unreadable', errors: ['b'] }) })
    expect(both.map(({ message }) => message)).toEqual(['base-unreadable', 'unreadable'])
  })
})

test('only slips, an unreadable base and what is asked less are held down to a warning', () => {
  const change = aChange({
    ...{ commits, basePolicyErrors: ['a'] },
    policyFile: fileOf({
      ...{ state: 'unreadable', errors: ['b'], idle: ['deploy'] },
      effect: { weaker: [{ about: 'setting', name: 'mode', was: 'block', now: 'warn' }], stricter: [] },
    }),
  })
  expect([...policyChange.check(change, policy)].map(({ message, atMost }) => [message, atMost])).toEqual([
    ['base-unreadable', 'warn'],
    ['guards-nothing', 'warn'],
    ['weakened', 'warn'],
    ['unreadable', undefined],
  ])
})

test('hostile errors and names are shown harmless and cut', () => {
  const evil = `\u001b[2J\u202e\n${'x'.repeat(500)}`
  const found = [
    ...saidOf({ state: 'unreadable', errors: [evil] }),
    ...saidOf({ idle: [evil] }),
    ...said({ basePolicyErrors: [evil] }),
  ]
  expect(found).toHaveLength(3)
  for (const { text } of found) {
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text!.length).toBeLessThan(300)
  }
})
