import { CouldNotCheck } from '../errors.ts'
import { pathFromBytes } from './path-bytes.ts'

/** A ref of a push as the server is told of it. Ids of zeros stand for "nothing". */
export interface RefUpdate {
  /** What the pusher takes the ref to stand on; git holds it against the truth only after the hook. */
  readonly old: string
  readonly new: string
  /** Full name. A byte that is not UTF-8 is kept as in paths. */
  readonly ref: string
}

/**
 * Reads what git tells pre-receive on stdin, a line for each ref, with a name that may have blanks beyond ASCII in it:
 *
 *     67890… 12345… refs/heads/main
 *
 * @throws {CouldNotCheck} for a line of another form: it may stand for a ref that nobody would look at.
 */
export function readRefUpdates(lines: Buffer): readonly RefUpdate[] {
  const updates: RefUpdate[] = []
  for (let at = 0; at < lines.length; ) {
    const newline = lines.indexOf(10, at)
    const end = newline < 0 ? lines.length : newline
    const line = lines.subarray(at, end)
    at = end + 1
    const ids = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) /.exec(line.toString('latin1'))
    if (!ids || line.length === ids[0].length) throw new CouldNotCheck('git told of a ref in a form that is not known')
    updates.push({ old: ids[1]!, new: ids[2]!, ref: pathFromBytes(line.subarray(ids[0].length)) })
  }
  return updates
}
