import { givenTrailers } from '../policy/given-trailers.ts'
import type { TrailerPolicy } from '../policy/policy.ts'
import { rollbackPaths } from '../policy/rollback-path.ts'
import { isNone, isRollback, readRollback } from '../policy/trailer-values.ts'
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
      remedy: { trailers: ['Rollback: revert'], note: 'only if a revert really undoes it', ifBlocked: true },
    }),
  },
  decode: ({ trailers }) => trailers.find(({ key }) => isRollback(key)) ?? UNASKED,
  reads: rollbackPaths,
  *check(change, trailer, say) {
    for (const { commit, values, answers } of givenTrailers(change, trailer)) {
      // A way back that stands beside it is the answer, if it is one.
      if (answers.some((value) => !isNone(value))) continue
      const none = values.find(({ value }) => readRollback(value)?.way === 'none')
      if (!none) continue
      const spot = { commit, trailer: trailer.key, line: none.line }
      yield say.none(spot, { reason: readRollback(none.value)!.detail })
    }
  },
})

/** Where the policy asks for no way back, a commit may still say that there is none. */
const UNASKED: TrailerPolicy = {
  ...{ key: 'Rollback', required: false, per: 'commit', pattern: null, fromBranch: false, allowNone: true },
  ...{ many: false, example: null },
}
