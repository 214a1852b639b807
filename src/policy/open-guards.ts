import type { Change, Commit, FileChange, Guard } from '../change.ts'

/** A path of a commit with the guards that are not satisfied yet. */
export interface OpenGuards {
  readonly commit: Commit
  readonly file: FileChange
  readonly guards: readonly Guard[]
  /** For a merge, in words, which parent it is compared with; else empty. */
  readonly against: string
  /** Its commit asks for the sign-off. */
  readonly requested: boolean
}

const ALL_KINDS: readonly Guard['kind'][] = ['paths', 'lockfiles', 'policy', 'request']

/**
 * The transitions that still need a sign-off, or those that need one under entries of these kinds. What is blocked outright
 * is left out: no sign-off would help it. A merge gives one for each parent that differs.
 */
export function* openGuards({ commits }: Pick<Change, 'commits'>, kinds = ALL_KINDS): Generator<OpenGuards> {
  for (const commit of commits) {
    for (const file of commit.changes) {
      if (file.guards.some(({ action }) => action === 'block')) continue
      const guards = file.guards.filter(({ kind, standing }) => kinds.includes(kind) && standing !== 'signed-off')
      if (guards.length === 0) continue
      const against = commit.parents.length > 1 ? ` (as this merge leaves it, against parent ${file.parent + 1})` : ''
      yield { commit, file, guards, against, requested: guards.every(({ standing }) => standing === 'requested') }
    }
  }
}
