import type { Commit, FileChange } from '../../change.ts'
import { type LoggedChange, type LoggedCommit, walkLog } from '../../git/log.ts'
import { type Request, requestsIn } from '../../policy/requests.ts'
import { requestsForNothing } from '../../policy/requests-for-nothing.ts'
import { REQUESTED } from '../guarded.ts'
import { examineMerges } from '../merges.ts'
import type { RangeSource } from './range-request.ts'
import { type KeptRange, takenUp } from './taken-up.ts'

type Source = Pick<RangeSource, 'place' | 'repository' | 'policy' | 'mergeTime'>

/** What commits do by themselves to paths for which a sign-off is requested. */
type Doing = ReadonlyMap<string, { readonly logged: LoggedCommit; readonly changes: readonly LoggedChange[] }>

/** In so many commits with requests that name nothing it is looked up what these may mean. */
const MOST = 50

/**
 * Adds to commits what they change because a sign-off is requested for it, where no entry guards it: in the commit that
 * asks, or if that leaves the path alone, in every other of the range. Requests for what none of them changes are noted.
 *
 * What a message asks for is known only once the commit has been listed, so what is not watched anyway is listed again.
 */
export async function withRequested(
  source: Source,
  revisions: readonly string[],
  kept: KeptRange,
): Promise<readonly Commit[]> {
  const { commits } = kept
  const open = commits.flatMap((commit) => {
    const requests = requestsIn(commit.trailers)
    const guarded = requests.length === 0 ? NONE : guardedPaths(commit.changes)
    return requests
      .filter(({ paths }) => !paths.some((path) => guarded.has(path)))
      .map((request) => ({ commit, request }))
  })
  if (open.length === 0) return commits
  const doing = await doings(source, revisions, new Set(open.flatMap(({ request }) => request.paths)))
  const by = new Map<string, Set<string>>()
  for (const [sha, { changes }] of doing) for (const { path } of changes) entry(by, path, newSet).add(sha)

  const asked = new Map<string, Set<string>>()
  const everywhere = new Set<string>()
  const nothing = new Map<Commit, Request[]>()
  for (const { commit, request } of open) {
    const changing = request.paths.filter((path) => by.has(path))
    const own = changing.filter((path) => by.get(path)!.has(commit.sha!))
    for (const path of own) entry(asked, commit.sha!, newSet).add(path)
    if (changing.length === 0) entry(nothing, commit, (): Request[] => []).push(request)
    else if (own.length === 0) for (const path of changing) everywhere.add(path)
  }
  for (const path of everywhere) for (const sha of by.get(path)!) entry(asked, sha, newSet).add(path)
  const forNothing = await withNearest(source, nothing)
  const asking = [...asked.keys()].map((sha) => doing.get(sha)!.logged)
  return takenUp(source.policy, kept, asking).map((commit) => {
    const paths = asked.get(commit.sha!)
    const requestsForNothing = forNothing.get(commit)
    if (paths === undefined && requestsForNothing === undefined) return commit
    const changes = paths ? withGuards(commit.changes, doing.get(commit.sha!)!.changes, paths) : commit.changes
    return { ...commit, changes, requestsForNothing: requestsForNothing ?? [] }
  })
}

const NONE: ReadonlySet<string> = new Set()

const newSet = (): Set<string> => new Set()

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make()
  map.set(key, found)
  return found
}

const guardedPaths = (changes: readonly FileChange[]): ReadonlySet<string> =>
  new Set(changes.filter(({ guards }) => guards.length > 0).map(({ path }) => path))

/** Walks the range again for these paths alone. Of a merge only what its maker did is kept, as everywhere. */
async function doings(
  { place, repository: { objectFormat }, mergeTime }: Source,
  revisions: readonly string[],
  paths: ReadonlySet<string>,
): Promise<Doing> {
  const found = new Map<string, { readonly logged: LoggedCommit; readonly changes: readonly LoggedChange[] }>()
  const merges: LoggedCommit[] = []
  await walkLog(
    place,
    objectFormat,
    revisions,
    (path) => paths.has(path),
    (logged) => {
      if (logged.changes.length === 0) return
      if (logged.object.parents.length > 1) merges.push(logged)
      else found.set(logged.sha, { logged, changes: logged.changes })
    },
  )
  const made = merges.map(({ object: { tree, parents }, changes }) => ({ tree, parents, changes }))
  const examined = await examineMerges(place, objectFormat, made, mergeTime)
  merges.forEach((logged, index) => {
    found.set(logged.sha, { logged, changes: [...examined[index]!.changes] })
  })
  return found
}

/** The changes of a commit with those of the paths asked for that no entry guards. */
function withGuards(
  changes: readonly FileChange[],
  doing: readonly LoggedChange[],
  paths: ReadonlySet<string>,
): readonly FileChange[] {
  const guarded = guardedPaths(changes)
  const mine = doing.filter(({ path }) => paths.has(path) && !guarded.has(path))
  const added = new Set(mine.map(({ path }) => path))
  return [
    ...changes.filter(({ path }) => !added.has(path)),
    ...mine.map((change): FileChange => ({ ...change, guards: [REQUESTED] })),
  ]
}

/** What the requests of each commit that name nothing may have meant, of the paths that it changes. */
async function withNearest(
  { place, repository }: Source,
  requests: ReadonlyMap<Commit, readonly Request[]>,
): Promise<ReadonlyMap<Commit, Commit['requestsForNothing']>> {
  const changed = new Map<string, ReadonlySet<string>>()
  const shas = [...requests.keys()].slice(0, MOST).map(({ sha }) => sha!)
  if (shas.length > 0) {
    await walkLog(
      place,
      repository.objectFormat,
      ['--no-walk', ...shas],
      () => true,
      ({ sha, changes }) => changed.set(sha, new Set(changes.map(({ path }) => path))),
    )
  }
  return new Map(
    [...requests].map(([commit, own]) => [commit, requestsForNothing(own, [...(changed.get(commit.sha!) ?? [])])]),
  )
}
