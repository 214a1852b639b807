import { describe, expect, test } from 'vitest'
import type { Change, Commit } from '../../src/change.ts'
import { reported } from '../../src/collect/commit.ts'
import { orNone } from '../../src/policy/trailer-values.ts'
import { requiredTrailers } from '../../src/rules/required-trailers.ts'
import { aChange, aCommit, aCommitBeingMade, aMessage, anOid, aPolicy, type Told, told } from '../support/change.ts'

const ONE = aPolicy('trailers:\n  Team: { required: true }')

const inMessage = (message: string, policy = ONE) => told(requiredTrailers, aCommitBeingMade({ message }), policy)
const inTrailers = (lines: readonly string[], policy = ONE) => inMessage(aMessage(...lines), policy)

describe('a trailer that every commit needs', () => {
  const missing: Told = { message: 'missing', trailer: 'Team', data: { trailer: 'Team', line: 'Team: <team>' } }

  test.each<readonly [string, readonly string[], readonly Told[]]>([
    ['is there', ['Team: web'], []],
    ['in other case', ['tEAM: web'], []],
    ['with blanks before the colon', ['Team  : web'], []],
    ['folded over two lines', ['Team: web', '  and core'], []],
    ['beside others', ['Reviewed-by: Jane', 'Team: web', 'Fixes: #1'], []],
    ['is not there', ['Reviewed-by: Jane'], [missing]],
    ['a longer key', ['Team-Old: web', 'The-Team: web'], [missing]],
    ['a shorter key', ['Tea: web'], [missing]],
    ['a look-alike letter in the key', ['T\u0435am: web'], [missing]],
    ['a letter that nobody sees in the key', ['Te\u200bam: web'], [missing]],
    ['an underscore in the key', ['Te_am: web'], [missing]],
    ['without a value', ['Team:'], [{ message: 'empty', line: 3 }]],
    ['with blanks for a value', ['Team: \t '], [{ message: 'empty', line: 3 }]],
    ['with nothing that is seen', ['Team: \u200b'], [{ message: 'placeholder', line: 3 }]],
    ['with a placeholder', ['Team: N / A'], [{ message: 'placeholder', data: { value: 'N / A' } }]],
    ['with the blank of the fix', ['Team: <team>'], [{ message: 'placeholder' }]],
    ['with none, which is not allowed', ['Team: none: nobody'], [{ message: 'placeholder' }]],
    ['with a person', ['Team: Jane Doe <jane@example.com>'], []],
    ['with 1,024 bytes', [`Team: ${'é'.repeat(512)}`], []],
    ['with one byte more', [`Team: ${'é'.repeat(512)}x`], [{ message: 'too-long', data: { bytes: 1025 } }]],
  ])('%s', (_, lines, expected) => {
    expect(inTrailers(lines)).toMatchObject(expected)
  })

  test('of a commit without a sign, whose it is that it is asked', () => {
    const sign = { agent: 'Claude Code', strength: 'strong', text: 'x' } as const
    const commits = [
      aCommit({ sha: anOid('a'), signs: [sign], byAgent: true, message: aMessage('Team: web') }),
      aCommit({ sha: anOid('b'), byAgent: true, message: aMessage('Reviewed-by: Jane') }),
    ]
    const listed = commits.map((commit) => reported(commit))
    const change = aChange({ commits, listed })
    const text = 'the commit has no "Team" trailer'
    expect(told(requiredTrailers, change, ONE)).toMatchObject([
      { text: `${text}, which is asked here since ${anOid('a').slice(0, 12)} is an agent's` },
    ])
    const everyone = aPolicy('trailers-for: everyone\ntrailers:\n  Team: { required: true }')
    expect(told(requiredTrailers, change, everyone)).toMatchObject([{ text }])
    expect(inTrailers(['Reviewed-by: Jane'])).toMatchObject([{ text }])
  })

  test('where "none" is an answer, that is said, but never of a way back', () => {
    const policy = aPolicy('trailers:\n  Rollback: { allow-none: true }\n  Tests-Run: { allow-none: true }\n  Team: {}')
    const asked = inTrailers(['Reviewed-by: Jane'], policy).map(({ data }) => [data?.['trailer'], data?.['mayBeNone']])
    expect(asked).toEqual([
      ['Rollback', false],
      ['Tests-Run', true],
      ['Team', false],
    ])
    expect(orNone(true)).toBe(' ("none: <reason>" is an answer too)')
    expect(orNone(false)).toBe('')
    expect(inTrailers(['Rollback: revert', 'Tests-Run: none: only words', 'Team: web'], policy)).toEqual([])
  })

  test('a line that git does not read as a trailer does not count', () => {
    for (const message of [
      'Team: web\n',
      'Add retry\nTeam: web\n',
      'Add retry\n\nTeam: web\n\nmore text\n',
      'Add retry\n\n Team: web\n',
      'Add retry\n\nall good\u0000\n\nTeam: web\n',
      '',
    ]) {
      expect([message, inMessage(message).map((said) => said.message)]).toEqual([message, ['missing']])
    }
  })

  test('every one that is missing is said, in the order of the policy', () => {
    const policy = aPolicy('trailers:\n  B: {}\n  A: {}\n  C: { required: false }')
    expect(inTrailers(['X: y'], policy)).toMatchObject([{ trailer: 'B' }, { trailer: 'A' }])
  })

  test('one that need not be there is asked to say something if it is', () => {
    const policy = aPolicy("trailers:\n  Risk: { required: false, pattern: '^(low|high)$' }")
    expect(inTrailers(['X: y'], policy)).toEqual([])
    expect(inTrailers(['Risk: low'], policy)).toEqual([])
    expect(inTrailers(['Risk:'], policy)).toMatchObject([{ message: 'empty' }])
    expect(inTrailers(['Risk: some'], policy)).toMatchObject([{ message: 'pattern' }])
  })

  test('the policy’s own spelling of the key is used', () => {
    const policy = aPolicy('trailers:\n  tEAM: {}')
    expect(inTrailers(['Team:'], policy)).toMatchObject([{ trailer: 'tEAM', data: { line: 'tEAM: <team>' } }])
  })
})

