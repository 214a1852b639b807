import { Cursor } from './cursor.ts'
import { joinHashes } from './hashes.ts'
import type { LockedPackage } from './locked-package.ts'

/**
 * `.terraform.lock.hcl`: blocks of one kind, with text and lists of text in them.
 *
 *     provider "registry.terraform.io/hashicorp/aws" {
 *       version     = "5.31.0"
 *       constraints = "~> 5.0"
 *       hashes = [
 *         "h1:…",
 *         "zh:…",
 *       ]
 *     }
 */
export function readTerraform(text: string): readonly LockedPackage[] {
  const cursor = new Cursor(text)
  const found = new Map<string, LockedPackage>()
  for (cursor.blank(); !cursor.done; cursor.blank()) {
    cursor.want('provider ')
    const address = plainText(cursor)
    if (found.has(address)) cursor.fail('a provider that stands twice')
    cursor.run(/ */y)
    cursor.want('{')
    const fields = block(cursor)
    const [version] = fields.get('version') ?? []
    if (version === undefined) return cursor.fail('a provider without version')
    const slash = address.indexOf('/')
    const [source, name] = slash === -1 ? [null, address] : [address.slice(0, slash), address.slice(slash + 1)]
    found.set(address, { name, version, source, integrity: joinHashes(fields.get('hashes') ?? []) })
  }
  return [...found.values()]
}

function block(cursor: Cursor): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>()
  for (cursor.blank(); !cursor.takes('}'); cursor.blank()) {
    const name = cursor.run(/[a-z_]*/y)
    cursor.run(/ */y)
    cursor.want('=')
    cursor.run(/ */y)
    if (fields.has(name)) cursor.fail('a name that stands twice')
    fields.set(name, cursor.takes('[') ? cursor.items(']', () => plainText(cursor)) : [plainText(cursor)])
  }
  return fields
}

/** Text in quotes; `${` and `%{` in it would be templates. */
function plainText(cursor: Cursor): string {
  const held = cursor.quoted()
  return held.includes('${') || held.includes('%{') ? cursor.fail('a template within text') : held
}
