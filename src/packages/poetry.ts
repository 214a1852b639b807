import { distributions, indexAndHosts } from './distributions.ts'
import { entriesOf, field, itemsOf, needText, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, placeOf, versionAt } from './origin.ts'
import { readToml } from './toml.ts'

/**
 * `poetry.lock`. Without a source a package is PyPI's.
 *
 *     [[package]]
 *     name = "requests"
 *     version = "2.31.0"
 *     files = [{file = "requests-2.31.0.tar.gz", hash = "sha256:…"}]
 *
 *     [package.source]
 *     type = "git"
 *     url = "https://github.com/psf/requests.git"
 *     resolved_reference = "<commit>"
 *
 * Before Poetry 1.5 the files stood in a table of their own, `[metadata.files]`, by name alone.
 */
export function readPoetry(text: string): readonly LockedPackage[] {
  const root = readToml(text)
  const metadata = field(root, 'metadata')
  const filesByName = new Map(entriesOf(field(metadata, 'files'), 'metadata.files'))
  return itemsOf(field(root, 'package'), 'package').map((entry) => {
    const name = needText(entry, 'name', 'a package')
    const version = needText(entry, 'version', name)
    const files = itemsOf(field(entry, 'files') ?? filesByName.get(name), name)
    const { integrity, hosts } = distributions(files)
    const source = field(entry, 'source')
    const url = textField(source, 'url')
    const type = textField(source, 'type')
    if (url === null || type === 'legacy') return { name, version, source: indexAndHosts(url, hosts), integrity }
    if (type === 'git') {
      const commit = textField(source, 'resolved_reference')
      return { name, version: versionAt(version, commit), source: placeOf(url), integrity }
    }
    return { name, version, source: archiveOrigin(url, integrity).source, integrity }
  })
}
