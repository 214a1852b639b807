import { hexDigest } from '../../digest.ts'
import { CouldNotCheck } from '../../errors.ts'
import { readObjects } from '../../git/object-stream.ts'
import type { Peeled } from '../../git/peeled.ts'
import type { Policy } from '../../policy/policy.ts'
import { LARGEST_SIGN_OFF, MOST_SIGN_OFFS, type SignOffFault } from '../../ref-law.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { knownSigner, nameOutside } from '../../signoff/signer.ts'
import { type ExaminedBlock, examineBlocks } from '../sign-offs/examined-sign-offs.ts'
import { signOffIn } from '../sign-offs/sign-off-blob.ts'
import type { Server } from './server.ts'

/** What a blob is that a push brings as a sign-off. */
export interface ReceivedSignOff {
  /** SHA-256 in hex; null: it was not read. */
  readonly digest: string | null
  /** Null: whoever looks for sign-offs outside of a branch can use it. */
  readonly fault: SignOffFault | null
  /** Why that could not be found out; null: it could. */
  readonly unknown: string | null
}

/**
 * Looks at the sign-offs that a push brings, by the ids of their blobs. What is there once stays there, and every check
 * reads all of it: so only that is let in which a signer of the default branch's policy has signed.
 */
export async function receivedSignOffs(
  { place, env, policy }: Server,
  oids: readonly string[],
  objects: ReadonlyMap<string, Peeled>,
): Promise<ReadonlyMap<string, ReceivedSignOff>> {
  const blobs = [...new Set(oids)].filter((oid) => objects.get(oid)?.type === 'blob')
  const found = new Map<string, ReceivedSignOff>()
  const say = (oid: string, fault: SignOffFault | null, digest: string | null = null) =>
    found.set(oid, { digest, fault, unknown: null })
  const large = blobs.filter((oid) => objects.get(oid)!.size > LARGEST_SIGN_OFF)
  for (const oid of large) say(oid, 'large')
  const readable = blobs.filter((oid) => !found.has(oid))
  if (readable.length > MOST_SIGN_OFFS) for (const oid of readable) say(oid, 'many')
  else {
    const contents = await readObjects(place, readable)
    const blocks = new Map<string, SignOffBlock>()
    for (const [at, oid] of readable.entries()) {
      const content = contents[at]?.content
      if (content === undefined) continue
      const block = signOffIn(content)
      if (block !== null) blocks.set(oid, block)
      say(oid, block === null ? 'not-one' : null, hexDigest('sha256', content))
    }
    const faults = await faultsOf(env, policy?.policy ?? null, [...blocks.values()])
    for (const [at, oid] of [...blocks.keys()].entries()) found.set(oid, { ...found.get(oid)!, ...faults[at]! })
  }
  return found
}

type Found = Pick<ReceivedSignOff, 'fault' | 'unknown'>

async function faultsOf(
  env: Server['env'],
  policy: Policy | null,
  blocks: readonly SignOffBlock[],
): Promise<readonly Found[]> {
  const all = (found: Found) => blocks.map(() => found)
  if (policy === null || policy.repository === null || !policy.signers?.some(({ keys }) => keys.length > 0))
    return all({ fault: 'no-keys', unknown: null })
  try {
    const examined = await examineBlocks(
      env,
      policy,
      blocks.map((block) => ({ commit: null, block })),
    )
    return examined.map((each) => ({ fault: faultOf(policy, each), unknown: null }))
  } catch (error) {
    if (error instanceof CouldNotCheck) return all({ fault: null, unknown: error.message })
    throw error
  }
}

function faultOf({ signers }: Policy, { block, signature, valid }: ExaminedBlock): SignOffFault | null {
  const signer = knownSigner(signers, block.signer)
  if (signature === 'none') return 'unsigned'
  if (signer === null || signer.keys.length === 0) return 'stranger'
  if (valid === null) return 'bad-signature'
  return block.signer.name === nameOutside(signer, block.signer.name) ? null : 'other-name'
}
