import { entriesOf, field, textField } from './fields.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { fail } from './unreadable.ts'

/**
 * `packages.lock.json`, by target framework. Where a package comes from is the settings' to say; its hash pins it.
 *
 *     "net8.0": { "Serilog": { "type": "Direct", "requested": "[3.1.1, )", "resolved": "3.1.1", "contentHash": "…" } }
 */
export function readNuget(text: string): readonly LockedPackage[] {
  const root = readJson(text)
  const frameworks = field(root, 'dependencies')
  if (field(root, 'version') === undefined || frameworks === undefined) fail('it has no version or no dependencies')
  return entriesOf(frameworks, 'dependencies').flatMap(([framework, packages]) =>
    entriesOf(packages, framework).flatMap(([name, entry]) => {
      entriesOf(entry, name)
      // Another project of the same solution.
      if (textField(entry, 'type')?.toLowerCase() === 'project') return []
      const hash = textField(entry, 'contentHash')
      const integrity = hash === null ? null : `sha512:${hash}`
      return [{ name, version: textField(entry, 'resolved') ?? '', source: null, integrity }]
    }),
  )
}
