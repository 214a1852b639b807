import type { Commit } from '../../change.ts'
import type { Environment } from '../../git/process.ts'
import type { Policy } from '../../policy/policy.ts'
import { countsAt } from '../../policy/signer-keys.ts'
import type { ValidSignOff } from '../../signoff/arrows.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { madeAt, secondsOf } from '../../signoff/made.ts'
import { knownSigner } from '../../signoff/signer.ts'
import { type SignatureFact, strengthOf } from '../../signoff/state.ts'
import { writeStatement } from '../../signoff/statement.ts'
import { type Claim, verifySignatures } from '../../signoff/verify.ts'

/** A block and the commit that carries it. */
export interface CarriedBlock {
  /** Null: it stands outside of the branch, where only what is signed counts. */
  readonly commit: Commit | null
  readonly block: SignOffBlock
}

/** The same, with what became of it before any arrow was drawn. */
export interface ExaminedBlock extends CarriedBlock {
  readonly signature: SignatureFact
  /** Null for one that cannot count: an unknown signer, or a bad signature. */
  readonly valid: ValidSignOff | null
  readonly knownSigner: boolean
}

/**
 * Finds out who made each block, and whether its signature is theirs.
 * @throws {CouldNotCheck} when a signature has to be verified and cannot be.
 */
export async function examineBlocks(
  env: Environment,
  policy: Policy,
  blocks: readonly CarriedBlock[],
): Promise<readonly ExaminedBlock[]> {
  const { repository } = policy
  const signed = blocks.filter(({ block }) => block.signature !== null)
  const keysOf = ({ signer }: SignOffBlock) => knownSigner(policy.signers, signer)?.keys ?? []
  const claims = signed.map(({ block }) => {
    const counting = keysOf(block).filter((key) => countsAt(key, madeAt(block.made)!))
    return { block, keys: counting.map(({ key }) => key) }
  })
  // A key that counted at another time is none, and yet a signature by it is no mere line that nobody can check.
  const outdated = claims.filter(({ block, keys }) => keys.length === 0 && keysOf(block).length > 0)
  const verified = await verifySignatures(
    env,
    // A statement that names no repository could be carried to any, so without an id nothing can be verified.
    repository === null ? [] : claims.map(({ block, keys }) => claimOf(block, repository, keys)),
  )
  const found = new Map<SignOffBlock, SignatureFact>(
    claims.map(({ block }, index) => [block, verified[index] ?? 'unchecked']),
  )
  if (repository !== null) for (const { block } of outdated) found.set(block, 'bad')
  return blocks.map(({ commit, block }) => {
    const signer = knownSigner(policy.signers, block.signer)
    const signature = found.get(block) ?? 'none'
    const valid =
      signer === null || signature === 'bad' || (commit === null && strengthOf(signature) === 'bound')
        ? null
        : {
            ...signer,
            strength: strengthOf(signature),
            made: madeAt(block.made)!,
            carried: commit === null || commit.sha === null ? null : secondsOf(commit.committer),
            covers: block.covers,
          }
    return { commit, block, signature, valid, knownSigner: signer !== null }
  })
}

function claimOf(
  { signer, made, covers, signature }: SignOffBlock,
  repository: string,
  keys: readonly string[],
): Claim {
  return {
    statement: writeStatement({ repository, signer: signer.email, made, covers }),
    signature: signature ?? '',
    keys,
  }
}
