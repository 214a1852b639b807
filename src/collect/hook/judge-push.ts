import { isZeroId } from '../../change.ts'
import type { Report } from '../../finding.ts'
import { readConfig } from '../../git/config.ts'
import { newCommits } from '../../git/new-commits.ts'
import type { Environment, GitPlace } from '../../git/process.ts'
import { tryGit } from '../../git/process.ts'
import { currentBranch } from '../../git/refs.ts'
import type { Repository } from '../../git/repository.ts'
import { commitsNamed, fullName } from '../../git/revision.ts'
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
  /** The commits that the ids of the push stand for; of what is no commit, or is not here, there is none. */
  readonly commits: ReadonlyMap<string, string>
}

/** Looks up what a push to a remote, by its name or address, is held against. */
export async function pushPlace(
  repository: Repository,
  env: Environment,
  remote: string,
  pushed: readonly PushedRef[],
): Promise<PushPlace> {
  const { place, gitDir } = repository
  const branch = await currentBranch(gitDir, place)
  const candidates = candidateRefs(await readConfig(place), branch).map(([name]) => name)
  const ids = new Set(pushed.flatMap(({ localOid, remoteOid }) => [localOid, remoteOid]))
  const [commits, refs] = await Promise.all([
    commitsNamed(repository, [...candidates, ...[...ids].filter((oid) => !isZeroId(oid))]),
    refsNamed(place, remote, candidates),
  ])
  const name = candidates.find((candidate) => commits.has(candidate))
  const base = name === undefined ? null : { name, oid: commits.get(name)! }
  const tips = [...new Set(refs.flatMap(({ ref, oid }) => (isOf(remote, ref) ? [oid] : [])))]
  if (base === null || tips.length === 0) return { repository, env, base, landing: null, tracked: tips, commits }
  const own = base.name === 'HEAD' && branch !== null ? `refs/heads/${branch}` : base.name
  const ref = refs.find((known) => known.ref === own)
  const full = ref === undefined ? await fullName(place, own) : ref.target || own
  const landing = full !== null && isOf(remote, full) ? `refs/heads/${full.slice(copies(remote).length)}` : full
  return { repository, env, base, landing, tracked: tips, commits }
}

const copies = (remote: string): string => `refs/remotes/${remote}/`

/** Whether a ref is the copy of a branch of the remote. */
const isOf = (remote: string, ref: string): boolean => ref.startsWith(copies(remote))

interface KnownRef {
  readonly ref: string
  readonly oid: string
  /** What a symbolic ref stands for in the end; empty: it is none. */
  readonly target: string
}

/** The copies of a remote's branches, and those of some other refs that are there. */
async function refsNamed(place: GitPlace, remote: string, names: readonly string[]): Promise<readonly KnownRef[]> {
  const patterns = [copies(remote), ...names.filter((name) => name.startsWith('refs/'))]
  const format = '--format=%(objectname)%00%(refname)%00%(symref)'
  const listed = await tryGit(place, ['for-each-ref', format, ...patterns])
  return lines(listed.stdout).map((line) => {
    const [oid = '', ref = '', target = ''] = line.split('\0')
    return { oid, ref, target }
  })
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
  const head = at.commits.get(ref.localOid)
  if (head === undefined) return null
  // Not here: nothing was there, or it has not been fetched.
  const before = at.commits.get(ref.remoteOid)
  const known = before === undefined ? at.tracked : [before, ...at.tracked]
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
  return await judgeRange(repository, env, { ...request, policyTip: tip, revisions }, { command, policy: null })
}

/** Whether a name that the base was found by stands for the branch that a remote's ref is. */
const isNamed = (name: string, ref: string): boolean => name === ref || `refs/heads/${name}` === ref

const lines = (out: Buffer): readonly string[] => out.toString('latin1').split('\n').filter(Boolean)
