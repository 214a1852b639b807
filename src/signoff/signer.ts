import { isAgentIdentity, isBotIdentity } from '../agents/detect.ts'
import { AIDER_MARK } from '../agents/signs.ts'
import type { Signer, SignerKey } from '../policy/policy.ts'
import { isName, type SignerName } from './signer-name.ts'

/** Somebody whose sign-offs count. */
export interface KnownSigner {
  /** The same for all addresses of one person: the policy's name for them, or the address where it lists nobody. */
  readonly person: string
  /** What `signers` of a policy's entry may call them: their name and their groups. */
  readonly called: readonly string[]
  /** Their public keys, as the policy lists them. */
  readonly keys: readonly SignerKey[]
}

/** The policy's name for whoever has this address; an address that it does not list is a person of its own. */
export function personOf(signers: readonly Signer[] | null, email: string): string {
  const address = email.toLowerCase()
  return listed(signers, address)?.name ?? address
}

const listed = (signers: readonly Signer[] | null, address: string): Signer | undefined =>
  signers?.find((candidate) => candidate.email.some((own) => own.toLowerCase() === address))

/**
 * Who a sign-off's signer is by the policy. Null for somebody it does not list, and for agents and bots even if it does.
 * The address decides, in any letter case; the name beside it is free.
 */
export function knownSigner(signers: readonly Signer[] | null, { name, email }: SignerName): KnownSigner | null {
  if (isAgentIdentity(email) || isBotIdentity(email) || name.endsWith(AIDER_MARK)) return null
  const address = email.toLowerCase()
  if (signers === null) return { person: address, called: [], keys: [] }
  const signer = listed(signers, address)
  return signer ? { person: signer.name, called: [signer.name, ...signer.groups], keys: signer.keys } : null
}

/**
 * The name under which somebody signs outside of a branch: the policy's own, where a sign-off can hold it. The name is no
 * part of what is signed, so of one sign-off whoever can push could make as many as there are names.
 */
export const nameOutside = ({ person }: KnownSigner, name: string): string => (isName(person) ? person : name)
