import { entriesOf, field, itemsOf, textField } from './fields.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { placeOf, versionAt } from './origin.ts'
import { fail } from './unreadable.ts'

/**
 * `Package.resolved`, formats 1 to 3. A version is a tag, which its commit must not leave; a branch has the commit for a
 * version.
 *
 *     "identity": "swift-log", "kind": "remoteSourceControl", "location": "https://github.com/apple/swift-log.git",
 *     "state": { "revision": "<commit>", "version": "1.5.4" }
 *
 * In format 1 `package` and `repositoryURL`, within `object`.
 */
export function readSwift(text: string): readonly LockedPackage[] {
  const root = readJson(text)
  const pins = field(root, 'pins') ?? field(field(root, 'object'), 'pins')
  if (pins === undefined) fail('it has no pins')
  return itemsOf(pins, 'pins').map((pin) => {
    entriesOf(pin, 'a pin')
    const name = textField(pin, 'identity') ?? textField(pin, 'package') ?? fail('a pin has no identity')
    const place = textField(pin, 'location') ?? textField(pin, 'repositoryURL')
    const source = place === null ? null : placeOf(place)
    const state = field(pin, 'state')
    const version = textField(state, 'version')
    const revision = textField(state, 'revision')
    if (version === null)
      return { name, version: versionAt(textField(state, 'branch') ?? '', revision), source, integrity: null }
    return { name, version, source, integrity: revision === null ? null : `git:${revision}` }
  })
}
