import { distributions, indexAndHosts } from './distributions.ts'
import { entriesOf, field, itemsOf, needText, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, placeOf, versionAt } from './origin.ts'
import { readToml } from './toml.ts'

/**
 * `pdm.lock`.
 *
 *     [[package]]
 *     name = "certifi"
 *     version = "2024.2.2"
 *     files = [{file = "certifi-2024.2.2.tar.gz", hash = "sha256:…"}]
 *
 * From git: `git`, `ref` and `revision` in the package; else `url` or `path`. Before PDM 2.8 the files stood in a table
 * of their own, `[metadata.files]`, under `"certifi 2024.2.2"`.
 */
export function readPdm(text: string): readonly LockedPackage[] {
  const root = readToml(text)
  const filesByName = new Map(entriesOf(field(field(root, 'metadata'), 'files'), 'metadata.files'))
  return itemsOf(field(root, 'package'), 'package').map((entry) => {
    const name = needText(entry, 'name', 'a package')
    const version = textField(entry, 'version') ?? ''
    const files = itemsOf(field(entry, 'files') ?? filesByName.get(`${name} ${version}`), name)
    const { integrity, hosts } = distributions(files)
    const git = textField(entry, 'git')
    const url = textField(entry, 'url')
    const path = textField(entry, 'path')
    if (git !== null)
      return { name, version: versionAt(version, textField(entry, 'revision')), source: placeOf(git), integrity }
    if (url !== null) return { name, version, source: archiveOrigin(url, integrity).source, integrity }
    if (path !== null) return { name, version, source: `file:${path}`, integrity }
    return { name, version, source: indexAndHosts(null, hosts), integrity }
  })
}
