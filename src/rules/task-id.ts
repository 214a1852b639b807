import { givenTrailers } from '../policy/given-trailers.ts'
import { exampleValue, isTaskId, valueFromBranch } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Task-Id: { required: true, pattern: '^[A-Z]+-[0-9]+$' }`

export const taskId = defineRule({
  id: 'task-id',
  docs: {
    summary: 'A Task-Id names a task in the form that the policy asks for.',
    why: 'A commit that leads back to its task can be held against what was asked. "n/a" or a made-up word leads nowhere.',
    fix: 'Run the same git command again with --trailer "Task-Id: …", a value that matches the policy\'s pattern.',
    good: [{ name: 'a ticket', policy: POLICY, message: 'Add retry\n\nTask-Id: ABC-1\n' }],
    bad: [
      { name: 'another form', policy: POLICY, message: 'Add retry\n\nTask-Id: abc1\n', finds: 'form' },
      { name: 'a placeholder', policy: POLICY, message: 'Add retry\n\nTask-Id: N/A\n', finds: 'placeholder' },
    ],
  },
  messages: {
    form: ({ value, pattern, line }: { value: string; pattern: string; line: string }) => ({
      text: `"Task-Id: ${visible(value, 80)}" is not a task id: it must match ${pattern}`,
      remedy: { trailers: [line] },
    }),
    placeholder: ({ value, line }: { value: string; line: string }) => ({
      text: `"Task-Id: ${visible(value, 80)}" names no task`,
      remedy: { trailers: [line] },
    }),
  },
  decode: ({ trailers }) => trailers.find(({ key }) => isTaskId(key)) ?? null,
  *check(change, trailer, say) {
    if (trailer === null) return
    const line = `${trailer.key}: ${valueFromBranch(change.branch, trailer) ?? exampleValue(trailer)}`
    for (const { commit, answers, last, fault } of givenTrailers(change, trailer)) {
      // Of every trailer alike, required-trailers says that it is empty or too long.
      if (answers.length > 0 || fault === null || fault.is === 'empty' || fault.is === 'too-long') continue
      const spot = { commit, trailer: trailer.key, line: last.line }
      if (fault.is === 'pattern') yield say.form(spot, { value: last.value, pattern: fault.pattern, line })
      else yield say.placeholder(spot, { value: last.value, line })
    }
  },
})
