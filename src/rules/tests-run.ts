import { givenTrailers } from '../policy/given-trailers.ts'
import { exampleValue, isNoneTaken, isTestsRun, isUnrunTaken, orNone } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Tests-Run: { required: true }`

interface Refused {
  readonly value: string
  readonly line: string
  readonly mayBeNone: boolean
  /** Whether the policy takes it that a command was not run, for a reason. */
  readonly mayBeUnrun: boolean
}

/** The honest way out, so that who could not run them need not make something up. */
const orUnrun = (isTaken: boolean): { readonly note?: string } =>
  isTaken ? { note: 'where tests could not be run, say so: <command> (not run: <reason>)' } : {}

export const testsRun = defineRule({
  id: 'tests-run',
  docs: {
    summary: 'Tests-Run says which command was run and what came of it: npm test (214 passed, 3 skipped).',
    why: '"yes" and "tests pass" cannot be repeated. A command and its result can, and a reviewer sees what was not run.',
    fix: 'Run the same git command again with --trailer "Tests-Run: <command> (<result>)", after running the command.',
    good: [
      {
        name: 'a command and its result',
        policy: POLICY,
        message: 'Add retry\n\nTests-Run: npm test (214 passed, 3 skipped)\n',
      },
      {
        name: 'brackets in the command',
        policy: POLICY,
        message: 'Add retry\n\nTests-Run: pytest -k "(a or b)" (12 passed)\n',
      },
      {
        name: 'none with a reason, where the policy takes that',
        policy: 'trailers-for: everyone\ntrailers:\n  Tests-Run: { required: true, allow-none: true }',
        message: 'Fix a typing error in a comment\n\nTests-Run: none: only a comment changed\n',
      },
    ],
    bad: [
      { name: 'no result', policy: POLICY, message: 'Add retry\n\nTests-Run: npm test\n', finds: 'form' },
      { name: 'a placeholder', policy: POLICY, message: 'Add retry\n\nTests-Run: yes\n', finds: 'placeholder' },
      {
        name: 'blanks left as they were',
        policy: POLICY,
        message: 'Add retry\n\nTests-Run: <command> (<result>)\n',
        finds: 'placeholder',
      },
      { name: 'none', policy: POLICY, message: 'Add retry\n\nTests-Run: none: no time\n', finds: 'none-refused' },
      {
        name: 'none without a reason',
        policy: 'trailers-for: everyone\ntrailers:\n  Tests-Run: { required: true, allow-none: true }',
        message: 'Add retry\n\nTests-Run: none: n/a\n',
        finds: 'no-reason',
      },
    ],
  },
  messages: {
    form: ({ value, line, mayBeNone, mayBeUnrun }: Refused) => ({
      text: `"Tests-Run: ${visible(value, 80)}" does not say what came of it: write the command, then its result in brackets${orNone(mayBeNone)}`,
      remedy: { trailers: [line], ...orUnrun(mayBeUnrun) },
    }),
    placeholder: ({ value, line, mayBeNone, mayBeUnrun }: Refused) => ({
      text: `"Tests-Run: ${visible(value, 80)}" names no command with a result${orNone(mayBeNone)}`,
      remedy: { trailers: [line], ...orUnrun(mayBeUnrun) },
    }),
    'none-refused': ({ line, mayBeUnrun }: Pick<Refused, 'line' | 'mayBeUnrun'>) => ({
      text: 'the policy does not take "none" for Tests-Run: run the tests and say what came of it',
      remedy: { trailers: [line], ...orUnrun(mayBeUnrun) },
    }),
    'no-reason': ({ line }: { line: string }) => ({
      text: '"Tests-Run: none" needs a reason after the colon',
      remedy: { trailers: [line] },
    }),
  },
  decode: ({ trailers }) => trailers.find(({ key }) => isTestsRun(key)) ?? null,
  *check(change, trailer, say) {
    if (trailer === null) return
    const line = `${trailer.key}: ${exampleValue(trailer)}`
    const mayBeUnrun = isUnrunTaken(trailer)
    const asking = (value: string) => ({ value, line, mayBeNone: isNoneTaken(trailer), mayBeUnrun })
    for (const { commit, answers, last, fault } of givenTrailers(change, trailer)) {
      // Of every trailer alike, required-trailers says that it is empty or too long.
      if (answers.length > 0 || fault === null || fault.is === 'empty' || fault.is === 'too-long') continue
      const spot = { commit, trailer: trailer.key, line: last.line }
      if (fault.is === 'none-refused') yield say['none-refused'](spot, { line, mayBeUnrun })
      else if (fault.is === 'no-reason') yield say['no-reason'](spot, { line })
      else if (fault.is === 'placeholder') yield say.placeholder(spot, asking(last.value))
      else yield say.form(spot, asking(last.value))
    }
  },
})
