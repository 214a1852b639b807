/** A message as lines (counted from 0) and what git makes of their places. `end` is the first line after the part. */
export interface Layout {
  readonly lines: readonly string[]
  /** Where the first paragraph ends, in which git reads no trailers. */
  readonly subjectEnd: number
  /** The last paragraph, the only one in which it does; comments below it are left out. */
  readonly last: { readonly start: number; readonly end: number }
  /** The cut line under which git reads nothing; the number of lines when there is none. */
  readonly cut: number
}

export const isBlank = (line: string): boolean => /^[ \t\r]*$/.test(line)

const isComment = (line: string): boolean => line.startsWith('#')

const CUT_LINE = '# ------------------------ >8 ------------------------'

/**
 * Where paragraphs begin and end. Explains what git has read, and decides nothing: what is a trailer is already known
 * from the commit.
 */
export function layoutOf(message: string): Layout {
  const lines = message.split('\n')
  const found = lines.indexOf(CUT_LINE)
  const cut = found < 0 ? lines.length : found
  let subjectEnd = lines.findIndex((line) => !isBlank(line))
  while (subjectEnd >= 0 && subjectEnd < cut && !isBlank(lines[subjectEnd]!)) subjectEnd++
  let end = cut
  while (end > 0 && (isBlank(lines[end - 1]!) || isComment(lines[end - 1]!))) end--
  let start = end
  while (start > 0 && !isBlank(lines[start - 1]!)) start--
  return { lines, subjectEnd: Math.max(subjectEnd, 0), last: { start, end }, cut }
}

const TRAILER_LINE = /^[A-Za-z0-9-]+[ \t]*:|^\(cherry picked from commit /

/** Lines of the last paragraph that are neither trailers, nor continue one, nor are comments. */
export function strangersIn({ lines, last }: Layout): readonly number[] {
  const strangers: number[] = []
  let follows = false
  for (let at = last.start; at < last.end; at++) {
    const line = lines[at]!
    if (isComment(line)) follows = false
    else if (/^[ \t\r]/.test(line)) {
      if (!follows) strangers.push(at)
    } else {
      follows = TRAILER_LINE.test(line)
      if (!follows) strangers.push(at)
    }
  }
  return strangers
}

/** The `---` line in or directly under the paragraph that line `at` belongs to; null: there is none. */
export function dividerAfter({ lines }: Layout, at: number): number | null {
  let next = at + 1
  while (next < lines.length && !isBlank(lines[next]!) && !isDivider(lines[next]!)) next++
  while (next < lines.length && isBlank(lines[next]!)) next++
  return next < lines.length && isDivider(lines[next]!) ? next : null
}

export const isDivider = (line: string): boolean => /^---(?:[ \t\r]|$)/.test(line)
