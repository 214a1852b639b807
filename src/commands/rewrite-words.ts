import { pathspec } from '../git/pathspec.ts'
import type { RewritePlan } from '../git/rewrite.ts'
import type { Obstacle } from '../git/rewrite-moves.ts'
import { shellLine } from '../report/shell.ts'
import { visible } from '../visible.ts'

/** A ref as people call it: `topic`, `origin/topic`. */
export const shortRef = (ref: string): string => visible(ref.replace(/^refs\/(?:heads|tags|remotes)\//, ''), 120)

/** As many digits of an id as git shows at least. */
export const shortId = (oid: string): string => oid.slice(0, 7)

/** Why commits cannot be rewritten, one sentence for each reason, with what would allow it. */
export function obstacleText(obstacle: Obstacle): string {
  switch (obstacle.is) {
    case 'operation':
      return `${obstacle.what} is in progress here: end it first ("git status" says how)`
    case 'not-in-history':
      return `${obstacle.commit} is not in the history of HEAD: check out the branch that it is on`
    case 'protected':
      return `${shortRef(obstacle.ref)} has the commit already: it has landed, and what has landed is not rewritten`
    case 'published-elsewhere':
      return `${shortRef(obstacle.ref)} has the commit, and it is no copy of this branch (if it is gone there, "git fetch --prune")`
    case 'published':
      return `${shortRef(obstacle.ref)} has the commit already: with --published it is rewritten here, and you are told how to push it`
    case 'behind':
      return `${shortRef(obstacle.ref)} has commits that are not here: bring them in first, or a push would lose them`
    case 'branch':
      return `branch ${shortRef(obstacle.ref)} has the commit too: with --update-refs it moves along`
    case 'worktree':
      return `the work tree ${visible(obstacle.path, 200)} stands on the commit without a branch: with --update-refs it moves along`
    case 'tag':
      return `tag ${shortRef(obstacle.ref)} has the commit: with --update-refs it stays on the old one`
    case 'busy-worktree':
      return `${obstacle.what} is in progress in ${visible(obstacle.path, 200)}: end it there first`
    case 'signature':
      return `${shortId(obstacle.commit)} is signed by its committer <${visible(obstacle.committer, 120)}>, who is not you, and a rewrite would lose that`
    case 'not-changed':
      return `${shortId(obstacle.commit)} leaves ${visible(obstacle.path, 200)} as it was: there is nothing to leave out`
    case 'sides-differ':
      return `${shortId(obstacle.commit)} is a merge, and its sides have ${visible(obstacle.path, 200)} in different states: take one of them by hand ("git rebase -i --rebase-merges")`
    case 'changed-again':
      return `${shortId(obstacle.commit)} changes ${visible(obstacle.path, 200)} again: leave it out of that commit first`
    case 'merged-otherwise':
      return `${shortId(obstacle.commit)} merges another state of ${visible(obstacle.path, 200)} in: what it should be without this change, only you can say ("git rebase -i --rebase-merges")`
    case 'no-room':
      return `${visible(obstacle.path, 200)} cannot come back in ${shortId(obstacle.commit)}: leave out what stands in its place as well`
    case 'shallow':
      return `the clone is shallow and ends at ${shortId(obstacle.commit)}: run "git fetch --unshallow" first`
  }
}

/** What a rewrite did, line by line, with the commands to compare, to take it back and to push it. */
export function told({ moves, pushes, tagsLeft, onlyMessages, unsigned }: RewritePlan): string {
  const lines = moves.map(({ ref, old, new: id, commits }) => {
    const count = `${commits} ${commits === 1 ? 'commit' : 'commits'} rewritten${onlyMessages ? ', only messages' : ''}`
    return `${shortRef(ref)}: ${shortId(old)} -> ${shortId(id)} (${count}; git range-diff ${old.slice(0, 12)}...${id.slice(0, 12)})`
  })
  if (unsigned.length > 0) lines.push(`no longer signed: ${unsigned.map(shortId).join(', ')}`)
  for (const tag of tagsLeft) lines.push(`tag ${shortRef(tag)} stays on the old commits`)
  const undo = moves.map(({ ref, old, new: id }) => shellLine(['git', 'update-ref', ref, old, id]))
  lines.push('to undo:', ...undo.map((command) => `  ${command}`))
  const push = pushes.map(({ branch, to, old }) =>
    shellLine(['git', 'push', `--force-with-lease=${to.ref}:${old}`, to.remote, `${branch}:${to.ref}`]),
  )
  if (push.length > 0) lines.push('to publish:', ...push.map((command) => `  ${command}`))
  return `${lines.join('\n')}\n`
}

/** What is still to be done about paths that were left out. `staged`: those that the index still has. */
export function leftOut(paths: readonly string[], staged: readonly string[]): string {
  const named = (some: readonly string[]) => some.map((path) => visible(path, 200)).join(', ')
  const restore = shellLine(['git', 'restore', '--staged', '--', ...staged.map(pathspec)])
  const left =
    staged.length === 0
      ? ''
      : `still staged: ${named(staged)}; to take that out of what is staged, too:\n  ${restore}\n`
  return `left out: ${named(paths)}
${left}the old commits are still here and wherever they were pushed: if it is a secret that was pushed, revoke it
`
}
