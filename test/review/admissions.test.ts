import { expect, test } from 'vitest'
import { admissionsIn, speaksOfNewTests } from '../../src/review/admissions.ts'
import { isUnfinished } from '../../src/review/unfinished.ts'

const lines = (text: string) => admissionsIn(text.split('\n')).map(({ line }) => line)

test('what a message says is not done', () => {
  expect(lines('Adds retry.\n\nNot done: refunds.\nTODO: the docs')).toEqual(['Not done: refunds.', 'TODO: the docs'])
  expect(lines('Known issues:\n- slow on Windows\n- no tests\n\nAdds retry.')).toEqual([
    '- slow on Windows',
    '- no tests',
  ])
  expect(lines('## Follow-ups\n* later\n\nWords.\n* not this')).toEqual(['* later'])
  expect(lines('- Not tested on Windows')).toEqual(['- Not tested on Windows'])
})

test('and what is only like it', () => {
  expect(
    lines('Notes are shown.\nNothing is left.\nAdds a list of todos\nRemaining time is shown... or is it?'),
  ).toEqual(['Remaining time is shown... or is it?'])
  expect(lines('The known issue is mended\nWe skipped nothing')).toEqual([])
})

test('lines of code that say that something is left to do', () => {
  for (const line of ['// TODO: refunds', '# FIXME', '/* XXX why */', 'HACK around it'])
    expect(isUnfinished(line), line).toBe(true)
  for (const line of ['todoList', 'TODOS', 'const todo = 1', 'HACKATHON', 'is-TODO-x'])
    expect(isUnfinished(line), line).toBe(false)
})

test('texts that say that tests were added', () => {
  for (const text of ['Add unit tests for it', 'adds a test', 'Extended the tests', 'include regression tests'])
    expect(speaksOfNewTests(text), text).toBe(true)
  for (const text of ['Add a test plan', 'Run tests', 'Address contested points', 'Add retry.\nAll tests pass'])
    expect(speaksOfNewTests(text), text).toBe(false)
})