describe('a pattern', () => {
  const team = aPolicy("trailers:\n  Team: { pattern: 'web|core', example: web }")
  const wrong = (value: string): Told => ({
    message: 'pattern',
    data: { trailer: 'Team', value, pattern: 'web|core', line: 'Team: <team, such as web>' },
  })

  test.each<readonly [string, string, readonly Told[]]>([
    ['that fits', 'web', []],
    ['that fits a part of the value', 'the web team', [wrong('the web team')]],
    ['of which an alternative fits the start', 'website', [wrong('website')]],
    ['in other case', 'WEB', [wrong('WEB')]],
    ['with a letter that is not seen', 'web\u200b', [wrong('web\u200b')]],
    ['on a placeholder', 'todo', [{ message: 'placeholder' }]],
    ['on the blank of the fix', '<team, such as web>', [{ message: 'placeholder' }]],
  ])('%s', (_, value, expected) => {
    expect(inTrailers([`Team: ${value}`], team)).toMatchObject(expected)
  })

  test('is read without flags, so that what is no escape is the character itself', () => {
    const policy = aPolicy(String.raw`trailers: { Team: { pattern: '^[A-Z]+\-\d+$' } }`)
    expect(inTrailers(['Team: AB-1'], policy)).toEqual([])
    expect(inTrailers(['Team: AB_1'], policy)).toMatchObject([{ message: 'pattern' }])
  })

  test('may spell out what would be a placeholder elsewhere', () => {
    const policy = aPolicy("trailers:\n  Breaking: { pattern: '^(yes|no|n\\/a|none)$' }")
    for (const value of ['yes', 'no', 'n/a', 'none']) expect(inTrailers([`Breaking: ${value}`], policy)).toEqual([])
    for (const value of ['No', 'x', 'none: really', 'todo', 'y', 's']) {
      expect([value, inTrailers([`Breaking: ${value}`], policy)]).toMatchObject([value, [{ trailer: 'Breaking' }]])
    }
  })

  test('that anything fits lets no placeholder through', () => {
    const policy = aPolicy("trailers: { Team: { pattern: '^[\\w/ xnone-]+$' } }")
    for (const value of ['n/a', 'none', 'no', 'x', 'w']) {
      const expected = value === 'w' ? [] : [{ message: 'placeholder' }]
      expect([value, inTrailers([`Team: ${value}`], policy)]).toMatchObject([value, expected])
    }
  })
})

