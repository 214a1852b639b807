import { visible } from '../visible.ts'
import { joinHashes } from './hashes.ts'
import { linesOf } from './lines.ts'
import type { LockedPackage } from './locked-package.ts'
import { fail } from './unreadable.ts'

const MANIFEST = '/go.mod'

/**
 * `go.sum` and `go.work.sum`: one hash for a module, one for its go.mod. Of modules that only take part in the choice of
 * versions there is but the second; their version is told as Go writes it, `v1.0.0/go.mod`.
 *
 *     golang.org/x/mod v0.17.0 h1:…=
 *     golang.org/x/mod v0.17.0/go.mod h1:…=
 */
export function readGoSum(text: string): readonly LockedPackage[] {
  const modules = new Map<string, { name: string; version: string; hashes: string[]; manifests: string[] }>()
  for (const line of linesOf(text)) {
    const [name, written, hash, more] = line.text.split(' ', 4)
    if (name === '' && written === undefined) continue
    if (!name || !written || !hash?.startsWith('h1:') || more !== undefined)
      return fail(`line ${line.number} is not as Go writes it: "${visible(line.text, 60)}"`)
    const isManifest = written.endsWith(MANIFEST)
    const version = isManifest ? written.slice(0, -MANIFEST.length) : written
    const key = `${name} ${version}`
    const module = modules.get(key) ?? { name, version, hashes: [], manifests: [] }
    modules.set(key, module)
    if (isManifest) module.manifests.push(`go.mod:${hash}`)
    else module.hashes.push(hash)
  }
  return [...modules.values()].map(({ name, version, hashes, manifests }) => ({
    name,
    version: hashes.length === 0 ? version + MANIFEST : version,
    source: null,
    integrity: joinHashes([...hashes, ...manifests]),
  }))
}
