import { join } from 'node:path'
import type { Config } from '../git/config.ts'

/**
 * A key to sign with. `file`: the path of a private key, or of a public one whose private half an agent holds. `literal`:
 * the public key itself, for an agent that holds the private one. `openpgp`: what gpg calls the key, and which gpg.
 */
export type SigningKey =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'literal'; readonly key: string }
  | { readonly kind: 'openpgp'; readonly id: string; readonly program: string }

/**
 * The key that git itself would sign with: `user.signingKey`. Where `gpg.format` is `openpgp`, as it is by default,
 * that is the id of a key of gpg's. Where it is `ssh`, as for git it is a public key
 * after `key::` or one that begins with `ssh-`, else a file; `~/` is the user's home. Null when there is none. The
 * command of `gpg.ssh.defaultKeyCommand` is not run: who signs names a key.
 */
export function configuredKey(config: Config, home: string): SigningKey | null {
  const key = config.get('user.signingkey')
  const format = config.get('gpg.format') ?? 'openpgp'
  if (key === undefined || key === '') return null
  if (format === 'openpgp') {
    // gpg takes what begins with a dash for an option, even there.
    const program = config.get('gpg.openpgp.program') ?? config.get('gpg.program') ?? 'gpg'
    return key.startsWith('-') ? null : { kind: 'openpgp', id: key, program }
  }
  if (format !== 'ssh') return null
  if (key.startsWith('key::')) return { kind: 'literal', key: key.slice('key::'.length) }
  if (key.startsWith('ssh-')) return { kind: 'literal', key }
  return { kind: 'file', path: key.startsWith('~/') ? join(home, key.slice(2)) : key }
}
