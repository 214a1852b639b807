import { LOG_OPTIONS } from '../../git/log-options.ts'
import { type GitPlace, runGit } from '../../git/process.ts'
import { type LoadedPolicy, policyEntries, policyOfRange } from '../../policy/load.ts'
import { POLICY_FILE } from '../../policy/policy.ts'
import type { Server } from './server.ts'

/** A branch of the server by its full name, and the commit that is held against its policy. */
interface Held {
  readonly canonical: string
  readonly head: string
}

/** The policy for what becomes of a branch that blocks and stands on `tip`: its own, or the default branch's. */
export async function policyOfStanding(
  server: Server,
  base: NonNullable<Server['base']>,
  brought: Held,
  tip: string,
): Promise<LoadedPolicy> {
  const own = tip === base.oid || (await hasOwnPolicy(server.place, base.oid, tip))
  return own ? await policyOfBranch(server, brought, tip) : await policyOfDefault(server, base, brought.head)
}

/** The policy at the tip of a branch, of whose copies the default branch's has been read already. */
async function policyOfBranch(
  { place, base, policy }: Server,
  { canonical, head }: Held,
  tip: string,
): Promise<LoadedPolicy> {
  const isRead = tip === base?.oid && policy?.policy
  return readFrom(canonical, isRead ? policy : await policyOfRange(place, tip, head))
}

/** The default branch's policy as it stands. Where it has none, a change may bring the first. */
export async function policyOfDefault(
  { place, policy }: Server,
  { ref, oid }: NonNullable<Server['base']>,
  head: string,
): Promise<LoadedPolicy> {
  const found = readFrom(ref, policy?.policy ? policy : await policyOfRange(place, oid, head))
  const { why } = found.source
  return { ...found, source: { ...found.source, why: found.adoption ? why : `default branch of the server: ${why}` } }
}

/** The policy with the name of the ref that it was read from. */
const readFrom = (ref: string | null, loaded: LoadedPolicy): LoadedPolicy =>
  loaded.adoption || loaded.policy === null ? loaded : { ...loaded, source: { ...loaded.source, ref } }

/**
 * Whether a branch has a policy of its own. An old copy of the default branch's policy is its own only because the branch
 * began there, and so could be chosen by whoever began it: what stands on the default branch today judges then.
 */
async function hasOwnPolicy(place: GitPlace, base: string, tip: string): Promise<boolean> {
  const [own = null, current = null] = policyEntries(place, [tip, base])
  if (own === null || own.oid === current?.oid) return false
  if (current === null) return true
  // Also what a branch had that was merged, and on whatever side of a merge.
  const options = [
    '--full-history',
    '--diff-merges=separate',
    '--max-count=1',
    '--format=%H',
    `--find-object=${own.oid}`,
  ]
  return (await runGit(place, ['log', ...LOG_OPTIONS, ...options, base, '--', POLICY_FILE])).length === 0
}
