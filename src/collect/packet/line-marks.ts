import type { OnLine } from '../../git/patch.ts'
import type { RawChange } from '../../git/raw-diff.ts'
import type { PacketFile } from '../../packet.ts'
import { testMarks } from '../../review/test-marks.ts'
import { isUnfinished } from '../../review/unfinished.ts'

/** So many lines of a kind are kept for each file, and so much of each. */
const MOST_LINES = 20
const LONGEST_LINE = 300

/** What of a file's lines is worth telling. */
type Marks = Pick<PacketFile, 'skips' | 'unfinished' | 'tests'>

const NONE: Marks = { skips: [], unfinished: [], tests: { added: 0, removed: 0 } }

/** Looks at the lines of a patch as they come. */
export interface LineMarks {
  /** What looks at the lines of one file; null: nothing would. */
  readonly reader: (change: RawChange, classes: PacketFile['classes']) => OnLine | null
  /** What was seen in a file, once all have been read: a line that also went somewhere was moved there. */
  readonly of: (path: string) => Marks
  /** Those of the names that stand in some line. */
  readonly namesSeen: ReadonlySet<string>
}

/** `names`: words of letters, digits and `_` to look for. */
export function lineMarks(names: readonly string[]): LineMarks {
  const wanted = names.length === 0 ? null : new RegExp(`\\b(?:${names.join('|')})\\b`, 'g')
  const namesSeen = new Set<string>()
  const found = new Map<string, { skips: string[]; unfinished: string[]; tests: { added: number; removed: number } }>()
  const gone = new Map<string, number>()
  const stayed = (lines: readonly string[]): readonly string[] =>
    lines.filter((line) => {
      const times = gone.get(line) ?? 0
      gone.set(line, times - 1)
      return times <= 0
    })

  return {
    namesSeen,
    of: (path) => {
      const marks = found.get(path)
      return marks ? { ...marks, skips: stayed(marks.skips), unfinished: stayed(marks.unfinished) } : NONE
    },
    reader: ({ path }, classes) => {
      // Tests of Rust stand in the file that they test.
      const marks = classes.includes('tests') || path.endsWith('.rs') ? testMarks(path) : null
      const isWritten = !classes.includes('lockfiles') && !classes.includes('generated')
      if (marks === null && !isWritten && wanted === null) return null
      const own = found.get(path) ?? { skips: [], unfinished: [], tests: { added: 0, removed: 0 } }
      found.set(path, own)
      return (mark, text) => {
        if (wanted !== null) for (const [name] of text.matchAll(wanted)) namesSeen.add(name)
        const line = text.slice(0, LONGEST_LINE)
        if (marks?.beginsTest(line)) own.tests[mark === '+' ? 'added' : 'removed'] += 1
        const isSkip = marks?.isSkip(line) === true
        if (!isSkip && !(isWritten && isUnfinished(line))) return
        const words = line.trim()
        const lines = isSkip ? own.skips : own.unfinished
        if (mark === '-') gone.set(words, (gone.get(words) ?? 0) + 1)
        else if (lines.length < MOST_LINES) lines.push(words)
      }
    },
  }
}
