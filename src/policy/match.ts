import type { PathKey } from './path-key.ts'
import type { Glob, PathTable } from './patterns.ts'

/** Makes a test of paths from a glob pattern. The one there is stands in `globs.ts`. */
export type GlobOf = (pattern: string) => (path: string) => boolean

/**
 * The glob library if one of these keys may need it for one of these tables, and else a stand-in: loading it costs a
 * hook more than all the matching. The answer is good for `matcher` with these tables and these keys alone.
 */
export async function globsFor(tables: readonly PathTable[], keys: readonly PathKey[]): Promise<GlobOf> {
  const may = tables.some(({ globs }) => globs.some((glob) => keys.some((key) => mayMatch(glob, key))))
  return may ? (await import('./globs.ts')).globOf : notLoaded
}

const notLoaded: GlobOf = (pattern) => {
  throw new Error(`the glob library was not loaded for ${pattern}: the path was not given to globsFor`)
}

/** Makes the test for a table. It takes time linear in the path, keeps nothing of it, and is the same for every caller. */
export function matcher(table: PathTable, globOf: GlobOf): (key: PathKey) => boolean {
  if (table.all) return () => true
  const names = new Set(table.names)
  const paths = new Set(table.paths)
  const above = new Set(table.above)
  const tails = byLastName(table.tails)
  const longestPath = table.paths.reduce((longest, { length }) => Math.max(longest, length), 0)
  // By far most affixes are extensions, and those can be looked up.
  const extensions = new Set(table.affixes.flatMap(([start, end]) => (isExtension(start, end) ? [end] : [])))
  const affixes = table.affixes.filter(([start, end]) => !isExtension(start, end))
  const globs = table.globs.map((glob) => ({ glob, test: null as ((path: string) => boolean) | null }))

  /** `name` is a part of a path: bare, or with its slash when something is below it. */
  const nameMatches = (name: string, isFolder: boolean, isWhole: boolean): boolean => {
    if (names.has(name)) return true
    // An exception with a wildcard in its last part is for files alone, unless it is for folders alone.
    if (!table.fold && !isFolder && !isWhole) return false
    const dot = name.lastIndexOf('.')
    if (dot !== -1 && extensions.has(name.slice(dot))) return true
    return affixes.some(
      ([start, end]) =>
        end.endsWith('/') === isFolder &&
        name.length >= start.length + end.length &&
        name.startsWith(start) &&
        name.endsWith(end),
    )
  }

  const endsAt = (text: string, end: number, name: string): boolean =>
    (end <= longestPath && paths.has(text.slice(0, end))) ||
    (tails.get(name)?.some((tail) => {
      const start = end - tail.length
      return start >= 0 && text.startsWith(tail, start) && (start === 0 || text[start - 1] === '/')
    }) ??
      false)

  const inIndex = (text: string): boolean => {
    for (let start = 0; start < text.length; ) {
      const slash = text.indexOf('/', start)
      const end = slash === -1 ? text.length : slash
      const name = text.slice(start, end)
      if (nameMatches(name, false, slash === -1) || endsAt(text, end, name)) return true
      if (slash === -1) return false
      const folder = text.slice(start, end + 1)
      if (nameMatches(folder, true, false) || endsAt(text, end + 1, folder)) return true
      start = end + 1
    }
    return false
  }

  return (key) => {
    const asFolder = table.fold && key.isFolder
    const texts = table.fold ? key.spellings : [key.path]
    // With a slash it is tried as a folder, and as the name before the slash.
    if (texts.some((text) => inIndex(asFolder ? `${text}/` : text))) return true
    if (asFolder && texts.some((text) => above.has(text))) return true
    return globs.some((each) => {
      if (!mayMatch(each.glob, key)) return false
      each.test ??= globOf(each.glob.pattern)
      const tried = each.glob.exact ? [key.path] : texts
      return tried.some((text) => each.test!(text) || (asFolder && each.test!(`${text}/`)))
    })
  }
}

const mayMatch = ({ needle, exact }: Glob, key: PathKey): boolean =>
  key.path.includes(needle) || (exact !== true && key.spellings.some((spelling) => spelling.includes(needle)))

const isExtension = (start: string, end: string): boolean => start === '' && end.lastIndexOf('.') === 0

/** Ends of paths by the name that they end with. */
function byLastName(tails: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const tail of tails) {
    const name = tail.slice(tail.lastIndexOf('/', tail.length - 2) + 1)
    const known = found.get(name)
    if (known) known.push(tail)
    else found.set(name, [tail])
  }
  return found
}
