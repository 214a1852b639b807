/** Blanks as git's own `isspace` counts them: no vertical tab, no form feed, nothing beyond ASCII. */
export const isBlank = (unit: number): boolean => unit === 0x20 || (unit >= 0x09 && unit <= 0x0a) || unit === 0x0d

/** Where the line that begins at `at` ends, its line break included; never past the end of the text. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline + 1
}

/** Whether the line that begins at `at` holds nothing but git's blanks. */
export function isBlankLine(text: string, at: number): boolean {
  for (let i = at; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0x0a) return true
    if (!isBlank(unit)) return false
  }
  return true
}

/** Takes git's blanks off both ends. (`String.trim` also takes no-break spaces, which git keeps.) */
export function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const CUT_LINE = ' ------------------------ >8 ------------------------\n'

/**
 * Where the line stands under which `git commit -v` puts the diff, or the length of the text. As in git it must be
 * ended by a line break, and the first one counts.
 */
export function cutLineAt(text: string, commentPrefix: string): number {
  const line = commentPrefix + CUT_LINE
  if (text.startsWith(line)) return 0
  const found = text.indexOf(`\n${line}`)
  return found < 0 ? text.length : found + 1
}

const OLD_CONFLICTS = 'Conflicts:\n'

/**
 * Where the end of a message begins that git passes over when it looks for trailers: empty lines, `#` comments and, as
 * git wrote it before 2.3,
 *
 *     Conflicts:
 *     <tab>some/file
 *
 * in front of `end`. A line of blanks ends such a run, a line with nothing in it does not. Git takes offset 0 for "no
 * run yet": a run that begins with the message counts from its second line on, and a `Conflicts:` there is in force
 * until a run that begins further down is broken off.
 */
export function tailAt(text: string, end: number): number {
  let tail = 0
  let inConflicts = false
  const first = text.startsWith(OLD_CONFLICTS) ? 0 : firstOfLastRun(text, end)
  for (let at = first; at < end; at = lineEnd(text, at)) {
    const unit = text.charCodeAt(at)
    if (unit === 0x23 || unit === 0x0a) tail ||= at
    else if (text.startsWith(OLD_CONFLICTS, at)) {
      inConflicts = true
      tail ||= at
    } else if (tail !== 0 && !(inConflicts && unit === 0x09)) {
      tail = 0
      inConflicts = false
    }
  }
  return tail || end
}

/** The first of the last lines, up to `end`, that could all belong to the tail. What stands before can have no say. */
function firstOfLastRun(text: string, end: number): number {
  let first = end
  while (first > 0) {
    const at = lineStart(text, first)
    const unit = text.charCodeAt(at)
    if (unit !== 0x23 && unit !== 0x0a && unit !== 0x09 && !text.startsWith(OLD_CONFLICTS, at)) break
    first = at
  }
  return first
}

/** Where the last line before `end` begins; `end` itself is at the end of a line. */
export function lineStart(text: string, end: number): number {
  return end < 2 ? 0 : text.lastIndexOf('\n', end - 2) + 1
}
