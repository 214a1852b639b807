/** What the result in a `Tests-Run` value says of itself: that something failed, that nothing was run, or neither. */
export type TestResult = 'failed' | 'not-run' | 'said'

// `4 failed`, `2 tests failed`, `1 of 30 failed`, `failures: 2`; `0 failed` and `0 of 30 failed` are none.
const COUNTED =
  /(?<![\w.]|\bof )(?!0+(?!\d))\d[\d,]*\s+(?:of \d+ )?(?:known )?(?:(?:test|spec|example|suite|file|case|check|unexpected)s? )?(?:fail(?:ed|ures?|ing|s)?|errors?|errored|broken|timed out|crashed)\b|\b(?:fail(?:ed|ures?|ing)?|errors?)\s*[:=]\s*(?!0+(?!\d))\d/i

// `failed`, `FAIL: timeout`, `exit code 1`, `red`
const PLAIN =
  /^(?:(?:it |they |tests? |build |all )?(?:failed|fails?|failing|failures?|errors?|errored|crash(?:ed|es)?|timed out|red|broken|aborted)\b(?!\s*[:=]\s*0+(?!\d))|(?:exit(?:ed)?|status)(?: with)?(?: (?:code|status))?[ :=]+(?!0+(?!\d))\d)/i

// `fails before, passes after` is how a test for a mended fault is shown to work.
const AND_PASSES = /\b(?:before|without)\b.*\bpass/i

const NOT_RUN =
  /^(?:not (?:run|tested|executed|possible)|did not run|never run|could not (?:be )?run|couldn['’]t run|cannot run|can['’]t run|unable to run|skipped(?! \d)|untested|no tests? (?:were |was )?run)\b/i

/**
 * What a result admits, by its words: what was really run, no message proves. A failure that is said to be known already
 * is one all the same, since a reviewer has to hear of it.
 */
export function testResult(result: string): TestResult {
  const text = result.trim()
  if (NOT_RUN.test(text)) return 'not-run'
  return !AND_PASSES.test(text) && (PLAIN.test(text) || COUNTED.test(text)) ? 'failed' : 'said'
}
