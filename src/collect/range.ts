import { branchSigns } from '../agents/detect.ts'
import type { Change, Commit, FileChange, MergeKind } from '../change.ts'
import { CouldNotCheck } from '../errors.ts'
import { type LoggedCommit, walkLog } from '../git/log.ts'
import { type GitPlace, tryGit } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { shallowBoundary } from '../git/shallow.ts'
import { listTree, whichExist } from '../git/tree.ts'
import type { Concern, Demand } from '../policy/concern.ts'
import type { Policy } from '../policy/policy.ts'
import type { Rule } from '../rules/rule.ts'
import { withCollisions } from './added-collisions.ts'
import { anyByAgent, assemble, type CommitFacts, commitFacts, trailersAreFor } from './commit.ts'
import { demandsOn, requestedPaths, sibling, standing } from './guarded.ts'
import { type ExaminedMerge, examineMerges } from './merges.ts'
import { withPresence } from './presence.ts'

/** Which commits to collect, by full ids. */
export interface RangeRequest {
  readonly kind: 'range' | 'commit' | 'push'
  readonly at: 'hook' | 'wall'
  readonly ref: string | null
  /** Tip of the base; null: everything that `head` reaches. */
  readonly base: string | null
  readonly head: string
  readonly branch: string | null
  /** The range in the words of whoever asked. */
  readonly named: string | null
  /** Where the policy stood before, if that is not the base: a push has no base of its own. */
  readonly policyBase?: string | null
  /** Arguments of the log where the commits are others than `head ^base` names. */
  readonly revisions?: readonly string[]
}

/** Everything that a range is collected from. `place` is an isolated one. */
export interface RangeSource {
  readonly repository: Repository
  readonly place: GitPlace
  readonly policy: Policy
  readonly concern: Concern
  readonly rules: readonly Rule[]
}

const SHALLOW =
  'this clone is shallow and the range reaches past its end: run "git fetch --unshallow" (in CI: fetch-depth: 0)'

/**
 * The common ancestors of base and head.
 * @throws {CouldNotCheck} when there are none, or they cannot be known.
 */
async function mergeBases(
  repository: Repository,
  place: GitPlace,
  base: string,
  head: string,
): Promise<readonly string[]> {
  const found = await tryGit(place, ['merge-base', '--all', base, head])
  if (found.status === 0) return found.stdout.toString('latin1').trim().split('\n')
  if (repository.shallow) throw new CouldNotCheck(SHALLOW)
  if (found.status === 1) throw new CouldNotCheck('base and head have no common history')
  throw new CouldNotCheck(`the common history of base and head cannot be read: ${found.stderr.split('\n').at(-1)}`)
}

/** The common ancestors of a range's two ends; none where it has no base. */
export const basesOf = async (
  { repository, place }: { readonly repository: Repository; readonly place: GitPlace },
  { base, head }: RangeRequest,
): Promise<readonly string[]> => (base === null ? [] : await mergeBases(repository, place, base, head))

