import type { Change, Commit, FileChange, MergeKind } from '../../change.ts'
import { listTree, whichExist } from '../../git/tree.ts'
import { requestedPaths } from '../../policy/requests.ts'
import { assemble, trailersAreFor } from '../commit.ts'
import { sibling, standing } from '../guarded.ts'
import { type ExaminedMerge, examineMerges } from '../merges.ts'
import { withPresence } from '../presence.ts'
import { UNSETTLED } from '../unsettled.ts'
import { withCollisions } from './added-collisions.ts'
import { type BegunRange, revisionsOf, startRange } from './begun-range.ts'
import type { RangeRequest, RangeSource } from './range-request.ts'
import { withRequested } from './requested.ts'
import { verifiedCommits } from './verified-commits.ts'
import { type Walked, walkRange } from './walked-range.ts'

/** Collects a range of commits as plain data: what each one says, and the paths of concern that it changes. */
export async function collectRange(source: RangeSource, request: RangeRequest, begun: BegunRange): Promise<Change> {
  const { place, policy } = source
  const headPaths = listTree(place, request.head)
  // Awaited further down; without this a failure of the walk would leave it unhandled.
  headPaths.catch(() => {})
  const nothing = changeOf(request)
  const first = await walkRange(source, request, nothing, begun.log, () => startRange(place, request))

  // git walks by date, and where a clock was wrong it may meet what both sides have before it knows that the base has it.
  // It then lists all of the history, and has to be told what the ends have in common.
  const bases = await begun.bases
  const revisions = revisionsOf(request, bases)
  const listsBase = request.revisions === undefined && first.listed.some(({ sha }) => bases.includes(sha!))
  const withoutBases = () => startRange(place, request, bases)
  const walked = listsBase ? await walkRange(source, request, nothing, withoutBases(), withoutBases) : first

  const { kept, byAgent } = walked
  const verifiers = verifiedCommits(source, walked.signed)
  // Awaited after the merges; without this a failure of theirs would leave it unhandled.
  verifiers.catch(() => {})
  const merges = await examined(source, kept, trailersAreFor(policy, byAgent, null))
  // A manifest that is taken away for one commit only still lies beside its lock, and so does one that is on the base by now.
  const ends = [request.head, ...bases, ...(request.base === null ? [] : [request.base])]
  const names = besideNames(kept, ends)
  const beside = await whichExist(place, names)
  // Listings show what git does not find by its name (a tree that is out of order, a path with a newline): what was beside
  // a lock in the range is there in the end, or else a commit has changed it.
  const atHead = new Set(names.length === 0 ? [] : await headPaths)

  const verified = await verifiers
  const verifiedBy = (sha: string | null) => verified.get(sha ?? '') ?? null
  const commits = kept.map((entry): Commit => {
    const { facts } = entry
    const merge = merges.get(entry)
    const requested = requestedPaths(facts.trailers)
    const changes: FileChange[] = []
    entry.changes.forEach((change, at) => {
      if (merge && !merge.changes.has(change)) return
      const isBeside = (path: string) =>
        atHead.has(path) ||
        walked.manifests.has(path) ||
        [...trees(entry, change.parent), ...ends].some((tree) => beside.has(`${tree}:${path}`))
      changes.push(standing(change, entry.demands[at]!, requested, isBeside))
    })
    const kind: MergeKind = merge?.kind ?? (facts.parents.length > 1 ? 'unexamined' : 'no')
    return assemble(facts, policy, {
      ...{ byAgent, merge: kind, changes, empty: entry.empty },
      verifiedBy: verifiedBy(facts.sha),
    })
  })
  const collided = await withCollisions(source, bases, revisions, await headPaths, { ...walked, commits })
  const requested = await withRequested(source, revisions, { ...walked, commits: collided })
  return {
    ...nothing,
    mergeBases: bases,
    listed:
      verified.size === 0
        ? walked.listed
        : walked.listed.map((each) => ({ ...each, verifiedBy: verifiedBy(each.sha) })),
    commits: await withPresence(place, source.rules, policy, requested),
  }
}

/** The change that a request is about, before anything of it was read. */
const changeOf = (request: RangeRequest): Change => ({
  kind: request.kind,
  at: request.at,
  ref: request.ref,
  base: request.base,
  mergeBases: [],
  head: request.head,
  named: request.named,
  branch: request.branch,
  commits: [],
  listed: [],
  ...UNSETTLED,
})

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
  const found = await examineMerges(source.place, source.repository.objectFormat, made, source.mergeTime)
  return new Map(chosen.map((entry, index) => [entry, found[index]!]))
}
