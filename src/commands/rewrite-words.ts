import type { Obstacle } from '../git/rewrite-moves.ts'
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
    case 'shallow':
      return `the clone is shallow and ends at ${shortId(obstacle.commit)}: run "git fetch --unshallow" first`
  }
}
