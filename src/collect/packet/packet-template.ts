import { isolate } from '../../git/isolated.ts'
import { readObjects } from '../../git/object-stream.ts'
import type { Environment } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { entryOf } from '../../git/tree.ts'
import { PACKET_FILE } from '../../policy/policy.ts'

/**
 * The repository's own template as it stands at the tip of the base; null: there is none. A change never brings its own: what
 * it says of itself must not be shown by its own rules.
 * @throws {CouldNotCheck} when it is there and cannot be read.
 */
export async function templateAt(
  repository: Repository,
  env: Environment,
  base: string | null,
): Promise<string | null> {
  if (base === null) return null
  const { place, close } = isolate(repository, env)
  try {
    const entry = await entryOf(place, base, PACKET_FILE)
    if (entry?.mode !== '100644' && entry?.mode !== '100755') return null
    const [blob] = await readObjects(place, [entry.oid])
    return blob?.type === 'blob' ? blob.content.toString('utf8') : null
  } finally {
    close()
  }
}
