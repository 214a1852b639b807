import { type Decoder, fields, list, type Placed, placed, quoted, refuseTwice, some, text } from './decoder.ts'
import type { Signer } from './policy.ts'
import { signerKeys, type WrittenKey } from './signer-keys.ts'

interface WrittenSigner {
  name: Placed<string>
  email: readonly Placed<string>[]
  keys: readonly WrittenKey[]
  groups: readonly string[]
}

// Git writes `Name <address>`; neither part can hold an angle bracket.
const nameFault = (name: string): string | null =>
  /[<>]/.test(name) || name !== name.trim() ? 'it holds < or > or begins or ends with a blank' : null

const addressFault = (address: string): string | null =>
  /^[^\s<>@,;]+@[^\s<>@,;]+$/.test(address) ? null : 'it is not of the form name@host'

const signer: Decoder<Partial<WrittenSigner>> = fields(
  'a signer',
  {
    name: placed(text('a name', nameFault)),
    email: some('a list of addresses', placed(text('an address', addressFault)), 'a sign-off names its signer by one'),
    keys: signerKeys,
    groups: list('a list of group names', text('a group name', nameFault)),
  },
  ['name', 'email'],
)

/** The policy's list of signers, as far as it could be read. */
export const signers: Decoder<readonly Signer[]> = (tree, say) => {
  const why = 'it would let nobody sign off; without "signers", any identity may'
  const written = some('a list of signers', signer, why)(tree, say)
  if (written === undefined) return undefined
  refuseTwice(
    written.flatMap(({ name }) => name ?? []),
    (name) => name,
    (name, line) => `the signer ${quoted(name)} stands twice; first on line ${line}`,
    say,
  )
  // Two people with one address or key would count as two approvals given by one.
  refuseTwice(
    written.flatMap(({ email }) => email ?? []),
    (address) => address.toLowerCase(),
    (address, line) => `the address ${quoted(address)} stands twice; first on line ${line}`,
    say,
  )
  refuseTwice(
    written.flatMap(({ keys }) => (keys ?? []).map(({ value, at }) => ({ value: value.key, at }))),
    (key) => key,
    (key, line) => `the key ${quoted(key.slice(0, 40))} stands twice; first on line ${line}`,
    say,
  )
  return written.map(({ name, email = [], keys = [], groups = [] }) => ({
    name: name?.value ?? '',
    email: email.map((address) => address.value),
    keys: keys.map((key) => key.value),
    groups,
  }))
}
