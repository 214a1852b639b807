import { exampleValue, isTaskId, valueFault, valueFromBranch } from '../policy/trailer-values.ts'
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
    for (const commit of change.commits) {
      if (!commit.owesTrailers) continue
      const given = commit.trailers.filter(({ key }) => isTaskId(key))
      const last = given.at(-1)
      if (!last || given.some(({ value }) => valueFault(trailer, value) === null)) continue
      const spot = { commit, trailer: trailer.key, line: last.line }
      const fault = valueFault(trailer, last.value)!
      if (fault.is === 'pattern') yield say.form(spot, { value: last.value, pattern: fault.pattern, line })
      else if (fault.is !== 'empty') yield say.placeholder(spot, { value: last.value, line })
    }
  },
})
