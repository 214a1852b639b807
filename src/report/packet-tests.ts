import { isNone, readTestsRun } from '../policy/trailer-values.ts'
import { type TestResult, testResult } from '../review/test-results.ts'

/** What a `Tests-Run` value says of itself; one that is not in the form of a command and its result says no more. */
export function testsSaid(value: string): TestResult {
  return isNone(value) ? 'not-run' : testResult(readTestsRun(value)?.result ?? '')
}
