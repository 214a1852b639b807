import { keyFault, withoutComment } from '../policy/signer-key.ts'
import { knownSigner } from '../signoff/signer.ts'
import { visible } from '../visible.ts'

/** Whom one commit names as its author: as `.mailmap` has them, and the address in the commit itself. */
export interface Authored {
  readonly name: string
  readonly email: string
  readonly committed: string
}

/** A public key that is known to be somebody's, in OpenSSH's form. */
export interface KnownKey {
  readonly email: string
  readonly key: string
}

/** The `signers` of a policy, as a proposal for people to look at. */
export interface SignersBlock {
  /** Lines of a policy; empty where there is nobody. */
  readonly text: string
  /** How many people it lists, and how many of them with a key. */
  readonly people: number
  readonly keyed: number
  /** How many it leaves out, because they are too many or cannot be written. */
  readonly left: number
}

/** Whoever has more people than this names those who answer for something, not all that ever commit. */
const MOST = 20

/** The people who wrote these commits, most commits first, with the keys that are known to be theirs. */
export function signersBlock(authored: readonly Authored[], keys: readonly KnownKey[]): SignersBlock {
  const people = peopleIn(authored)
  const writable = people.flatMap((person) => asWritten(person) ?? [])
  const listed = writable.slice(0, MOST)
  const given = new Set<string>()
  let keyed = 0
  const entries = listed.map(({ name, email }) => {
    const own = new Set(email.map((address) => address.toLowerCase()))
    const theirs = keys
      .filter((known) => own.has(known.email.toLowerCase()) && keyFault(known.key) === null)
      .map(({ key }) => withoutComment(key))
      .filter((key, at, all) => !given.has(key) && all.indexOf(key) === at)
    // One key for two people would count as two who signed.
    for (const key of theirs) given.add(key)
    if (theirs.length > 0) keyed += 1
    return [
      `  - name: ${JSON.stringify(name)}`,
      `    email: ${flow(email)}`,
      ...(theirs.length > 0 ? [`    keys: ${flow(theirs)}`] : []),
    ]
  })
  const text = entries.length === 0 ? '' : `signers:\n${entries.flat().join('\n')}\n`
  return { text, people: listed.length, keyed, left: people.length - listed.length }
}

interface Person {
  readonly names: Set<string>
  /** In any letter case, as they were first written. */
  readonly email: Map<string, string>
  commits: number
}

/** Commits of one name, or of one address, are by one person; agents and bots are none. Most commits first. */
function peopleIn(authored: readonly Authored[]): readonly Person[] {
  const byWord = new Map<string, Person>()
  for (const { name, email, committed } of authored) {
    const addresses = [email, committed]
    if (name.endsWith('[bot]') || addresses.some((address) => knownSigner(null, { name, email: address }) === null)) {
      continue
    }
    const words = [`name ${name}`, ...addresses.map((address) => `address ${address.toLowerCase()}`)]
    const [known, ...others] = new Set(words.flatMap((word) => byWord.get(word) ?? []))
    const person: Person = known ?? { names: new Set(), email: new Map(), commits: 0 }
    for (const other of others) {
      for (const each of other.names) person.names.add(each)
      for (const [key, address] of other.email) person.email.set(key, address)
      person.commits += other.commits
      for (const [word, one] of byWord) if (one === other) byWord.set(word, person)
    }
    for (const word of words) byWord.set(word, person)
    person.names.add(name)
    for (const address of addresses) {
      if (!person.email.has(address.toLowerCase())) person.email.set(address.toLowerCase(), address)
    }
    person.commits += 1
  }
  return [...new Set(byWord.values())].sort((a, b) => b.commits - a.commits)
}

/** What of a person a policy can say; null: nothing. Names and addresses in commits are whatever their authors wrote. */
function asWritten({ names, email }: Person): { readonly name: string; readonly email: readonly string[] } | null {
  const isPlain = (text: string): boolean => visible(text, 200) === text
  const name = [...names].find((each) => /^[^<>\s](?:[^<>]*[^<>\s])?$/.test(each) && isPlain(each))
  const addresses = [...email.values()].filter((each) => /^[^\s<>@,;]+@[^\s<>@,;]+$/.test(each) && isPlain(each))
  return name === undefined || addresses.length === 0 ? null : { name, email: addresses }
}

const flow = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(', ')}]`
