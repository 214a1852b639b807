import { distributions, indexAndHosts, sdistAndWheels } from './distributions.ts'
import { field, itemsOf, needText, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, placeOf, versionAt } from './origin.ts'
import { readToml } from './toml.ts'
import { fail } from './unreadable.ts'

/**
 * `pylock.toml` and `pylock.<name>.toml` (PEP 751).
 *
 *     lock-version = "1.0"
 *     [[packages]]
 *     name = "attrs"
 *     version = "25.1.0"
 *     index = "https://pypi.org/simple"
 *     wheels = [{ name = "…", url = "https://files.pythonhosted.org/…", hashes = { sha256 = "…" } }]
 *
 * In place of files: `vcs = { url, commit-id }`, `directory = { path }`, `archive = { url, path, hashes }`.
 */
export function readPylock(text: string): readonly LockedPackage[] {
  const root = readToml(text)
  if (textField(root, 'lock-version') === null) fail('it has no lock-version')
  return itemsOf(field(root, 'packages'), 'packages').map((entry) => {
    const name = needText(entry, 'name', 'a package')
    const version = textField(entry, 'version') ?? ''
    const vcs = field(entry, 'vcs')
    const archive = field(entry, 'archive')
    const directory = textField(field(entry, 'directory'), 'path')
    if (vcs !== undefined) {
      const place = textField(vcs, 'url') ?? needText(vcs, 'path', name)
      return { name, version: versionAt(version, textField(vcs, 'commit-id')), source: placeOf(place), integrity: null }
    }
    if (directory !== null) return { name, version, source: `file:${directory}`, integrity: null }
    const { integrity, hosts } = distributions(archive === undefined ? sdistAndWheels(entry) : [archive])
    if (archive === undefined)
      return { name, version, source: indexAndHosts(textField(entry, 'index'), hosts), integrity }
    const place = textField(archive, 'url') ?? needText(archive, 'path', name)
    return { name, version, source: archiveOrigin(place, integrity).source, integrity }
  })
}
