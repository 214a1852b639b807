import { lstatSync, readFileSync, realpathSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { type Location, pathOf } from './step.ts'

/** Where the roots of locations are. Absolute. */
export interface Roots {
  readonly topLevel: string
  readonly commonDir: string
}

/** What stands at a location. */
export interface Existing {
  /** `other`: a symbolic link, a folder, a device. */
  readonly kind: 'file' | 'other'
  /** Null when it is no file, or not UTF-8. */
  readonly text: string | null
  /** Git runs it: an executable file, or a link to one. */
  readonly executable: boolean
}

/** What is at the locations; one that is free is left out. */
export function lookAt(roots: Roots, locations: readonly Location[]): ReadonlyMap<Location, Existing> {
  const found = new Map<Location, Existing>()
  for (const location of locations) {
    const existing = look(absolute(roots, location))
    if (existing) found.set(location, existing)
  }
  return found
}

export const absolute = (roots: Roots, location: Location): string =>
  join(location.startsWith('work:') ? roots.topLevel : roots.commonDir, pathOf(location))

/** What is at an absolute path; null when nothing is. */
export function look(path: string): Existing | null {
  const status = statusOf(path)
  if (!status) return null
  if (!status.isFile()) return { kind: 'other', text: null, executable: isExecutable(path) }
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  return { kind: 'file', text: Buffer.from(text).equals(bytes) ? text : null, executable: isExecutable(path) }
}

function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    // A file stands where one of the folders would.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

/** An executable file, or a link to one. */
export function isExecutable(path: string): boolean {
  try {
    const real = lstatSync(realpathSync(path))
    return real.isFile() && (real.mode & 0o111) !== 0
  } catch {
    return false
  }
}
