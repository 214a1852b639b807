const BEGIN = '<!-- precheck:begin -->'
const END = '<!-- precheck:end -->'

/** So much may the description of a pull request have on GitHub; one unit of UTF-16 is at most one character. */
export const MOST_OF_A_DESCRIPTION = 65_536

/** What a description has beside the packet. */
export interface Rest {
  readonly before: string
  readonly after: string
}

/**
 * Parts a description at the packet that precheck put there: all that stands between two lines that are markers and
 * nothing else, the last pair of them without another marker in between. Where there is none, a packet goes to the end. What
 * people write around it, broken markers too, stays to the byte.
 */
export function aroundRegion(description: string): Rest {
  const lines = description.split('\n')
  const isMarker = (line: string, marker: string) => line.replace(/\r$/, '') === marker
  let end = -1
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    if (isMarker(lines[at]!, END)) end = at
    else if (end >= 0 && isMarker(lines[at]!, BEGIN)) {
      const before = lines.slice(0, at).map((line) => `${line}\n`)
      return { before: before.join(''), after: lines.slice(end + 1).join('\n') }
    }
  }
  const gap = description === '' ? '' : description.endsWith('\n\n') ? '' : description.endsWith('\n') ? '\n' : '\n\n'
  return { before: description + gap, after: '' }
}

/** A description with a packet in it. */
export const withRegion = ({ before, after }: Rest, packet: string): string =>
  `${before}${BEGIN}\n${packet.trimEnd()}\n${END}\n${after}`

/** How many units of UTF-16 are left for a packet. */
export const roomIn = (rest: Rest): number => MOST_OF_A_DESCRIPTION - withRegion(rest, '').length
