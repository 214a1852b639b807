import type { Finding } from '../finding.ts'
import { visible } from '../visible.ts'

const LONGEST_SENTENCE = 400
const LONGEST_PATH = 200

/** A finding's sentence and, unless it says so itself, where that is: `what, where`. One line, cut where it is endless. */
export function whatAndWhere(finding: Finding): string {
  const what = visible(finding.text, LONGEST_SENTENCE).replace(/\.$/, '')
  const where = place(finding)
  // A sentence that begins with the line has said it.
  const said =
    where === '' || what.includes(where) || (finding.at.line !== null && what.startsWith(`line ${finding.at.line} `))
  return said ? what : `${what}, ${where}`
}

/** `path:line:column`, `line N of the message`, or nothing: the first line of a report says which ref. */
function place({ at }: Finding): string {
  if (at.path !== null) {
    const position = at.line === null ? '' : at.column === null ? `:${at.line}` : `:${at.line}:${at.column}`
    return visible(at.path, LONGEST_PATH) + position
  }
  return at.line === null ? '' : `line ${at.line} of the message`
}
