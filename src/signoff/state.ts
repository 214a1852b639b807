import type { Strength } from '../change.ts'
import type { SignOffState } from '../finding.ts'

/**
 * What is known of a sign-off's signature. `unchecked`: it has one, but the policy lists no key of its signer, or no id of
 * the repository that it could be bound to. `touched`: good, and a security key recorded a touch.
 */
export type SignatureFact = 'none' | 'unchecked' | 'bad' | 'good' | 'touched'

/** What a block proves by its signature. Never `claimed`: a block always names the exact content. */
export function strengthOf(signature: SignatureFact): Strength {
  if (signature === 'touched') return 'present'
  return signature === 'good' ? 'signed' : 'bound'
}

export interface SignOffFacts {
  /** The policy knows the signer as one of its people. */
  readonly knownSigner: boolean
  readonly signature: SignatureFact
  /** At least one of the objects that it names is here. */
  readonly objectsKnown: boolean
  /**
   * One for each of its arrows that lies on a way from the old to the new state of a transition: whether it counts there,
   * or why not. `not-asked`: the entry asks others. `spent`: it has been used before.
   */
  readonly arrows: readonly ('counts' | 'not-asked' | 'too-weak' | 'spent')[]
}

/**
 * What is to be said of a sign-off; only `valid` ones count.
 *
 * - `unknown-signer`: the policy knows nobody of that address, it is an agent's or a bot's, or wherever the sign-off could
 *   count, others are asked.
 * - `bad-signature`: it verifies under none of its signer's keys. Its text was changed, the key is not listed (any more),
 *   or it was signed for a repository with another id: a signature that does not verify cannot tell which.
 * - `other-repository`: the same, and nothing that it names is here. That it comes from elsewhere is then the likely reason,
 *   no more. Of an unsigned one nothing such can be told: an object may be gone since a commit was amended.
 * - `stale`: it covers no step of what has changed; most often its content was changed after it was signed.
 * - `too-weak`: it leads somewhere, but more strength is asked there.
 * - `spent`: it leads somewhere, but the base had and left that state after it was made, or after it had landed; or it says
 *   that it was made later than the commit that carries it.
 *
 * Of those that lead nowhere it is not asked whether they are spent. `too-weak` is said before `spent`, since the stronger
 * sign-off that mends the one mends the other.
 */
export function stateOf({ knownSigner, signature, objectsKnown, arrows }: SignOffFacts): SignOffState {
  if (!knownSigner) return 'unknown-signer'
  if (signature === 'bad') return objectsKnown ? 'bad-signature' : 'other-repository'
  if (arrows.length === 0) return 'stale'
  if (arrows.includes('counts')) return 'valid'
  if (arrows.includes('too-weak')) return 'too-weak'
  return arrows.includes('spent') ? 'spent' : 'unknown-signer'
}
