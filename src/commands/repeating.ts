import { opensEditor } from '../collect/commit-being-made.ts'
import type { Report } from '../finding.ts'
import type { Environment } from '../git/process.ts'

const CONCLUDE =
  '"git merge" takes no --trailer. It has left the merge open: "git commit --no-edit", with what is said above, concludes it.\n'

// `git commit --trailer` puts them right under the empty line on which the subject is written.
const IN_EDITOR =
  'In the editor, leave an empty line between what you write and these trailers, and put other trailers into their paragraph.\n'

/**
 * What the author of a refused commit has to know beside its report when the same command cannot just be run again with
 * more arguments; empty when it can.
 */
export function howToRepeat(report: Report, env: Environment): string {
  // A pull merges too. `git commit`, which concludes a merge, does not set this.
  if (/^(?:merge|pull)\b/.test(env['GIT_REFLOG_ACTION'] ?? '')) return CONCLUDE
  const asks = report.findings.some(({ fix }) => fix?.kind === 'repeat' && fix.args.includes('--trailer'))
  return asks && opensEditor(env) ? IN_EDITOR : ''
}
