import { describe, expect, test } from 'vitest'
import type { Commit } from '../../src/change.ts'
import type { Policy, TrailerPolicy } from '../../src/policy/policy.ts'
import { trailerBlock } from '../../src/rules/trailer-block.ts'
import { aCommitBeingMade, aPolicy } from '../support/change.ts'

const asked = (key: string, more: Partial<TrailerPolicy> = {}): TrailerPolicy => {
  const none = { pattern: null, fromBranch: false, allowNone: false, many: false, example: null }
  return { key, required: true, per: 'commit', ...none, ...more }
}

const TASK = asked('Task-Id', { pattern: '^[A-Z]+-[0-9]+$', example: 'ABC-1' })

const policyOf = (trailers: readonly TrailerPolicy[]): Policy => ({ ...aPolicy(), trailers })

const said = (message: string, trailers: readonly TrailerPolicy[] = [TASK], more: Partial<Commit> = {}) => [
  ...trailerBlock.check(aCommitBeingMade({ message, ...more }), policyOf(trailers)),
]

const NEAR: readonly (readonly [string, string, string, string])[] = [
  [
    'a paragraph below',
    'a\n\nTask-Id: ABC-1\n\nbody\n',
    'wrong-paragraph',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: git reads only the last paragraph, which begins in line 5',
  ],
  [
    'trailers below, in another paragraph',
    'a\n\nTask-Id: ABC-1\n\nSigned-off-by: x\n',
    'wrong-paragraph',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: git reads only the last paragraph, which begins in line 5',
  ],
  [
    'BREAKING CHANGE beside it',
    'a\n\nTask-Id: ABC-1\nBREAKING CHANGE: x\n',
    'prose-beside',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: line 4 "BREAKING CHANGE: x" in the same paragraph is no trailer, so git reads none of it',
  ],
  [
    'another key with an underscore beside it',
    'a\n\nTask-Id: ABC-1\nOther_Key: 1\n',
    'prose-beside',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: line 4 "Other_Key: 1" in the same paragraph is no trailer, so git reads none of it',
  ],
  [
    'an indented line at the top of the paragraph',
    'a\n\n  see\nTask-Id: ABC-1\n',
    'prose-beside',
    'line 4 "Task-Id: ABC-1" is not read as a trailer: line 3 "see" in the same paragraph is no trailer, so git reads none of it',
  ],
  [
    'a divider above it in its paragraph',
    'a\n\n---\nTask-Id: ABC-1\n',
    'prose-beside',
    'line 4 "Task-Id: ABC-1" is not read as a trailer: line 3 "---" in the same paragraph is no trailer, so git reads none of it',
  ],
  [
    'a divider directly below',
    'a\n\nTask-Id: ABC-1\n---\n',
    'divider',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: line 4 "---" parts it from the end of the message',
  ],
  [
    'a divider after a blank line',
    'a\n\nTask-Id: ABC-1\nRollback: revert\n\n---\nnotes\n',
    'divider',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: line 6 "---" parts it from the end of the message',
  ],
  [
    'a cut line above',
    'a\n\n# ------------------------ >8 ------------------------\n\nTask-Id: ABC-1\n',
    'divider',
    'line 5 "Task-Id: ABC-1" is not read as a trailer: line 3 "# ------------------------ >8 ------------------------" parts it from the end of the message',
  ],
  [
    'an underscore',
    'a\n\nTask_Id: ABC-1\n',
    'misspelt',
    'line 3 "Task_Id: ABC-1" is not read as a trailer: the key has "_" where "Task-Id" has "-"',
  ],
  [
    'a blank in the key',
    'a\n\ntask id: ABC-1\n',
    'misspelt',
    'line 3 "task id: ABC-1" is not read as a trailer: the key has " " where "Task-Id" has "-"',
  ],
  [
    'a letter missing',
    'a\n\nTas-Id: ABC-1\n',
    'misspelt',
    'line 3 "Tas-Id: ABC-1" is not read as a trailer: the key is "Tas-Id", not "Task-Id"',
  ],
  [
    'two letters swapped',
    'a\n\nTaks-Id: ABC-1\n',
    'misspelt',
    'line 3 "Taks-Id: ABC-1" is not read as a trailer: the key is "Taks-Id", not "Task-Id"',
  ],
  [
    'the hyphen missing',
    'a\n\nTaskId: ABC-1\n',
    'misspelt',
    'line 3 "TaskId: ABC-1" is not read as a trailer: the key is "TaskId", not "Task-Id"',
  ],
  [
    'no colon',
    'a\n\nTask-Id ABC-1\n',
    'no-colon',
    'line 3 "Task-Id ABC-1" is not read as a trailer: no ":" follows the key',
  ],
  [
    'an equals sign',
    'a\n\nTask-Id = ABC-1\n',
    'no-colon',
    'line 3 "Task-Id = ABC-1" is not read as a trailer: "=" stands where ":" belongs',
  ],
  [
    'a Cyrillic letter',
    'a\n\nT\u0430sk-Id: ABC-1\n',
    'look-alike',
    'line 3 "T\u0430sk-Id: ABC-1" is not read as a trailer: U+0430 in it is not the character it looks like',
  ],
  [
    'a full-width colon',
    'a\n\nTask-Id\uff1aABC-1\n',
    'look-alike',
    'line 3 "Task-Id\uff1aABC-1" is not read as a trailer: U+FF1A in it is not the character it looks like',
  ],
  [
    'a no-break hyphen',
    'a\n\nTask\u2011Id: ABC-1\n',
    'look-alike',
    'line 3 "Task\u2011Id: ABC-1" is not read as a trailer: U+2011 in it is not the character it looks like',
  ],
  [
    'a no-break space before the colon',
    'a\n\nTask-Id\u00a0: ABC-1\n',
    'look-alike',
    'line 3 "Task-Id\\u{A0}: ABC-1" is not read as a trailer: U+00A0 in it is not the character it looks like',
  ],
  [
    'a zero-width space in the key',
    'a\n\nTask-\u200bId: ABC-1\n',
    'look-alike',
    'line 3 "Task-\\u{200B}Id: ABC-1" is not read as a trailer: U+200B in it is not the character it looks like',
  ],
  [
    'a byte order mark in front',
    'a\n\n\ufeffTask-Id: ABC-1\n',
    'look-alike',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: U+FEFF in it is not the character it looks like',
  ],
  [
    'no blank line under the subject',
    'a\nTask-Id: ABC-1\n',
    'in-subject',
    'line 2 "Task-Id: ABC-1" is not read as a trailer: it stands in the first paragraph, which git takes for the subject; a blank line has to part them',
  ],
  [
    'blanks in front',
    'a\n\n  Task-Id: ABC-1\n',
    'indented',
    'line 3 "Task-Id: ABC-1" is not read as a trailer: git reads a key only at the start of a line, and here blanks stand before it',
  ],
  [
    'a list',
    'a\n\n- Task-Id: ABC-1\n',
    'indented',
    'line 3 "- Task-Id: ABC-1" is not read as a trailer: git reads a key only at the start of a line, and here "- " stands before it',
  ],
  [
    'a quote',
    'a\n\n> Task-Id: ABC-1\n',
    'indented',
    'line 3 "> Task-Id: ABC-1" is not read as a trailer: git reads a key only at the start of a line, and here "> " stands before it',
  ],
  [
    'a bold key',
    'a\n\n**Task-Id:** ABC-1\n',
    'indented',
    'line 3 "**Task-Id:** ABC-1" is not read as a trailer: git reads a key only at the start of a line, and here "**" stands before it',
  ],
  [
    'a comment',
    'a\n\n# Task-Id: ABC-1\n',
    'commented',
    'line 3 "# Task-Id: ABC-1" is not read as a trailer: git takes a line that begins with "#" for a comment',
  ],
  [
    'a code block',
    'a\n\n```\nTask-Id: ABC-1\n```\n',
    'in-code',
    'line 4 "Task-Id: ABC-1" is not read as a trailer: it stands in a code block',
  ],
]

