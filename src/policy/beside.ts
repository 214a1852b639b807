import { matcher } from './match.ts'
import type { PathKey } from './path-key.ts'
import type { GlobOf, PathTable } from './patterns.ts'

/** Paths that are lock files only if something lies beside them: `manifest.toml` is Julia's, Gleam's, or nobody's. */
export interface BesideTable {
  readonly match: PathTable
  /** Names from the folder of the file, any of which is enough. */
  readonly names: readonly string[]
}

/** What must lie beside a path, from its own folder, for any of the tables to hold; null when none can. */
export function besideNames(
  tables: readonly BesideTable[],
  globOf: GlobOf,
): (key: PathKey) => readonly string[] | null {
  const tests = tables.map(({ match, names }) => ({ matches: matcher(match, globOf), names }))
  return (key) => {
    const names = tests.flatMap(({ matches, names }) => (matches(key) ? names : []))
    return names.length === 0 ? null : [...new Set(names)]
  }
}
