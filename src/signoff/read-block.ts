import { isZeroId, MODE_ABSENT, MODE_FILE, type State } from '../change.ts'
import { unquotePath } from '../git/quoted-path.ts'
import { type SignOffBlock, signOffFault, writeBlock } from './block.ts'
import { type Cover, coverFault, statementLine } from './cover.ts'
import { madeAt } from './made.ts'
import { readSignerName } from './signer-name.ts'

/** Why lines are no sign-off: half a sentence about it, and the line of the message. */
export interface BlockFault {
  readonly line: number
  readonly fault: string
}

/** A trailer's lines: what stands behind its key, line by line, without the blank that a folded line begins with. */
interface Field {
  readonly key: string
  readonly parts: string[]
  readonly line: number
}

const KEYS = ['Signed-off-by', 'Sign-off-made', 'Sign-off-covers', 'Sign-off-signature']

/**
 * Reads lines that stand together as one sign-off; `first` is the number of their first line. What comes back is exactly
 * what `writeBlock` makes these lines of, without the blanks that all of them begin with.
 */
export function readBlock(lines: readonly string[], first: number): SignOffBlock | BlockFault {
  const indent = /^[ \t]*/.exec(lines[0]!)![0]
  const uneven = lines.findIndex((line) => !line.startsWith(indent))
  if (uneven >= 0) return { line: first + uneven, fault: 'its lines are not indented alike' }
  const own = lines.map((line) => line.slice(indent.length))
  const fields = fieldsOf(own, first)
  if ('fault' in fields) return fields
  const block = blockOf(fields, first)
  if ('fault' in block) return block
  const written = writeBlock(block)
  if (own.join('\n') + '\n' === written) return block
  const asWritten = written.split('\n')
  return { line: first + own.findIndex((line, index) => line !== asWritten[index]), fault: FOLDED }
}

function fieldsOf(lines: readonly string[], first: number): readonly Field[] | BlockFault {
  const fields: Field[] = []
  for (const [index, line] of lines.entries()) {
    const at = { line: first + index }
    if (/^[ \t]/.test(line)) {
      // A first line is never folded: the indentation was taken off it.
      if (/^[ \t]+sign-off-/i.test(line)) return { ...at, fault: 'its lines are not indented alike' }
      fields.at(-1)!.parts.push(line.slice(1))
      continue
    }
    const colon = line.indexOf(':')
    const key = line.slice(0, colon)
    if (!KEYS.includes(key)) return { ...at, fault: `its keys must be spelled ${KEYS.join(', ')}` }
    if (!/^ [^ \t]/.test(line.slice(colon + 1)))
      return { ...at, fault: 'behind a key stand a colon, one blank and a value' }
    fields.push({ key, parts: [line.slice(colon + 2)], ...at })
  }
  return fields
}

function blockOf(fields: readonly Field[], first: number): SignOffBlock | BlockFault {
  const [signed, made] = fields
  const last = fields.at(-1)!
  const signature = last.key === 'Sign-off-signature' ? last : null
  const covered = fields.slice(2, signature ? -1 : undefined)

  if (signed?.key !== 'Signed-off-by') return { line: first, fault: 'no Signed-off-by stands directly above it' }
  const signer = readSignerName(signed.parts.join('\n'))
  if (signer === null) return { line: first, fault: 'Signed-off-by must be followed by a name and an <address>' }
  if (made?.key !== 'Sign-off-made') return { line: first + 1, fault: 'Sign-off-made must follow Signed-off-by' }
  const when = made.parts.join('\n')
  if (madeAt(when) === null)
    return { line: made.line, fault: 'Sign-off-made must be a moment in UTC like 2026-11-21T00:40:00Z' }
  if (covered.length === 0) {
    const fault = 'no Sign-off-covers follows: lines are missing, or something stands between them'
    return { line: made.line, fault }
  }
  const covers = coversOf(covered)
  if ('fault' in covers) return covers
  const block = { signer, made: when, covers, signature: null, line: first }
  const fault = signOffFault(block)
  if (fault !== null) return { line: covered[0]!.line, fault }
  if (signature === null) return block
  const [start, ...rest] = signature.parts
  const written = start! + rest.join('')
  if (!/^(?:ssh|openpgp):/.test(written))
    return { line: signature.line, fault: 'its signature does not begin with ssh: or openpgp:' }
  const whole = { ...block, signature: written.replace(/^ssh:/, '') }
  const broken = signOffFault(whole)
  return broken === null ? whole : { line: signature.line, fault: broken }
}

function coversOf(fields: readonly Field[]): readonly Cover[] | BlockFault {
  const covers: Cover[] = []
  let before = ''
  for (const { key, parts, line } of fields) {
    if (key !== 'Sign-off-covers')
      return { line, fault: `its lines are out of order: ${key} stands among Sign-off-covers` }
    const cover = readCover(parts)
    if (typeof cover === 'string') return { line, fault: cover }
    const fault = coverFault(cover)
    if (fault !== null) return { line, fault: `of what it covers, ${fault}` }
    const own = statementLine(cover)
    if (own === before) return { line, fault: 'it covers the same transition twice' }
    if (own < before) return { line, fault: 'what it covers is not sorted' }
    before = own
    covers.push(cover)
  }
  return covers
}

const FOLDED = 'its lines are folded in another way than precheck folds them'

/** `<side>..<side> <path>`, folded behind `..` or before the path; or why it is not that. */
function readCover(parts: readonly string[]): Cover | string {
  if (parts.length > 3) return FOLDED
  // Only a fold behind `..` hides no blank.
  const text = parts.reduce((before, part) => before + (/^[^ ]*\.\.$/.test(before) ? '' : ' ') + part)
  const blank = text.indexOf(' ')
  const dots = text.indexOf('..')
  if (dots < 0 || blank < dots) return 'Sign-off-covers must be followed by <old id>..<new id> and a path'
  const old = readState(text.slice(0, dots))
  const now = readState(text.slice(dots + 2, blank))
  if (old === null || now === null) return 'an id must be full, with a mode before it only where it is no plain file'
  const path = unquotePath(text.slice(blank + 1))
  return path === null ? 'a path is not quoted as git quotes it' : { path, old, new: now }
}

/** A side as it is written: the mode of a plain file goes without saying, and what is absent has none. */
function readState(side: string): State | null {
  const [, mode, oid] = /^(?:(\d{6}):)?([0-9a-f]+)$/.exec(side) ?? []
  if (oid === undefined || mode === MODE_FILE || mode === MODE_ABSENT) return null
  if (isZeroId(oid)) return mode === undefined ? { mode: MODE_ABSENT, oid } : null
  return { mode: mode ?? MODE_FILE, oid }
}
