import { partIndex } from './part-index.ts'
import type { PathKey, Spelling } from './path-key.ts'
import type { Glob, GlobOf, PathTable } from './patterns.ts'
import { needsGlobs, standIns } from './stand-ins.ts'

/**
 * The glob library if one of these keys may need it for one of these tables, and else a stand-in: loading it costs a
 * hook more than all the matching. The answer is good for `matcher` with these tables and these keys alone.
 */
export async function globsFor(tables: readonly PathTable[], keys: readonly PathKey[]): Promise<GlobOf> {
  const asFolder = keys.some((key) => key.isFolder)
  const may = tables.some(
    (table) =>
      (asFolder && needsGlobs(table)) || table.globs.some((glob) => keys.some((key) => mayMatch(glob, table, key))),
  )
  return may ? (await import('./globs.ts')).globOf : notLoaded
}

const notLoaded: GlobOf = (pattern) => {
  throw new Error(`the glob library was not loaded for ${pattern}: the path was not given to globsFor`)
}

/** Makes the test for a table. It takes time linear in the path, keeps nothing of it, and is the same for every caller. */
export function matcher(table: PathTable, globOf: GlobOf): (key: PathKey) => boolean {
  if (table.all) return () => true
  const itself = partIndex(table, false)
  const below = partIndex(table, true)
  let standsIn: ((key: PathKey) => boolean) | null = null
  const globs = table.globs.map((glob) => ({ glob, test: null as ((path: string) => boolean) | null }))

  /** Tries every part of the path: what matches a folder matches all that is below it. */
  const inIndex = ({ text, parts }: Spelling, asFolder: boolean): boolean => {
    let end = -1
    return parts.some((name, index) => {
      const isLast = index === parts.length - 1
      end += 1 + name.length
      if (itself?.isNamed(name, text, end)) return true
      // A wildcard of an exception is for files: `*.md` excepts no folder.
      if ((table.fold || isLast) && itself?.isLike(name)) return true
      return below !== null && (!isLast || asFolder) && (below.isNamed(name, text, end) || below.isLike(name))
    })
  }

  return (key) => {
    const asFolder = table.fold && key.isFolder
    const spellings = spellingsOf(table, key)
    if (spellings.some((each) => inIndex(each, asFolder))) return true
    if (asFolder) {
      // Made for the first link or submodule: there is none in most changes.
      standsIn ??= standIns(table, globOf)
      if (standsIn(key)) return true
    }
    return globs.some((each) => {
      if (!mayMatch(each.glob, table, key)) return false
      each.test ??= globOf(each.glob.pattern)
      const tried = each.glob.exact ? [key.exact] : spellings
      return tried.some(({ text }) => each.test!(text) || (asFolder && each.test!(`${text}/`)))
    })
  }
}

/** What a table is compared with. */
const spellingsOf = (table: PathTable, key: PathKey): readonly Spelling[] => (table.fold ? key.folded : [key.exact])

const mayMatch = ({ needle, exact }: Glob, table: PathTable, key: PathKey): boolean =>
  exact ? key.exact.text.includes(needle) : spellingsOf(table, key).some(({ text }) => text.includes(needle))
