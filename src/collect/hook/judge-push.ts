import { isZeroId } from '../../change.ts'
import type { Report } from '../../finding.ts'
import { readConfig } from '../../git/config.ts'
import { isolate } from '../../git/isolated.ts'
import { newCommits } from '../../git/new-commits.ts'
import type { Environment, GitPlace } from '../../git/process.ts'
import { tryGit } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { branchOf, firstThatExists } from '../../git/revision.ts'
import { policyOfRange } from '../../policy/load.ts'
import type { Command } from '../../remedy.ts'
import { judgeRange } from '../range/judge-range.ts'
import { isNotes, judgeFirstPush, pushRequest } from '../server/push-request.ts'
import { candidateRefs } from './hook-policy.ts'

/** One ref of a push. Ids of zeros stand for "nothing". */
export interface PushedRef {
  readonly localOid: string
  readonly remote: string
  readonly remoteOid: string
}

/** What all refs of a push are held against. */
export interface PushPlace {
  readonly repository: Repository
  readonly env: Environment
  /** Whose policy judges: the ref that the other hooks take it from; null: there is none. */
  readonly base: { readonly name: string; readonly oid: string } | null
  /** The remote's branch that the base is: what is pushed to it lands. Null: the base is none of the remote's. */
  readonly landing: string | null
  /** Tips of the remote's branches, as far as this clone knows them; of a remote without a name, nothing. */
  readonly tracked: readonly string[]
}

/** Looks up what a push to a remote, by its name or address, is held against. */
export async function pushPlace(repository: Repository, env: Environment, remote: string): Promise<PushPlace> {
  const { place } = repository
  const refs = candidateRefs(await readConfig(place), await branchOf(place, 'HEAD'))
  const base = await firstThatExists(
    place,
    refs.map(([name]) => name),
  )
  const tracked = await tryGit(place, ['for-each-ref', '--format=%(objectname)', `refs/remotes/${remote}/`])
  const tips = [...new Set(lines(tracked.stdout))]
  const landing = base && tips.length > 0 ? await branchOfRemote(place, remote, base.name) : null
  return { repository, env, base, landing, tracked: tips }
}

/** The remote's own name of the branch that a name stands for, be it the one here or its copy; null: it is none. */
async function branchOfRemote(place: GitPlace, remote: string, name: string): Promise<string | null> {
  const [ref] = lines((await tryGit(place, ['rev-parse', '--symbolic-full-name', name])).stdout)
  const followed = `refs/remotes/${remote}/`
  return ref?.startsWith(followed) ? `refs/heads/${ref.slice(followed.length)}` : (ref ?? null)
}

/**
 * Judges the commits that a pushed ref brings to the remote; null when it brings none, or there is no policy. Requested
 * sign-offs may go on, but for a push to the base itself: it is where they would have waited.
 */
export async function judgePushed(at: PushPlace, ref: PushedRef, command: Command): Promise<Report | null> {
  const { repository, env, base } = at
  const { place } = repository
  if (isNotes(ref.remote)) return null
  // A tag may point at a tree or a blob: there are no commits to judge then.
  const head = (await firstThatExists(place, [ref.localOid]))?.oid
  if (head === undefined) return null
  const before = await existing(place, ref.remoteOid)
  const known = before === null ? at.tracked : [before, ...at.tracked]
  // A push of the base itself is judged by what the remote has of it.
  const other = base !== null && base.oid !== head && !isNamed(base.name, ref.remote) ? base : null
  // Of a remote that is new or named by its address nothing is known: what is on the base has landed then. Else a base
  // that is a branch of this clone may have commits that nobody has judged.
  const hasLanded = other !== null && (known.length === 0 || other.name.startsWith('refs/remotes/'))
  const landed = hasLanded ? [other.oid, ...known] : known
  // A remote may have more branches than a command line holds.
  const brought = landed.length === 0 ? null : await newCommits(place, head, landed)
  if (brought?.count === 0) return null
  const revisions = [head, ...(brought?.boundary ?? []).map((oid) => `^${oid}`)]

  const request = pushRequest(ref.remote === at.landing ? 'wall' : 'hook', ref.remote, head)
  const tip = other?.oid ?? known[0] ?? null
  if (tip === null) return await judgeFirstPush(repository, env, request, { command })
  const room = isolate(repository, env)
  try {
    const policy = await policyOfRange(room.place, tip, head)
    const policyBase = await commonAncestor(room.place, tip, head)
    return await judgeRange(repository, env, { ...request, policyBase, revisions }, { command, policy })
  } finally {
    room.close()
  }
}

/** Whether a name that the base was found by stands for the branch that a remote's ref is. */
const isNamed = (name: string, ref: string): boolean => name === ref || `refs/heads/${name}` === ref

/** An id of the remote's that is here too; null: nothing was there, or it has not been fetched. */
const existing = async (place: GitPlace, oid: string): Promise<string | null> =>
  isZeroId(oid) ? null : ((await firstThatExists(place, [oid]))?.oid ?? null)

/** Where a branch left another; null for one without a common history, which has taken nothing from it. */
async function commonAncestor(place: GitPlace, one: string, other: string): Promise<string | null> {
  const found = await tryGit(place, ['merge-base', one, other])
  return lines(found.stdout)[0] ?? null
}

const lines = (out: Buffer): readonly string[] => out.toString('latin1').split('\n').filter(Boolean)
