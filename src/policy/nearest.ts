/** Longer than any word of ours; keeps the cost of a hostile word small. */
const LONGEST = 60

/**
 * The one of `words` that `written` was most likely meant to be, or null when none is near. Near means: at most one
 * slip (a letter too many, missing, wrong, or two swapped) for every three letters begun. Case, `_` and blanks are none.
 */
export function nearestWord(written: string, words: readonly string[]): string | null {
  if (written.length > LONGEST) return null
  const from = plain(written)
  let nearest: string | null = null
  let fewest = Math.ceil(from.length / 3) + 1
  for (const word of words) {
    // A longer word is so many slips away at least, and one of a megabyte would be looked at letter by letter.
    if (Math.abs(word.length - written.length) >= fewest) continue
    const slips = distance(from, plain(word))
    if (slips >= fewest) continue
    fewest = slips
    nearest = word
  }
  return nearest
}

const plain = (word: string): string => word.toLowerCase().replaceAll(/[_ ]/g, '-')

/** How many slips lead from one word to the other (optimal string alignment). */
function distance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      let slips = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1))
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        slips = Math.min(slips, beforeLast[column - 2]! + 1)
      current.push(slips)
    }
    beforeLast = last
    last = current
  }
  return last[to.length]!
}
