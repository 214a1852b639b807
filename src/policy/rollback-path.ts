import type { Commit } from '../change.ts'
import { isRollback, readRollback } from './trailer-values.ts'

/** The path of the tree that a `Rollback` value names, as git looks it up (no `./`, no last slash); null: it names none. */
export function rollbackPath(value: string): string | null {
  // By far most say "revert" and nothing else.
  if (value === 'revert') return null
  const rollback = readRollback(value)
  if (rollback?.way !== 'runbook' && rollback?.way !== 'migration') return null
  return rollback.detail.replace(/^\.\/(?=[^/])/, '').replace(/(?<=[^/])\/$/, '')
}

/** The same where git can look it up in a tree; null: the value names none, or nothing that a tree could have. */
export function wayBackPath(value: string): string | null {
  const path = rollbackPath(value)
  return path !== null && isTreePath(path) ? path : null
}

/** The paths to look up in a commit's tree to know whether the ways back that it names are there. */
export function rollbackPaths(commit: Commit): readonly string[] {
  if (!commit.owesTrailers) return []
  return commit.trailers.flatMap(({ key, value }) => (isRollback(key) ? (wayBackPath(value) ?? []) : []))
}

/** Whether the path that a `Rollback` value names is in the commit's tree; true where it names none. */
export function isPathThere(commit: Commit, value: string): boolean {
  const path = rollbackPath(value)
  return path === null || commit.has[path] === true
}

/** A path that git can look up in a tree as it stands: relative, without `.` and `..`, one line. */
const isTreePath = (path: string): boolean =>
  !/[\n\0]/.test(path) && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..')
