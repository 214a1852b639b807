/** In UTF-16 units. Nobody can review a longer one. */
const LONGEST = 500
/** A repetition that can go round more often than this counts as open-ended. */
const FEW = 10

/**
 * Why `source` is no regular expression that a hook may run, or null when it is one. Unflagged, in JavaScript's syntax.
 *
 * Besides what JavaScript refuses, a repetition within a repetition is: `(\w+)*` takes time exponential in the value's
 * length when it fails. The test is by shape alone, so it also refuses harmless ones, which can be written otherwise
 * (`\w+(-\w+)*` as `[\w-]+`), and it does not find every slow expression: it is there for an author's slip, as a policy
 * is judged by its base copy. Nothing here runs the expression.
 */
export function expressionFault(source: string): string | null {
  if (source === '') return 'an empty expression is satisfied by anything'
  if (source.length > LONGEST) return `longer than ${LONGEST} characters`
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
    ? 'a repetition within a repetition can take for ever, as (\\w+)* does; write it with one, as [\\w-]+ for \\w+(-\\w+)*'
    : null
}

// One piece of an expression: an escape, a class, the start or end of a group, a quantifier, or any other character.
const PIECE = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|[*+?]\??|\{(\d+)(,?)(\d*)\}\??|./gs

/** Whether a group that holds an open-ended repetition is itself repeated without end. */
function repeatsRepetition(source: string): boolean {
  // For each group that is open, outermost first: whether it holds an open-ended repetition so far.
  const open = [false]
  let closed = false
  for (const [piece, least, comma, most] of source.matchAll(PIECE)) {
    const wasClosed: boolean = closed
    closed = false
    if (piece.startsWith('(')) open.push(false)
    else if (piece === ')') {
      closed = open.pop() ?? false
      if (closed) open[open.length - 1] = true
    } else if (openEnded(piece, least, comma, most)) {
      if (wasClosed) return true
      open[open.length - 1] = true
    }
  }
  return false
}

function openEnded(piece: string, least?: string, comma?: string, most?: string): boolean {
  if (piece.startsWith('*') || piece.startsWith('+')) return true
  if (least === undefined) return false
  if (comma && most === '') return true
  return Number(comma ? most : least) > FEW
}