describe('a line that was meant as a trailer', () => {
  test.each(NEAR)('%s', (_, message, reason, text) => {
    const found = said(message)
    expect(found.map((one) => [one.message, one.text])).toEqual([[reason, text]])
    expect(found[0]!.remedy).toEqual({ trailers: ['Task-Id: ABC-1'] })
    expect(found[0]!.spot.trailer).toBe('Task-Id')
    expect(message.split('\n')[found[0]!.spot.line! - 1]).toMatch(/ABC-1/)
  })

  test('says nothing once the proper trailer is there', () => {
    for (const [, message] of NEAR) {
      expect(said(message, [TASK], { trailers: [{ key: 'task-id', value: 'ABC-1', line: 9 }] })).toEqual([])
    }
  })

  test('every message of the rule is among these', () => {
    expect([...new Set(NEAR.map(([, , reason]) => reason))].sort()).toEqual([...trailerBlock.messages].sort())
  })
})

describe('text that is no trailer and was not meant to be one', () => {
  test.each([
    ['nothing of the kind', 'a\n\nbody\n'],
    ['prose about task ids', 'a\n\nTask id: now checked before use.\nThe task id is kept.\ntask-id handling moved.\n'],
    ['the key at the start of a sentence', 'a\n\nTask-Id is what the hook asks for.\n'],
    ['a subject about it', 'Task-Id: refuse empty values\n'],
    ['a list about it', 'a\n\n- Task-Id: must name a ticket\n- task_id: the column\n'],
    ['code that assigns', 'a\n\n    task_id = None\n    task_id: int = 3\n'],
    ['code in a fence', 'a\n\n```yaml\nTask-Id: { required: true }\n```\n'],
    ['an address', 'a\n\nhttps://task-id.example/ABC-1\n'],
    ['another key', 'a\n\nTicket: ABC-1\n'],
    ['no message', ''],
  ])('%s', (_, message) => {
    expect(said(message)).toEqual([])
  })

  test('a plain word as key, in prose', () => {
    const rollback = asked('Rollback')
    expect(said('a\n\nRollback is done by hand.\nRollback the migration first.\n', [rollback])).toEqual([])
    expect(said('a\n\nTeam web made this.\nTeams: see below\n', [asked('Team')])).toEqual([])
  })

  test('where any value will do, only the policy’s own spelling counts', () => {
    const free = [asked('Change-Id')]
    expect(said('a\n\nchange id: a thing of Gerrit\nchange_id: str\nChange-Id is gone\n', free)).toEqual([])
    expect(said('a\n\nChange_Id: I5f\n', free).map(({ message }) => message)).toEqual(['misspelt'])
    expect(said('a\n\nChange-Id I5f\n', free).map(({ message }) => message)).toEqual(['no-colon'])
  })

  test('a key of the policy is not a misspelling of another', () => {
    const both = [TASK, asked('Tasks-Id', { required: false, pattern: TASK.pattern })]
    expect(said('a\n\nTasks-Id: ABC-1\n', both)).toEqual([])
  })

  test('trailers are not asked for, not of this commit, or not of each', () => {
    const near = 'a\n\nTask_Id: ABC-1\n'
    expect(said(near, [{ ...TASK, required: false }])).toEqual([])
    expect(said(near, [TASK], { owesTrailers: false })).toEqual([])
    expect(said(near, [{ ...TASK, per: 'change' }])).toEqual([])
  })
})

