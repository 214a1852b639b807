/** One line without its line break, and its number from 1. */
export interface Line {
  readonly text: string
  readonly number: number
}

/** The lines of a text, one at a time. CRLF counts as one break; a lone CR is part of its line. */
export function* linesOf(text: string): Generator<Line> {
  let start = 0
  for (let number = 1; start < text.length; number++) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    yield { text: text.slice(start, text[end - 1] === '\r' && end > start ? end - 1 : end), number }
    start = end + 1
  }
}

/** The number of the line, from 1, in which an offset (in UTF-16 units) stands. */
export function lineAt(text: string, offset: number): number {
  let number = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) number += 1
  return number
}
