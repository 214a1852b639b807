import { CouldNotCheck } from '../errors.ts'

/** One entry of a tree as its object has it. One character is one byte. */
export interface TreeEntry {
  /** As git writes it there: `100644`, `40000`. */
  readonly mode: string
  readonly name: string
  readonly oid: string
}

/** What stands at a path, whatever its name; null: nothing. */
export type Entry = Omit<TreeEntry, 'name'> | null

export const MODE_TREE = '40000'

export const isSameEntry = (one: Entry, other: Entry): boolean => one?.mode === other?.mode && one?.oid === other?.oid

/** Where in a raw tree an entry begins, where its name and its id stand, and where it ends. */
interface EntryPlace {
  readonly start: number
  readonly blank: number
  readonly nul: number
  readonly end: number
}

/**
 * Goes through a raw tree, entry by entry:
 *
 *     100644 SP .env NUL <20 or 32 bytes of the id>
 *
 * @throws {CouldNotCheck} where it is damaged.
 */
export function* entryPlaces(bytes: Buffer, objectFormat: 'sha1' | 'sha256'): Generator<EntryPlace> {
  const length = objectFormat === 'sha256' ? 32 : 20
  for (let start = 0; start < bytes.length; ) {
    const blank = bytes.indexOf(0x20, start)
    const nul = bytes.indexOf(0, blank)
    const end = nul + 1 + length
    if (blank < 0 || nul < 0 || end > bytes.length) throw new CouldNotCheck('a tree is damaged')
    yield { start, blank, nul, end }
    start = end
  }
}

/** Takes a raw tree apart. @throws {CouldNotCheck} when it is damaged. */
export function readTree(bytes: Buffer, objectFormat: 'sha1' | 'sha256'): readonly TreeEntry[] {
  const entries: TreeEntry[] = []
  for (const { start, blank, nul, end } of entryPlaces(bytes, objectFormat)) {
    const mode = bytes.toString('latin1', start, blank)
    entries.push({ mode, name: bytes.toString('latin1', blank + 1, nul), oid: bytes.toString('hex', nul + 1, end) })
  }
  return entries
}

/** Puts a tree together. */
export const writeTree = (entries: readonly TreeEntry[]): Buffer =>
  Buffer.concat(
    entries.flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(oid, 'hex')]),
  )

/** The entries with another of this name, or without any, in git's order: a folder is sorted as if its name ended in `/`. */
export function withEntry(entries: readonly TreeEntry[], name: string, entry: Entry): readonly TreeEntry[] {
  const others = entries.filter((other) => other.name !== name)
  if (entry === null) return others
  const added = { ...entry, name }
  const at = others.findIndex((other) => sorted(other) > sorted(added))
  return at < 0 ? [...others, added] : [...others.slice(0, at), added, ...others.slice(at)]
}

const sorted = ({ mode, name }: TreeEntry): string => (mode === MODE_TREE ? `${name}/` : name)
