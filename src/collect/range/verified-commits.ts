import { readCommitObject } from '../../git/commit-object.ts'
import { readObjects } from '../../git/object-stream.ts'
import type { GitPlace } from '../../git/process.ts'
import { readRawCommit, signedPart } from '../../git/raw-commit.ts'
import type { Repository } from '../../git/repository.ts'
import { OPENPGP, readOpenpgpArmor } from '../../policy/openpgp.ts'
import type { Policy, SignerKey } from '../../policy/policy.ts'
import { countsAt } from '../../policy/signer-keys.ts'
import { secondsOf } from '../../signoff/made.ts'
import { readArmor } from '../../signoff/ssh-signature.ts'
import { type Claim, verifyClaims } from '../../signoff/verify.ts'

/** So many commits are in memory at once. */
const TOGETHER = 256

/** The purpose that git gives its SSH signatures. */
const GIT = 'git'

/**
 * Who made commits, by their signatures: the policy's name of the signer whose key verifies each, by the commit's id. The
 * key must be marked for commits, and count at the moment that the commit says it was committed.
 * @throws {CouldNotCheck} when a signature has to be verified and the program for it is missing.
 */
export async function verifiedCommits(
  { place, repository, policy }: { readonly place: GitPlace; readonly repository: Repository; readonly policy: Policy },
  signed: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  const owners = new Map<string, string>()
  const keys: SignerKey[] = []
  for (const signer of policy.signers ?? []) {
    for (const key of signer.keys.filter(({ commits }) => commits)) {
      keys.push(key)
      owners.set(key.key, signer.name)
    }
  }
  for (let from = 0; from < signed.length; from += TOGETHER) {
    const shas = signed.slice(from, from + TOGETHER)
    const objects = await readObjects(place, shas)
    const claims = objects.map((object) =>
      object?.type === 'commit' ? claimOf(object.content, repository.objectFormat, keys) : NONE,
    )
    const verified = await verifyClaims(place.env, claims, GIT)
    shas.forEach((sha, index) => {
      const owner = owners.get(verified[index]!.key ?? '')
      if (owner !== undefined) found.set(sha, owner)
    })
  }
  return found
}

/** What nobody can verify. */
const NONE: Claim = { statement: '', signature: '', keys: [] }

function claimOf(content: Buffer, format: 'sha1' | 'sha256', keys: readonly SignerKey[]): Claim {
  const part = signedPart(readRawCommit(content), format)
  if (part === null) return NONE
  const ssh = readArmor(part.armor)
  const openpgp = ssh === null ? readOpenpgpArmor(part.armor, 'SIGNATURE') : null
  if (ssh === null && openpgp === null) return NONE
  const seconds = secondsOf(readCommitObject(content).committer)
  return {
    statement: part.payload,
    signature: ssh ?? OPENPGP + openpgp,
    keys: keys.filter((key) => countsAt(key, seconds)).map(({ key }) => key),
  }
}
