import { describe, expect, test } from 'vitest'
import type { Change, Commit, MessageLint } from '../../src/change.ts'
import { commitMessage } from '../../src/rules/commit-message.ts'
import { aChange, aCommit, anOid, aPolicy, type Told, told } from '../support/change.ts'

const policy = aPolicy()
const CLEAN: MessageLint = { errors: [], warnings: [] }
const EMPTY_TYPE = { name: 'type-empty', text: 'type may not be empty' }
const LONG = { name: 'body-max-line-length', text: "body's lines must not be longer than 100 characters" }

const said = (commits: readonly Partial<Commit>[], messageLint: Change['messageLint'] = null) =>
  told(commitMessage, aChange({ commits: commits.map((commit) => aCommit(commit)), messageLint }), policy)

describe('what commitlint says', () => {
  test.each<readonly [string, MessageLint | null, readonly Told[]]>([
    ['it was not asked', null, []],
    ['nothing', CLEAN, []],
    [
      'an error',
      { errors: [EMPTY_TYPE], warnings: [] },
      [{ message: 'style', text: 'type may not be empty (commitlint type-empty)', data: { name: 'type-empty' } }],
    ],
    ['a warning', { errors: [], warnings: [LONG] }, [{ message: 'style-warning', data: { name: LONG.name } }]],
    [
      'several: errors first',
      { errors: [EMPTY_TYPE, LONG], warnings: [LONG] },
      [{ message: 'style' }, { message: 'style' }, { message: 'style-warning' }],
    ],
  ])('%s', (_, lint, expected) => {
    expect(said([{}], lint && [lint])).toMatchObject(expected)
  })

  test('goes to the commit that it was said of', () => {
    const commits = ['1', '2', '3'].map((digit) => ({ sha: anOid(digit) }))
    expect(said(commits, [CLEAN, { errors: [EMPTY_TYPE], warnings: [] }, CLEAN])).toMatchObject([
      { commit: anOid('2') },
    ])
  })

  test('of a message for which there is no answer, nothing', () => {
    expect(said([{}, {}], [{ errors: [EMPTY_TYPE], warnings: [] }])).toHaveLength(1)
    expect(said([{}, {}], [null, { errors: [EMPTY_TYPE], warnings: [] }])).toHaveLength(1)
    expect(said([{}], [])).toEqual([])
  })

  test('its warnings stay warnings', () => {
    const change = aChange({ commits: [aCommit()], messageLint: [{ errors: [EMPTY_TYPE], warnings: [LONG] }] })
    const found = [...commitMessage.check(change, policy)]
    expect(found.map(({ message, atMost }) => [message, atMost])).toEqual([
      ['style', undefined],
      ['style-warning', 'warn'],
    ])
  })
})

describe('whose style is told', () => {
  const lint = [{ errors: [EMPTY_TYPE], warnings: [LONG] }]

  test('nobody’s by their message', () => {
    for (const message of [
      'Merge pull request #1 from a/b\n',
      'Merge branch x\n',
      'Revert "x"\n',
      'wip\n',
      'v1.2.3\n',
    ]) {
      expect(said([{ message }], lint)).toHaveLength(2)
    }
    expect(said([{ merge: 'edited', parents: [anOid('1'), anOid('2')] }], lint)).toHaveLength(2)
    expect(said([{ byAgent: false, owesTrailers: false }], lint)).toHaveLength(2)
  })
})

describe('a message that cannot be read whole', () => {
  const messageFault = 'it has a NUL byte, and git shows only what stands before it'

  test('is refused with the reason, whatever the commit', () => {
    for (const more of [
      {},
      { merge: 'clean' },
      { autosquash: true },
      { byAgent: false, owesTrailers: false },
    ] as const) {
      expect(said([{ messageFault, ...more }])).toMatchObject([
        { message: 'unreadable', text: `the message cannot be read whole: ${messageFault}` },
      ])
    }
  })

  test('and its style is told as well', () => {
    const found = said([{ messageFault }], [{ errors: [EMPTY_TYPE], warnings: [] }])
    expect(found.map(({ message }) => message)).toEqual(['unreadable', 'style'])
  })
})

test('what a configuration says is shown harmless and cut', () => {
  const evil = `\u001b[2J\u202e\n${'x'.repeat(500)}`
  const found = said([{}], [{ errors: [{ name: evil, text: evil }], warnings: [{ name: evil, text: evil }] }])
  expect(found).toHaveLength(2)
  for (const { text } of found) {
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(text!.length).toBeLessThan(300)
  }
})
