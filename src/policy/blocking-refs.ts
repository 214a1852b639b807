import { MODE_FILE } from '../change.ts'
import { DEFAULT_BRANCHES } from '../default-branches.ts'
import { matcher } from './match.ts'
import { pathKey } from './path-key.ts'
import { compilePatterns, type GlobOf, type PathTable } from './patterns.ts'

/** What blocks where the policy does not say: what most teams protect. */
export const USUAL_BRANCHES: readonly string[] = [...DEFAULT_BRANCHES, 'release/*']

/**
 * Compiles patterns of refs. One without `refs/` in front means branches. They are matched as guards are, without case and
 * in every spelling: on a server whose file system ignores case, a push to `Main` moves `main`.
 */
export const compileRefs = (patterns: readonly string[]): PathTable =>
  compilePatterns(
    patterns.map((pattern) => (pattern.startsWith('refs/') ? `/${pattern}` : `/refs/heads/${pattern}`)),
    { fold: true },
  )

/** Makes the test whether a push is refused for a ref, by its full name. */
export function blockingRefs(table: PathTable, globOf: GlobOf): (ref: string) => boolean {
  const matches = matcher(table, globOf)
  return (ref) => matches(pathKey(ref, MODE_FILE))
}
