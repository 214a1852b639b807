import type { PolicyDifference } from '../change.ts'
import type { Policy, Signer, SignerKey } from './policy.ts'

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
      signer === undefined ? null : [...signer.email, ...signer.keys.map(keyTerms).map(shortKey)].join(', ')
    return [{ about: 'signer', name, was: words(was), now: words(is), weaker: was === undefined }]
  }
  return [
    ...ofList('address', name, was.email, is.email, (email) => email),
    ...ofList('key', name, was.keys.map(keyTerms), is.keys.map(keyTerms), shortKey),
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

/** A key and on what terms it counts, as one text: the same key on other terms is another way in. */
function keyTerms({ key, validAfter, validBefore, commits }: SignerKey): string {
  const day = (seconds: number): string => new Date(seconds * 1000).toISOString()
  const terms = [
    ...(validAfter === null ? [] : [`valid after ${day(validAfter)}`]),
    ...(validBefore === null ? [] : [`valid before ${day(validBefore)}`]),
    ...(commits ? ['for commits'] : []),
  ]
  return terms.length === 0 ? key : `${key} (${terms.join(', ')})`
}

/** A key's kind, its end, which is what differs, and its terms. */
function shortKey(key: string): string {
  const [, kind, blob, terms] = /^(\S+) ?(\S*)(.*)$/s.exec(key)!
  return `${kind} …${blob!.slice(-12)}${terms}`
}
