import { expect, test } from 'vitest'
import { testResult } from '../../src/review/test-results.ts'

test.each([
  '1 failed',
  '210 passed, 4 failed',
  'Tests: 1 failed, 5 passed, 6 total',
  '12 passed, 10 failures',
  '1 of 30 failed',
  '3 tests failed',
  '2 failing',
  '40 passed, 1,204 errors',
  'failures: 2, errors: 0',
  'failures=1',
  '1 known failure, fails on main too',
  'failed',
  'FAIL: timeout after 30 s',
  'tests fail with ECONNREFUSED',
  'exit code 1',
  'exit 2',
  'timed out',
])('a failure is admitted: %s', (result) => {
  expect(testResult(result)).toBe('failed')
})

test.each([
  'not run: no database here',
  'not run',
  'Skipped, needs a device',
  'could not run: no network',
  "can't run here",
  'no tests were run',
])('it is admitted that nothing was run: %s', (result) => {
  expect(testResult(result)).toBe('not-run')
})

test.each([
  '214 passed, 3 skipped',
  '214 passed, 0 failed',
  '0 of 30 failed',
  'failures: 0, errors: 0',
  'failed: 0, passed: 12',
  'no failures',
  '100 passed, 2 expected failures, 3 xfailed',
  'exit 0',
  'ok',
  'fails before, passes after',
  '12 passed, all retries of failed uploads among them',
  'clean, no errors',
  '3 skipped, 0 failures',
  'same',
])('neither: %s', (result) => {
  expect(testResult(result)).toBe('said')
})
