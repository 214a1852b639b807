import { CouldNotCheck } from '../errors.ts'
import { isolate } from '../git/isolated.ts'
import type { Environment } from '../git/process.ts'
import { readFetchRules, remoteBranchOf } from '../git/remote-branch.ts'
import type { Repository } from '../git/repository.ts'
import { shellWord } from '../install/program.ts'
import { baseOf, standingHere } from '../policy/here.ts'
import { type LoadedPolicy, policyOfRange } from '../policy/load.ts'
import type { Policy, Signer } from '../policy/policy.ts'
import { isOpenpgpKey } from '../policy/signer-key.ts'
import { SIGN_OFF_REFS } from '../ref-law.ts'
import { runProgram, SSH_KEYGEN } from '../signoff/program.ts'
import { visible } from '../visible.ts'
import { broken, type Found, look, ok } from './finding.ts'

/** Which policy would judge a commit here and why, and whether those whom it lists can sign. */
export async function policyChecks(repository: Repository, env: Environment): Promise<readonly Found[]> {
  const check = 'policy'
  const standing = await standingHere(repository)
  const base = baseOf(standing)
  const land = 'commit .precheck.yml and get it onto the default branch'
  if (base === null) return [look(check, 'none, since there are no commits yet', land)]
  const from = `${visible(base.ref, 200)}, ${base.oid.slice(0, 12)} (${visible(base.why, 100)})`
  const room = isolate(repository, env)
  let loaded: LoadedPolicy
  try {
    loaded = await policyOfRange(room.place, base.oid, base.oid)
  } catch (error) {
    if (!(error instanceof CouldNotCheck)) throw error
    return [broken(check, `${from}: ${visible(error.message, 400)}`, 'mend .precheck.yml there')]
  } finally {
    room.close()
  }
  const { policy, baseErrors } = loaded
  const first = standing.candidates[0]!
  const elsewhere = first.why === 'precheck.base' && first.ref !== base.ref
  if (policy === null) return [look(check, `none at ${from}, so nothing is asked`, land)]
  const found =
    baseErrors.length > 0
      ? broken(
          check,
          `${from} cannot be read (${visible(baseErrors[0]!, 200)}): an older copy judges`,
          'mend .precheck.yml there',
        )
      : elsewhere
        ? look(
            check,
            `${from}, since precheck.base names nothing here (${visible(first.ref, 100)})`,
            'git fetch, or precheck install',
          )
        : ok(check, `${from}, mode ${policy.mode}`)
  const people = await signerChecks(policy, { cwd: repository.place.cwd, env })
  return [found, ...people, ...(await besideBranches(repository, policy))]
}

/** Whether sign-offs that no commit carries come here, where the policy lets such ones count. */
async function besideBranches({ place }: Repository, { repository, signers }: Policy): Promise<readonly Found[]> {
  const check = 'sign-offs'
  if (repository === null || !signers?.some(({ keys }) => keys.length > 0)) return []
  const rules = await readFetchRules(place)
  const remote = rules.some((rule) => rule.remote === 'origin') ? 'origin' : rules[0]?.remote
  if (remote === undefined) return []
  if (remoteBranchOf(`${SIGN_OFF_REFS}0`, rules) !== 'unknown')
    return [ok(check, 'those that no commit carries are fetched, too')]
  const said = 'those that no commit carries (signoff --push) are not fetched, and a check here does not see them'
  const rule = `+${SIGN_OFF_REFS}*:${SIGN_OFF_REFS}*`
  return [look(check, said, visible(`git config --add ${shellWord(`remote.${remote}.fetch`)} '${rule}'`, 400))]
}

async function signerChecks(
  { signers, entries }: Policy,
  keygen: { readonly cwd: string; readonly env: Environment },
): Promise<readonly Found[]> {
  const check = 'signers'
  const list = 'list them under "signers" in .precheck.yml'
  if (signers === null) return [look(check, 'none are listed: anybody may sign off, which proves no person', list)]
  const counted = `${signers.length} listed, ${signers.filter(({ keys }) => keys.length > 0).length} with a key`
  const most = Math.max(...entries.map(({ action, approvals }) => (action === 'sign-off' ? approvals : 1)))
  const people: Found =
    signers.length === 1
      ? look(check, `${counted}: nobody can sign off while that one is away`, list)
      : signers.every(({ keys }) => keys.length === 0)
        ? look(check, `${counted}: a typed sign-off proves no person`, 'add the public key of each to "keys"')
        : ok(check, `${counted}; at most ${most} must agree`)
  return [people, ...(await keyChecks(signers, keygen))]
}

/** Whether `ssh-keygen` takes each SSH key: only then can a signature by it be verified here. */
async function keyChecks(
  signers: readonly Signer[],
  keygen: { readonly cwd: string; readonly env: Environment },
): Promise<readonly Found[]> {
  const check = 'keys'
  const keys = signers.flatMap((signer) =>
    signer.keys.filter(({ key }) => !isOpenpgpKey(key)).map(({ key }) => [signer.name, key] as const),
  )
  if (keys.length === 0) return []
  const found: Found[] = []
  for (const [name, key] of keys) {
    try {
      const { status, words } = await runProgram(SSH_KEYGEN, keygen, ['-l', '-f', '-'], `${key}\n`)
      if (status === 0) continue
      const said = `ssh-keygen does not take a key of ${visible(name, 60)}: ${visible(words, 200)}`
      found.push(broken(check, said, 'write the whole line of the .pub file, or update OpenSSH'))
    } catch (error) {
      if (!(error instanceof CouldNotCheck)) throw error
      return [broken(check, visible(error.message, 200), 'install OpenSSH 8.2 or later')]
    }
  }
  return found.length > 0 ? found : [ok(check, `ssh-keygen takes all ${keys.length} SSH keys`)]
}
