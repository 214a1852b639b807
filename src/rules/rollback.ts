import { givenTrailers } from '../policy/given-trailers.ts'
import { rollbackPath, rollbackPaths } from '../policy/rollback-path.ts'
import { exampleValue, isRollback } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Rollback: { required: true }`

const FORMS = '"revert", "revert; <note>", "flag <name>", "runbook <path>", "migration <path>" or "none: <reason>"'

export const rollback = defineRule({
  id: 'rollback',
  docs: {
    summary: 'Rollback says how to undo the commit, in a form that can be followed.',
    why: 'The way back belongs into the work before it lands: it shows what cannot be undone while there is still a choice.',
    fix: `Run the same git command again with --trailer "Rollback: revert", or another of ${FORMS}.`,
    good: [
      { name: 'a plain revert', policy: POLICY, message: 'Add retry\n\nRollback: revert\n' },
      {
        name: 'a revert with a note',
        policy: POLICY,
        message: 'Add retry\n\nRollback: revert; then restart the worker\n',
      },
      {
        name: 'a runbook that is in the tree',
        policy: POLICY,
        message: 'Add retry\n\nRollback: runbook docs/undo.md\n',
        files: { 'docs/undo.md': 'Turn it off.\n' },
      },
    ],
    bad: [
      { name: 'prose', policy: POLICY, message: 'Add retry\n\nRollback: just undo it\n', finds: 'form' },
      { name: 'a placeholder', policy: POLICY, message: 'Add retry\n\nRollback: TODO\n', finds: 'form' },
      {
        name: 'none without a reason',
        policy: POLICY,
        message: 'Add retry\n\nRollback: none: n/a\n',
        finds: 'no-reason',
      },
      {
        name: 'a runbook that is not there',
        policy: POLICY,
        message: 'Add retry\n\nRollback: runbook docs/undo.md\n',
        finds: 'no-such-path',
      },
    ],
  },
  messages: {
    form: ({ value, line }: { value: string; line: string }) => ({
      text: `"Rollback: ${visible(value, 80)}" is no way back: write ${FORMS}`,
      remedy: { trailers: [line] },
    }),
    'no-reason': ({ line }: { line: string }) => ({
      text: '"Rollback: none" needs a reason after the colon',
      remedy: { trailers: [line] },
    }),
    'no-such-path': ({ path, line }: { path: string; line: string }) => ({
      text: `"Rollback" names ${visible(path, 120)}, which is not in the commit's tree`,
      remedy: { trailers: [line], note: `or add ${visible(path, 120)} to the commit` },
    }),
  },
  decode: ({ trailers }) => trailers.find(({ key }) => isRollback(key)) ?? null,
  reads: rollbackPaths,
  *check(change, trailer, say) {
    if (trailer === null) return
    const line = `${trailer.key}: ${exampleValue(trailer)}`
    for (const { commit, answers, last, fault } of givenTrailers(change, trailer)) {
      // Of every trailer alike, required-trailers says that it is empty or too long.
      if (answers.length > 0 || fault?.is === 'empty' || fault?.is === 'too-long') continue
      const spot = { commit, trailer: trailer.key, line: last.line }
      if (fault === null) yield say['no-such-path'](spot, { path: rollbackPath(last.value)!, line })
      else if (fault.is === 'no-reason') yield say['no-reason'](spot, { line })
      else yield say.form(spot, { value: last.value, line })
    }
  },
})
