import { UsageError } from '../errors.ts'
import type { Config } from '../git/config.ts'
import type { Policy } from '../policy/policy.ts'
import { isOpenpgpKey } from '../policy/signer-key.ts'
import { countsAt } from '../policy/signer-keys.ts'
import type { SignOff } from '../signoff/block.ts'
import { madeAt } from '../signoff/made.ts'
import { type Pending, strongestGuard } from '../signoff/pending.ts'
import { sign } from '../signoff/sign.ts'
import { configuredKey, type SigningKey } from '../signoff/signing-key.ts'
import { writeStatement } from '../signoff/statement.ts'
import { verifySignatures } from '../signoff/verify.ts'
import type { Io } from './io.ts'
import type { SigningAs } from './signing-as.ts'

/** What the command line says of the key. */
export interface KeyWish {
  readonly key: string | undefined
  readonly noSign: boolean
}

const CONFIGURE = `name it with --key FILE, or tell git for good:
  git config gpg.format ssh
  git config user.signingKey ~/.ssh/id_ed25519.pub`

const NO_ID = 'the policy has no "repository: ID" that a signature could be bound to'

const OTHER_KEY = `this key is none of those that the policy lists for you, and a signature by it would count for less than none
name one of those with --key FILE, or leave it out with --no-sign where the policy takes that`

/**
 * The key to sign with; null: the sign-off stays unsigned. Without a wish git's own key is taken, but only where the policy
 * lists keys of this person: a signature that nobody can check asks for a passphrase or a touch and proves nothing.
 * @throws {UsageError} when a guard asks for a signature that cannot be made or would not count.
 */
export function keyToSignWith(
  wish: KeyWish,
  config: Config,
  pending: readonly Pending[],
  policy: Policy,
  { known }: SigningAs,
  { env }: Io,
): SigningKey | null {
  const guard = strongestGuard(pending)
  const asked = guard !== null && (guard.strength === 'signed' || guard.strength === 'present') ? guard.entry : null
  const refuse = (why: string) => {
    if (asked !== null) throw new UsageError(`${asked} asks for a sign-off that is signed with a key, and ${why}`)
    return null
  }
  if (wish.noSign) return refuse('--no-sign leaves it out')
  const key: SigningKey | null =
    wish.key === undefined
      ? configuredKey(config, env['HOME'] ?? env['USERPROFILE'] ?? '')
      : { kind: 'file', path: wish.key }
  // One that git signs commits with is no wish to sign with it here, where the policy lists none of its kind.
  const isOther = key?.kind === 'openpgp' && known.keys.length > 0 && !known.keys.some((each) => isOpenpgpKey(each.key))
  if (key === null || isOther) return refuse(`you have named none: ${CONFIGURE}`)
  if (policy.repository === null) {
    if (asked === null && wish.key !== undefined) throw new UsageError(`--key has no use: ${NO_ID}`)
    return refuse(NO_ID)
  }
  if (known.keys.length > 0 || (wish.key !== undefined && asked === null)) return key
  return refuse('the policy lists no key of yours: somebody adds it under "signers" first')
}

/**
 * Signs a sign-off, and holds the signature against the keys that the policy lists: one that would not verify makes a
 * sign-off worth less than none at all.
 * @throws {UsageError} when it would not count.
 */
export async function signedWith(
  key: SigningKey,
  signOff: SignOff,
  pending: readonly Pending[],
  { repository }: Policy,
  { known }: SigningAs,
  io: Io,
): Promise<SignOff> {
  const { signer, made, covers } = signOff
  const statement = writeStatement({ repository: repository ?? '', signer: signer.email, made, covers })
  const counting = known.keys.filter((each) => countsAt(each, madeAt(made)!)).map((each) => each.key)
  const signature = await sign({ cwd: io.cwd, env: io.env }, key, statement, (words) => io.stderr.write(words))
  const [found] = await verifySignatures(io.env, [{ statement, signature, keys: counting }])
  if (found === 'bad' || (counting.length === 0 && known.keys.length > 0)) throw new UsageError(OTHER_KEY)
  const guard = strongestGuard(pending)
  if (guard?.strength === 'present' && found !== 'touched')
    throw new UsageError(`${guard.entry} asks for a security key that records a touch, and this key did not record one`)
  return { ...signOff, signature }
}
