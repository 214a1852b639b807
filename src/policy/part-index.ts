import { grouped } from '../grouped.ts'
import type { PathTable } from './patterns.ts'

/** Looks up one part of a path (what stands between two slashes) in a table. */
export interface PartIndex {
  /** Whether `name`, the part of `text` that ends at `end`, ends a name, a path from the top or an end of paths. */
  readonly isNamed: (name: string, text: string, end: number) => boolean
  /** Whether `name` has a beginning and end that the table has. */
  readonly isLike: (name: string) => boolean
}

type Affix = readonly [start: string, end: string]

/**
 * The index of what a table says of things themselves, or (`below`) only of what is below them: the entries that end
 * in a slash, here without it. Null when there are none.
 */
export function partIndex(table: PathTable, below: boolean): PartIndex | null {
  const kept = (texts: readonly string[]): readonly string[] =>
    texts.flatMap((text) => (text.endsWith('/') !== below ? [] : [below ? text.slice(0, -1) : text]))
  const affixes = table.affixes.flatMap(([start, end]): Affix[] => kept([end]).map((plain) => [start, plain]))
  const byName = (fromTop: boolean) => (path: string) =>
    [path.slice(path.lastIndexOf('/') + 1), { path, fromTop }] as const
  const places = grouped([
    ...kept(table.names).map(byName(false)),
    ...kept(table.tails).map(byName(false)),
    ...kept(table.paths).map(byName(true)),
  ])
  if (places.size + affixes.length === 0) return null
  return {
    // One look-up for each part, and no text cut out of the path: almost all parts end here.
    isNamed: (name, text, end) =>
      places.get(name)?.some(({ path, fromTop }) => endsIn(text, end, path, fromTop)) ?? false,
    isLike: affixes.length === 0 ? () => false : affixTest(affixes),
  }
}

/** Whether the first `end` characters of `text` are these parts, or (unless `fromTop`) end in them. */
function endsIn(text: string, end: number, path: string, fromTop: boolean): boolean {
  const start = end - path.length
  if (start < 0 || !text.startsWith(path, start)) return false
  return start === 0 || (!fromTop && text[start - 1] === '/')
}

/** By far most affixes are extensions, and those can be looked up; the others are found by one of their letters. */
function affixTest(affixes: readonly Affix[]): (name: string) => boolean {
  const isExtension = ([start, end]: Affix): boolean => start === '' && end.lastIndexOf('.') === 0
  const extensions = new Set(affixes.filter(isExtension).map(([, end]) => end))
  const rest = affixes.filter((affix) => !isExtension(affix))
  const starting = grouped(rest.filter(([start]) => start !== '').map((affix) => [affix[0][0]!, affix] as const))
  const ending = grouped(rest.filter(([start]) => start === '').map((affix) => [affix[1].at(-1) ?? '', affix] as const))
  // `*/` is any folder.
  if (ending.has('')) return () => true
  return (name) => {
    const dot = name.lastIndexOf('.')
    if (dot !== -1 && extensions.has(name.slice(dot))) return true
    const fits = ([start, end]: Affix): boolean =>
      name.length >= start.length + end.length && name.startsWith(start) && name.endsWith(end)
    return (starting.get(name[0] ?? '')?.some(fits) ?? false) || (ending.get(name.at(-1) ?? '')?.some(fits) ?? false)
  }
}
