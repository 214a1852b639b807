import { braceExpand } from 'minimatch'
import { visible } from '../visible.ts'

/** A piece of a path's part: text, `*` (any), `?` (one), or a class such as `[a-z]`. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'one' }
  | { readonly kind: 'class'; readonly text: string }

/** What stands between two slashes; `**` for any number of folders. */
export type Part = readonly Piece[] | '**'

/** One thing that a pattern stands for, once its braces are written out. */
export interface Reading {
  /** From the top; else at any depth. */
  readonly anchored: boolean
  readonly parts: readonly Part[]
  /** Ends in a slash: means what is below, not the thing itself. */
  readonly folder: boolean
}

const LONGEST = 1_024
const MOST_READINGS = 1_000
const MOST_DEEP = 10

const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u

/** Why a pattern is refused, as the end of a sentence ("… cannot be a path: …") that says what to write; null: it is fine. */
export function patternFault(pattern: string): string | null {
  if (pattern.trim() === '') return 'it is empty; write a name, such as "deploy/" or "*.pem"'
  if (pattern !== pattern.trim()) return 'leave out the blank at its beginning or end'
  if (UNPRINTABLE.test(pattern)) return 'leave out the control characters'
  if (pattern.length > LONGEST) return 'it has more than 1,024 characters; split it into several'
  if (pattern.includes('\\'))
    return 'write "/" between folders; a wildcard that is meant literally goes in brackets, "[*]", never behind a backslash'
  const written = shapeFault(pattern)
  if (written !== null) return written
  if ((pattern.match(/\*\*/g)?.length ?? 0) > MOST_DEEP) return 'it has more than ten "**"; split it into several'
  const alternatives = braceExpand(pattern, { braceExpandMax: MOST_READINGS + 1 })
  if (alternatives.length === 0) return 'its braces leave nothing; write a name in each'
  if (alternatives.reduce((count, each) => count + 2 ** classes(each).length, 0) > MOST_READINGS)
    return 'its braces and brackets stand for more than 1,000 paths; write "*" for some of them'
  for (const alternative of alternatives) {
    const fault = shapeFault(alternative) ?? classFault(alternative)
    if (fault === null) continue
    return alternative === pattern ? fault : `it also stands for "${visible(alternative, 80)}": ${fault}`
  }
  return null
}

function shapeFault(pattern: string): string | null {
  if (pattern.startsWith('!'))
    return `what is not meant goes under "except"; a name that begins with ! is written "**/${visible(pattern, 80)}"`
  if (pattern.startsWith('#')) return `a name that begins with # is written "**/${visible(pattern, 80)}"`
  if (pattern.includes('//')) return 'write one "/" where there are two'
  if (pattern === '/') return 'it names nothing; write "**" for everything'
  if (pattern.split('/').some((part) => part === '.' || part === '..'))
    return 'write the path from the top of the repository, without "." and ".."'
  return null
}

/** git takes `x[a/b]y` for a class, and here it would be a folder `x[a`: what is meant must be written. */
function classFault(pattern: string): string | null {
  for (let at = pattern.indexOf('['); at !== -1 && pattern.includes(']', at); ) {
    const end = classEnd(pattern, at)
    if (pattern.slice(at, end).includes('/'))
      return 'no "/" can stand in brackets: leave it out, or write "[[]" for a bracket that is meant literally'
    at = pattern.indexOf('[', end)
  }
  return null
}

/**
 * Everything that a pattern without a fault stands for: its braces written out, and each distinct class also taken
 * literally, since `app/[id]/page.tsx` is the name of a real file.
 */
export function readPattern(pattern: string): readonly Reading[] {
  return braceExpand(pattern, { braceExpandMax: MOST_READINGS }).flatMap((alternative) => {
    const distinct = classes(alternative)
    const readings = [read(alternative, new Set())]
    for (let choice = 1; choice < 2 ** distinct.length; choice += 1)
      readings.push(read(alternative, new Set(distinct.filter((_, bit) => choice & (1 << bit)))))
    return readings
  })
}

/** The distinct classes of a pattern. */
function classes(pattern: string): readonly string[] {
  if (!pattern.includes('[')) return []
  const found = pattern.split('/').flatMap((part) => pieces(part))
  return [...new Set(found.flatMap((piece) => (piece.kind === 'class' ? [piece.text] : [])))]
}

function read(pattern: string, literally: ReadonlySet<string>): Reading {
  const folder = pattern.endsWith('/')
  const path = folder ? pattern.slice(0, -1) : pattern
  const anchored = path.includes('/')
  const parts = (path.startsWith('/') ? path.slice(1) : path).split('/').map((part): Part => {
    if (part === '**') return '**'
    const literal = pieces(part).map((piece) =>
      piece.kind === 'class' && literally.has(piece.text) ? { ...piece, kind: 'text' as const } : piece,
    )
    return joined(literal)
  })
  return { anchored, parts, folder }
}

/** Pieces of one part. A bracket that is not closed is text; so are braces that are left. */
function pieces(part: string): readonly Piece[] {
  // Most are plain names.
  if (/^[^*?[]+$/.test(part)) return [{ kind: 'text', text: part }]
  const found: Piece[] = []
  for (let at = 0; at < part.length; ) {
    const end = part[at] === '[' ? classEnd(part, at) : at + 1
    const text = part.slice(at, end)
    if (text === '*') found.push({ kind: 'any' })
    else if (text === '?') found.push({ kind: 'one' })
    else found.push({ kind: text.length > 1 ? 'class' : 'text', text })
    at = end
  }
  return found
}

/** One text where several stand side by side, and one `*`: only a whole part `**` crosses slashes. */
function joined(part: readonly Piece[]): readonly Piece[] {
  const found: Piece[] = []
  for (const piece of part) {
    const last = found.at(-1)
    if (piece.kind === 'text' && last?.kind === 'text')
      found[found.length - 1] = { kind: 'text', text: last.text + piece.text }
    else if (piece.kind !== 'any' || last?.kind !== 'any') found.push(piece)
  }
  return found
}

/** Where a class that opens at `start` ends: `[]a]`, `[!]a]` and `[[:alpha:]_]` are each one. After the bracket if it is never closed. */
function classEnd(part: string, start: number): number {
  let at = start + 1
  if (part[at] === '!' || part[at] === '^') at += 1
  if (part[at] === ']') at += 1
  for (; at < part.length && part[at] !== ']'; at += 1) {
    const named = part.startsWith('[:', at) ? part.indexOf(':]', at + 2) : -1
    if (named !== -1) at = named + 1
  }
  return at < part.length ? at + 1 : start + 1
}
