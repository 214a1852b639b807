import type { State } from '../change.ts'
import { CouldNotCheck } from '../errors.ts'
import { type LoggedCommit, walkLog } from '../git/log.ts'
import { type GitPlace, runGit } from '../git/process.ts'
import type { RawChange } from '../git/raw-diff.ts'
import type { Repository } from '../git/repository.ts'
import { stateKey } from './arrows.ts'
import { CLOCKS_APART, secondsOf } from './made.ts'

/** A state that an arrow leads to, and the path it is on. */
export interface StateOnPath {
  readonly path: string
  readonly state: State
}

/** When a state was taken away from its path, and by which commit. */
export interface TakenAway {
  readonly commit: string
  /** Committer time, in seconds since 1970; 0 where no date can be believed. */
  readonly seconds: number
}

/** A step of the base's history that took a state away from its path, or brought it there. */
interface Event extends TakenAway {
  readonly did: 'take' | 'bring'
}

/** What happened to each of the states that were asked about, newest first. */
type Timelines = ReadonlyMap<string, Event[]>

const SHALLOW =
  'this clone is shallow, so it cannot be known whether a sign-off was used before: run "git fetch --unshallow" (in CI: fetch-depth: 0)'

/**
 * When the history of `base` last took each of these states away from its path; null: it never did. Being absent is a state
 * too, which whatever adds the path takes away.
 *
 * A commit's date is its maker's word. A removal is taken to be no older than what brought the state, so that a revert
 * that is dated back makes no room for a replay. For the same reason the walk never ends at a date. A date that has not
 * come yet at `now` (seconds since 1970) is none: no sign-off could ever be made later.
 *
 * `place` is an isolated one.
 * @throws {CouldNotCheck} in a shallow clone, or when the history cannot be read.
 */
export async function lastTakenAway(
  repository: Repository,
  place: GitPlace,
  base: string,
  states: readonly StateOnPath[],
  now: number,
): Promise<readonly (TakenAway | null)[]> {
  const timelines = await timelinesOf(repository, place, base, states)
  return states.map((asked) => lastTake(timelines.get(timelineKey(asked))!, now + CLOCKS_APART))
}

/**
 * Those of these states that their paths have, or once had, in the history of `base`. `place` is an isolated one.
 * @throws {CouldNotCheck} in a shallow clone, or when the history cannot be read.
 */
export async function statesEverHad<T extends StateOnPath>(
  repository: Repository,
  place: GitPlace,
  base: string,
  states: readonly T[],
): Promise<ReadonlySet<T>> {
  const timelines = await timelinesOf(repository, place, base, states)
  return new Set(states.filter((asked) => timelines.get(timelineKey(asked))!.length > 0))
}

async function timelinesOf(
  repository: Repository,
  place: GitPlace,
  base: string,
  states: readonly StateOnPath[],
): Promise<Timelines> {
  if (states.length === 0) return new Map()
  if (repository.shallow) throw new CouldNotCheck(SHALLOW)
  const timelines: Timelines = new Map(states.map((asked) => [timelineKey(asked), []]))
  const listed = await runGit(place, ['rev-list', '--first-parent', '--merges', base])
  const ownMerges = new Set(listed.toString('latin1').split('\n'))
  for (const paths of inGroups(new Set(states.map(({ path }) => path)))) {
    // git leaves out a branch from which a merge took nothing, such as one that was reverted. Listing the merges of each
    // parent happens to undo that in 2.39; --full-history is what says so.
    const revisions = ['--full-history', base, ...limitTo(paths)]
    await walkLog(
      place,
      repository.objectFormat,
      revisions,
      (path) => paths.has(path),
      (commit) => {
        const isOwn = ownMerges.has(commit.sha)
        for (const change of stepsOf(commit, isOwn)) note(timelines, change, commit)
      },
    )
  }
  return timelines
}

const timelineKey = ({ path, state }: StateOnPath): string => `${stateKey(state)} ${path}`

function note(timelines: Timelines, { path, old, new: now }: RawChange, { sha, object }: LoggedCommit): void {
  const at = { commit: sha, seconds: secondsOf(object.committer) }
  timelines.get(timelineKey({ path, state: old }))?.push({ did: 'take', ...at })
  timelines.get(timelineKey({ path, state: now }))?.push({ did: 'bring', ...at })
}

/**
 * The steps that a commit made. A merge on the base's own line of first parents made those from its first parent: so it
 * is seen when a change landed. Any other made a step only where it equals none of its parents: beside one that lags
 * behind, it would seem to do what another commit did.
 */
function stepsOf({ object, changes }: LoggedCommit, isOwnMerge: boolean): readonly RawChange[] {
  const parents = object.parents.length
  if (parents < 2) return changes
  const differing = new Map<string, number>()
  for (const { path } of changes) differing.set(path, (differing.get(path) ?? 0) + 1)
  return changes.filter(({ path, parent }) => differing.get(path) === parents || (isOwnMerge && parent === 0))
}

function lastTake(events: readonly Event[], latest: number): TakenAway | null {
  const newest = events.findIndex(({ did }) => did === 'take')
  if (newest < 0) return null
  const dates = events.slice(newest).flatMap(({ seconds }) => (seconds > latest ? [] : seconds))
  return { commit: events[newest]!.commit, seconds: dates.reduce((last, date) => Math.max(last, date), 0) }
}

/** Some systems take no longer command line than 32 KiB. */
const MOST_CHARACTERS = 8_000

function* inGroups(paths: Iterable<string>): Generator<ReadonlySet<string>> {
  let group = new Set<string>()
  let characters = 0
  for (const path of paths) {
    if (characters > 0 && characters + path.length > MOST_CHARACTERS) {
      yield group
      group = new Set()
      characters = 0
    }
    group.add(path)
    characters += path.length + 1
  }
  if (group.size > 0) yield group
}

/**
 * Arguments that limit a walk to these paths, or to a little more: a byte that is not UTF-8 cannot be put into an
 * argument, so such a path is reached by the folder that it is in.
 */
function limitTo(paths: ReadonlySet<string>): readonly string[] {
  const limits = [...paths].map((path) => {
    const odd = path.search(/\p{Cs}/u)
    return odd < 0 ? path : path.slice(0, path.lastIndexOf('/', odd) + 1)
  })
  return limits.includes('') ? [] : ['--', ...new Set(limits)]
}