describe('several candidates', () => {
  test('each key has its own line', () => {
    const found = said('a\n\nTask_Id: ABC-1\nRollback revert\n', [TASK, asked('Rollback')])
    expect(found.map(({ message, spot }) => [spot.trailer, message, spot.line])).toEqual([
      ['Task-Id', 'misspelt', 3],
      ['Rollback', 'no-colon', 4],
    ])
  })

  test('one with a good value is preferred, then the most telling, then the last', () => {
    const line = (message: string) => said(message).map(({ spot }) => spot.line)
    expect(line('a\n\nTask-Id: ABC-1\n\nTask-Id: later\nprose\n')).toEqual([3])
    expect(line('a\n\n- Task-Id: ABC-1\n\nTask-Id: ABC-2\nprose\n')).toEqual([5])
    expect(line('a\n\nTask_Id: ABC-1\nTask_Id: ABC-2\n')).toEqual([4])
  })
})

describe('the line that mends it', () => {
  const remedyOf = (message: string, trailer: TrailerPolicy, branch: string | null = null) =>
    [...trailerBlock.check(aCommitBeingMade({ message }, { branch }), policyOf([trailer]))][0]!.remedy

  test('a folded value is unfolded', () => {
    const tests = asked('Tests-Run')
    expect(remedyOf('a\n\nTests-Run: npm test\n  (3 passed)\n\nbody\n', tests)).toEqual({
      trailers: ['Tests-Run: npm test (3 passed)'],
    })
  })

  test('a value that the policy refuses is left to the reader, or to the branch’s name', () => {
    expect(remedyOf('a\n\nTask-Id: later\n\nbody\n', TASK)).toEqual({ trailers: ['Task-Id: <task-id, such as ABC-1>'] })
    expect(remedyOf('a\n\nTask-Id: later\n\nbody\n', { ...TASK, fromBranch: true }, 'fix/ABC-7-retry')).toEqual({
      trailers: ['Task-Id: ABC-7'],
    })
  })

  test('a value with hidden characters is shown and never repeated', () => {
    const [found] = said('a\n\nTeam: \u202eweb\u001b[2J\n\nbody\n', [asked('Team')])
    expect(found!.text).toContain('"Team: \\u{202E}web\\x1B[2J"')
    expect(found!.remedy).toEqual({ trailers: ['Team: <team>'] })
  })
})

test('hostile messages of many lines and long lines are read', () => {
  const many = 200_000
  expect(said(`a\n\n${'Task-Id: ABC-1\n'.repeat(many)}prose\n`)).toHaveLength(1)
  expect(said(`a\n\n${'Task-Id: ABC-1\n\n'.repeat(many)}prose\n`)).toHaveLength(1)
  expect(said(`a\n\n${'> '.repeat(many)}Task-Id: ABC-1\n`)).toEqual([])
  expect(said(`a\n\n${'#'.repeat(many)}\n${' '.repeat(many)}\n${'Task-Id'.repeat(many)}\n`)).toEqual([])
  expect(said(`a\n\nTask-Id: ${'A'.repeat(many)}\n${' b\n'.repeat(many)}\nbody\n`)).toHaveLength(1)
  expect(said(`a\n\n${'Task-Id: ABC-1\n b\n'.repeat(many)}prose\n`)).toHaveLength(1)
})
