import { entriesOf, field, textField } from './fields.ts'
import { readJson } from './json.ts'
import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, placeOf } from './origin.ts'
import { fail } from './unreadable.ts'

/** Hosts of the kinds of source that name none. */
const HOSTS: Readonly<Record<string, string>> = { github: 'github.com', gitlab: 'gitlab.com', sourcehut: 'git.sr.ht' }

/**
 * `flake.lock`. A revision is the version, and `narHash` holds its content.
 *
 *     "nixpkgs_2": {
 *       "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "rev": "<commit>", "narHash": "sha256-…" },
 *       "original": { … }
 *     }
 *
 * Nix numbers inputs of one name (`nixpkgs_2`) by the order in which it finds them: those are one name here.
 */
export function readFlake(text: string): readonly LockedPackage[] {
  const nodes = field(readJson(text), 'nodes')
  if (nodes === undefined) fail('it has no nodes')
  return entriesOf(nodes, 'nodes').flatMap(([node, entry]) => {
    const locked = field(entry, 'locked')
    // The root, which is the project itself.
    if (locked === undefined) return []
    entriesOf(locked, node)
    const integrity = textField(locked, 'narHash')
    const version = textField(locked, 'rev') ?? ''
    return [{ name: node.replace(/_\d+$/, ''), version, source: sourceOf(locked, integrity), integrity }]
  })
}

function sourceOf(locked: unknown, integrity: string | null): string | null {
  const type = textField(locked, 'type') ?? ''
  const host = textField(locked, 'host') ?? (Object.hasOwn(HOSTS, type) ? HOSTS[type]! : null)
  const [owner, repository] = [textField(locked, 'owner'), textField(locked, 'repo')]
  if (host !== null && owner !== null && repository !== null) return `${host}/${owner}/${repository}`
  const url = textField(locked, 'url')
  if (url !== null) return type === 'git' ? placeOf(url) : archiveOrigin(url, integrity).source
  const path = textField(locked, 'path')
  return path === null ? textField(locked, 'id') : `file:${path}`
}
