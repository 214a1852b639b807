import type { PolicyDifference } from '../change.ts'
import type { Policy, Signer } from './policy.ts'

/** A difference, and which way it goes. */
export type Weighed = PolicyDifference & { readonly weaker: boolean }

/** Who may sign off, and with what. Another way in is weaker; one that is closed is stricter. */
export function signerDifferences(before: Policy, after: Policy): readonly Weighed[] {
  if (before.signers === null && after.signers === null) return []
  if (before.signers === null || after.signers === null) {
    const words = ({ signers }: Policy): string =>
      signers === null ? 'anybody' : signers.map(({ name }) => name).join(', ')
    const weaker = after.signers === null
    return [{ about: 'signers', name: 'signers', was: words(before), now: words(after), weaker }]
  }
  const were = new Map(before.signers.map((signer) => [signer.name, signer]))
  const are = new Map(after.signers.map((signer) => [signer.name, signer]))
  return [...new Set([...were.keys(), ...are.keys()])].flatMap((name) => ofOne(name, were.get(name), are.get(name)))
}

function ofOne(name: string, was: Signer | undefined, is: Signer | undefined): readonly Weighed[] {
  if (was === undefined || is === undefined) {
    const words = (signer: Signer | undefined): string | null =>
      signer === undefined ? null : [...signer.email, ...signer.keys.map(shortKey)].join(', ')
    return [{ about: 'signer', name, was: words(was), now: words(is), weaker: was === undefined }]
  }
  return [
    ...ofList('address', name, was.email, is.email, (email) => email),
    ...ofList('key', name, was.keys, is.keys, shortKey),
  ]
}

function ofList(
  about: 'address' | 'key',
  name: string,
  were: readonly string[],
  are: readonly string[],
  words: (item: string) => string,
): readonly Weighed[] {
  const added = are.filter((item) => !were.includes(item))
  const removed = were.filter((item) => !are.includes(item))
  return [
    ...added.map((item) => ({ about, name, was: null, now: words(item), weaker: true })),
    ...removed.map((item) => ({ about, name, was: words(item), now: null, weaker: false })),
  ]
}

/** A key's kind and its end, which is what differs. */
function shortKey(key: string): string {
  const [kind, blob = ''] = key.split(' ')
  return `${kind} …${blob.slice(-12)}`
}
