import { field, itemsOf, needText, textField } from './fields.ts'
import { joinHashes } from './hashes.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, placeOf, versionAt } from './origin.ts'
import { fail } from './unreadable.ts'

/**
 * `composer.lock`. A package has an archive (`dist`) and a repository (`source`), and a setting says which is fetched:
 * both are told. Archives of forges have no hash; the commit (`reference`) takes its place.
 *
 *     "name": "monolog/monolog", "version": "3.5.0",
 *     "source": { "type": "git", "url": "https://github.com/Seldaek/monolog.git", "reference": "<commit>" },
 *     "dist": { "type": "zip", "url": "https://api.github.com/repos/Seldaek/monolog/zipball/<commit>", "shasum": "" }
 */
export function readComposer(text: string): readonly LockedPackage[] {
  const root = readJson(text)
  if (field(root, 'packages') === undefined) fail('it has no packages')
  const packages = ['packages', 'packages-dev'].flatMap((group) => itemsOf(field(root, group), group))
  return packages.map((entry) => {
    const name = needText(entry, 'name', 'a package')
    const version = needText(entry, 'version', name)
    const [dist, repository] = [field(entry, 'dist'), field(entry, 'source')]
    const reference = joinHashes([textField(dist, 'reference'), textField(repository, 'reference')])
    const shasum = textField(dist, 'shasum')
    const isBranch = version.startsWith('dev-') || version.endsWith('-dev')
    const [archive, place] = [textField(dist, 'url'), textField(repository, 'url')]
    const sources = [
      ...(archive === null ? [] : [archiveOrigin(archive, shasum ?? reference).source]),
      ...(place === null ? [] : [placeOf(place)]),
    ]
    return {
      name,
      version: isBranch ? versionAt(version, reference) : version,
      source: sources.length === 0 ? null : [...new Set(sources)].join(', '),
      // Of a branch the commit is the version; of a tag it must stay as it is.
      integrity: joinHashes([shasum && `sha1:${shasum}`, isBranch ? null : reference && `git:${reference}`]),
    }
  })
}
