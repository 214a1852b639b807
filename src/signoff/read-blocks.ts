import type { SignOffBlock } from './block.ts'
import { readBlock } from './read-block.ts'

/** Lines that look like a sign-off and count for nothing. */
export interface NearMiss {
  /** Line of the message that is wrong, from 1. */
  readonly line: number
  /** What is wrong, as half a sentence about the sign-off. Holds no text of the message. */
  readonly text: string
}

export interface FoundBlocks {
  readonly blocks: readonly SignOffBlock[]
  readonly nearMisses: readonly NearMiss[]
}

const OWN_KEY = /sign-off-(?:made|covers|signature)/i
const OWN_LINE = /^([ \t]*)sign-off-(?:made|covers|signature)[ \t]*:/i
const SIGNER_LINE = /^([ \t]*)signed-off-by[ \t]*:/i

/**
 * Finds the sign-offs of a message, wherever they stand: a squash moves them out of the last paragraph, and a sign-off
 * proves itself by what it says and not by where.
 *
 * Forgiven is only what moves a whole block: the same blanks before every line (`git merge --squash` indents by four), and
 * CRLF for LF. Besides that it must be as `writeBlock` writes it, to the byte; if it is not, it is a near miss that says
 * why. A block ends with its last line, so other trailers may stand directly above and below it. A `Signed-off-by` with
 * none of a sign-off's own lines under it is a statement of origin and not looked at; a line that is quoted (`> `) or
 * stands in a list is somebody's words about a sign-off.
 *
 * Takes time linear in the message, but for sorting what one block covers.
 */
export function readBlocks(message: string): FoundBlocks {
  const blocks: SignOffBlock[] = []
  const nearMisses: NearMiss[] = []
  if (!OWN_KEY.test(message)) return { blocks, nearMisses }
  const lines = message.split(/\r?\n/)
  let at = 0
  while (at < lines.length) {
    const end = endOfBlock(lines, at)
    if (end === at) {
      at += 1
      continue
    }
    const read = readBlock(lines.slice(at, end), at + 1)
    if ('fault' in read) nearMisses.push({ line: read.line, text: read.fault })
    else blocks.push(read)
    at = end
  }
  return { blocks, nearMisses }
}

/** Where the lines end that belong together from `at` on: `at` itself when nothing of a sign-off begins there. */
function endOfBlock(lines: readonly string[], at: number): number {
  const signer = SIGNER_LINE.exec(lines[at]!)
  const first = signer ? OWN_LINE.test(lines[at + 1] ?? '') : OWN_LINE.test(lines[at]!)
  if (!first) return at
  const indent = /^[ \t]*/.exec(lines[at]!)![0]
  let end = at + 1
  while (end < lines.length && (OWN_LINE.test(lines[end]!) || isFolded(lines[end]!, indent))) end += 1
  return end
}

/** Goes on from the line above: a blank more than the block's own, and then something. */
const isFolded = (line: string, indent: string): boolean =>
  line.startsWith(indent) && /^[ \t]+[^ \t]/.test(line.slice(indent.length))
