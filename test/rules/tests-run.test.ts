import { describe, expect, test } from 'vitest'
import { testsRun } from '../../src/rules/tests-run.ts'
import { aChange, aCommit, aCommitBeingMade, aMessage, anOid, aPolicy, type Told, told } from '../support/change.ts'

const PLAIN = aPolicy('trailers:\n  Tests-Run: {}')
const NONE = aPolicy('trailers:\n  Tests-Run: { allow-none: true }')

const inTrailers = (lines: readonly string[], policy = PLAIN) =>
  told(testsRun, aCommitBeingMade({ message: aMessage(...lines) }), policy)
const inValue = (value: string, policy = PLAIN) =>
  inTrailers([`Tests-Run: ${value}`], policy).map(({ message }) => message)

describe('a command and its result', () => {
  test.each([
    'npm test (214 passed, 3 skipped)',
    'pytest (1 passed)',
    'make check (all 12 ok)',
    'cargo test -- --test-threads=1 (ok)',
    'diff <(a) <(b) (same)',
    'sort <in.txt >out.txt (no difference)',
    'grep -c TODO <file> (0)',
    'pytest -k "(a or b)" (12 passed)',
    'pytest -k "(" (12 passed)',
    'npm test (12 passed (1 slow))',
    'npm test ((12 passed))',
    'npm test(12 passed)',
    'go test ./... (ok)',
    './x (3 passed)',
    'npm run test:unit && npm run lint (3 passed; lint clean)',
    'echo "$(date)" (Monday)',
    'npx vitest run <filter> (12 passed)',
    '测试 (全部通过)',
    'npm test (fails: 2 of 14, see below)',
    'npm test (✅ 12 passed)',
  ])('%s', (value) => {
    expect(inValue(value)).toEqual([])
  })

  test('folded over two lines', () => {
    expect(inTrailers(['Tests-Run: npm test', '  (214 passed)'])).toEqual([])
  })
})

describe('what has no command or no result', () => {
  test.each([
    ['npm test', 'form'],
    ['npm test 214 passed', 'form'],
    ['npm test ()', 'form'],
    ['npm test ( )', 'form'],
    ['(214 passed)', 'form'],
    ['npm test (214 passed', 'form'],
    ['npm test 214 passed)', 'form'],
    ['npm test (214 passed) all good', 'form'],
    ['npm test [214 passed]', 'form'],
    ['npm test $(count)', 'form'],
    ['diff <(a) <(b)', 'form'],
    ['tee >(wc)', 'form'],
    ['all tests pass', 'form'],
    ['npm test (n/a)', 'placeholder'],
    ['npm test (-)', 'placeholder'],
    ['npm test (\u2705)', 'placeholder'],
    ['npm test (\u200b)', 'placeholder'],
    ['npm test (yes)', 'placeholder'],
    ['npm test (<result>)', 'placeholder'],
    ['npm test ([result])', 'placeholder'],
    ['npm test (not run)', 'placeholder'],
    ['npm test (not run: <reason>)', 'placeholder'],
    ['npm test (not run: n/a)', 'placeholder'],
    ['npm test (T.B.D.)', 'placeholder'],
    ['<command> (214 passed)', 'placeholder'],
    ['<command> (<result>)', 'placeholder'],
    ['\uff1ccommand\uff1e (<result>)', 'placeholder'],
    ['n/a (docs only)', 'placeholder'],
    ['- (docs only)', 'placeholder'],
    ['none (docs only)', 'placeholder'],
    ['true (ok)', 'placeholder'],
    ['yes', 'placeholder'],
    ['N/A', 'placeholder'],
    ['n\u200b/a', 'placeholder'],
    ['TODO (todo)', 'placeholder'],
    ['...', 'placeholder'],
    ['none', 'none-refused'],
    ['None.', 'none-refused'],
    ['none: no time', 'none-refused'],
    ['no\u200bne\uff1a no time', 'none-refused'],
  ])('%s', (value, message) => {
    expect(inValue(value)).toEqual([message])
  })
})

describe('tests that could not be run', () => {
  test.each(['pytest (not run: no database here)', 'npm test (not run: <it needs a phone>)'])(
    'may be said so: %s',
    (value) => {
      expect(inValue(value)).toEqual([])
    },
  )

  const remedies = (value: string, policy = PLAIN) =>
    [...testsRun.check(aCommitBeingMade({ message: aMessage(`Tests-Run: ${value}`) }), policy)].map(
      ({ remedy }) => remedy,
    )
  const NOTE = { note: 'where tests could not be run, say so: <command> (not run: <reason>)' }

  test.each(['none', 'n/a', 'all tests pass', 'npm test (not run)'])('is what the remedy of "%s" names', (value) => {
    expect(remedies(value)).toEqual([expect.objectContaining(NOTE)])
  })

  test('is not, where the pattern of the policy refuses it', () => {
    const passed = aPolicy("trailers:\n  Tests-Run: { pattern: '.*passed\\)' }")
    expect(remedies('none', passed)).toEqual([{ trailers: ['Tests-Run: <command> (<result>)'] }])
  })
})

