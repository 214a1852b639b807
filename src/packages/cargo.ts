import { entriesOf, field, itemsOf, needText, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { gitOrigin, placeOf, versionAt } from './origin.ts'
import { readToml } from './toml.ts'

/**
 * `Cargo.lock`. Registries are places of an index, git ones among them, so all of the place counts.
 *
 *     [[package]]
 *     name = "serde"
 *     version = "1.0.200"
 *     source = "registry+https://github.com/rust-lang/crates.io-index"
 *     checksum = "…"
 *
 * Before format 2 checksums stood in a table of their own:
 *
 *     [metadata]
 *     "checksum serde 1.0.0 (registry+https://github.com/rust-lang/crates.io-index)" = "…"
 */
export function readCargo(text: string): readonly LockedPackage[] {
  const root = readToml(text)
  const metadata = field(root, 'metadata')
  entriesOf(metadata, 'metadata')
  return itemsOf(field(root, 'package'), 'package').map((entry) => {
    const name = needText(entry, 'name', 'a package')
    const version = needText(entry, 'version', name)
    const written = textField(entry, 'source')
    const checksum = textField(entry, 'checksum') ?? textField(metadata, `checksum ${name} ${version} (${written})`)
    const integrity = checksum === null || checksum === '<none>' ? null : `sha256:${checksum}`
    if (written === null) return { name, version, source: null, integrity }
    if (!written.startsWith('git+'))
      return { name, version, source: placeOf(written.replace(/^(?:registry|sparse)\+/, '')), integrity }
    const { source, commit } = gitOrigin(written)
    return { name, version: versionAt(version, commit), source, integrity }
  })
}
