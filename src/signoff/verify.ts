import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CouldNotCheck } from '../errors.ts'
import type { Environment } from '../git/process.ts'
import { type KeygenPlace, kept, runKeygen } from './ssh-keygen.ts'
import { fromBase64, NAMESPACE, readSshSignature, writeArmor } from './ssh-signature.ts'
import type { SignatureFact } from './state.ts'

/** A signature and what it should be of. */
export interface Claim {
  /** The text that it should sign, as `writeStatement` writes it. */
  readonly statement: string
  /** Base64 on one line, as a block has it. */
  readonly signature: string
  /** The signer's public keys as the policy lists them, without comments. */
  readonly keys: readonly string[]
}

/** What a claim came to. `unchecked`: the policy lists no key to check it with. */
export type Verified = Extract<SignatureFact, 'unchecked' | 'bad' | 'good' | 'touched'>

/** So many signatures are checked at once. */
const AT_ONCE = 4

/** `ssh-keygen` says no to a signature by this status; any other failure is one of its own. */
const REFUSED = 255

/**
 * Verifies signatures, in the order given. One that says of itself that it is by another key, or for another purpose, is
 * bad without a look; only what is left costs a process each, and those that are the same cost one.
 * @throws {CouldNotCheck} when a signature has to be verified and `ssh-keygen` is missing or too old for it.
 */
export async function verifySignatures(env: Environment, claims: readonly Claim[]): Promise<readonly Verified[]> {
  const found = new Map<string, Verified>()
  const open = new Map<string, Open>()
  const names = claims.map((claim) => JSON.stringify([claim.statement, claim.signature, claim.keys]))
  claims.forEach((claim, index) => {
    const look = atFirstSight(claim)
    if (typeof look === 'string') found.set(names[index]!, look)
    else open.set(names[index]!, look)
  })
  if (open.size > 0) {
    const dir = mkdtempSync(join(tmpdir(), 'precheck-'))
    // No agent, no configuration of the user's, no language but this.
    const place = { cwd: dir, env: { ...kept(env, ['PATH', 'SystemRoot', 'TMPDIR', 'TEMP']), HOME: dir, LC_ALL: 'C' } }
    try {
      const waiting = [...open].entries()
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (const [number, [name, claim]] of waiting) found.set(name, await verify(place, number, claim))
        }),
      )
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  }
  return names.map((name) => found.get(name)!)
}

/** A claim that only `ssh-keygen` can decide. */
interface Open extends Claim {
  /** The one of the keys by which it says it is. */
  readonly key: string
  readonly touched: boolean
}

function atFirstSight(claim: Claim): Open | 'unchecked' | 'bad' {
  if (claim.keys.length === 0) return 'unchecked'
  const bytes = fromBase64(claim.signature)
  const signature = bytes && readSshSignature(bytes)
  if (!signature || signature.namespace !== NAMESPACE) return 'bad'
  const key = claim.keys.find((listed) => listed.split(' ')[1] === signature.publicKey)
  return key === undefined ? 'bad' : { ...claim, key, touched: signature.touched }
}

async function verify(place: KeygenPlace, number: number, claim: Open): Promise<Verified> {
  const allowed = `allowed-${number}`
  const signature = `signature-${number}`
  // The file maps names to keys, and a name in it is a pattern. The address is in the statement, so here it is none.
  writeFileSync(join(place.cwd, allowed), `signer namespaces="${NAMESPACE}" ${claim.key}\n`)
  writeFileSync(join(place.cwd, signature), writeArmor(claim.signature))
  const args = ['-Y', 'verify', '-n', NAMESPACE, '-I', 'signer', '-f', allowed, '-s', signature]
  const { status, words } = await runKeygen(place, args, claim.statement)
  if (status === 0) return claim.touched ? 'touched' : 'good'
  if (status === REFUSED) return 'bad'
  throw new CouldNotCheck(`ssh-keygen cannot verify a sign-off: ${words.split('\n')[0] || `exit status ${status}`}`)
}
