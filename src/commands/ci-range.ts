import { readFileSync, statSync } from 'node:fs'
import type { Ci, CiFacts, CiRange } from '../ci/ci.ts'
import { branchOf } from '../ci/given.ts'
import type { RangeRequest } from '../collect/range/range-request.ts'
import { CouldNotCheck } from '../errors.ts'
import { isAncestor } from '../git/descendants.ts'
import { headRef } from '../git/refs.ts'
import type { Repository } from '../git/repository.ts'
import { firstThatExists } from '../git/revision.ts'
import { shellLine } from '../report/shell.ts'
import { visible } from '../visible.ts'

/** Where the CIs' clones keep the branches of the repository that they build. */
const REMOTE = 'refs/remotes/origin/'

/** GitHub caps an event at 25 MB. */
const LARGEST_EVENT = 32 * 1024 * 1024

/** A range that nobody gave, and one line that says which it is and why. */
export interface FoundRange {
  readonly request: RangeRequest
  /** The ref whose tip is the base; null: it was not found by a ref. */
  readonly baseRef: string | null
  readonly said: string
}

/**
 * The commits that a CI runs for, looked up in its clone.
 *
 * The base is the tip of the base branch *as fetched here*, not the id in the CI's event: that is where the branch stood
 * when a request was opened, and a request from before the policy was adopted would be judged by none. A branch is held
 * against the default branch whatever its last push brought: commits that were refused would else be green with the next
 * one. Only a push to the default branch itself is held against what that branch had before. When such a push is forced,
 * it takes away what has been judged, and no commit says so: nothing but a person can judge that.
 * @throws {CouldNotCheck} when the CI does not say enough, or the clone does not have it: with what to do.
 */
export async function rangeOfCi(repository: Repository, ci: Ci, env: CiFacts['env']): Promise<FoundRange> {
  const told = ci.range({ env, payload: eventOf(ci, env) })
  const clone: Clone = { repository, ci }
  const head = await headOf(clone, told)
  const into = told.into ?? (await defaultBranch(clone))
  const named = `"${visible(into, 80)}"`
  const { pushed } = told
  const onto = pushed?.branch === into
  const baseRef = onto ? null : `${REMOTE}${into}`
  const base = onto ? await before(clone, named, pushed.before, head) : await tipOf(clone, into)
  const than = onto ? `${named} did not have before` : `${visible(`${REMOTE}${into}`, 100)} does not have`
  return {
    request: {
      kind: 'range',
      at: 'wall',
      ref: null,
      base,
      head,
      branch: told.branch,
      named: baseRef && `${baseRef}..HEAD`,
      wholeHistory: `in ${ci.name}, ${ci.wholeHistory}`,
    },
    baseRef,
    said: `${ci.name}, ${told.event}: commits of ${short(head)} (${told.headIs}) that ${than} (${short(base)})`,
  }
}

interface Clone {
  readonly repository: Repository
  readonly ci: Ci
}

/** The event that the CI wrote into a file, as JSON; null for a CI that writes none. */
function eventOf({ name, eventFile }: Ci, env: CiFacts['env']): unknown {
  if (eventFile === null) return null
  const path = env[eventFile]
  if (!path) throw new CouldNotCheck(`${name} names no file with its event: ${eventFile} is not set`)
  try {
    const file = statSync(path)
    if (!file.isFile() || file.size > LARGEST_EVENT) throw new Error('it is no file of an event')
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    // What a parser says may quote the file.
    const why = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message
    throw new CouldNotCheck(`the event of ${name} cannot be read (${eventFile}): ${visible(why, 200)}`)
  }
}

async function headOf(clone: Clone, { head, headIs }: CiRange): Promise<string> {
  const found = await commitOf(clone, head ?? 'HEAD')
  if (found !== null) return found
  throw new CouldNotCheck(`${head ?? 'HEAD'} (${headIs}) is not in this clone: ${toHave(clone, head ?? 'HEAD')}`)
}

/** Its name is taken from a symbolic ref alone: a branch called HEAD, fetched, leaves a ref of the same name. */
async function defaultBranch({ repository, ci }: Clone): Promise<string> {
  const ref = await headRef(repository.place, `${REMOTE}HEAD`)
  const name = ref?.startsWith(REMOTE) ? branchOf(ref.slice(REMOTE.length)) : null
  if (name !== null) return name
  throw new CouldNotCheck(
    `${ci.name} does not say which branch is the default one, and this clone does not know: run "git remote set-head origin --auto" before, or give BASE..HEAD`,
  )
}

async function tipOf(clone: Clone, branch: string): Promise<string> {
  const found = await commitOf(clone, `${REMOTE}${branch}`)
  if (found !== null) return found
  const fetched = `+refs/heads/${branch}:${REMOTE}${branch}`
  throw new CouldNotCheck(
    `the branch "${visible(branch, 80)}" is not in this clone (${REMOTE}${visible(branch, 80)}): ${toHave(clone, fetched)}`,
  )
}

async function before(clone: Clone, named: string, old: string | null, head: string): Promise<string> {
  if (old === null) {
    throw new CouldNotCheck(
      `this is a push to the default branch ${named}, and ${clone.ci.name} says of no commit that the branch had before: check requests before they land, or give BASE..HEAD`,
    )
  }
  const found = await commitOf(clone, old)
  if (found === null) {
    throw new CouldNotCheck(
      `${named} was at ${old} before this push, which is not in this clone: ${toHave(clone, old)}`,
    )
  }
  if (await isAncestor(clone.repository.place, found, head)) return found
  if (clone.repository.shallow) {
    throw new CouldNotCheck(`this clone does not reach from ${head} back to ${old}: ${toHave(clone, old)}`)
  }
  throw new CouldNotCheck(
    `the push was forced: ${named} no longer has ${old}, where it was before, and no commit says what was taken away. Look at "git diff ${old} ${head}"; "precheck check ${old}..${head}" judges what was added`,
  )
}

/** Names are full refs or ids, held to be such: nothing else may come here. */
const commitOf = async ({ repository }: Clone, name: string): Promise<string | null> =>
  (await firstThatExists(repository, [name]))?.oid ?? null

/** What to do to have something in the clone. */
const toHave = ({ repository, ci }: Clone, what: string): string =>
  repository.shallow
    ? `it is shallow; in ${ci.name}, ${ci.wholeHistory}`
    : `run "${visible(shellLine(['git', 'fetch', 'origin', what]), 400)}" before`

const short = (oid: string): string => oid.slice(0, 12)
