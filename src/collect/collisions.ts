import { collisionKey } from '../policy/suspicion.ts'

/** The first path that was seen under a name: a file's own, or the first file's in a folder. */
interface Seen {
  readonly name: string
  readonly path: string
}

/**
 * Finds paths that another system opens as the same file: alike but for case or Unicode form, in their own name or in
 * that of a folder above. Gives both paths of each pair, each with the other; of a folder's files only one stands for
 * all. `paths` in git's order, so that one folder's paths stand together.
 */
export function collidingPaths(paths: readonly string[]): ReadonlyMap<string, string> {
  const spellings = new Map<string, Seen>()
  const colliding = new Map<string, string>()
  const see = (name: string, path: string) => {
    const key = collisionKey(name)
    const first = spellings.get(key)
    if (first === undefined) spellings.set(key, { name, path })
    else if (first.name !== name) {
      if (!colliding.has(path)) colliding.set(path, first.path)
      if (!colliding.has(first.path)) colliding.set(first.path, path)
    }
  }
  let folder = ''
  for (const path of paths) {
    const own = path.slice(0, path.lastIndexOf('/') + 1)
    if (own !== folder) {
      folder = own
      for (let slash = own.indexOf('/'); slash >= 0; slash = own.indexOf('/', slash + 1)) {
        see(own.slice(0, slash + 1), path)
      }
    }
    see(path, path)
  }
  return colliding
}
