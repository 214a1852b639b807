import { isAbsent, type State } from '../../change.ts'
import { type PatchedFile, readPatch } from '../../git/patch.ts'
import type { GitPlace } from '../../git/process.ts'
import type { RawChange } from '../../git/raw-diff.ts'
import type { PacketFile } from '../../packet.ts'
import { pathClassReader } from '../../policy/path-classes.ts'
import { lineMarks } from './line-marks.ts'
import { lockedPackages } from './locked-packages.ts'

/** The net change, and which of some names stand in its lines. */
export interface ObservedFiles {
  readonly files: readonly PacketFile[]
  readonly namesSeen: ReadonlySet<string>
}

/**
 * Reads the net change from one tree to another. `guardsOf` says which entries of the policy hold for a path, `names` are
 * words (letters, digits, `_`) that are looked for in what was added or removed.
 * @throws {CouldNotCheck} when an object is missing.
 */
export async function packetFiles(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  [from, to]: readonly [from: string, to: string],
  guardsOf: (changes: readonly RawChange[]) => Promise<ReadonlyMap<string, readonly string[]>>,
  names: readonly string[],
): Promise<ObservedFiles> {
  const classesOf = pathClassReader()
  const classes = new Map<string, PacketFile['classes']>()
  const marks = lineMarks(names)
  const patched = await readPatch(place, objectFormat, from, to, (change) => {
    const { path, old, new: now } = change
    const own = classes.get(path) ?? classesOf(path, (isAbsent(now) ? old : now).mode)
    classes.set(path, own)
    return marks.reader(change, own)
  })
  const moves = sameContent(patched)
  const guards = await guardsOf(patched)
  const files: PacketFile[] = []
  for (const { path, old, new: now, lines } of patched) {
    const own = classes.get(path) ?? []
    const guardedBy = guards.get(path) ?? []
    const isLock = own.includes('lockfiles') || guardedBy.includes('lockfiles')
    files.push({
      ...{ path, old, new: now, lines },
      classes: own,
      guards: guardedBy,
      movedFrom: moves.from.get(path) ?? null,
      movedTo: moves.to.get(path) ?? null,
      ...marks.of(path),
      packages: isLock ? await lockedPackages(place, path, old, now) : null,
    })
  }
  return { files, namesSeen: marks.namesSeen }
}

/** Files that have gone, and what has come with the same content; each stands for one other at most. */
function sameContent(changes: readonly PatchedFile[]): {
  readonly from: ReadonlyMap<string, string>
  readonly to: ReadonlyMap<string, string>
} {
  const key = ({ mode, oid }: State) => `${mode} ${oid}`
  const came = new Map<string, string[]>()
  for (const { path, old, new: now, lines } of changes) {
    // Empty files are all the same, and nothing moved.
    if (!isAbsent(old) || lines?.added === 0) continue
    const paths = came.get(key(now))
    if (paths) paths.push(path)
    else came.set(key(now), [path])
  }
  const from = new Map<string, string>()
  const to = new Map<string, string>()
  for (const { path, old, new: now } of changes) {
    const place = isAbsent(now) ? came.get(key(old))?.pop() : undefined
    if (place === undefined) continue
    from.set(place, path)
    to.set(path, place)
  }
  return { from, to }
}
