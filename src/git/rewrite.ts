import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CouldNotCheck } from '../errors.ts'
import { readCommitObject } from './commit-object.ts'
import { readConfig } from './config.ts'
import { descendants, reachedBy } from './descendants.ts'
import { type LeaveOut, leaveOut } from './leave-out.ts'
import { objectId } from './object-id.ts'
import { readObjects } from './object-stream.ts'
import { operationIn } from './operation.ts'
import { type Environment, type GitPlace, runGit, tryGit } from './process.ts'
import { isSigned, readRawCommit, renewed, writeRawCommit } from './raw-commit.ts'
import { checkedOut, listRefs } from './refs.ts'
import { readFetchRules } from './remote-branch.ts'
import type { Repository } from './repository.ts'
import { resolveCommit } from './revision.ts'
import { chooseMoves, type Obstacle, type Permission, type Push } from './rewrite-moves.ts'
import { rewritePlace } from './rewrite-place.ts'
import { scratchFolder } from './scratch-folder.ts'
import { shallowBoundary } from './shallow.ts'
import { otherWorktrees } from './worktrees.ts'

/** What commits of HEAD's history are to become, and what may move for that. */
export interface RewriteRequest extends Permission {
  /** New messages, as bytes in each commit's own encoding. */
  readonly messages: ReadonlyMap<string, Buffer>
  /** Paths that one of them should not have changed; null: every tree stays as it is. */
  readonly leaveOut: LeaveOut | null
}

/** A ref before and after. */
export interface RefMove {
  /** Full name; `HEAD`, or `worktrees/<id>/HEAD`, for one that is detached. */
  readonly ref: string
  readonly old: string
  readonly new: string
  /** How many of its commits are rewritten. */
  readonly commits: number
}

/** Everything that a rewrite will do, worked out without writing anything. */
export interface RewritePlan {
  /** Each commit with what replaces it, parents before children. */
  readonly commits: readonly { readonly old: string; readonly new: string; readonly raw: Buffer }[]
  /** Whether every tree stays as it is. */
  readonly onlyMessages: boolean
  /** New trees by id. */
  readonly trees: ReadonlyMap<string, Buffer>
  readonly moves: readonly RefMove[]
  readonly pushes: readonly Push[]
  readonly tagsLeft: readonly string[]
  /** Old ids of the commits that lose their signature. */
  readonly unsigned: readonly string[]
}

/**
 * Works out how to give commits new messages, or to leave paths out of one. Those and all commits above them get new ids; in
 * all of them nothing but messages, parents, signatures and those paths changes. The index and the work tree have no part
 * in it.
 *
 * A signature covers the parents, so that of each rewritten commit is lost. One on a commit that the user made is theirs to
 * lose; on a commit of another committer it says what this user cannot say again. That holds for a forge's own signature
 * on merges made in the browser too.
 * @throws {CouldNotCheck} when git cannot say what it has to.
 */
export async function planRewrite(
  repository: Repository,
  env: Environment,
  request: RewriteRequest,
): Promise<RewritePlan | { readonly obstacles: readonly Obstacle[] }> {
  const { place, objectFormat } = repository
  const targets = [...new Set([...request.messages.keys(), ...(request.leaveOut ? [request.leaveOut.commit] : [])])]
  const [oid, ref, refs, fetchRules, worktrees, config] = await Promise.all([
    resolveCommit(repository, 'HEAD'),
    checkedOut(repository.gitDir, place),
    listRefs(place),
    readFetchRules(place),
    otherWorktrees(repository),
    readConfig(place),
  ])
  const head = { ref: ref ?? 'HEAD', oid }
  const there = [...refs, ...request.protected].map((found) => found.oid)
  const tips = [oid, ...there, ...worktrees.flatMap(({ detachedAt }) => detachedAt ?? [])]
  const graph = await descendants(place, new Set(targets), tips)
  const operation = operationIn(repository.gitDir)
  const chosen = chooseMoves({ head, operation, refs, fetchRules, worktrees, config, graph }, targets, request)
  if (chosen.obstacles.length > 0) return { obstacles: chosen.obstacles }

  const reached = chosen.moves.map((move) => ({ ...move, commits: reachedBy(graph, move.old) }))
  const order = [...graph.keys()].filter((commit) => reached.some(({ commits }) => commits.has(commit)))
  const raws = await readCommits(place, order)
  const obstacles = [...shallowEnds(repository, order), ...(await othersSignatures(repository, env, raws))]
  if (obstacles.length > 0) return { obstacles }

  const read = raws.map(({ oid, content }) => ({ oid, commit: readRawCommit(content) }))
  const left = request.leaveOut === null ? null : await leaveOut(place, objectFormat, request.leaveOut, read)
  if (left && 'obstacles' in left) return left

  const newIds = new Map<string, string>()
  const commits = read.map(({ oid: old, commit }) => {
    const message = request.messages.get(old) ?? null
    const raw = writeRawCommit(renewed(commit, { parents: newIds, message, tree: left?.trees.get(old) ?? null }))
    const id = objectId(objectFormat, 'commit', raw)
    newIds.set(old, id)
    return { old, new: id, raw }
  })
  return {
    commits,
    onlyMessages: left === null,
    trees: left?.written ?? new Map(),
    moves: reached.map((move) => ({ ...move, new: newIds.get(move.old)!, commits: move.commits.size })),
    pushes: chosen.pushes,
    tagsLeft: chosen.tagsLeft,
    unsigned: read.filter(({ commit }) => isSigned(commit)).map(({ oid }) => oid),
  }
}

