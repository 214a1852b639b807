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
export function givenTrailers(change: Change, trailer: TrailerPolicy): readonly GivenTrailer[] {
  // git compares trailer keys without case.
  const wanted = trailer.key.toLowerCase()
  const given: GivenTrailer[] = []
  for (const commit of change.commits) {
    if (!commit.owesTrailers) continue
    const values = commit.trailers.filter(({ key }) => key.toLowerCase() === wanted)
    const last = values.at(-1)
    if (!last) continue
    const answers = answersIn(commit, trailer, values)
    given.push({ commit, values, answers, last, fault: valueFault(trailer, last.value) })
  }
  return trailer.per === 'change' ? given.slice(-1) : given
}

function answersIn(commit: Commit, trailer: TrailerPolicy, values: readonly Trailer[]): readonly string[] {
  const mayHold = isRollback(trailer.key) ? (value: string) => isPathThere(commit, value) : () => true
  const valid = values
    .map(({ value }) => value)
    .filter((value) => valueFault(trailer, value) === null && mayHold(value))
  const said = valid.filter((value) => !isNone(value))
  return [...new Set(said.length > 0 ? said : valid)]
}
