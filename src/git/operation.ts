import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Something that git has begun in a work tree and not ended. */
export interface Operation {
  /** In git's words: `a rebase`, `a merge` … */
  readonly what: string
  /** Branches, by full name, that git will move when it ends. */
  readonly branches: readonly string[]
}

/** What git leaves in a git directory while it is in the middle of something. */
const MARKS: readonly (readonly [file: string, what: string])[] = [
  ['rebase-merge', 'a rebase'],
  ['rebase-apply/applying', 'git am'],
  ['rebase-apply', 'a rebase'],
  ['MERGE_HEAD', 'a merge'],
  ['CHERRY_PICK_HEAD', 'a cherry-pick'],
  ['REVERT_HEAD', 'a revert'],
  // Between two picks of a series there is neither of the two heads.
  ['sequencer', 'a cherry-pick or revert of several commits'],
  // Its refs name commits by id; after a rewrite it would go on among commits that the branch no longer has.
  ['BISECT_LOG', 'a bisect'],
]

/** The operation in progress in the work tree that has this git directory; null: none. */
export function operationIn(gitDir: string): Operation | null {
  const found = MARKS.find(([file]) => existsSync(join(gitDir, file)))
  if (!found) return null
  const written = ['rebase-merge/head-name', 'rebase-merge/update-refs', 'rebase-apply/head-name'].flatMap((file) =>
    linesOf(join(gitDir, file)),
  )
  return { what: found[1], branches: written.filter((line) => line.startsWith('refs/heads/')) }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}
