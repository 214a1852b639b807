import type { EntryAsks, MaySign } from '../../packet.ts'
import type { Policy, Signer } from '../../policy/policy.ts'
import { knownSigner } from '../../signoff/signer.ts'
import { REQUESTED } from '../guarded.ts'

/** What each entry of a policy that asks for sign-offs asks, and of whom; last what a commit's own request does. */
export function asksOf({ entries, signers: listed }: Pick<Policy, 'entries' | 'signers'>): readonly EntryAsks[] {
  // The address of an agent may be listed, and nothing that it signs counts.
  const signers =
    listed?.filter(({ name, email }) => email.some((own) => knownSigner(listed, { name, email: own }) !== null)) ?? null
  const asking = entries.filter(({ action }) => action === 'sign-off')
  return [...asking.map((entry) => ({ ...entry, entry: entry.name })), { ...REQUESTED, entry: null }].map(
    ({ entry, strength, approvals, independent = false, signers: named }) => ({
      ...{ entry, strength, approvals, independent },
      signers:
        signers === null ? null : (named ?? signers.map(({ name }) => name)).map((called) => maySign(signers, called)),
    }),
  )
}

/** An entry calls people by their own names and by those of their groups. */
function maySign(signers: readonly Signer[], called: string): MaySign {
  const isPerson = signers.some(({ name }) => name === called)
  const members = signers.filter(({ name, groups }) => name === called || groups.includes(called))
  return { name: called, members: isPerson && members.length === 1 ? null : members.map(({ name }) => name) }
}