/** Collects a range of commits as plain data: what each one says, and the paths of concern that it changes. */
export async function collectRange(
  source: RangeSource,
  request: RangeRequest,
  bases: readonly string[],
): Promise<Change> {
  const { repository, place, policy, concern } = source
  // The merge bases say nothing new, but where a clock was wrong: git walks by date, and may meet what both sides have
  // before it knows that the base has it. It then lists all of the history.
  const revisions = request.revisions ?? [request.head, ...uninteresting(request.base, bases)]
  const headPaths = listTree(place, request.head)
  // Awaited further down; without this a failure of the walk would leave it unhandled.
  headPaths.catch(() => {})

  // What a commit says is read as it comes: git goes on listing in the meantime, on another core.
  const logged: Walked[] = []
  const signs = request.branch === null ? [] : branchSigns(request.branch)
  await walkLog(place, repository.objectFormat, revisions, concern.watch, ({ sha, object, changes, empty }) => {
    const demands = changes.map((change) => demandsOn(concern, change))
    logged.push({ sha, tree: object.tree, changes, empty, demands, facts: commitFacts(sha, object, signs) })
  })
  logged.reverse()
  const boundary = shallowBoundary(repository)
  if (logged.some(({ sha }) => boundary.has(sha))) throw new CouldNotCheck(SHALLOW)

  const byAgent = anyByAgent(logged.map(({ facts }) => facts))
  const merges = await examined(source, logged, trailersAreFor(policy, byAgent))
  // A manifest that is taken away for one commit only still lies beside its lock.
  const ends = [request.head, ...bases]
  const beside = await whichExist(place, besideNames(logged, ends))

  const commits = logged.map((entry): Commit => {
    const { facts } = entry
    const merge = merges.get(entry)
    const requested = requestedPaths(facts.trailers)
    const changes: FileChange[] = []
    entry.changes.forEach((change, at) => {
      if (merge && !merge.changes.has(change)) return
      const isBeside = (path: string) =>
        [...trees(entry, change.parent), ...ends].some((tree) => beside.has(`${tree}:${path}`))
      changes.push(standing(change, entry.demands[at]!, requested, isBeside))
    })
    const kind: MergeKind = merge?.kind ?? (facts.parents.length > 1 ? 'unexamined' : 'no')
    return assemble(facts, policy, { byAgent, merge: kind, changes, empty: entry.empty })
  })

  return {
    kind: request.kind,
    at: request.at,
    ref: request.ref,
    base: request.base,
    mergeBases: bases,
    head: request.head,
    named: request.named,
    branch: request.branch,
    commits: await withPresence(
      place,
      source.rules,
      policy,
      await withCollisions(source, bases, revisions, await headPaths, commits),
    ),
    policyFile: null,
    basePolicyErrors: [],
    signOffs: [],
    almostSignOffs: [],
    typedSignOffs: [],
    messageLint: null,
  }
}

const uninteresting = (base: string | null, mergeBases: readonly string[]): readonly string[] =>
  base === null ? [] : [base, ...mergeBases].map((commit) => `^${commit}`)

/** A commit of the range as far as it concerns the policy; its raw object is let go. */
interface Walked extends Omit<LoggedCommit, 'object'> {
  readonly tree: string
  readonly facts: CommitFacts
  /** What is asked of each of `changes`. */
  readonly demands: readonly (readonly Demand[])[]
}

/** The trees in which a sibling counts: the commit's own and that of the parent it is compared with. */
const trees = ({ sha, facts }: Walked, parent: number): readonly string[] => {
  const before = facts.parents[parent]
  return before === undefined ? [sha] : [sha, before]
}

/** All that must be looked up to know which of the demands hold. `ends`: further trees in which a sibling counts. */
function besideNames(walked: readonly Walked[], ends: readonly string[]): string[] {
  const names = new Set<string>()
  for (const entry of walked) {
    entry.changes.forEach((change, at) => {
      for (const { ifBeside } of entry.demands[at]!) {
        for (const name of ifBeside ?? []) {
          for (const tree of [...trees(entry, change.parent), ...ends]) {
            names.add(`${tree}:${sibling(change.path, name)}`)
          }
        }
      }
    })
  }
  // Of a path with a newline git cannot be asked. It then has no manifest beside it, which suspicious-paths makes up for.
  return [...names]
}

/** Recomputes the merges that touch something watched, and all of them where trailers are asked of their messages. */
async function examined(
  source: RangeSource,
  walked: readonly Walked[],
  asked: boolean,
): Promise<ReadonlyMap<Walked, ExaminedMerge>> {
  const chosen = walked.filter(({ facts, changes }) => facts.parents.length > 1 && (asked || changes.length > 0))
  const made = chosen.map(({ tree, facts, changes }) => ({ tree, parents: facts.parents, changes }))
  const found = await examineMerges(source.place, source.repository.objectFormat, made)
  return new Map(chosen.map((entry, index) => [entry, found[index]!]))
}
