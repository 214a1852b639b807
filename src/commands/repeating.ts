import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { opensEditor } from '../collect/hook/commit-being-made.ts'
import type { Report } from '../finding.ts'
import { operationIn } from '../git/operation.ts'
import type { Environment } from '../git/process.ts'
import { shellLine } from '../report/shell.ts'
import { visible } from '../visible.ts'

/** What git leaves where an operation waits to be concluded, and the command that takes no more arguments. */
const CONTINUED = [
  ['MERGE_HEAD', 'git merge --continue'],
  ['CHERRY_PICK_HEAD', 'git cherry-pick --continue'],
  ['REVERT_HEAD', 'git revert --continue'],
] as const

// `git commit --trailer` puts them right under the empty line on which the subject is written.
const IN_EDITOR =
  'In the editor, leave an empty line between what you write and these trailers, and put other trailers into their paragraph.\n'

/** git leaves the text of a commit that a hook refused, and its next commit writes over it. */
function keptText(file: string): string {
  const copied = basename(file) === 'COMMIT_EDITMSG'
  return copied ? `What you wrote is kept in ${visible(file, 400)} until the next commit begins: copy it first.\n` : ''
}

const CONTINUE = 'Then go on with "git rebase --continue".\n'

/** How the author of a refused commit makes it after all. */
export interface Repeating {
  /** What is run with more arguments, where that is another command than the refused one. */
  readonly repeat?: string
  /** What else they have to know; empty: nothing. */
  readonly remark: string
}

/**
 * How a commit that a hook refused is made after all, by what git is in the middle of. `file`: where its message stands;
 * null: it has none yet.
 */
export function howToRepeat(report: Report, gitDir: string, env: Environment, file: string | null): Repeating {
  const asked = report.findings.flatMap(({ fix }) => (fix?.kind === 'repeat' ? [fix.args] : []))
  // A pull merges too. `git commit`, which concludes a merge, does not set this.
  if (/^(?:merge|pull)\b/.test(env['GIT_REFLOG_ACTION'] ?? '')) {
    const remark = 'The merge is left open: once that is done, "git commit --no-edit" concludes it.\n'
    return { repeat: '"git commit --no-edit", which concludes the merge,', remark: asked.length > 0 ? '' : remark }
  }
  const typed = opensEditor(env) && file !== null ? keptText(file) : ''
  if (typed !== '' && operationIn(gitDir)?.what === 'a rebase' && !existsSync(join(gitDir, 'CHERRY_PICK_HEAD'))) {
    // The commit that is to get other words is there already, and keeps its old ones if it is amended without a message.
    const repeat = shellLine(['git', 'commit', '--amend', '--cleanup=strip', '-F', file!])
    return { repeat: `"${repeat}", which amends the commit with what you wrote,`, remark: CONTINUE }
  }
  const continued = CONTINUED.find(([head]) => existsSync(join(gitDir, head)))?.[1]
  const remark = opensEditor(env) && asked.some((args) => args.includes('--trailer')) ? IN_EDITOR + typed : typed
  return continued === undefined
    ? { remark }
    : { repeat: `the same git command again ("git commit --no-edit" in place of "${continued}")`, remark }
}
