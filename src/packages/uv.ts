import { distributions, indexAndHosts, sdistAndWheels } from './distributions.ts'
import { field, itemsOf, needText, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, gitOrigin, versionAt } from './origin.ts'
import { readToml } from './toml.ts'

/**
 * `uv.lock`, and the locks that uv writes beside scripts.
 *
 *     [[package]]
 *     name = "anyio"
 *     version = "4.3.0"
 *     source = { registry = "https://pypi.org/simple" }
 *     sdist = { url = "https://files.pythonhosted.org/…", hash = "sha256:…", size = 159642 }
 *     wheels = [{ url = "…", hash = "sha256:…", size = 85584 }]
 *
 * Other sources: `git = "https://…?rev=main#<commit>"`, `url`, and the folders `path`, `directory`, `editable`, `virtual`.
 */
export function readUv(text: string): readonly LockedPackage[] {
  return itemsOf(field(readToml(text), 'package'), 'package').map((entry) => {
    const name = needText(entry, 'name', 'a package')
    // A project whose version is worked out when it is built has none here.
    const version = textField(entry, 'version') ?? ''
    const { integrity, hosts } = distributions(sdistAndWheels(entry))
    const source = field(entry, 'source')
    const git = textField(source, 'git')
    const url = textField(source, 'url')
    if (git !== null) {
      const origin = gitOrigin(git)
      return { name, version: versionAt(version, origin.commit), source: origin.source, integrity }
    }
    if (url !== null) return { name, version, source: archiveOrigin(url, integrity).source, integrity }
    const folder = ['path', 'directory', 'editable', 'virtual'].map((kind) => textField(source, kind)).find(Boolean)
    if (folder) return { name, version, source: `file:${folder}`, integrity }
    return { name, version, source: indexAndHosts(textField(source, 'registry'), hosts), integrity }
  })
}
