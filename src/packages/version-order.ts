/** Orders versions as people count: `1.9.0` before `1.10.0`. A total order of texts, in no ecosystem's own sense. */
export function compareVersions(left: string, right: string): number {
  const [a, b] = [partsOf(left), partsOf(right)]
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareParts(a[index]!, b[index]!)
    if (order !== 0) return order
  }
  return a.length - b.length || compareText(left, right)
}

/** By UTF-16 units: the same on every machine. */
export const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const partsOf = (version: string): readonly string[] => version.match(/\d+|\D+/g) ?? []

function compareParts(left: string, right: string): number {
  if (!/^\d/.test(left) || !/^\d/.test(right)) return compareText(left, right)
  const [a, b] = [left.replace(/^0+/, ''), right.replace(/^0+/, '')]
  return a.length - b.length || compareText(a, b)
}
