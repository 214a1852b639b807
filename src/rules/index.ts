import { blockedPaths } from './blocked-paths.ts'
import { commitMessage } from './commit-message.ts'
import { forcedPush } from './forced-push.ts'
import { guardedPaths } from './guarded-paths.ts'
import { lockfiles } from './lockfiles.ts'
import { policyChange } from './policy-change.ts'
import { requestedSignOffs } from './requested-sign-offs.ts'
import { requiredTrailers } from './required-trailers.ts'
import { rollback } from './rollback.ts'
import { rollbackNone } from './rollback-none.ts'
import type { Rule } from './rule.ts'
import { signOffs } from './sign-offs.ts'
import { suspiciousPaths } from './suspicious-paths.ts'
import { taskId } from './task-id.ts'
import { testsRun } from './tests-run.ts'
import { trailerBlock } from './trailer-block.ts'

/** All rules, in the order in which reports show what they found. */
export const rules: readonly Rule[] = [
  blockedPaths,
  guardedPaths,
  lockfiles,
  requestedSignOffs,
  forcedPush,
  policyChange,
  signOffs,
  suspiciousPaths,
  requiredTrailers,
  trailerBlock,
  taskId,
  testsRun,
  rollback,
  rollbackNone,
  commitMessage,
]

/** What the policy may name in `rules:`. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id)
