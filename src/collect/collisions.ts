import { collisionKey } from '../policy/suspicion.ts'

/** The first path that was seen under a name: a file's own, or the first file's in a folder. */
interface Seen {
  readonly name: string
  readonly path: string
}

/**
 * Finds paths that another system opens as the same file: alike but for case or Unicode form, in their own name or in
 * that of a folder above. A link and a folder collide too: what is checked out into the folder then goes where the link
 * leads. Gives both paths of each pair, each with the other; of a folder's files only one stands for all. Names that both
 * stand in `before` are no news. `paths` in git's order, so that one folder's paths stand together.
 */
export function collidingPaths(paths: readonly string[], before: readonly string[] = []): ReadonlyMap<string, string> {
  const old = new Set<string>()
  eachName(before, (name) => old.add(name))
  const spellings = new Map<string, Seen>()
  const colliding = new Map<string, string>()
  eachName(paths, (name, path) => {
    const key = collisionKey(name)
    const first = spellings.get(key)
    if (first === undefined) spellings.set(key, { name, path })
    else if (first.name !== name && !(old.has(first.name) && old.has(name))) {
      if (!colliding.has(path)) colliding.set(path, first.path)
      if (!colliding.has(first.path)) colliding.set(first.path, path)
    }
  })
  return colliding
}

/** Calls `see` with each file's name, and before it with those of the folders above where the file before was in another. */
function eachName(paths: readonly string[], see: (name: string, path: string) => void): void {
  let folder = ''
  for (const path of paths) {
    const own = path.slice(0, path.lastIndexOf('/') + 1)
    if (own !== folder) {
      folder = own
      for (let slash = own.indexOf('/'); slash >= 0; slash = own.indexOf('/', slash + 1)) see(own.slice(0, slash), path)
    }
    see(path, path)
  }
}
