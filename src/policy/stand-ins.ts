import type { PathKey, Spelling } from './path-key.ts'
import type { Above, GlobOf, PathTable } from './patterns.ts'

/**
 * Links and submodules in the place of a folder that a pattern goes through: with a link `deploy/prod`, another file is
 * opened as `deploy/prod/run.sh`, and git never says that path. In the place of what may be any folder (the second of
 * `services/` `*` `/run.sh`) any is one; but where nothing is said of the folders above, as in a `*` behind a leading
 * `**`, none is, or every link that there is would be guarded.
 */
export function standIns({ above }: PathTable, globOf: GlobOf): (key: PathKey) => boolean {
  const tests = above.map((each) => ({
    ...each,
    least: leastOf(each),
    fits: each.folders.map((folder) => fit(folder, globOf)),
  }))
  return (key) =>
    tests.some(({ anchored, exact, least, fits }) => {
      const tried = exact ? [key.exact] : key.folded
      return tried.some((spelling) => standsIn(spelling, fits, least, anchored))
    })
}

/** Whether only the glob library can tell: `*` alone needs none. */
export const needsGlobs = ({ above }: PathTable): boolean =>
  above.some(({ folders }) => folders.some((folder) => typeof folder !== 'string' && folder.glob !== '*'))

type Fits = (name: string) => boolean

/** So many of the folders, from the outermost, must be there at least. */
const leastOf = ({ anchored, folders }: Above): number =>
  anchored ? 1 : folders.findIndex((folder) => typeof folder === 'string' || !/^[*?]*$/.test(folder.glob)) + 1

function fit(folder: Above['folders'][number], globOf: GlobOf): Fits {
  if (typeof folder === 'string') return (name) => name === folder
  if (folder.glob === '*') return () => true
  let test: Fits | null = null
  return (name) => {
    test ??= globOf(folder.glob)
    return test(name)
  }
}

/** Whether the path, or (unless `anchored`) its end, is the first few of the folders. */
function standsIn({ parts }: Spelling, fits: readonly Fits[], least: number, anchored: boolean): boolean {
  if (least === 0 || (anchored && parts.length > fits.length)) return false
  const most = Math.min(fits.length, parts.length)
  for (let count = anchored ? parts.length : least; count <= most; count += 1)
    if (parts.slice(parts.length - count).every((name, index) => fits[index]!(name))) return true
  return false
}
