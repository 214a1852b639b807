import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** All that is in a folder, in memory. */
export interface Kept {
  /** Where it was read. */
  readonly folder: string
  readonly entries: readonly Entry[]
}

interface Entry {
  readonly path: string
  readonly mode: number
  /** In seconds: git's index knows an unchanged file by it. */
  readonly modified: number
  /** A file's bytes, a link's target; null: a folder. */
  readonly content: Buffer | string | null
  /** Whether the content names the folder where it was read. */
  readonly namesPlace: boolean
}

/** Reads a folder. */
export function keep(folder: string): Kept {
  // Sorted, a folder comes before what is in it.
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const entries = paths.map((path): Entry => {
    const file = join(folder, path)
    const status = lstatSync(file)
    const content = status.isDirectory() ? null : status.isSymbolicLink() ? readlinkSync(file) : readFileSync(file)
    const namesPlace = content?.includes(folder) ?? false
    return { path, mode: status.mode & 0o777, modified: status.mtimeMs / 1000, content, namesPlace }
  })
  return { folder, entries }
}

/** Files whose time nobody asks for: all of a git directory's but an index, and the folders of objects are many. */
const INSIDE_GIT = /(?:^|\/)\.git\/(?:.*\/)?(?!index$)[^/]+$/

/** Writes what was read into an empty folder. Where a file names the place that it comes from, it names the new one. */
export function writeKept({ folder: old, entries }: Kept, folder: string): void {
  for (const { path, mode, modified, content, namesPlace } of entries) {
    const file = join(folder, path)
    if (content === null) mkdirSync(file, { mode })
    else if (typeof content === 'string') symlinkSync(moved(content, old, folder), file)
    else {
      const bytes = namesPlace ? Buffer.from(moved(content.toString('latin1'), old, folder), 'latin1') : content
      writeFileSync(file, bytes, { mode })
      if (!INSIDE_GIT.test(path)) utimesSync(file, modified, modified)
    }
  }
}

/** A text that names one place, naming another. */
export const moved = (text: string, from: string, to: string): string => text.replaceAll(from, to)