describe('"none", where the policy takes it', () => {
  test.each([
    ['none: only a comment changed', []],
    ['None : only a comment changed', []],
    ['none: (docs only)', []],
    ['none:docs', []],
    ['none', ['no-reason']],
    ['none:', ['no-reason']],
    ['none: -', ['no-reason']],
    ['none: n / a', ['no-reason']],
    ['none: not tested', ['no-reason']],
    ['none: <reason>', ['no-reason']],
    ['none: none', ['no-reason']],
    ['none: \u{1f937}', ['no-reason']],
    ['none because of docs', ['form']],
    ['nonesuch: docs', ['form']],
  ])('%s', (value, messages) => {
    expect(inValue(value, NONE)).toEqual(messages)
  })
})

describe('which value counts', () => {
  test.each<readonly [string, readonly string[], readonly Told[]]>([
    ['no value: required-trailers says so', ['Tests-Run:'], []],
    ['too long a value: required-trailers says so', [`Tests-Run: npm test (${'ok '.repeat(400)})`], []],
    ['the key in other case', ['TESTS-run: yes'], [{ message: 'placeholder', trailer: 'Tests-Run', line: 3 }]],
    ['a longer key', ['Tests-Run-By: yes', 'All-Tests-Run: yes', 'Test-Run: yes'], []],
    ['a valid one beside an invalid one', ['Tests-Run: yes', 'Tests-Run: npm test (3 passed)'], []],
    ['two invalid ones: the last is said', ['Tests-Run: yes', 'Tests-Run: npm test'], [{ message: 'form', line: 4 }]],
  ])('%s', (_, lines, expected) => {
    expect(inTrailers(lines)).toMatchObject(expected)
  })

  test('several, where the policy takes that', () => {
    const many = aPolicy('trailers: { Tests-Run: { many: true } }')
    expect(inTrailers(['Tests-Run: npm test (3 passed)', 'Tests-Run: npm run lint (clean)'], many)).toEqual([])
  })

  test('the newest, where one for the change is enough', () => {
    const once = aPolicy('trailers: { Tests-Run: { per: change } }')
    const commits = ['yes', 'npm test (3 passed)', 'npm test'].map((value, index) =>
      aCommit({ sha: anOid(String(index + 1)), message: aMessage(`Tests-Run: ${value}`) }),
    )
    expect(told(testsRun, aChange({ commits: commits.slice(0, 2) }), once)).toEqual([])
    expect(told(testsRun, aChange({ commits }), once)).toMatchObject([{ message: 'form', commit: anOid('3') }])
    expect(told(testsRun, aChange({ commits }), PLAIN)).toHaveLength(2)
  })

  test('one that the policy’s own pattern refuses', () => {
    const npm = aPolicy("trailers: { Tests-Run: { pattern: 'npm .*' } }")
    expect(inValue('npm test (3 passed)', npm)).toEqual([])
    expect(inValue('make (3 passed)', npm)).toEqual(['form'])
    expect(inValue('npm test', npm)).toEqual(['form'])
  })
})

test('the line that mends it is a form that is refused as it stands', () => {
  const [found] = inTrailers(['Tests-Run: yes'])
  const line = found!.data!.line as string
  expect(line).toBe('Tests-Run: <command> (<result>)')
  expect(inTrailers([line])).toMatchObject([{ message: 'placeholder' }])
})

test('a commit that owes no trailers is left alone, and so is a policy that asks for no tests', () => {
  const wrong = { message: aMessage('Tests-Run: yes') }
  expect(told(testsRun, aCommitBeingMade({ ...wrong, owesTrailers: false }), PLAIN)).toEqual([])
  expect(told(testsRun, aCommitBeingMade(wrong), aPolicy('trailers: {}'))).toEqual([])
})

test('brackets without end take no long time', () => {
  for (const value of ['('.repeat(1024), ')'.repeat(1024), `a${'()'.repeat(500)}`, `a (${'('.repeat(1000)})`]) {
    expect(inValue(value).length).toBeLessThanOrEqual(1)
  }
})
