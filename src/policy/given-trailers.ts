import type { Change, Commit, Trailer } from '../change.ts'
import type { TrailerPolicy } from './policy.ts'
import { isPathThere } from './rollback-path.ts'
import { isNone, isRollback, type ValueFault, valueFault } from './trailer-values.ts'

/** What a commit gives for a trailer. */
export interface GivenTrailer {
  readonly commit: Commit
  /** All of it as it stands, at least one. */
  readonly values: readonly Trailer[]
  /** The valid ones, each once; `none: <reason>` only where it is all that is said. One is enough. */
  readonly answers: readonly string[]
  readonly last: Trailer
  /** What is wrong with the last value by itself; null: nothing, but the path that it names may not be there. */
  readonly fault: ValueFault | null
}

/**
 * Where the values of a trailer count: on each commit of which trailers are asked, and where one for the whole change
 * will do, on the newest commit that has it. Oldest first.
 */
export function givenTrailers({ commits }: Change, trailer: TrailerPolicy): readonly GivenTrailer[] {
  const known = GIVEN.get(commits) ?? new Map<TrailerPolicy, readonly GivenTrailer[]>()
  const given = known.get(trailer) ?? givenIn(commits, trailer)
  GIVEN.set(commits, known.set(trailer, given))
  return given
}

// Several rules ask the same about the same commits.
const GIVEN = new WeakMap<readonly Commit[], Map<TrailerPolicy, readonly GivenTrailer[]>>()

function givenIn(commits: readonly Commit[], trailer: TrailerPolicy): readonly GivenTrailer[] {
  // git compares trailer keys without case.
  const wanted = trailer.key.toLowerCase()
  const isWanted = ({ key }: Trailer) => key.length === wanted.length && key.toLowerCase() === wanted
  const given: GivenTrailer[] = []
  for (const commit of commits) {
    if (!commit.owesTrailers) continue
    const values = commit.trailers.filter(isWanted)
    const last = values.at(-1)
    if (!last) continue
    const fault = valueFault(trailer, last.value)
    given.push({ commit, values, answers: answersIn(commit, trailer, values), last, fault })
  }
  return trailer.per === 'change' ? given.slice(-1) : given
}

function answersIn(commit: Commit, trailer: TrailerPolicy, values: readonly Trailer[]): readonly string[] {
  const mayBeMissing = isRollback(trailer.key)
  const valid: string[] = []
  for (const { value } of values) {
    if (valueFault(trailer, value) === null && !(mayBeMissing && !isPathThere(commit, value))) valid.push(value)
  }
  if (valid.length < 2) return valid
  const said = valid.filter((value) => !isNone(value))
  return [...new Set(said.length > 0 ? said : valid)]
}
