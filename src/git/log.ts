import { CouldNotCheck } from '../errors.ts'
import { type CommitObject, readCommitObject } from './commit-object.ts'
import { LOG_OPTIONS } from './log-options.ts'
import { objectStream } from './object-stream.ts'
import { holdWritten } from './odd-tree.ts'
import {
  finished,
  type GitPlace,
  type GitProcess,
  gitFailed,
  type SilentGit,
  startGit,
  startSilentGit,
} from './process.ts'
import { RAW_DIFF_OPTIONS, type RawChange, RawDiffReader, type Watch } from './raw-diff.ts'

/** A watched path that differs between a commit and one of its parents (counted from 0). */
export interface LoggedChange extends RawChange {
  readonly parent: number
}

export interface LoggedCommit {
  readonly sha: string
  readonly object: CommitObject
  readonly changes: readonly LoggedChange[]
  /** Whether it changes nothing at all, watched or not. */
  readonly empty: boolean
}

/** A commit that is being listed: changes come in before the next commit's header does. */
interface Listed {
  readonly sha: string
  /** Entries that had been read before it. */
  readonly before: number
  /** The parents of a merge that it has been compared with. */
  readonly from: string[]
  readonly changes: { readonly from: string | null; readonly change: RawChange }[]
  /** Folders that it brings, below the top. */
  readonly trees: string[]
}

/** So many commits may be listed and not yet read before the listing has to wait. */
const AHEAD = 4_000

/** As often a commit may name one parent, with which it is compared each time. */
const MOST_NAMED = 4

/** A `git log` that has begun to list. Whoever starts one reads it or kills the child. */
export interface StartedLog {
  readonly child: SilentGit | GitProcess
  readonly ended: ReturnType<typeof finished>
  readonly args: readonly string[]
  /** Gives what has been listed so far, and from then on what comes. */
  readonly read: (take: (chunk: Buffer) => void) => void
}

/** So many commits are named on the command line, which in some systems holds no more than 32 KiB. */
const MOST_ON_A_LINE = 300

const isId = (revision: string): boolean => /^\^?[0-9a-f]{40,64}$/.test(revision)

/** So many bytes may be listed before anybody reads them. */
const UNREAD = 4 * 1024 * 1024

/**
 * Starts to list commits, children before parents. git has to walk the whole range before it prints the first, so that
 * what watches the paths can be made ready meanwhile. `revisions` are arguments of `git log`: ids, `^id`, options such
 * as `--reverse`, and at the end optionally `--` with paths.
 */
export function startLog(place: GitPlace, revisions: readonly string[]): StartedLog {
  const ids = revisions.filter(isId)
  const onStdin = ids.length > MOST_ON_A_LINE
  const args = [
    'log',
    ...LOG_OPTIONS,
    '--topo-order',
    // The one ready-made format that names the parent a merge was compared with: "<id> (from <parent>) subject".
    '--format=oneline',
    '--no-abbrev-commit',
    '--root',
    '--diff-merges=separate',
    '-t',
    ...RAW_DIFF_OPTIONS,
    ...(onStdin ? ['--stdin', ...revisions.filter((revision) => !isId(revision))] : revisions),
  ]
  const child = onStdin ? startGit(place, args) : startSilentGit(place, args)
  const ended = finished(child)
  child.stdin?.end(`${ids.join('\n')}\n`)
  // One that is killed before it is read has nobody who waits for its end.
  ended.catch(() => {})
  // Node lets go of what nobody listens to when a child ends.
  const early: Buffer[] = []
  let unread = 0
  let take = (chunk: Buffer) => {
    early.push(chunk)
    unread += chunk.length
    if (unread > UNREAD) child.stdout.pause()
  }
  child.stdout.on('data', (chunk: Buffer) => take(chunk))
  const read: StartedLog['read'] = (taker) => {
    take = taker
    for (const chunk of early.splice(0)) taker(chunk)
    child.stdout.resume()
  }
  return { child, ended, args, read }
}

/** Starts a log and reads it. */
export const walkLog = async (
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  revisions: readonly string[],
  watch: Watch,
  commit: (commit: LoggedCommit) => void,
): Promise<void> => await readLog(place, objectFormat, startLog(place, revisions), watch, commit)

/**
 * Gives each commit of a log with its raw object and the watched paths that it changes against each of its parents. One
 * `git log` lists, one `git cat-file` beside it reads the raw commits (a log's own text of a message ends at a NUL byte) and
 * the trees that they bring, of which none may be odd; memory holds what is watched, not what was read.
 * @throws {CouldNotCheck} when git fails or an object is missing; and whatever `commit` throws.
 */
