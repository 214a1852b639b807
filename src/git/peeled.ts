import { CouldNotCheck } from '../errors.ts'
import { type GitPlace, runGit } from './process.ts'

/** What an id of a push stands for. */
export interface Peeled {
  readonly type: 'commit' | 'tree' | 'blob' | 'tag'
  /** In bytes. */
  readonly size: number
  /** The commit that it is, or that a tag (of a tag …) leads to; null: none. */
  readonly commit: string | null
  /** Whether there is a file or folder of the name that was asked about at its top. */
  readonly hasName: boolean
}

/**
 * Looks objects up by their ids, following tags, and whether `name` is in their trees. One that is not here is not in the
 * answer.
 * @throws {CouldNotCheck} when git does not answer for every id.
 */
export async function peelAll(
  place: GitPlace,
  oids: readonly string[],
  name: string,
): Promise<ReadonlyMap<string, Peeled>> {
  const found = new Map<string, Peeled>()
  if (oids.length === 0) return found
  const asked = oids.map((oid) => `${oid}\n${oid}^{commit}\n${oid}:${name}\n`).join('')
  const out = await runGit(place, ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'], asked)
  // Three lines for each: "<oid> <type> <size>", or "<name> missing".
  const lines = out.toString('latin1').split('\n')
  if (lines.length !== 3 * oids.length + 1) throw new CouldNotCheck('git cat-file did not answer for every id')
  oids.forEach((oid, at) => {
    const [, type, size] = lines[3 * at]!.split(' ')
    const [commit, ofCommit] = lines[3 * at + 1]!.split(' ')
    const hasName = !lines[3 * at + 2]!.endsWith(' missing')
    if (type !== 'commit' && type !== 'tree' && type !== 'blob' && type !== 'tag') return
    found.set(oid, { type, size: Number(size), commit: ofCommit === 'commit' ? commit! : null, hasName })
  })
  return found
}
