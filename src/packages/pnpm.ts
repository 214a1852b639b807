import { entriesOf, field, textField } from './fields.ts'
import type { LockedPackage } from './locked-package.ts'
import { gitOrigin, hostOf, versionAt } from './origin.ts'
import { npmPackage } from './tarball.ts'
import { fail } from './unreadable.ts'
import { readYaml } from './yaml.ts'

/**
 * `pnpm-lock.yaml`, formats 5 to 9. From pnpm 11 on a first YAML document may hold what pnpm itself is made of; all
 * documents are read.
 */
export function readPnpm(text: string): readonly LockedPackage[] {
  return readYaml(text).flatMap((document) => {
    const format = Number.parseFloat(textField(document, 'lockfileVersion') ?? '')
    if (!(format >= 5)) fail('it has no lockfileVersion of 5 or more')
    const packages = entriesOf(field(document, 'packages'), 'packages')
    return [...packages.map(([key, entry]) => locked(key, entry)), ...linked(document)]
  })
}

/**
 *     '@scope/a@1.0.0': { resolution: { integrity: sha512-… } }            format 9
 *     /@scope/a@1.0.0(peer@2.0.0): …                                       format 6
 *     /@scope/a/1.0.0_peer@2.0.0: …                                        format 5
 *     github.com/owner/a/<commit>: { resolution: { tarball: https://… }, name: a, version: 1.0.0 }
 */
function locked(key: string, entry: unknown): LockedPackage {
  entriesOf(entry, key)
  const path = key.split('(', 1)[0]!
  const pinned = path.startsWith('/') ? path.slice(1) : path
  const ofPath = parted(pinned)
  const name = textField(entry, 'name') ?? ofPath.name
  const version = textField(entry, 'version') ?? ofPath.version
  const resolution = field(entry, 'resolution')
  const integrity = textField(resolution, 'integrity')
  const repository = textField(resolution, 'repo')
  const directory = textField(resolution, 'directory')
  if (repository !== null) {
    const source = gitOrigin(repository).source
    return { name, version: versionAt(version, textField(resolution, 'commit')), source, integrity }
  }
  if (directory !== null) return { name, version, source: `file:${directory}`, integrity }
  const resolved = textField(resolution, 'tarball')
  const registry = textField(resolution, 'registry')
  if (resolved !== null || registry === null) return npmPackage({ name, version, real: name, integrity, resolved })
  return { name, version, source: hostOf(registry), integrity }
}

/** In a path of its time, `@` or `/` ends a name; the part of a name behind its scope holds neither. */
function parted(path: string): { readonly name: string; readonly version: string } {
  const start = path.startsWith('@') ? path.indexOf('/') + 1 : 0
  const length = path.slice(start).search(/[@/]/)
  if (length === -1) return { name: path, version: '' }
  const end = start + length
  const version = path.slice(end + 1)
  return { name: path.slice(0, end), version: path[end] === '@' ? version : version.split('_', 1)[0]! }
}

/** `link:` goes to a folder, of this repository or not. */
function linked(document: unknown): readonly LockedPackage[] {
  const importers = [document, ...entriesOf(field(document, 'importers'), 'importers').map(([, importer]) => importer)]
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies']
  return importers.flatMap((importer) =>
    kinds.flatMap((kind) =>
      entriesOf(field(importer, kind), kind).flatMap(([name, asked]) => {
        const version = typeof asked === 'string' ? asked : textField(asked, 'version')
        return version?.startsWith('link:') ? [{ name, version: '', source: version, integrity: null }] : []
      }),
    ),
  )
}
