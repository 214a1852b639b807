import { AUTHORSHIP_KEYS, FOOTERS, TRAILERS } from './signs.ts'

/** A line of a message that may hold a sign. */
export interface MarkedLine {
  /** Without what it is quoted or indented by; folded lines joined by one space. At most `LONGEST_LINE` units. */
  readonly text: string
  /** The author's own words. False: indented, quoted, a list item, in a code fence; said about something, perhaps. */
  readonly own: boolean
  /** What follows runs on from this line, as prose does that was wrapped in the middle of a sentence. */
  readonly runsOn: boolean
}

/** A trailer that names an agent is never longer; what is, is prose or an attack. */
export const LONGEST_LINE = 1000

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const hints = [...AUTHORSHIP_KEYS, ...TRAILERS.map((row) => row.key), ...FOOTERS.map((row) => row.hint)]
// The one expression that runs over every message of a range: plain words, so that it costs a single pass.
const HINT = new RegExp([...new Set(hints)].map(literal).join('|'), 'gi')

// Indentation, Markdown quotes and list items: `    Co-authored-by: …` as in `git merge --squash`, `> …`, `- …`.
const SETTING = /^[ \t>*-]+/

/**
 * The lines of a message that one of the tables could hold for, in order; each once. Every paragraph is looked at: git
 * reads trailers from the last one only, and a co-author above a `Signed-off-by` paragraph is no less one.
 */
export function* markedLines(message: string): Generator<MarkedLine> {
  HINT.lastIndex = 0
  if (!HINT.test(message)) return
  const fences = fencedParts(message)
  let fence = 0
  let from = 0
  for (;;) {
    HINT.lastIndex = from
    const hit = HINT.exec(message)
    if (!hit) return
    // From a hit back to its line's start: never past the line that was handled before, so no part is read twice.
    const start = message.lastIndexOf('\n', hit.index) + 1
    const end = endOfLine(message, hit.index)
    while (fence < fences.length && fences[fence]!.end < start) fence += 1
    const fenced = fence < fences.length && fences[fence]!.start < start
    const line = message.slice(start, Math.min(end, start + LONGEST_LINE))
    const setting = SETTING.exec(line)?.[0] ?? ''
    const [folded, next] = setting === '' ? unfold(message, line, end) : [line, end + 1]
    yield {
      text: folded.slice(setting.length).trimEnd(),
      own: setting === '' && !fenced,
      runsOn: /^[a-z](?![\w-]*:)/.test(message.slice(next, next + 80)),
    }
    from = end
  }
}

function endOfLine(message: string, from: number): number {
  const end = message.indexOf('\n', from)
  return end === -1 ? message.length : end
}

/** A line with those that continue it (they begin with a blank), and where the next one starts. */
function unfold(message: string, line: string, end: number): [string, number] {
  let text = line
  let next = end + 1
  while (text.length < LONGEST_LINE && (message[next] === ' ' || message[next] === '\t')) {
    const stop = endOfLine(message, next)
    const more = message.slice(next, Math.min(stop, next + LONGEST_LINE)).trim()
    if (more === '') break
    text = `${text.trimEnd()} ${more}`
    next = stop + 1
  }
  return [text.slice(0, LONGEST_LINE), next]
}

/** Code fences that are closed again. One that is not hides nothing, or a lone ``` would hide a whole message. */
function fencedParts(message: string): { readonly start: number; readonly end: number }[] {
  const parts: { start: number; end: number }[] = []
  if (!message.includes('```') && !message.includes('~~~')) return parts
  let open: { readonly mark: string; readonly start: number } | null = null
  for (const line of message.matchAll(/(?<![^\n]) {0,3}(`{3,}|~{3,})([^\n]*)/g)) {
    const mark = line[1]!
    if (open === null) open = { mark, start: line.index }
    else if (mark[0] === open.mark[0] && mark.length >= open.mark.length && line[2]!.trim() === '') {
      parts.push({ start: open.start, end: line.index })
      open = null
    }
  }
  return parts
}