describe('several values', () => {
  const MANY = aPolicy('trailers:\n  Team: { many: true }')

  test.each<readonly [string, readonly string[], readonly Told[]]>([
    ['that are the same', ['Team: web', 'team: web'], []],
    ['that differ', ['Team: web', 'Team: core'], [{ message: 'several', data: { values: ['web', 'core'] } }]],
    ['of which one is invalid', ['Team: n/a', 'Team: web', 'Team:'], []],
    ['that are all invalid: the last is said', ['Team: n/a', 'Team: <team>'], [{ message: 'placeholder', line: 4 }]],
    [
      'two that differ, and an invalid one',
      ['Team: web', 'Team: tbd', 'Team: core'],
      [{ message: 'several', data: { values: ['web', 'core'] } }],
    ],
  ])('%s', (_, lines, expected) => {
    expect(inTrailers(lines)).toMatchObject(expected)
  })

  test('are fine where the policy takes many, if one of them is valid', () => {
    expect(inTrailers(['Team: web', 'Team: core'], MANY)).toEqual([])
    expect(inTrailers(['Team: n/a', 'Team: tbd'], MANY)).toMatchObject([{ message: 'placeholder' }])
  })

  test('"none" beside a real answer is no second one', () => {
    const policy = aPolicy('trailers:\n  Rollback: {}\n  Tests-Run: { allow-none: true }')
    const lines = ['Rollback: none: data is gone', 'Rollback: revert']
    expect(inTrailers([...lines, 'Tests-Run: none: docs', 'Tests-Run: make check (ok)'], policy)).toEqual([])
  })

  test('a way back that is not in the tree is no second one', () => {
    const policy = aPolicy('trailers: { Rollback: {} }')
    const message = aMessage('Rollback: runbook docs/undo.md', 'Rollback: revert')
    const among = (has: Commit['has']) => told(requiredTrailers, aCommitBeingMade({ message, has }), policy)
    expect(among({ 'docs/undo.md': false })).toEqual([])
    expect(among({ 'docs/undo.md': true })).toMatchObject([{ message: 'several' }])
  })
})

describe('"none" with a reason, where the policy takes it', () => {
  const policy = aPolicy("trailers: { Team: { allow-none: true, pattern: 'web' } }")

  test.each<readonly [string, readonly Told[]]>([
    ['none: a merge of two teams', []],
    ['NONE : a merge of two teams', []],
    ['none\uff1a a merge of two teams', []],
    ['none', [{ message: 'placeholder' }]],
    ['none:', [{ message: 'placeholder' }]],
    ['none: n/a', [{ message: 'placeholder' }]],
    ['none: <reason>', [{ message: 'placeholder' }]],
    ['none: none', [{ message: 'placeholder' }]],
    ['none at all', [{ message: 'pattern' }]],
  ])('%s', (value, expected) => {
    expect(inTrailers([`Team: ${value}`], policy)).toMatchObject(expected)
  })
})

describe('keys with rules of their own', () => {
  const policy = aPolicy("trailers:\n  Task-Id: { pattern: '^#[0-9]+$' }\n  Tests-Run: {}\n  Rollback: {}")

  test('are missed and counted here, and their values are judged there', () => {
    expect(inTrailers(['X: y'], policy).map(({ trailer }) => trailer)).toEqual(['Task-Id', 'Tests-Run', 'Rollback'])
    expect(inTrailers(['Task-Id: abc', 'Tests-Run: yes', 'Rollback: undo it'], policy)).toEqual([])
    expect(
      inTrailers(['Task-Id: #1', 'Task-Id: #2', 'Tests-Run:', `Rollback: ${'x'.repeat(1025)}`], policy),
    ).toMatchObject([
      { message: 'several', trailer: 'Task-Id' },
      { message: 'empty', trailer: 'Tests-Run' },
      { message: 'too-long', trailer: 'Rollback' },
    ])
  })

  test('show the form that is asked for', () => {
    expect(inTrailers(['X: y'], policy).map(({ data }) => data?.line)).toEqual([
      'Task-Id: <task-id>',
      'Tests-Run: <command> (<result>)',
      'Rollback: revert',
    ])
  })
})

