import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Operation, operationIn } from './operation.ts'
import { headRef } from './refs.ts'
import type { Repository } from './repository.ts'
import { firstThatExists } from './revision.ts'

/** A work tree of the same repository, other than the one that was opened. */
export interface OtherWorktree {
  readonly path: string
  /** The name under which its HEAD can be read and moved from here. */
  readonly head: string
  /** The branch that is checked out, by full name; null when detached. */
  readonly branch: string | null
  /** The commit that is checked out without a branch; null: a branch is, or none yet. */
  readonly detachedAt: string | null
  readonly operation: Operation | null
}

/** The other work trees of a repository. One whose folder is gone is left out, unless it is locked. */
export async function otherWorktrees(repository: Repository): Promise<readonly OtherWorktree[]> {
  const { commonDir, gitDir, place } = repository
  const found: { readonly path: string; readonly gitDir: string; readonly head: string }[] = []
  if (gitDir !== commonDir) found.push({ path: dirname(commonDir), gitDir: commonDir, head: 'main-worktree/HEAD' })
  for (const id of namesIn(join(commonDir, 'worktrees'))) {
    const own = join(commonDir, 'worktrees', id)
    // The file names the `.git` of the work tree.
    const link = existsSync(join(own, 'gitdir')) ? readFileSync(join(own, 'gitdir'), 'utf8').trim() : ''
    const isThere = existsSync(link) || existsSync(join(own, 'locked'))
    if (isThere && own !== gitDir) found.push({ path: dirname(link), gitDir: own, head: `worktrees/${id}/HEAD` })
  }
  return await Promise.all(
    found.map(async ({ path, gitDir, head }) => {
      const branch = await headRef(place, head)
      const commit = branch === null ? await firstThatExists(repository, [head]) : null
      return { path, head, branch, detachedAt: commit?.oid ?? null, operation: operationIn(gitDir) }
    }),
  )
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}
