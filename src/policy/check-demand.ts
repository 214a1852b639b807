import type { Strength } from '../change.ts'
import type { WrittenDemand } from './decode-entries.ts'
import { orRather, quoted } from './decoder.ts'
import type { Signer } from './policy.ts'
import { isSecurityKey } from './signer-key.ts'
import type { Say } from './tree.ts'

/** Says what of an entry's demand nobody, or too few of the policy's signers, could ever meet. */
export function checkDemand(written: Partial<WrittenDemand>, signers: readonly Signer[] | null, say: Say): void {
  if (written.action?.value === 'block') return
  const { strength, approvals } = written
  const named = written.signers?.value.map(({ value }) => value) ?? null
  if (!namesKnown(written, signers, say)) return
  // Without a list of signers any identity counts, however many people are asked for.
  if (signers === null) {
    if (strength && strength.value !== 'bound')
      say(strength.at, `${quoted(strength.value)} needs a signer with a key, and this policy has no "signers"`)
    return
  }
  const asked = strength?.value ?? 'bound'
  const able = signers.filter((signer) => mayMeet(signer, named, asked)).length
  const people = approvals?.value ?? 1
  const place = approvals?.at ?? strength?.at
  if (able >= people || !place) return
  const who = able === 0 ? 'none' : `only ${able}`
  say(place, `asks for a sign-off by ${people}${MEANS[asked]}, which ${who} of the signers can give`)
}

const MEANS: Readonly<Record<Strength, string>> = {
  claimed: '',
  bound: '',
  signed: ' with a key',
  present: ' with a security key (sk-…)',
}

function mayMeet(signer: Signer, named: readonly string[] | null, strength: Strength): boolean {
  if (named && !named.some((name) => name === signer.name || signer.groups.includes(name))) return false
  if (strength === 'present') return signer.keys.some(({ key }) => isSecurityKey(key))
  return strength !== 'signed' || signer.keys.length > 0
}

function namesKnown({ signers: named }: Partial<WrittenDemand>, signers: readonly Signer[] | null, say: Say): boolean {
  if (!named) return true
  if (signers === null) {
    say(named.at, 'names signers, but this policy has no list of "signers"')
    return false
  }
  const known = [...new Set(signers.flatMap(({ name, groups }) => [name, ...groups]))]
  const unknown = named.value.filter(({ value }) => !known.includes(value))
  for (const { value, at } of unknown) say(at, `no signer or group is called ${quoted(value)}${orRather(value, known)}`)
  return unknown.length === 0
}