interface RawObject {
  readonly oid: string
  readonly content: Buffer
}

async function readCommits(place: GitPlace, ids: readonly string[]): Promise<readonly RawObject[]> {
  const found = await readObjects(place, ids)
  return found.map((object, index) => {
    const oid = ids[index]!
    if (object?.type !== 'commit') throw new CouldNotCheck(`commit ${oid} cannot be read`)
    if (!writeRawCommit(readRawCommit(object.content)).equals(object.content))
      throw new CouldNotCheck(`commit ${oid} is damaged: its headers do not end as git ends them`)
    return { oid, content: object.content }
  })
}

function shallowEnds(repository: Repository, commits: readonly string[]): readonly Obstacle[] {
  const boundary = shallowBoundary(repository)
  return commits.filter((commit) => boundary.has(commit)).map((commit) => ({ is: 'shallow', commit }))
}

async function othersSignatures(
  repository: Repository,
  env: Environment,
  raws: readonly RawObject[],
): Promise<readonly Obstacle[]> {
  const signed = raws.filter(({ content }) => isSigned(readRawCommit(content)))
  if (signed.length === 0) return []
  const ident = await tryGit(rewritePlace(repository, env), ['var', 'GIT_COMMITTER_IDENT'])
  // Jane Doe <jane@example.com> 1700000000 +0100; without an identity nothing is known to be the user's own.
  const own = ident.status === 0 ? /<(.*)>/.exec(ident.stdout.toString('utf8'))?.[1]?.toLowerCase() : undefined
  return signed.flatMap(({ oid, content }): Obstacle[] => {
    const { email } = readCommitObject(content).committer
    return email.toLowerCase() === own ? [] : [{ is: 'signature', commit: oid, committer: email }]
  })
}

/** Said in the reflog of every ref that moves. */
const REFLOG = 'precheck mend'

/**
 * Carries out a plan: objects first, then notes, and at last all refs in one transaction that holds only if none of them
 * has moved since. Whatever breaks off in between, every ref is where it was or where it was to go, and running the same
 * again ends it. (That is why the notes go first: on new commits that nobody sees yet they do no harm.)
 *
 * Gives what went wrong on the side, in words; the rewrite itself holds then.
 * @throws {CouldNotCheck} with git's own words when nothing was moved.
 */
export async function carryOut(
  plan: RewritePlan,
  repository: Repository,
  env: Environment,
): Promise<readonly string[]> {
  const place = rewritePlace(repository, env)
  await writeObjects(place, 'tree', plan.trees)
  await writeObjects(place, 'commit', new Map(plan.commits.map((commit) => [commit.new, commit.raw])))
  const pairs = plan.commits.map((commit) => `${commit.old} ${commit.new}\n`).join('')
  // Only what `notes.rewriteRef` names; without it this does nothing, as in git's own rebase.
  const notes = await tryGit(place, ['notes', 'copy', '--for-rewrite=rebase', '--stdin'], pairs)
  const updates = plan.moves.map(({ ref, old, new: id }) => `update ${ref} ${id} ${old}\n`).join('')
  await runGit(place, ['update-ref', '-m', REFLOG, '--stdin'], `start\n${updates}prepare\ncommit\n`)
  const { runPostRewrite } = await import('./post-rewrite.ts')
  const hook = await runPostRewrite(place, pairs)
  const copied = notes.status === 0 ? [] : [`the notes could not be copied: ${notes.stderr.split('\n').at(-1)}`]
  return [...copied, ...hook]
}

/**
 * Writes objects by id, all through one process. `--literally` because the check that it leaves out would refuse what the
 * repository has already: from 2.40 on hash-object holds every commit against `git fsck`, and history has authors without
 * a name and addresses without an end.
 */
async function writeObjects(
  place: GitPlace,
  type: 'commit' | 'tree',
  objects: ReadonlyMap<string, Buffer>,
): Promise<void> {
  if (objects.size === 0) return
  const { dir, close } = scratchFolder()
  try {
    const paths = [...objects.values()].map((raw, index) => {
      const path = join(dir, String(index))
      writeFileSync(path, raw)
      return `${path}\n`
    })
    const args = ['hash-object', '-t', type, '-w', '--literally', '--no-filters', '--stdin-paths']
    const written = (await runGit(place, args, paths.join(''))).toString('latin1')
    const expected = [...objects.keys()].map((oid) => `${oid}\n`).join('')
    if (written !== expected) throw new CouldNotCheck(`git stored a new ${type} under another id than it has`)
  } finally {
    close()
  }
}
