import { isAgentIdentity, isBotIdentity } from '../agents/detect.ts'
import type { ToSign } from '../collect/range/range-to-sign.ts'
import { UsageError } from '../errors.ts'
import { committerNow } from '../git/identity.ts'
import type { GitPlace } from '../git/process.ts'
import type { Policy } from '../policy/policy.ts'
import type { Arrows } from '../signoff/arrows.ts'
import { arrowsBy } from '../signoff/pending.ts'
import { type KnownSigner, knownSigner } from '../signoff/signer.ts'
import { isAddress, isName, type SignerName } from '../signoff/signer-name.ts'
import { visible } from '../visible.ts'

/** Who signs off: as git knows them here, and as the policy does. */
export interface SigningAs {
  readonly name: SignerName
  readonly known: KnownSigner
}

/**
 * The person that git commits as.
 * @throws {UsageError} when that is nobody whose sign-off counts: better before they have looked than after.
 */
export async function signingAs(place: GitPlace, policy: Policy): Promise<SigningAs> {
  const { name, email } = await committerNow(place)
  const said = `${visible(name, 80)} <${visible(email, 120)}>`
  if (!isName(name) || !isAddress(email))
    throw new UsageError(`${said} is no name and address that a sign-off can hold`)
  const known = knownSigner(policy.signers, { name, email })
  if (known !== null) return { name: { name, email }, known }
  if (isAgentIdentity(email) || isBotIdentity(email) || policy.signers === null)
    throw new UsageError(`git commits as ${said} here, which is an agent or a bot: only a person signs off`)
  const people = policy.signers.map((signer) => visible(signer.name, 60)).join(', ')
  throw new UsageError(
    `git commits as ${said} here, and the policy does not list that address: a sign-off by it would not count\n` +
      `those who may sign off: ${people}`,
  )
}

/** Whether an address is one of this person's. */
export const isTheirs =
  (policy: Policy, { known }: SigningAs) =>
  (email: string): boolean =>
    knownSigner(policy.signers, { name: '', email })?.person === known.person

/** What this person has signed in a change, with all that counts. */
export const signedBy = (as: SigningAs, { change, policy }: ToSign): Arrows =>
  arrowsBy(change, as.known, isTheirs(policy, as), ({ state }) => state === 'valid')
