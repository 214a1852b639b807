import { besideNames } from './beside.ts'
import { globOf } from './globs.ts'
import { matcher } from './match.ts'
import { type PathKey, pathKey } from './path-key.ts'
import { compilePatterns } from './patterns.ts'
import type { Entry, Policy } from './policy.ts'

/** An entry that a path matches, and why. */
export interface Explanation {
  readonly entry: Entry
  /** The patterns that match the path, as their author wrote them. */
  readonly through: readonly string[]
  /** What must lie beside the path for the entry to hold, where no pattern matches it by itself; else null. */
  readonly ifBeside: readonly string[] | null
  /** The exceptions that take it out again; when there is one, the entry does not hold for the path. */
  readonly exceptedBy: readonly string[]
}

/**
 * Every entry of the policy that a path with this mode (six octal digits) matches, in the policy's order, also those
 * that an exception takes it out of. For people who ask; each pattern is compiled anew.
 */
export function explainPath(policy: Policy, path: string, mode: string): readonly Explanation[] {
  const key = pathKey(path, mode)
  return policy.entries.flatMap((entry) => {
    const through = matching(entry.patterns, true, key)
    const ifBeside = through.length > 0 ? null : besideNames(entry.ifBeside, globOf)(key)
    if (through.length === 0 && ifBeside === null) return []
    return [{ entry, through, ifBeside, exceptedBy: matching(entry.exceptions, false, key) }]
  })
}

const matching = (patterns: readonly string[], fold: boolean, key: PathKey): readonly string[] =>
  patterns.filter((pattern) => matcher(compilePatterns([pattern], { fold }), globOf)(key))
