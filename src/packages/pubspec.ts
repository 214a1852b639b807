import { entriesOf, field, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { hostOf, placeOf, versionAt } from './origin.ts'
import { fail } from './unreadable.ts'
import { readYaml } from './yaml.ts'

/**
 * `pubspec.lock`.
 *
 *     packages:
 *       http:
 *         dependency: "direct main"
 *         description: { name: http, sha256: "…", url: "https://pub.dev" }
 *         source: hosted
 *         version: "1.2.0"
 *
 * From git the description has `url`, `path` and `resolved-ref`; a folder has `path`; an SDK is a word.
 */
export function readPubspec(text: string): readonly LockedPackage[] {
  const [document, second] = readYaml(text)
  const packages = field(document, 'packages')
  if (packages === undefined || second !== undefined) fail('it has no packages, or is more than one YAML document')
  return entriesOf(packages, 'packages').map(([name, entry]) => {
    entriesOf(entry, name)
    const version = textField(entry, 'version') ?? ''
    const description = field(entry, 'description')
    const url = textField(description, 'url')
    const path = textField(description, 'path')
    if (textField(entry, 'source') === 'git' && url !== null) {
      const folder = path === null || path === '.' ? '' : `/${path}`
      const source = placeOf(url) + folder
      return { name, version: versionAt(version, textField(description, 'resolved-ref')), source, integrity: null }
    }
    if (url === null) {
      const sdk = typeof description === 'string' ? `sdk:${description}` : null
      return { name, version, source: path === null ? sdk : `file:${path}`, integrity: null }
    }
    const real = textField(description, 'name') ?? name
    const sha256 = textField(description, 'sha256')
    const source = real === name ? hostOf(url) : `${real} at ${hostOf(url)}`
    return { name, version, source, integrity: sha256 === null ? null : `sha256:${sha256}` }
  })
}
