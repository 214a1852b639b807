import type { Trailer } from '../change.ts'
import { cutLineAt, isBlank, isBlankLine, lineEnd, lineStart, tailAt, trimBlanks } from './message-tail.ts'

/** A trailer and where it stands in the message: from `start` up to `end`, continuation lines and line break included. */
export interface Item extends Trailer {
  readonly start: number
  readonly end: number
}

/**
 * The trailer block as offsets into the message, up to its last line that is neither blank nor a comment. Without one,
 * `start` and `end` are both where one would be put.
 */
export interface Block {
  readonly start: number
  readonly end: number
}

const GENERATED = ['Signed-off-by: ', '(cherry picked from commit ']

/**
 * The last paragraph is a trailer block when all its lines are trailers or their continuations, or when a line that git
 * itself writes is among them and at least a quarter are. Comments count for nothing. The first paragraph, the subject,
 * never is one.
 */
export function findBlock(message: string): Block {
  const nul = message.indexOf('\0')
  const text = nul < 0 ? message : message.slice(0, nul)
  const subject = subjectStart(text)
  const end = Math.max(subject, endOfText(text, subject))
  const none = { start: end, end }
  const subjectEnd = endOfSubject(text, subject, end)
  let trailers = 0
  let others = 0
  let indented = 0
  let generated = false
  let last = 0
  for (let next = end; next > subject; ) {
    const at = lineStart(text, next)
    if (at < subjectEnd) return none
    if (text.charCodeAt(at) === 0x23) {
      others += indented
      indented = 0
    } else if (isBlankLine(text, at)) {
      if (last > 0) {
        others += indented
        const isBlock = generated ? trailers * 3 >= others : trailers > 0 && others === 0
        return isBlock ? { start: next, end: last } : none
      }
    } else {
      last ||= next
      const isGenerated = GENERATED.some((prefix) => text.startsWith(prefix, at))
      if (isGenerated || separatorAt(text, at) > at) {
        generated ||= isGenerated
        trailers++
        indented = 0
      } else if (isBlank(text.charCodeAt(at))) indented++
      else {
        others += indented + 1
        indented = 0
      }
    }
    next = at
  }
  return none
}

/** The log leaves out blank lines before the subject. */
function subjectStart(text: string): number {
  let at = 0
  while (at < text.length && isBlankLine(text, at)) at = lineEnd(text, at)
  return at
}

function endOfText(text: string, subject: number): number {
  // Offset 0 means something to git (see tailAt), so it must be where git has it.
  const seen = subject === 0 ? text : text.slice(subject)
  return subject + tailAt(seen, cutLineAt(seen, '#'))
}

/** Where the blank line stands that ends the first paragraph; comment lines do not end it. */
function endOfSubject(text: string, subject: number, end: number): number {
  let at = subject
  while (at < end && (text.charCodeAt(at) === 0x23 || !isBlankLine(text, at))) at = lineEnd(text, at)
  return at
}

/** Where the `:` after a key is: letters, digits and hyphens, then maybe blanks. At most `at`: the line is no trailer. */
function separatorAt(text: string, at: number): number {
  let blanks = false
  for (let i = at; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit === 0x3a) return i
    if (!blanks && isKeyUnit(unit)) continue
    if (i === at || (unit !== 0x20 && unit !== 0x09)) break
    blanks = true
  }
  return -1
}

const isKeyUnit = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d

/** The trailers of a block. Lines in it that are none (comments among them) belong to no item. */
export function itemsIn(message: string, block: Block): Item[] {
  const items: Item[] = []
  if (block.start === block.end) return items
  let line = 1
  for (let at = message.indexOf('\n'); at >= 0 && at < block.start; at = message.indexOf('\n', at + 1)) line++
  for (let at = block.start; at < block.end; ) {
    const start = at
    const startLine = line
    const separator = separatorAt(message, at)
    do {
      at = Math.min(lineEnd(message, at), block.end)
      line++
    } while (separator > start && at < block.end && isBlank(message.charCodeAt(at)))
    if (separator <= start) continue
    const key = trimBlanks(message.slice(start, separator))
    items.push({ key, value: unfold(message.slice(separator + 1, at)), line: startLine, start, end: at })
  }
  return items
}

/** A line break and the blanks after it are one space. */
export function unfold(raw: string): string {
  const text = trimBlanks(raw)
  return text.includes('\n') ? trimBlanks(text.replace(/\n[ \t\n\r]*/g, ' ')) : text
}
