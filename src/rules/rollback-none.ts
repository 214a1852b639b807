import { isRollback, readRollback } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import { defineRule } from './rule.ts'

const POLICY = `trailers-for: everyone
trailers:
  Rollback: { required: true }
rules: { rollback-none: block }`

export const rollbackNone = defineRule({
  id: 'rollback-none',
  severity: 'warn',
  docs: {
    summary: 'A commit that says it cannot be undone is shown to people; the policy may refuse it.',
    why: '"none" is an honest answer and the first thing that a reviewer must know.',
    fix: 'Give a way back: run the same git command again with --trailer "Rollback: revert", or split off what cannot be undone.',
    good: [{ name: 'a way back', policy: POLICY, message: 'Add retry\n\nRollback: revert\n' }],
    bad: [
      {
        name: 'no way back, for a reason',
        policy: POLICY,
        message: 'Drop the old table\n\nRollback: none: the data is gone\n',
        finds: 'none',
      },
    ],
  },
  messages: {
    none: ({ reason }: { reason: string }) => ({
      text: `the commit says that it cannot be undone: ${visible(reason, 160)}`,
      remedy: { trailers: ['Rollback: revert'], note: 'only if a revert really undoes it' },
    }),
  },
  decode: () => null,
  *check(change, _options, say) {
    for (const commit of change.commits) {
      if (!commit.owesTrailers) continue
      const given = commit.trailers
        .filter(({ key }) => isRollback(key))
        .map(({ value, line }) => ({ read: readRollback(value), line }))
      // A way back that stands beside it is the answer.
      if (given.some(({ read }) => read !== null && read.way !== 'none')) continue
      const none = given.find(({ read }) => read?.way === 'none')
      if (none) yield say.none({ commit, trailer: 'Rollback', line: none.line }, { reason: none.read!.detail })
    }
  },
})
