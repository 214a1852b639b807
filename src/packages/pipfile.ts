import { entriesOf, field, itemsOf, textField } from './fields.ts'
import { joinHashes } from './hashes.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, hostOf, placeOf, versionAt } from './origin.ts'
import { fail } from './unreadable.ts'

/**
 * `Pipfile.lock`: `default`, `develop` and groups of the project's own, and the indexes in `_meta`; a package without
 * `index` is the first one's.
 *
 *     "requests": { "hashes": ["sha256:…"], "index": "pypi", "version": "==2.31.0" },
 *     "tool": { "git": "https://github.com/owner/tool.git", "ref": "<commit>" }
 */
export function readPipfile(text: string): readonly LockedPackage[] {
  const root = readJson(text)
  const meta = field(root, '_meta')
  if (meta === undefined) fail('it has no _meta')
  const indexes = itemsOf(field(meta, 'sources'), 'sources')
  const groups = entriesOf(root, 'it').filter(([group]) => group !== '_meta')
  return groups.flatMap(([group, packages]) =>
    entriesOf(packages, group).map(([name, entry]) => {
      entriesOf(entry, name)
      const version = (textField(entry, 'version') ?? '').replace(/^==/, '')
      const integrity = joinHashes(itemsOf(field(entry, 'hashes'), name).map(String))
      const git = textField(entry, 'git')
      const place = textField(entry, 'file') ?? textField(entry, 'path')
      if (git !== null)
        return { name, version: versionAt(version, textField(entry, 'ref')), source: placeOf(git), integrity }
      if (place !== null) return { name, version, source: archiveOrigin(place, integrity).source, integrity }
      const asked = textField(entry, 'index')
      const index = indexes.find((candidate) => asked === null || textField(candidate, 'name') === asked)
      const url = textField(index, 'url')
      return { name, version, source: url === null ? asked : hostOf(url), integrity }
    }),
  )
}
