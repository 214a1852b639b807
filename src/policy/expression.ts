/** In UTF-16 units. Nobody can review a longer one. */
const LONGEST = 500
/** A repetition that can go round more often than this counts as open-ended. */
const FEW = 10

/**
 * Why `source` is no regular expression that a hook may run, or null when it is one. Unflagged, in JavaScript's syntax.
 *
 * Besides what JavaScript refuses, an open-ended repetition within another is: `(\w+)*` takes time exponential in the
 * length of a value that it fails on. It is fine where one can tell by the next character alone how to go on, as in
 * `\w+(-\w+)*`. The test is by shape: it refuses some harmless expressions, and does not find every slow one. It is
 * there for an author's slip, as a policy is judged by its base copy. Nothing here runs the expression.
 */
export function expressionFault(source: string): string | null {
  if (source === '') return 'an empty expression is satisfied by anything'
  if (source.length > LONGEST) return `it is longer than ${LONGEST} characters`
  try {
    new RegExp(source)
  } catch (error) {
    // V8 says: `Invalid regular expression: /a(/: Unterminated group`.
    const said = (error as SyntaxError).message
    const start = `Invalid regular expression: /${source}/`
    return said.startsWith(start)
      ? said
          .slice(start.length)
          .replace(/^\w*: /, '')
          .toLowerCase()
      : said
  }
  return repeatsRepetition(source)
    ? 'it repeats a repetition, as (\\w+)* does, and can take for ever to fail; what is repeated needs a separator, as in \\w+(-\\w+)*'
    : null
}

// One piece of an expression: an escape, a class, the start or end of a group, a quantifier, or any other character.
const PIECE = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|[*+?]\??|\{(\d+)(,?)(\d*)\}\??|./gs

/** What stands in a group: its own pieces with their quantifiers. */
interface Group {
  /** Holds an open-ended repetition, at any depth. */
  repeats: boolean
  /** Holds groups or alternatives, so that its pieces are no plain sequence. */
  nested: boolean
  readonly pieces: { readonly text: string; varies: boolean }[]
}

/** Whether a group that holds an open-ended repetition is itself repeated without end, and is not told apart. */
function repeatsRepetition(source: string): boolean {
  const newGroup = (): Group => ({ repeats: false, nested: false, pieces: [] })
  // The groups that are open, outermost first.
  const open = [newGroup()]
  let closed: Group | undefined
  for (const [piece, least, comma, most] of source.matchAll(PIECE)) {
    const before: Group | undefined = closed
    closed = undefined
    const inner = open.at(-1)!
    if (piece.startsWith('(')) open.push(newGroup())
    else if (piece === ')') {
      closed = open.pop()!
      open.at(-1)!.nested = true
      open.at(-1)!.repeats ||= closed.repeats
    } else if (piece === '|') inner.nested = true
    else if (/^[*+?]/.test(piece) || least !== undefined) {
      const last = inner.pieces.at(-1)
      if (!before && last) last.varies = comma === ',' || least === undefined
      if (!openEnded(piece, least, comma, most)) continue
      if (before?.repeats && !toldApart(before)) return true
      inner.repeats = true
    } else inner.pieces.push({ text: piece, varies: false })
  }
  return false
}

function openEnded(piece: string, least?: string, comma?: string, most?: string): boolean {
  if (piece.startsWith('*') || piece.startsWith('+')) return true
  if (least === undefined) return false
  return comma === ',' && most === '' ? true : Number(comma === ',' ? most : least) > FEW
}

/** Whether each piece that varies is followed, round and round, by a character that must be there and is not its own. */
function toldApart({ nested, pieces }: Group): boolean {
  if (nested) return false
  return pieces.every(({ text, varies }, index) => {
    if (!varies) return true
    const next = pieces[(index + 1) % pieces.length]!
    const character = /^\\?([^\w\\])$|^(\w)$/.exec(next.text)?.slice(1).join('')
    if (!character || next.varies || /^[.^$]$/.test(next.text)) return false
    return !new RegExp(`^${text}$`).test(character)
  })
}
