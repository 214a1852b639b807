import { DEFAULT_BRANCHES } from '../../default-branches.ts'
import type { MergeTime } from '../../git/merge-tree.ts'
import type { Environment, GitPlace } from '../../git/process.ts'
import type { RefUpdate } from '../../git/ref-updates.ts'
import { headRef } from '../../git/refs.ts'
import type { Repository } from '../../git/repository.ts'
import { firstThatExists } from '../../git/revision.ts'
import { readStandingRefs, type StandingRefs } from '../../git/server-refs.ts'
import { blockingRefs, compileRefs, USUAL_BRANCHES } from '../../policy/blocking-refs.ts'
import { foldText } from '../../policy/fold.ts'
import { type LoadedPolicy, policyOfRange } from '../../policy/load.ts'

/** A repository that is pushed to, as it stands before the push. */
export interface Server {
  readonly repository: Repository
  readonly env: Environment
  /** An isolated place, for all that is asked of its objects. */
  readonly place: GitPlace
  /** For all merges that git has to make again, of all refs of the push. */
  readonly mergeTime: MergeTime
  readonly branches: ReadonlyMap<string, string>
  /** The default branch, whose policy judges; `ref` is null where HEAD stands on a commit. Null: there is none yet. */
  readonly base: { readonly ref: string | null; readonly oid: string } | null
  /** The default branch's policy; null where there is no default branch. */
  readonly policy: LoadedPolicy | null
  /** The branch that HEAD names, whether it is there or not. */
  readonly head: string | null
  /** Whether a push is refused for a ref, by its canonical name. */
  readonly blocks: (ref: string) => boolean
  /** The branches that block. */
  readonly blocking: () => readonly string[]
  /** Whether a branch that is not there yet would take the place of the default branch. */
  readonly becomesDefault: (ref: string) => boolean
  /** The ref that a push to this one moves. */
  readonly canonical: (ref: string) => string
}

/** The default branch where HEAD names one that is not there: servers name `master`, teams push `main`. */
const DEFAULTS = DEFAULT_BRANCHES.map((name) => `refs/heads/${name}`)

/**
 * Looks up what a push is held against. What blocks is said by the policy of the default branch as it stands: no ref of
 * the push has a say in that.
 * @throws {CouldNotCheck} when the default branch has a policy of which no copy can be read.
 */
export async function readServer(
  repository: Repository,
  env: Environment,
  place: GitPlace,
  updates: readonly RefUpdate[],
  mergeTime: MergeTime,
): Promise<Server> {
  const standing = await readStandingRefs(
    repository,
    updates.map(({ ref }) => ref),
  )
  const { branches } = standing
  const head = standing.head ?? (await headRef(repository.place))
  const base = await defaultOf(repository, branches, head)
  const policy = base && (await policyOfRange(place, base.oid, base.oid))
  const { globOf } = await import('../../policy/globs.ts')
  const listed = blockingRefs(policy?.policy?.refs.block ?? compileRefs(USUAL_BRANCHES), globOf)
  const always = new Set([base?.ref, head].flatMap((ref) => (ref ? [foldText(ref)] : [])))
  const blocks = (ref: string) => always.has(foldText(ref)) || listed(ref)
  let blocking: readonly string[] | null = null
  return {
    ...{ repository, env, place, branches, base, policy, head, blocks, mergeTime },
    blocking: () => {
      blocking ??= [...branches.keys()].filter(blocks)
      return blocking
    },
    becomesDefault: (ref) =>
      base !== null &&
      head !== null &&
      !branches.has(ref) &&
      defaultName(head, (name) => name === ref || branches.has(name)) === ref,
    canonical: canonicalIn(standing, blocks),
  }
}

const defaultName = (head: string, isThere: (name: string) => boolean): string | undefined =>
  [head, ...DEFAULTS].find(isThere)

async function defaultOf(
  repository: Repository,
  branches: ReadonlyMap<string, string>,
  head: string | null,
): Promise<Server['base']> {
  if (head === null) {
    const at = await firstThatExists(repository, ['HEAD'])
    return at && { ref: null, oid: at.oid }
  }
  const ref = defaultName(head, (name) => branches.has(name))
  return ref === undefined ? null : { ref, oid: branches.get(ref)! }
}

/**
 * A symbolic ref moves what it stands for. And a file system that ignores case has one file for two spellings: a push to
 * `Main` is held to be one to `main`, which on any other system only makes it stricter.
 */
function canonicalIn({ branches, aliases }: StandingRefs, blocks: (ref: string) => boolean): Server['canonical'] {
  return (ref) => {
    const target = aliases.get(ref) ?? ref
    if (branches.has(target) || !blocks(target)) return target
    const folded = foldText(target)
    return [...branches.keys()].find((name) => foldText(name) === folded) ?? target
  }
}

/** Why nothing can be judged where there is no default branch. */
export const noDefault = ({ head }: Server): string =>
  `HEAD of the server names ${head}, which is not there: push that branch first, or let an administrator name another one (git symbolic-ref HEAD refs/heads/<name>)`
