import { visible } from '../visible.ts'
import { entriesOf, field, itemsOf } from './fields.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { hostOf } from './origin.ts'
import { npmPackage } from './tarball.ts'
import { fail } from './unreadable.ts'

/**
 * `bun.lock`: JSON with commas at the ends of lists. Keys are places in the tree, as npm's are; the name in the first
 * item is that of what is really installed.
 *
 *     "@scope/a": ["@scope/a@1.0.0", "", { "dependencies": {} }, "sha512-…"],
 *     "b/a": ["a@2.0.0", "https://registry.example/", {}, "sha512-…"],
 *     "c": ["c@github:owner/c#<commit>", {}, "owner-c-<commit>"],
 *     "d": ["d@workspace:packages/d"],
 */
export function readBun(text: string): readonly LockedPackage[] {
  const root = readJson(text, { trailingCommas: true })
  if (field(root, 'lockfileVersion') === undefined) fail('it has no lockfileVersion')
  return entriesOf(field(root, 'packages'), 'packages').map(([key, entry]) => {
    const items = itemsOf(entry, key)
    const [first] = items
    const at = typeof first === 'string' ? first.indexOf('@', 1) : -1
    if (typeof first !== 'string' || at === -1) return fail(`"${visible(key, 100)}" names no package`)
    const name = lastName(key)
    const real = first.slice(0, at)
    const reference = first.slice(at + 1)
    const last = items.at(-1)
    const integrity = typeof last === 'string' && /^sha\d+-/.test(last) ? last : null
    if (!/^\d/.test(reference)) return npmPackage({ name, version: '', real, integrity, resolved: reference })
    const place = items[1]
    const registry = typeof place === 'string' && place !== '' ? place : null
    if (registry === null || registry.endsWith('.tgz'))
      return npmPackage({ name, version: reference, real, integrity, resolved: registry })
    const source = real === name ? hostOf(registry) : `${real} at ${hostOf(registry)}`
    return { name, version: reference, source, integrity }
  })
}

/** Of `a/@scope/b` the name `@scope/b`. */
function lastName(key: string): string {
  const parts = key.split('/')
  return parts.slice(parts.at(-2)?.startsWith('@') ? -2 : -1).join('/')
}
