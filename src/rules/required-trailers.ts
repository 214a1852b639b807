import type { Change, Commit, Trailer } from '../change.ts'
import type { TrailerPolicy } from '../policy/policy.ts'
import { exampleValue, valueFault, valueFromBranch } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Task-Id: { required: true }
  Tests-Run: { required: true }`

export const requiredTrailers = defineRule({
  id: 'required-trailers',
  docs: {
    summary: 'Every commit it is asked of carries the trailers that the policy requires, each once.',
    why: 'Without the task, what was run and the way back in the commit itself, a reviewer sees a diff and not the work. Trailers stay in the history on any forge.',
    fix: 'Run the same git command again with --trailer "Key: value" for each one that is missing.',
    good: [
      {
        name: 'both trailers in the last paragraph',
        policy: POLICY,
        message:
          'Add retry\n\nThe gateway drops one call in a thousand.\n\nTask-Id: ABC-1\nTests-Run: npm test (3 passed)\n',
      },
      {
        name: 'the same value twice says nothing else than once',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id: ABC-1\nTask-Id: ABC-1\nTests-Run: npm test (3 passed)\n',
      },
    ],
    bad: [
      { name: 'no trailers', policy: POLICY, message: 'Add retry\n', finds: 'missing' },
      {
        name: 'a key without a value',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id:\nTests-Run: npm test (3 passed)\n',
        finds: 'empty',
      },
      {
        name: 'two tasks',
        policy: POLICY,
        message: 'Add retry\n\nTask-Id: ABC-1\nTask-Id: ABC-2\nTests-Run: npm test (3 passed)\n',
        finds: 'several',
      },
      {
        name: 'a value that the pattern of its own key does not allow',
        policy: "trailers-for: everyone\ntrailers:\n  Team: { required: true, pattern: '^(web|core)$' }",
        message: 'Add retry\n\nTeam: marketing\n',
        finds: 'pattern',
      },
      {
        name: 'nowhere in the change',
        policy: 'trailers-for: everyone\ntrailers:\n  Reviewed-plan: { required: true, per: change }',
        message: 'Add retry\n',
        finds: 'missing-in-change',
      },
      {
        name: 'a fixup that would land',
        policy: POLICY,
        message: 'fixup! Add retry\n',
        finds: 'autosquash',
      },
    ],
  },
  messages: {
    missing: ({ trailer, line }: { trailer: string; line: string }) => ({
      text: `the commit has no "${trailer}" trailer`,
      remedy: { trailers: [line] },
    }),
    empty: ({ trailer, line }: { trailer: string; line: string }) => ({
      text: `"${trailer}" has no value`,
      remedy: { trailers: [line] },
    }),
    several: ({ trailer, values }: { trailer: string; values: readonly string[] }) => ({
      text: `"${trailer}" is given more than once: ${values.map((value) => visible(value, 60)).join(', ')}`,
      remedy: { keep: { key: trailer, value: values.at(-1)! }, note: `leave one "${trailer}" line in the message` },
    }),
    pattern: ({
      trailer,
      value,
      pattern,
      line,
    }: {
      trailer: string
      value: string
      pattern: string
      line: string
    }) => ({
      text: `"${trailer}: ${visible(value, 80)}" is not what the policy asks: it must match ${pattern}`,
      remedy: { trailers: [line] },
    }),
    placeholder: ({ trailer, value, line }: { trailer: string; value: string; line: string }) => ({
      text: `"${trailer}: ${visible(value, 80)}" says nothing`,
      remedy: { trailers: [line] },
    }),
    'missing-in-change': ({ trailer, line }: { trailer: string; line: string }) => ({
      text: `no commit of the change has a "${trailer}" trailer`,
      remedy: { trailers: [line] },
    }),
    'remember-in-change': ({ trailer }: { trailer: string }) => ({
      text: `the change needs a "${trailer}" trailer on one of its commits before it lands`,
      atMost: 'warn' as const,
    }),
    autosquash: ({ subject }: { subject: string }) => ({
      text: `"${visible(subject, 60)}" is meant to be squashed and would land as it is`,
      remedy: { squash: true as const },
    }),
  },
  decode: ({ trailers, trailersFor }) => ({ trailers, ofAll: trailersFor !== 'agents' }),
  *check(change, { trailers, ofAll }, say) {
    const asked = trailers.some(({ required }) => required)
    for (const commit of change.commits) {
      if (commit.autosquash && change.at === 'wall' && asked && (ofAll || commit.byAgent)) {
        yield say.autosquash({ commit }, { subject: commit.message.trimStart().split('\n', 1)[0]! })
      }
      if (!commit.owesTrailers) continue
      for (const trailer of trailers) {
        if (trailer.per === 'commit') yield* checkCommit(change, commit, trailer)
      }
    }
    const owing = change.commits.filter((commit) => commit.owesTrailers)
    if (owing.length === 0) return
    for (const trailer of trailers) {
      if (trailer.per !== 'change' || !trailer.required) continue
      const given = owing.some((commit) => valuesOf(commit, trailer).some(({ value }) => !valueFault(trailer, value)))
      if (given) continue
      const spot = { commit: owing.at(-1)!, trailer: trailer.key }
      if (change.at === 'wall')
        yield say['missing-in-change'](spot, { trailer: trailer.key, line: lineFor(change, trailer) })
      else if (change.kind !== 'push') yield say['remember-in-change'](spot, { trailer: trailer.key })
    }

    function* checkCommit(change: Change, commit: Commit, trailer: TrailerPolicy) {
      const spot = { commit, trailer: trailer.key }
      const line = lineFor(change, trailer)
      const given = valuesOf(commit, trailer)
      if (given.length === 0) {
        if (trailer.required) yield say.missing(spot, { trailer: trailer.key, line })
        return
      }
      const valid = given.filter(({ value }) => valueFault(trailer, value) === null)
      const distinct = [...new Set(valid.map(({ value }) => value))]
      if (distinct.length > 1 && !trailer.many) yield say.several(spot, { trailer: trailer.key, values: distinct })
      if (valid.length > 0) return
      const last = given.at(-1)!
      const at = { ...spot, line: last.line }
      const fault = valueFault(trailer, last.value)!
      if (fault.is === 'empty') yield say.empty(at, { trailer: trailer.key, line })
      // Keys with rules of their own are explained there.
      else if (OWN_RULE.has(trailer.key.toLowerCase())) return
      else if (fault.is === 'pattern') {
        yield say.pattern(at, { trailer: trailer.key, value: last.value, pattern: fault.pattern, line })
      } else yield say.placeholder(at, { trailer: trailer.key, value: last.value, line })
    }
  },
})

const OWN_RULE = new Set(['task-id', 'tests-run', 'rollback'])

/** git compares trailer keys without case. */
const valuesOf = (commit: Commit, trailer: TrailerPolicy): readonly Trailer[] =>
  commit.trailers.filter(({ key }) => key.toLowerCase() === trailer.key.toLowerCase())

/** The whole line to add; a task id is taken from the branch's name where the policy allows it. */
function lineFor(change: Change, trailer: TrailerPolicy): string {
  return `${trailer.key}: ${valueFromBranch(change.branch, trailer) ?? exampleValue(trailer)}`
}
