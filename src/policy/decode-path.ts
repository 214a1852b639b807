import { type Decoder, text } from './decoder.ts'
import { readPattern } from './pattern-syntax.ts'
import { patternFault } from './patterns.ts'

/**
 * What the author's patterns of one policy may stand for, all together, once their braces are written out. One pattern
 * may stand for 1,000, and 10,000 of those fit in the text: seen to take minutes and all memory to compile. Packs do not
 * count.
 */
const MOST_READINGS = 5_000
/** What a pattern that is refused counts for: finding it wrong has cost about as much. */
const REFUSED = 50

/** Makes the decoder for the paths of one policy; it counts, so every policy needs its own. */
export function pathDecoder(): Decoder<string> {
  let left = MOST_READINGS
  const path = text('a path', (pattern) => {
    const fault = patternFault(pattern)
    left -= fault === null ? readPattern(pattern).length : REFUSED
    return fault
  })
  return (tree, say) => {
    if (left < 0) return undefined
    const read = path(tree, say)
    if (left < 0)
      say(tree.at, `from here on there are more than ${MOST_READINGS} paths, with all that braces stand for`)
    return read
  }
}