describe('a value from the branch’s name', () => {
  const from = (branch: string | null, pattern = String.raw`^[A-Z][A-Z0-9]*-\d+$`) => {
    const policy = aPolicy(`trailers: { Task-Id: { from-branch: true, pattern: '${pattern}', example: 'ABC-1' } }`)
    const [said] = told(requiredTrailers, aCommitBeingMade({}, { branch }), policy)
    return said!.data!.line
  }

  test.each([
    ['ABC-123-fix', 'ABC-123'],
    ['fix/ABC-7-retry', 'ABC-7'],
    ['ABC-7', 'ABC-7'],
    ['ann/2024/ABC-7_retry.2', 'ABC-7'],
    ['retry-ABC-7', 'ABC-7'],
    ['fix/AB2-12-retry', 'AB2-12'],
    ['ABC-7/ABC-7-again', 'ABC-7'],
  ])('%s', (branch, value) => {
    expect(from(branch)).toBe(`Task-Id: ${value}`)
  })

  test.each([
    ['none in it', 'retry'],
    ['two of them', 'ABC-1-and-ABC-2'],
    ['one that is run into another word', 'fixABC-1x'],
    ['in other case', 'abc-1'],
    ['a detached HEAD', null],
    ['an empty name', ''],
    ['a name without end', `${'a-'.repeat(5_000)}ABC-1`],
  ])('%s: the reader fills it in', (_, branch) => {
    expect(from(branch)).toBe('Task-Id: <task-id, such as ABC-1>')
  })

  test('follows the policy’s pattern', () => {
    expect(from('123-fix', '^[0-9]+$')).toBe('Task-Id: 123')
    expect(from('123-fix-2-things', '^[0-9]+$')).toBe('Task-Id: <task-id, such as ABC-1>')
    expect(from('fix/#12', '^#[0-9]+$')).toBe('Task-Id: #12')
    expect(from('fix/web-api-12-x', '^[a-z]+-[a-z]+-[0-9]+$')).toBe('Task-Id: web-api-12')
    expect(from('fix/1-2', '^[0-9]+(-[0-9]+)*$')).toBe('Task-Id: 1-2')
    expect(from('todo', '^[a-z]+$')).toBe('Task-Id: <task-id, such as ABC-1>')
  })

  test('only where the policy says so, and only for what is missing or wrong', () => {
    const policy = aPolicy("trailers: { Task-Id: { pattern: '^[A-Z]+-[0-9]+$' } }")
    const change = aCommitBeingMade({}, { branch: 'ABC-1' })
    expect(told(requiredTrailers, change, policy)[0]!.data!.line).toBe('Task-Id: <task-id>')
  })
})

describe('a trailer that the change needs once', () => {
  const policy = aPolicy("trailers:\n  Plan: { per: change, pattern: '^plan-[0-9]+$' }")
  const digits = ['1', '2', '3', '4']
  const rangeOf = (...values: readonly (string | null)[]): Commit[] =>
    values.map((value, index) =>
      aCommit({ sha: anOid(digits[index]!), message: value === null ? 'Add retry\n' : aMessage(`Plan: ${value}`) }),
    )
  const among = (commits: readonly Commit[], more: Partial<Change> = {}) =>
    told(requiredTrailers, aChange({ commits, ...more }), policy)

  test.each<readonly [string, readonly (string | null)[], readonly Told[]]>([
    ['on the first commit', ['plan-1', null, null], []],
    ['on the last', [null, null, 'plan-1'], []],
    ['on several, which differ', ['plan-1', 'plan-2'], []],
    ['nowhere', [null, null], [{ message: 'missing-in-change', commit: anOid('2'), trailer: 'Plan' }]],
    ['wrong at first, and right on a newer one', ['n/a', 'plan-1', null], []],
    ['wrong on the newest that has it', ['plan-1', 'n/a', null], [{ message: 'placeholder', commit: anOid('2') }]],
    ['of another form', [null, 'soon'], [{ message: 'pattern', commit: anOid('2') }]],
    ['empty', ['plan-1', ''], [{ message: 'empty', commit: anOid('2') }]],
  ])('%s', (_, values, expected) => {
    expect(among(rangeOf(...values))).toMatchObject(expected)
  })

  test('two values on the newest commit are one too many', () => {
    const commit = aCommit({ message: aMessage('Plan: plan-1', 'Plan: plan-2') })
    expect(among([commit])).toMatchObject([{ message: 'several' }])
  })

  test('a commit of which nothing is asked neither gives nor owes it', () => {
    const [exempt, plain] = rangeOf('plan-1', null)
    const fixup = { ...exempt!, owesTrailers: false }
    expect(among([fixup, plain!])).toMatchObject([{ message: 'missing-in-change', commit: anOid('2') }])
    expect(among([fixup])).toEqual([])
    expect(among([])).toEqual([])
  })

  test('the hook only reminds of it, and takes no wrong value', () => {
    const making = (message: string) => told(requiredTrailers, aCommitBeingMade({ message }), policy)
    expect(making('Add retry\n')).toMatchObject([{ message: 'remember-in-change', trailer: 'Plan' }])
    expect([...requiredTrailers.check(aCommitBeingMade(), policy)]).toMatchObject([{ atMost: 'warn', remedy: null }])
    expect(making(aMessage('Plan: plan-1'))).toEqual([])
    expect(making(aMessage('Plan: later'))).toMatchObject([{ message: 'placeholder' }])
  })

  test('a push may be the first of several, so nothing is said of it', () => {
    expect(among(rangeOf(null, null), { kind: 'push', at: 'hook' })).toEqual([])
  })

  test('one that need not be there is not missed', () => {
    const optional = aPolicy('trailers:\n  Plan: { per: change, required: false }')
    expect(told(requiredTrailers, aChange({ commits: rangeOf(null) }), optional)).toEqual([])
  })
})

