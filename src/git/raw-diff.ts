import type { State } from '../change.ts'
import { CouldNotCheck } from '../errors.ts'
import { pathFromBytes } from './path-bytes.ts'

/** One entry of a raw diff: a path and its two states. */
export interface RawChange {
  readonly path: string
  readonly old: State
  readonly new: State
}

/** Says whether a path is worth keeping; as a rule asked once for each distinct path. */
export type Watch = (path: string) => boolean

/** Of so many paths it is remembered whether they are watched: a tree of a few kilobytes can have millions. */
const MOST_KNOWN = 200_000

/** Takes a header: what stands in `bytes` from `start` up to `end`, which hold only during the call. */
export type Header = (bytes: Buffer, start: number, end: number) => void

/**
 * Options of every tree comparison. `--no-renames` shows both ends of a rename; the submodule option undoes
 * `ignore = all` of a .gitmodules that came with the change, which hides submodule bumps even from plumbing.
 */
export const RAW_DIFF_OPTIONS = [
  '-r',
  '-z',
  '--raw',
  '--no-abbrev',
  '--no-renames',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-submodules=none',
  '--no-color',
]

/**
 * Reads `--raw -z` output as it arrives. With `-z` it is a flat run of NUL-ended words:
 *
 *     <header>\0:100644 100644 <old id> <new id> M\0<path>\0:000000 100644 … A\0<path>\0<header>\0…
 *
 * A word that begins with `:` announces a path, and the word after it is that path, whatever it looks like. Any other
 * word is a header of the command that printed it. A path or subject can therefore not pass for something else.
 */
export class RawDiffReader {
  readonly #idLength: number
  readonly #watch: Watch
  readonly #header: Header
  readonly #change: (change: RawChange) => void
  readonly #tree: (oid: string) => void
  /** By the path's bytes as latin1, which is cheap to make: the decoded path, or null for one not watched. */
  readonly #known = new Map<string, string | null>()
  /** The beginning of a word whose end has not come yet. */
  #rest: Buffer[] = []
  #entries = 0

  /** `tree` takes each folder that is new on the right: `-t` lists them between the paths. */
  constructor(
    objectFormat: 'sha1' | 'sha256',
    watch: Watch,
    header: Header,
    change: (change: RawChange) => void,
    tree: (oid: string) => void = () => {},
  ) {
    this.#idLength = objectFormat === 'sha256' ? 64 : 40
    this.#watch = watch
    this.#header = header
    this.#change = change
    this.#tree = tree
  }

  /** How many entries have been read, watched or not. */
  get entries(): number {
    return this.#entries
  }

  push(chunk: Buffer): void {
    // A subject of many megabytes comes in thousands of chunks, and is put together once.
    if (this.#rest.length > 0 && chunk.indexOf(0) < 0) {
      this.#rest.push(chunk)
      return
    }
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([...this.#rest, chunk])
    let at = 0
    while (at < bytes.length) {
      const end = bytes.indexOf(0, at)
      if (end < 0) break
      if (bytes[at] === 0x3a /* : */) {
        const pathEnd = bytes.indexOf(0, end + 1)
        if (pathEnd < 0) break
        this.#entry(bytes, at, end, pathEnd)
        at = pathEnd + 1
      } else {
        this.#header(bytes, at, end)
        at = end + 1
      }
    }
    this.#rest = at < bytes.length ? [bytes.subarray(at)] : []
  }

  /** @throws {CouldNotCheck} when git stopped in the middle of an entry. */
  end(): void {
    if (this.#rest.length > 0) throw new CouldNotCheck('git ended its list of changes in the middle of an entry')
  }

  #entry(bytes: Buffer, start: number, end: number, pathEnd: number): void {
    const id = this.#idLength
    if (end - start !== 18 + 2 * id) throw new CouldNotCheck('git listed a change in a form that is not known')
    // Modes of folders alone begin so: 040000.
    const isTree = bytes[start + 9] === 0x34
    if (isTree || bytes[start + 2] === 0x34) {
      if (isTree) this.#tree(bytes.toString('latin1', start + 16 + id, start + 16 + 2 * id))
      return
    }
    this.#entries += 1
    const key = bytes.toString('latin1', end + 1, pathEnd)
    let path = this.#known.get(key)
    if (path === undefined) {
      const decoded = pathFromBytes(bytes.subarray(end + 1, pathEnd))
      path = this.#watch(decoded) ? decoded : null
      if (this.#known.size >= MOST_KNOWN) this.#known.clear()
      this.#known.set(key, path)
    }
    if (path === null) return
    const entry = bytes.toString('latin1', start, end)
    this.#change({
      path,
      old: { mode: entry.slice(1, 7), oid: entry.slice(15, 15 + id) },
      new: { mode: entry.slice(8, 14), oid: entry.slice(16 + id, 16 + 2 * id) },
    })
  }
}

/** Reads a whole raw diff that has no headers. */
export function readRawDiff(bytes: Buffer, objectFormat: 'sha1' | 'sha256', watch: Watch): readonly RawChange[] {
  const changes: RawChange[] = []
  const reader = new RawDiffReader(
    objectFormat,
    watch,
    () => {
      throw new CouldNotCheck('git put something else into its list of changes')
    },
    (change) => changes.push(change),
  )
  reader.push(bytes)
  reader.end()
  return changes
}