export async function readLog(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  { child, ended, args, read: take }: StartedLog,
  watch: Watch,
  commit: (commit: LoggedCommit) => void,
): Promise<void> {
  const objects = objectStream(place, true)

  let failure: unknown = null
  let unread = 0
  const fail = (error: unknown) => {
    failure ??= error
    child.kill()
  }

  let listed: Listed | null = null
  let from: string | null = null
  const seen = new Set<string>()
  const checkTree = (sha: string, name: string) =>
    objects.ask(name, (object) => {
      if (failure !== null) return
      try {
        if (object?.type !== 'tree') throw new CouldNotCheck(`the tree of ${sha} cannot be read`)
        holdWritten(object.content, objectFormat, sha)
      } catch (error) {
        fail(error)
      }
    })
  const read = (done: Listed) => {
    unread += 1
    const empty = reader.entries === done.before
    if (unread > AHEAD) child.stdout.pause()
    objects.ask(done.sha, (object) => {
      unread -= 1
      if (unread < AHEAD / 2 && child.stdout.isPaused()) child.stdout.resume()
      if (failure !== null) return
      try {
        if (object?.type !== 'commit') throw new CouldNotCheck(`commit ${done.sha} cannot be read`)
        const read = readCommitObject(object.content)
        commit({ sha: done.sha, empty, object: read, changes: joined(done, read) })
      } catch (error) {
        fail(error)
      }
    })
    checkTree(done.sha, `${done.sha}^{tree}`)
    for (const tree of done.trees) {
      if (seen.has(tree)) continue
      if (seen.size >= MOST_SEEN) seen.clear()
      seen.add(tree)
      checkTree(done.sha, tree)
    }
  }

  const length = objectFormat === 'sha256' ? 64 : 40
  const header = (bytes: Buffer, start: number, end: number) => {
    const sha = bytes.toString('latin1', start, Math.min(start + length, end))
    const isAlone = start + length === end || bytes[start + length] === 0x20
    if (!isAlone || !/^[0-9a-f]+$/.test(sha)) {
      throw new CouldNotCheck('git log printed a header in a form that is not known')
    }
    from =
      bytes[start + length + 1] === 0x28
        ? parentIn(bytes.toString('latin1', start + length, Math.min(start + LONGEST_PARENT, end)))
        : null
    if (listed?.sha === sha) {
      if (from !== null) listed.from.push(from)
      if (listed.from.filter((parent) => parent === from).length > MOST_NAMED)
        throw new CouldNotCheck(`commit ${sha} names a parent again and again, which git never writes`)
      return
    }
    if (listed !== null) read(listed)
    listed = { sha, before: reader.entries, from: from === null ? [] : [from], changes: [], trees: [] }
  }
  const reader = new RawDiffReader(
    objectFormat,
    watch,
    header,
    (change) => {
      if (listed === null) throw new CouldNotCheck('git log listed a change before any commit')
      listed.changes.push({ from, change })
    },
    (oid) => listed?.trees.push(oid),
  )
  take((chunk) => {
    if (failure !== null) return
    try {
      reader.push(chunk)
    } catch (error) {
      fail(error)
    }
  })

  try {
    const result = await ended
    if (failure === null && result.status !== 0) fail(gitFailed(args, result))
    if (failure === null) {
      reader.end()
      if (listed !== null) read(listed)
    }
  } catch (error) {
    fail(error)
  }
  try {
    await objects.close()
  } catch (error) {
    failure ??= error
  }
  if (failure !== null) throw failure
}

/** Of so many trees it is remembered that they were looked at. */
const MOST_SEEN = 10_000

/** So much of a header has its own id and its parent's, in the longer form. */
const LONGEST_PARENT = 2 * 64 + 16

/** The id in ` (from <id>) subject`. */
const parentIn = (words: string): string | null => /^ \(from ([0-9a-f]+)\)/.exec(words)?.[1] ?? null

const NO_CHANGES: readonly LoggedChange[] = []

/**
 * Puts a number to the parent that each change was taken against. Only a merge's header is believed about its parent: a
 * subject may begin with "(from …" too.
 */
function joined(listed: Listed, { parents }: CommitObject): readonly LoggedChange[] {
  if (listed.changes.length === 0) return NO_CHANGES
  return listed.changes.map(({ from, change }) => {
    const parent = parents.length > 1 ? parents.indexOf(from ?? '') : 0
    if (parent < 0) throw new CouldNotCheck(`git log compared ${listed.sha} with a commit that is not its parent`)
    return { ...change, parent }
  })
}
