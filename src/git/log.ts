import { CouldNotCheck } from '../errors.ts'
import { type CommitObject, readCommitObject } from './commit-object.ts'
import { objectStream } from './object-stream.ts'
import { finished, type GitPlace, gitFailed, startSilentGit } from './process.ts'
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
  readonly changes: { readonly from: string | null; readonly change: RawChange }[]
}

/** So many commits may be listed and not yet read before the listing has to wait. */
const AHEAD = 20_000

/**
 * Walks commits, children before parents, and gives each with its raw object and the watched paths that it changes
 * against each of its parents. One `git log` lists, one `git cat-file` beside it reads the raw commits (a log's own text of
 * a message ends at a NUL byte); memory holds what is watched, not what was read.
 *
 * `revisions` are arguments of `git log`: ids, `^id`, and at the end optionally `--` with paths.
 * @throws {CouldNotCheck} when git fails or an object is missing.
 */
export async function walkLog(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  revisions: readonly string[],
  watch: Watch,
  commit: (commit: LoggedCommit) => void,
): Promise<void> {
  const args = [
    'log',
    '--topo-order',
    // The one ready-made format that names the parent a merge was compared with: "<id> (from <parent>) subject".
    '--format=oneline',
    '--no-abbrev-commit',
    '--no-decorate',
    '--no-show-signature',
    '--root',
    '--diff-merges=separate',
    ...RAW_DIFF_OPTIONS,
    ...revisions,
  ]
  const objects = objectStream(place)
  const child = startSilentGit(place, args)
  const ended = finished(child)

  let failure: unknown = null
  let unread = 0
  const fail = (error: unknown) => {
    failure ??= error
    child.kill()
  }

  let listed: Listed | null = null
  let from: string | null = null
  const read = (done: Listed) => {
    unread += 1
    const empty = reader.entries === done.before
    if (unread > AHEAD) child.stdout.pause()
    objects.ask(done.sha, (object) => {
      unread -= 1
      if (unread < AHEAD / 2 && child.stdout.isPaused()) child.stdout.resume()
      if (failure !== null) return
      if (object?.type !== 'commit') return fail(new CouldNotCheck(`commit ${done.sha} cannot be read`))
      commit({ sha: done.sha, empty, ...joined(done, readCommitObject(object.content)) })
    })
  }

  const header = (words: string) => {
    const sha = words.slice(0, words.indexOf(' ') < 0 ? undefined : words.indexOf(' '))
    if (!/^[0-9a-f]{40,64}$/.test(sha)) throw new CouldNotCheck('git log printed a header in a form that is not known')
    from = /^ \(from ([0-9a-f]+)\)/.exec(words.slice(sha.length))?.[1] ?? null
    if (listed?.sha === sha) return
    if (listed !== null) read(listed)
    listed = { sha, before: reader.entries, changes: [] }
  }
  const reader = new RawDiffReader(objectFormat, watch, header, (change) => {
    if (listed === null) throw new CouldNotCheck('git log listed a change before any commit')
    listed.changes.push({ from, change })
  })
  child.stdout.on('data', (chunk: Buffer) => {
    if (failure !== null) return
    try {
      reader.push(chunk)
    } catch (error) {
      fail(error)
    }
  })

  const result = await ended
  try {
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

/**
 * Puts a number to the parent that each change was taken against. Only a merge's header is believed about its parent: a
 * subject may begin with "(from …" too.
 */
function joined(listed: Listed, object: CommitObject): Omit<LoggedCommit, 'sha' | 'empty'> {
  const merge = object.parents.length > 1
  const changes = listed.changes.map(({ from, change }) => {
    const parent = merge ? object.parents.indexOf(from ?? '') : 0
    if (parent < 0) throw new CouldNotCheck(`git log compared ${listed.sha} with a commit that is not its parent`)
    return { ...change, parent }
  })
  return { object, changes }
}
