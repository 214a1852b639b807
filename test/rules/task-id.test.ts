import { describe, expect, test } from 'vitest'
import { taskId } from '../../src/rules/task-id.ts'
import { aChange, aCommit, aCommitBeingMade, aMessage, anOid, aPolicy, type Told, told } from '../support/change.ts'

/** The default policy's own pattern: `ABC-1`, `#1` or an address. */
const DEFAULT = aPolicy()
const FREE = aPolicy('trailers:\n  Task-Id: {}')

const inTrailers = (lines: readonly string[], policy = DEFAULT, branch: string | null = null) =>
  told(taskId, aCommitBeingMade({ message: aMessage(...lines) }, { branch }), policy)

const form: Told = { message: 'form', trailer: 'Task-Id', line: 3 }
const placeholder: Told = { message: 'placeholder', trailer: 'Task-Id', line: 3 }

describe('under the default pattern', () => {
  test.each<readonly [string, readonly Told[]]>([
    ['ABC-123', []],
    ['A1-1', []],
    ['#12', []],
    ['https://example.com/issues/1?a=b#c', []],
    ['abc-1', [form]],
    ['ABC', [form]],
    ['ABC-', [form]],
    ['ABC-1 and more', [form]],
    ['ABC-1, ABC-2', [form]],
    ['see ABC-1', [form]],
    ['12', [form]],
    ['\uff21\uff22\uff23-1', [form]],
    ['ABC\u2011-1', [form]],
    ['ABC\u200b-1', [form]],
    ['\u0410BC-1', [form]],
    ['ABC-\u0661', [form]],
    ['ftp://example.com/1', [form]],
    ['n/a', [placeholder]],
    ['N / A', [placeholder]],
    ['n\u200b/a', [placeholder]],
    ['\uff2e\uff0f\uff21', [placeholder]],
    ['[none]', [placeholder]],
    ['-', [placeholder]],
    ['\u2705', [placeholder]],
    ['<task-id, such as ABC-123>', [placeholder]],
    ['none', [placeholder]],
    ['none: a small thing', [placeholder]],
  ])('%s', (value, expected) => {
    expect(inTrailers([`Task-Id: ${value}`])).toMatchObject(expected)
  })

  test('the value, the pattern and the line that mends it are said', () => {
    expect(inTrailers(['Task-Id: abc1'])).toMatchObject([
      {
        text: '"Task-Id: abc1" is not a task id: it must match ^(?:[A-Z][A-Z0-9]*-\\d+|#\\d+|https?://\\S+)$',
        data: { value: 'abc1', line: 'Task-Id: <task-id, such as ABC-123>' },
      },
    ])
  })

  test('the line that mends it has the id of the branch', () => {
    expect(inTrailers(['Task-Id: todo'], DEFAULT, 'fix/ABC-7-retry')[0]!.data).toMatchObject({ line: 'Task-Id: ABC-7' })
  })
})

describe('without a pattern, anything that says something', () => {
  test.each<readonly [string, readonly Told[]]>([
    ['#12', []],
    ['12', []],
    ['sprint 4, second story', []],
    ['[ABC-1]', []],
    ['<https://example.com/1>', []],
    ['NA-1', []],
    ['tbd', [placeholder]],
    ['<task-id>', [placeholder]],
    ['[task id]', [placeholder]],
    ['todo, later', [placeholder]],
  ])('%s', (value, expected) => {
    expect(inTrailers([`Task-Id: ${value}`], FREE)).toMatchObject(expected)
  })
})

describe('which value counts', () => {
  test.each<readonly [string, readonly string[], readonly Told[]]>([
    ['no value: required-trailers says so', ['Task-Id:'], []],
    ['too long a value: required-trailers says so', [`Task-Id: ${'#1'.repeat(600)}`], []],
    ['none of that key: required-trailers says so', ['Task: abc', 'Task-Id-Old: abc', 'T\u0430sk-Id: abc'], []],
    ['the key in other case', ['task-ID: abc'], [form]],
    ['a valid one beside an invalid one', ['Task-Id: n/a', 'Task-Id: ABC-1', 'Task-Id: abc'], []],
    ['two valid ones: required-trailers says so', ['Task-Id: ABC-1', 'Task-Id: ABC-2'], []],
    ['two invalid ones: the last is said', ['Task-Id: n/a', 'Task-Id: abc'], [{ ...form, line: 4 }]],
    ['two invalid ones, the last empty', ['Task-Id: abc', 'Task-Id:'], []],
  ])('%s', (_, lines, expected) => {
    expect(inTrailers(lines)).toMatchObject(expected)
  })

  test('many of them, where the policy takes that', () => {
    const many = aPolicy("trailers: { Task-Id: { many: true, pattern: '^#[0-9]+$' } }")
    expect(inTrailers(['Task-Id: #1', 'Task-Id: #2', 'Task-Id: x'], many)).toEqual([])
  })

  test('"none" with a reason, where the policy takes that', () => {
    const none = aPolicy("trailers: { Task-Id: { allow-none: true, pattern: '^#[0-9]+$' } }")
    expect(inTrailers(['Task-Id: none: found on the way'], none)).toEqual([])
    expect(inTrailers(['Task-Id: none: n/a'], none)).toMatchObject([placeholder])
  })

  test('the newest, where one for the change is enough', () => {
    const once = aPolicy("trailers: { Task-Id: { per: change, pattern: '^#[0-9]+$' } }")
    const rangeOf = (...values: readonly string[]) =>
      aChange({
        commits: values.map((value, index) =>
          aCommit({ sha: anOid(String(index + 1)), message: aMessage(`Task-Id: ${value}`) }),
        ),
      })
    expect(told(taskId, rangeOf('abc', '#1'), once)).toEqual([])
    expect(told(taskId, rangeOf('#1', 'abc'), once)).toMatchObject([{ message: 'form', commit: anOid('2') }])
  })
})

test('a commit that owes no trailers is left alone, and so is a policy that asks for no task', () => {
  const wrong = { message: aMessage('Task-Id: abc') }
  expect(told(taskId, aCommitBeingMade({ ...wrong, owesTrailers: false }), DEFAULT)).toEqual([])
  expect(told(taskId, aCommitBeingMade(wrong), aPolicy('trailers: {}'))).toEqual([])
})

test('each commit of a range is judged by itself', () => {
  const commits = ['#1', 'x', '#2', 'abc'].map((value, index) =>
    aCommit({ sha: anOid(String(index + 1)), message: aMessage(`Task-Id: ${value}`) }),
  )
  expect(told(taskId, aChange({ commits }), DEFAULT)).toMatchObject([
    { message: 'placeholder', commit: anOid('2') },
    { message: 'form', commit: anOid('4') },
  ])
})

test('a hostile value is shown harmless and cut', () => {
  const [found] = inTrailers([`Task-Id: \u001b[2J\u202e${'a'.repeat(500)}`])
  expect(found!.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(found!.text!.length).toBeLessThan(250)
})
