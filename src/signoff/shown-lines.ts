import { bytesOfPath, pathFromBytes } from '../git/path-bytes.ts'
import { visible } from '../visible.ts'

/** A part of the screen: how many columns a line may have, and how much of it is worth showing. */
export interface Showing {
  readonly columns: number
  /** Lines of a diff that are shown; the rest is counted. */
  readonly mostLines: number
  /** Characters of a line that are shown; the rest is counted. */
  readonly mostCharacters: number
}

/**
 * Text as lines that no terminal breaks by itself. What a terminal carries over begins at its left edge, where only our
 * own words and the question stand: a line of the right length could put a question and its answer there. `first` and
 * `next` stand before the first line and those that it goes on with. The text must be visible already.
 */
export function wrapped(text: string, first: string, next: string, columns: number): readonly string[] {
  const lines: string[] = []
  let line = first
  let used = first.length
  for (const character of text) {
    if (used + widthOf(character) > columns) {
      // Between words, where that leaves no line half empty.
      const blank = line.lastIndexOf(' ') + 1
      const end = blank > columns / 2 ? blank : line.length
      lines.push(line.slice(0, end))
      line = next + line.slice(end)
      used = 0
      for (const each of line) used += widthOf(each)
    }
    line += character
    used += widthOf(character)
  }
  return [...lines, line]
}

/** Nobody knows how wide a terminal draws what is not ASCII; two is the most, and too many breaks do no harm. */
const widthOf = (character: string): number => (character <= '~' ? 1 : 2)

/** What is shown of something. */
export interface Shown {
  /** Lines of the screen. */
  readonly lines: readonly string[]
  /** False: a part is left out, and the lines say which. */
  readonly whole: boolean
}

/**
 * Lines of a diff, each with git's mark before it, made harmless: a gutter holds the mark, and what goes on below has an
 * empty one. `rest` says how to see the lines that are left out.
 */
export function shownDiff(diff: readonly Buffer[], rest: string, showing: Showing): Shown {
  const shown = diff.slice(0, showing.mostLines).map((line) => shownLine(line, showing))
  const left = diff.length - shown.length
  const lines = shown.flatMap((line) => line.lines)
  return left > 0
    ? { lines: [...lines, ...wrapped(`… ${left} more lines: ${rest}`, '  ', '    ', showing.columns)], whole: false }
    : { lines, whole: shown.every(({ whole }) => whole) }
}

function shownLine(bytes: Buffer, { columns, mostCharacters }: Showing): Shown {
  // A character has four bytes at most, so that nothing behind these can be shown.
  const line = pathFromBytes(bytes.subarray(0, 4 * (mostCharacters + 1)))
  const mark = line.charAt(0)
  const kept = line.slice(1, 1 + mostCharacters)
  const left = bytes.length - mark.length - bytesOfPath(kept).length
  const more = left > 0 ? ` … (${left} more bytes in this line)` : ''
  const harmless = visible(kept.replaceAll('\t', '→   '), Number.POSITIVE_INFINITY) + more
  const [text, first, next] = mark === '@' ? [`@${harmless}`, '  ', '    '] : [harmless, `  ${mark}| `, '   | ']
  return { lines: wrapped(text!, first!, next!, columns), whole: left === 0 }
}

/**
 * Whether bytes are meant for programs. A NUL alone does not say so: one in a comment of a script would hide the script
 * from whoever asks git for a diff. Looks at the beginning only, as git does.
 */
export function looksBinary(bytes: Buffer): boolean {
  const beginning = bytes.subarray(0, 8000)
  if (!beginning.includes(0)) return false
  const unprintable = pathFromBytes(beginning).match(/[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\uDC80-\uDCFF]/g)?.length ?? 0
  return unprintable > beginning.length / 10
}
