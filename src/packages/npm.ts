import { entriesOf, field, textField } from './fields.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { isGit } from './origin.ts'
import { npmPackage } from './tarball.ts'
import { fail } from './unreadable.ts'

const FOLDER = '/node_modules/'

/**
 * `package-lock.json` and `npm-shrinkwrap.json`, formats 1 to 3. Format 2 says all twice: npm from 7 on reads
 * `packages`, older ones `dependencies`; what the second says otherwise than the first is told too.
 */
export function readNpm(text: string): readonly LockedPackage[] {
  const root = readJson(text)
  const packages = entriesOf(field(root, 'packages'), 'packages')
  const dependencies = entriesOf(field(root, 'dependencies'), 'dependencies')
  if (packages.length + dependencies.length === 0 && field(root, 'lockfileVersion') === undefined)
    fail('it has no lockfileVersion')
  const found = installed(packages)
  const told = new Set(found.flatMap((locked) => [locked, withoutVersion(locked)].map(identity)))
  return [...found, ...nested(dependencies).filter((locked) => !told.has(identity(locked)))]
}

/**
 *     "node_modules/a/node_modules/@scope/b": { "version": "1.0.0", "resolved": "https://…", "integrity": "sha512-…" },
 *     "node_modules/c": { "resolved": "packages/c", "link": true },
 *     "packages/c": { "version": "0.1.0" }
 */
function installed(packages: readonly (readonly [string, unknown])[]): readonly LockedPackage[] {
  const byFolder = new Map(packages)
  return packages.flatMap(([folder, entry]) => {
    entriesOf(entry, folder)
    const at = `/${folder}`.lastIndexOf(FOLDER)
    // The project itself and its workspaces: not fetched from anywhere.
    if (at === -1) return []
    const name = `/${folder}`.slice(at + FOLDER.length)
    const resolved = textField(entry, 'resolved')
    if (field(entry, 'link') === true) {
      const version = textField(byFolder.get(resolved ?? ''), 'version') ?? ''
      return [{ name, version, source: `file:${resolved ?? ''}`, integrity: null }]
    }
    if (resolved === null && field(entry, 'inBundle') === true) return []
    return [
      npmPackage({
        name,
        version: textField(entry, 'version') ?? '',
        real: textField(entry, 'name') ?? name,
        integrity: textField(entry, 'integrity'),
        resolved,
      }),
    ]
  })
}

/**
 *     "a": { "version": "1.0.0", "resolved": "https://…", "integrity": "sha512-…", "dependencies": { "b": { … } } },
 *     "c": { "version": "npm:real@1.0.0", … }, "d": { "version": "git+ssh://git@host/d.git#<commit>" }
 */
function nested(dependencies: readonly (readonly [string, unknown])[]): readonly LockedPackage[] {
  return dependencies.flatMap(([name, entry]) => {
    const below = nested(entriesOf(field(entry, 'dependencies'), name))
    const written = textField(entry, 'version') ?? ''
    const resolved = textField(entry, 'resolved')
    // What a bundle brings along comes with the package around it, and is held to that one's hash.
    if (resolved === null && field(entry, 'bundled') === true) return below
    const isPlace = isGit(written) || written.startsWith('file:') || written.includes('://')
    const alias = written.startsWith('npm:') ? written.slice('npm:'.length) : null
    const at = alias?.lastIndexOf('@') ?? 0
    const locked = npmPackage({
      name,
      version: isPlace ? '' : alias && at > 0 ? alias.slice(at + 1) : written,
      real: alias && at > 0 ? alias.slice(0, at) : name,
      integrity: textField(entry, 'integrity'),
      resolved: resolved ?? (isPlace ? written : null),
    })
    return [locked, ...below]
  })
}

/** As the second table of format 2 names what comes from git, a folder or an archive: by its place alone. */
function withoutVersion(locked: LockedPackage): LockedPackage {
  const commit = locked.version.indexOf('#')
  return { ...locked, version: commit === -1 ? '' : locked.version.slice(commit) }
}

const identity = ({ name, version, source, integrity }: LockedPackage): string =>
  JSON.stringify([name, version, source, integrity])
