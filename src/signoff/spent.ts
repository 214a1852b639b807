import type { State } from '../change.ts'
import { CouldNotCheck } from '../errors.ts'
import { type LoggedCommit, walkLog } from '../git/log.ts'
import { type GitPlace, runGit } from '../git/process.ts'
import type { RawChange } from '../git/raw-diff.ts'
import type { Repository } from '../git/repository.ts'
import { stateKey } from './arrows.ts'
import { CLOCKS_APART } from './made.ts'

/** A state that an arrow leads to, and the path it is on. */
export interface StateOnPath {
  readonly path: string
  readonly state: State
}

/** When a state was taken away from its path, and by which commit. */
export interface TakenAway {
  readonly commit: string
  /** The last committer time of it and of all below, in seconds since 1970; 0 where no date can be believed. */
  readonly seconds: number
}

/** A step of the base's history that took a state away from its path, or brought it there. */
interface Event {
  readonly did: 'take' | 'bring'
  readonly commit: string
  /** A merge that equals other parents and not the one that has the state: it takes it away only if these never had it. */
  readonly beside?: Beside
}

/** The sides of a merge: the parent that has a state, and those whose state the merge has. */
interface Beside {
  readonly side: string
  readonly kept: readonly string[]
}

/** What happened to each of the states that were asked about, newest first. */
type Timelines = ReadonlyMap<string, Event[]>

const SHALLOW =
  'this clone is shallow, so it cannot be known whether a sign-off was used before: run "git fetch --unshallow" (in CI: fetch-depth: 0)'

/**
 * When the history of `base` last took each of these states away from its path; null: it never did. Being absent is a state
 * too, which whatever adds the path takes away.
 *
 * A commit's date is its maker's word. A removal is taken to be no older than anything below it, so that a revert that is
 * dated back makes no room for a replay. For the same reason the walk never ends at a date. A date that has not come yet at
 * `now` (seconds since 1970) is none: no sign-off could ever be made later.
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
  const newestBelow = onceEach((commit) => newestDate(place, commit, now + CLOCKS_APART))
  const taken: (TakenAway | null)[] = []
  for (const asked of states) {
    const take = await lastTake(place, timelines.get(timelineKey(asked))!)
    taken.push(take && { commit: take.commit, seconds: await newestBelow(take.commit) })
  }
  return taken
}

/** The last date up to `latest` that a commit or anything below it has; 0: none. */
async function newestDate(place: GitPlace, commit: string, latest: number): Promise<number> {
  const listed = await runGit(place, ['rev-list', '--timestamp', commit])
  let newest = 0
  for (let at = 0; at < listed.length; ) {
    // <seconds> SP <object id> LF
    const end = listed.indexOf(10, at)
    const seconds = Number.parseInt(listed.toString('latin1', at, end), 10)
    if (seconds > newest && seconds <= latest) newest = seconds
    at = end + 1
  }
  return newest
}

function onceEach<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const found = new Map<string, Promise<T>>()
  return (key) => {
    const known = found.get(key) ?? find(key)
    found.set(key, known)
    return known
  }
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
        for (const { beside, ...change } of stepsOf(commit, isOwn)) note(timelines, change, commit, beside)
      },
    )
  }
  return timelines
}

const timelineKey = ({ path, state }: StateOnPath): string => `${stateKey(state)} ${path}`

function note(
  timelines: Timelines,
  { path, old, new: now }: RawChange,
  { sha: commit }: LoggedCommit,
  beside: Beside | undefined,
): void {
  timelines.get(timelineKey({ path, state: old }))?.push({ did: 'take', commit, ...(beside && { beside }) })
  if (!beside) timelines.get(timelineKey({ path, state: now }))?.push({ did: 'bring', commit })
}

/**
 * The steps that a commit made. A merge on the base's own line of first parents made those from its first parent: so it
 * is seen when a change landed. Any other made a step where it equals none of its parents. Where it equals some, it may
 * have dropped what the others brought, or these only lag behind.
 */
function stepsOf(
  { object, changes }: LoggedCommit,
  isOwnMerge: boolean,
): readonly (RawChange & { readonly beside?: Beside })[] {
  const { parents } = object
  if (parents.length < 2) return changes
  const differing = new Map<string, Set<number>>()
  for (const { path, parent } of changes) differing.set(path, (differing.get(path) ?? new Set()).add(parent))
  return changes.map((change) => {
    const others = differing.get(change.path)!
    if (others.size === parents.length || (isOwnMerge && change.parent === 0)) return change
    const kept = parents.filter((_, at) => !others.has(at))
    return { ...change, beside: { side: parents[change.parent]!, kept } }
  })
}

/** So many merges are asked about; one more than that is taken to have dropped what it differs from. */
const MOST_ASKED = 100

/** The newest step that took a state away. `events`: newest first. */
async function lastTake(place: GitPlace, events: readonly Event[]): Promise<Event | null> {
  const brought = new Set(events.flatMap(({ did, commit }) => (did === 'bring' ? [commit] : [])))
  let asked = 0
  for (const event of events) {
    if (event.did !== 'take') continue
    if (event.beside === undefined || asked >= MOST_ASKED) return event
    asked += 1
    if (await broughtOnlyTo(place, event.beside, brought)) return event
  }
  return null
}

/** Whether one of these commits is on the side of a merge alone: what is kept there has not gone on from what it brought. */
async function broughtOnlyTo(place: GitPlace, { side, kept }: Beside, brought: ReadonlySet<string>): Promise<boolean> {
  if (brought.size === 0) return false
  const listed = await runGit(place, ['rev-list', side, ...kept.map((commit) => `^${commit}`)])
  return listed
    .toString('latin1')
    .split('\n')
    .some((commit) => brought.has(commit))
}

/** Some systems take no longer command line than 32 KiB. */
const MOST_CHARACTERS = 8_000

/** Longer paths than this are no arguments. */
const LONGEST_PATH = 4_000

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
 * argument, so such a path is reached by the folder that it is in; so is one of any length that a tree allows.
 */
function limitTo(paths: ReadonlySet<string>): readonly string[] {
  const limits = [...paths].map((path) => {
    const odd = path.slice(0, LONGEST_PATH).search(/\p{Cs}/u)
    const end = odd < 0 && path.length > LONGEST_PATH ? LONGEST_PATH : odd
    return end < 0 ? path : path.slice(0, path.lastIndexOf('/', end) + 1)
  })
  return limits.includes('') ? [] : ['--', ...new Set(limits)]
}
