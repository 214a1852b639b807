import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CouldNotCheck } from '../errors.ts'
import type { Environment } from '../git/process.ts'
import { scratchFolder } from '../git/scratch-folder.ts'
import { OPENPGP } from '../policy/openpgp.ts'
import { isOpenpgpKey } from '../policy/signer-key.ts'
import { type Keyring, openKeyring } from './gpg.ts'
import { openpgpSignature } from './openpgp-signature.ts'
import { kept, type ProgramPlace, runProgram, SSH_KEYGEN } from './program.ts'
import { fromBase64, NAMESPACE, readSshSignature, writeArmor } from './ssh-signature.ts'
import type { SignatureFact } from './state.ts'

/** A signature and what it should be of. */
export interface Claim {
  /** What it should sign: for a sign-off the text that `writeStatement` writes. */
  readonly statement: string | Buffer
  /** On one line, as `SignOff` has it: base64 of an SSH signature, or `openpgp:` and base64. */
  readonly signature: string
  /** The public keys that count for it as the policy lists them, without comments. */
  readonly keys: readonly string[]
}

/** What a claim came to. `unchecked`: the policy lists no key to check it with. */
export type Verified = Extract<SignatureFact, 'unchecked' | 'bad' | 'good' | 'touched'>

/** The same, with the one of the keys that made it where it is good. */
export interface VerifiedBy {
  readonly verified: Verified
  readonly key: string | null
}

/** So many signatures are checked at once. */
const AT_ONCE = 4

/** `ssh-keygen` says no to a signature by this status; any other failure is one of its own. */
const REFUSED = 255

/**
 * Verifies signatures, in the order given. One that says of itself that it is by another key, or for another purpose, is
 * bad without a look, as is one that its key cannot have made; only what is left costs a process each, and those that are
 * the same cost one.
 * @throws {CouldNotCheck} when a signature has to be verified and the program for it is missing or too old.
 */
export async function verifySignatures(env: Environment, claims: readonly Claim[]): Promise<readonly Verified[]> {
  return (await verifyClaims(env, claims, NAMESPACE)).map(({ verified }) => verified)
}

/** The same for signatures of another purpose (`namespace`, which OpenPGP has none of), and with the keys that made them. */
export async function verifyClaims(
  env: Environment,
  claims: readonly Claim[],
  namespace: string,
): Promise<readonly VerifiedBy[]> {
  const found = new Map<string, VerifiedBy>()
  const open = new Map<string, Open>()
  const names = claims.map(nameOf)
  claims.forEach((claim, index) => {
    const look = atFirstSight(claim, namespace)
    if (typeof look === 'string') found.set(names[index]!, { verified: look, key: null })
    else open.set(names[index]!, look)
  })
  for (const name of await forgeriesIn(open)) {
    open.delete(name)
    found.set(name, BAD)
  }
  if (open.size > 0) {
    const { dir, close } = scratchFolder()
    // No agent, no configuration of the user's, no language but this.
    const place = { cwd: dir, env: { ...kept(env, ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP']), HOME: dir, LC_ALL: 'C' } }
    try {
      const openpgp = [...open.values()].flatMap((claim) => ('bytes' in claim ? claim.keys.filter(isOpenpgpKey) : []))
      const keyring = openpgp.length === 0 ? null : await openKeyring(place, openpgp)
      const waiting = [...open].entries()
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (const [number, [name, claim]] of waiting)
            found.set(
              name,
              'bytes' in claim
                ? await verifyOpenpgp(keyring!, claim)
                : await verifySsh(place, number, claim, namespace),
            )
        }),
      )
    } finally {
      close()
    }
  }
  return names.map((name) => found.get(name)!)
}

const nameOf = ({ statement, signature, keys }: Claim): string =>
  JSON.stringify([typeof statement === 'string' ? statement : statement.toString('latin1'), signature, keys])

/** A claim that only `ssh-keygen` can decide. */
interface OpenSsh extends Claim {
  /** The one of the keys by which it says it is. */
  readonly key: string
  readonly touched: boolean
}

/** A claim that only `gpg` can decide. */
interface OpenOpenpgp extends Claim {
  readonly bytes: Buffer
}

type Open = OpenSsh | OpenOpenpgp

function atFirstSight(claim: Claim, namespace: string): Open | 'unchecked' | 'bad' {
  if (claim.keys.length === 0) return 'unchecked'
  if (claim.signature.startsWith(OPENPGP)) {
    const bytes = openpgpSignature(claim.signature)
    return bytes === null || !claim.keys.some(isOpenpgpKey) ? 'bad' : { ...claim, bytes }
  }
  const bytes = fromBase64(claim.signature)
  const signature = bytes && readSshSignature(bytes)
  if (!signature || signature.namespace !== namespace) return 'bad'
  const key = claim.keys.find((listed) => listed.split(' ')[1] === signature.publicKey)
  return key === undefined ? 'bad' : { ...claim, key, touched: signature.touched }
}

/** The names of those that their keys cannot have made. What it takes to know that is loaded where there is one to look at. */
async function forgeriesIn(open: ReadonlyMap<string, Open>): Promise<readonly string[]> {
  if (open.size === 0) return []
  const { isSurelyForged } = await import('./surely-forged.ts')
  return [...open].flatMap(([name, claim]) =>
    'key' in claim && isSurelyForged(fromBase64(claim.signature)!, claim.statement) ? [name] : [],
  )
}

const BAD: VerifiedBy = { verified: 'bad', key: null }

async function verifyOpenpgp(keyring: Keyring, { statement, bytes, keys }: OpenOpenpgp): Promise<VerifiedBy> {
  const key = await keyring.signedBy(statement, bytes, keys)
  return key === null ? BAD : { verified: 'good', key }
}

async function verifySsh(place: ProgramPlace, number: number, claim: OpenSsh, namespace: string): Promise<VerifiedBy> {
  const allowed = `allowed-${number}`
  const signature = `signature-${number}`
  // The file maps names to keys, and a name in it is a pattern. The address is in the statement, so here it is none.
  writeFileSync(join(place.cwd, allowed), `signer namespaces="${namespace}" ${claim.key}\n`)
  writeFileSync(join(place.cwd, signature), writeArmor(claim.signature))
  const args = ['-Y', 'verify', '-n', namespace, '-I', 'signer', '-f', allowed, '-s', signature]
  const { status, words } = await runProgram(SSH_KEYGEN, place, args, claim.statement)
  if (status === 0) return { verified: claim.touched ? 'touched' : 'good', key: claim.key }
  if (status === REFUSED) return BAD
  throw new CouldNotCheck(`ssh-keygen cannot verify a signature: ${words.split('\n')[0] || `exit status ${status}`}`)
}