describe('who is asked', () => {
  const everyone = aPolicy('trailers-for: everyone\ntrailers:\n  Team: {}')
  const fixup = (more: Partial<Commit> = {}): Commit =>
    aCommit({ message: 'fixup! Add retry\n', autosquash: true, owesTrailers: false, ...more })
  const wall = (commit: Commit, policy = ONE) => told(requiredTrailers, aChange({ commits: [commit] }), policy)

  test('nobody of whom it is not asked: a clean merge, a person, a sign-off', () => {
    for (const more of [{ merge: 'clean' }, { byAgent: false }, { signOffOnly: true }] as const) {
      expect(wall(aCommit({ ...more, owesTrailers: false }))).toEqual([])
    }
  })

  test('the author of a merge that was resolved by hand', () => {
    expect(wall(aCommit({ merge: 'edited', parents: [anOid('1'), anOid('2')] }))).toMatchObject([
      { message: 'missing' },
    ])
  })

  test('a commit to be squashed may stay until the wall', () => {
    const making = aCommitBeingMade({ message: 'fixup! Add retry\n', autosquash: true, owesTrailers: false })
    expect(told(requiredTrailers, making, ONE)).toEqual([])
    expect(told(requiredTrailers, aChange({ kind: 'push', at: 'hook', commits: [fixup()] }), ONE)).toEqual([])
    expect(wall(fixup())).toMatchObject([{ message: 'autosquash', data: { subject: 'fixup! Add retry' } }])
  })

  test('a person’s too, where everyone is asked', () => {
    expect(wall(fixup({ byAgent: false }))).toEqual([])
    expect(wall(fixup({ byAgent: false }), everyone)).toMatchObject([{ message: 'autosquash' }])
  })

  test('trailers on it do not help, and where none are required it may land', () => {
    expect(wall(fixup({ message: 'fixup! Add retry\n\nTeam: web\n' }))).toMatchObject([{ message: 'autosquash' }])
    expect(wall(fixup(), aPolicy('trailers: { Team: { required: false } }'))).toEqual([])
    expect(wall(fixup(), aPolicy('trailers: {}'))).toEqual([])
  })
})

test('each of many commits is asked', () => {
  const commits = Array.from({ length: 20_000 }, (_, index) =>
    aCommit({ sha: index.toString(16).padStart(40, '0'), message: index % 2 === 0 ? aMessage('Team: web') : 'x\n' }),
  )
  const branch = `${'a-'.repeat(120)}1`
  const policy = aPolicy("trailers: { Team: { from-branch: true, pattern: '^web$' } }")
  expect(told(requiredTrailers, aChange({ commits, branch }), policy)).toHaveLength(10_000)
})

test('what is shown of hostile values is harmless', () => {
  const lines = ['Team: web\u001b[2J', 'Team: co\u202ere']
  for (const { text } of inTrailers(lines)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(inTrailers(lines)).toMatchObject([{ message: 'several' }])
})
