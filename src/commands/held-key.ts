import { UsageError } from '../errors.ts'
import type { SignerKey } from '../policy/policy.ts'
import { isOpenpgpKey, isSecurityKey } from '../policy/signer-key.ts'
import { countsAt } from '../policy/signer-keys.ts'
import { fingerprintIn, fingerprintOf } from '../signoff/key-fingerprint.ts'
import { type Pending, strongestGuard } from '../signoff/pending.ts'
import type { SigningKey } from '../signoff/signing-key.ts'
import { visible } from '../visible.ts'
import type { Io } from './io.ts'
import type { SigningAs } from './signing-as.ts'

/**
 * Holds a key against those that the policy lists for this person, before they look at anything; gives its name for the
 * question. What cannot be told without signing, the signature tells: gpg is not asked about its keys.
 * @throws {UsageError} when it is not there, or a signature by it would not count.
 */
export async function heldKey(
  key: SigningKey,
  pending: readonly Pending[],
  { known }: SigningAs,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<string> {
  if (key.kind === 'openpgp') return `OpenPGP key ${visible(key.id, 80)}`
  const fingerprint = key.kind === 'file' ? await fingerprintIn({ cwd, env }, key.path) : fingerprintOf(key.key)
  const file = key.kind === 'file' ? visible(key.path, 120) : null
  const name = [file, file === null || fingerprint === null ? fingerprint : `(${fingerprint})`]
    .filter(Boolean)
    .join(' ')
  if (fingerprint === null || known.keys.length === 0) return `key ${name}`
  const listed = known.keys.filter((each) => !isOpenpgpKey(each.key) && fingerprintOf(each.key) === fingerprint)
  const now = Math.floor(Date.now() / 1000)
  if (!listed.some((each) => countsAt(each, now))) throw new UsageError(otherKey(name, listed.length > 0, known.keys))
  const guard = strongestGuard(pending)
  if (guard?.strength === 'present' && !isSecurityKey(listed[0]!.key))
    throw new UsageError(`${guard.entry} asks for a security key that records a touch, and ${name} is none`)
  return `key ${name}`
}

function otherKey(name: string, isListed: boolean, keys: readonly SignerKey[]): string {
  const why = isListed
    ? 'counts on other days than today by the policy'
    : 'is none of those that the policy lists for you'
  const those = keys.map(({ key }) => (isOpenpgpKey(key) ? 'an OpenPGP key' : fingerprintOf(key)))
  return `${name} ${why}, and a signature by it would count for less than none
the policy lists ${those.join(', ')}
name one of those with --key FILE, or leave it out with --no-sign where the policy takes that`
}
