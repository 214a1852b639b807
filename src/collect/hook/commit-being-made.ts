import { branchSigns, environmentSigns } from '../../agents/detect.ts'
import { type Change, type Commit, type FileChange, hasStrongSign, type Person } from '../../change.ts'
import { readCommitObject } from '../../git/commit-object.ts'
import type { Config } from '../../git/config.ts'
import { storedMessage } from '../../git/message.ts'
import type { Environment, GitPlace } from '../../git/process.ts'
import type { RawChange } from '../../git/raw-diff.ts'
import { readTrailers } from '../../git/trailers.ts'
import { listIndex, whichExist } from '../../git/tree.ts'
import { concernAbout } from '../../policy/concern.ts'
import type { Policy } from '../../policy/policy.ts'
import { requestedPaths, requestsIn } from '../../policy/requests.ts'
import { requestsForNothing } from '../../policy/requests-for-nothing.ts'
import { verifiesCommits } from '../../policy/verifies-commits.ts'
import type { Rule } from '../../rules/rule.ts'
import { collidingPaths } from '../collisions.ts'
import { assemble, commitFacts, reported } from '../commit.ts'
import { demandsOn, sibling, standing } from '../guarded.ts'
import { withPresence } from '../presence.ts'
import { UNSETTLED } from '../unsettled.ts'
import type { Moment } from './moment.ts'
import { stagedChanges } from './staged-changes.ts'

/** What a commit is judged by, and the text that it will carry. */
export interface CommitRequest {
  readonly kind: 'staged' | 'message'
  readonly policy: Policy
  readonly rules: readonly Rule[]
  /** The raw message file; null when there is no message yet. */
  readonly message: Buffer | null
}

/** The message that git will store, of a raw message file. */
export function messageOf(moment: Moment, raw: Buffer): string {
  const encoding = moment.config.get('i18n.commitencoding')
  return stored(moment, encoding && !/^utf-?8$/i.test(encoding) ? Buffer.from(decoded(raw, encoding)) : raw, 'utf8')
}

/** A message file as git stores it, read as text or byte by byte. */
const stored = ({ env, config }: Moment, raw: Buffer, as: 'utf8' | 'latin1'): string =>
  storedMessage(raw.toString(as), {
    editor: opensEditor(env),
    cleanup: config.get('commit.cleanup') ?? null,
    commentPrefix: Buffer.from(commentPrefix(config)).toString(as),
  })

/**
 * The message that git will store with something added, as bytes: `add` gets it byte by byte (latin1), so that whatever its
 * encoding is, or whether it is text at all, what stood there stays. Null: the encoding of the repository has no letters
 * for `text`.
 */
export function withAdded(
  moment: Moment,
  raw: Buffer,
  text: string,
  add: (message: string, text: string) => string,
): Buffer | null {
  const encoding = moment.config.get('i18n.commitencoding') ?? 'utf-8'
  const bytes = Buffer.from(text)
  if (!/^utf-?8$/i.test(encoding) && bytes.length !== text.length) return null
  return Buffer.from(add(stored(moment, raw, 'latin1'), bytes.toString('latin1')), 'latin1')
}

/** What starts a comment line: git takes whichever of its two settings comes last. */
function commentPrefix(config: Config): string {
  const last = [...config.keys()].filter((key) => key === 'core.commentchar' || key === 'core.commentstring').at(-1)
  return (last && config.get(last)) || '#'
}

/** git sets GIT_EDITOR to `:` in the hooks of every commit for which it opens no editor. */
export const opensEditor = (env: Environment): boolean => env['GIT_EDITOR'] !== ':'

function decoded(raw: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding).decode(raw)
  } catch {
    return raw.toString('latin1')
  }
}

/**
 * Collects the commit that is being made, once for each way to read it. A hook is not told of `--amend`: when the author
 * is HEAD's to the second, the commit may replace HEAD as well as follow it, and both must be clean. What HEAD's message
 * asks for or signs counts for the second reading, since it may well be a plain commit made in the same second: an amend
 * that drops it is caught at the wall. A HEAD that has landed on the base was judged there.
 */
export async function collectCommit(moment: Moment, request: CommitRequest): Promise<readonly Reading[]> {
  const parents = moment.head === null ? [] : [moment.head.oid, ...moment.mergeHeads]
  const first = { change: await collectReading(moment, request, parents, null), replaced: null }
  const head = moment.head && readCommitObject(moment.head.raw)
  const landed = moment.head?.oid === moment.policyCopy?.commit
  if (head === null || landed || request.message === null || moment.mergeHeads.length > 0) return [first]
  if (!mayAmend(moment.env, head.author)) return [first]
  const amend = await collectReading(moment, request, head.parents, head.message)
  // What is not changed again may well be what HEAD changed.
  const { requestsForNothing } = amend.commits[0]!
  const commits = first.change.commits.map((commit) => ({ ...commit, requestsForNothing }))
  return [
    { ...first, change: { ...first.change, commits } },
    { change: amend, replaced: head.message },
  ]
}

/** One way to read the commit that is being made. */
export interface Reading {
  readonly change: Change
  /** The message of the commit that it would replace; null: it follows HEAD. */
  readonly replaced: string | null
}

function mayAmend(env: Environment, author: Person): boolean {
  const date = env['GIT_AUTHOR_DATE']?.replace(/^@/, '')
  return date === author.date && env['GIT_AUTHOR_EMAIL'] === author.email
}

async function collectReading(
  moment: Moment,
  request: CommitRequest,
  parents: readonly string[],
  replaced: string | null,
): Promise<Change> {
  const { place, env } = moment
  const { policy } = request
  const found = await stagedChanges(moment, parents)
  const paths = found.changes.map(({ path }) => path)
  const concern = await concernAbout(policy, paths)

  const message = request.message === null ? '' : messageOf(moment, request.message)
  const author = {
    name: env['GIT_AUTHOR_NAME'] ?? '',
    email: env['GIT_AUTHOR_EMAIL'] ?? '',
    date: env['GIT_AUTHOR_DATE'] ?? '',
  }
  const committer = {
    name: env['GIT_COMMITTER_NAME'] ?? moment.config.get('user.name') ?? '',
    email: env['GIT_COMMITTER_EMAIL'] ?? moment.config.get('user.email') ?? '',
    date: '',
  }
  const messageFault = request.message?.includes(0)
    ? 'it has a NUL byte, and git shows only what stands before it'
    : null
  const facts = commitFacts(null, { parents, author, committer, message, messageFault }, [
    ...environmentSigns(env),
    ...branchSigns(moment.branch),
  ])
  const requested = new Set([...requestedPaths(facts.trailers), ...requestedPaths(readTrailers(replaced ?? ''))])
  const watched = found.changes.filter(({ path }) => concern.watch(path) || requested.has(path))
  const demands = watched.map((change) => demandsOn(concern, change))
  const names = demands.flatMap((on, index) =>
    on.flatMap(({ ifBeside }) => (ifBeside ?? []).map((name) => sibling(watched[index]!.path, name))),
  )
  const beside = await whichExist(
    place,
    [...new Set(names)].flatMap((path) => [`:${path}`, `HEAD:${path}`]),
  )
  const changes = watched.map(
    (change, index): FileChange =>
      standing(change, demands[index]!, requested, (path) => beside.has(`:${path}`) || beside.has(`HEAD:${path}`)),
  )
  const assembled = assemble(facts, policy, {
    byAgent: hasStrongSign(facts),
    merge: found.merge,
    changes,
    empty: found.changes.length === 0,
  })
  const changed = new Set(paths)
  const unmet = requestsIn(facts.trailers).filter(({ paths }) => !paths.some((path) => changed.has(path)))
  const commit = {
    ...assembled,
    owesTrailers: assembled.owesTrailers && request.message !== null && !mayBeVerified(moment, policy, assembled),
    requestsForNothing: requestsForNothing(unmet, [...changed]),
  }
  const [present] = await withPresence(place, request.rules, policy, [await withCollisions(place, found.added, commit)])
  return {
    kind: request.kind,
    at: 'hook',
    ref: null,
    base: parents[0] ?? null,
    mergeBases: [],
    head: null,
    named: null,
    branch: moment.branch,
    commits: [present!],
    listed: [reported(present!)],
    mergesMissed: found.mergeMissed === true,
    ...UNSETTLED,
  }
}

/**
 * A signature is made after the hook has run, so of a person who signs all their commits nothing is asked yet. The wall sees
 * whether they did.
 */
const mayBeVerified = ({ config }: Moment, policy: Policy, { byAgent }: Commit): boolean =>
  policy.trailersFor === 'unverified' &&
  verifiesCommits(policy) &&
  !byAgent &&
  /^(?:true|yes|on|[1-9]\d*)$/i.test(config.get('commit.gpgsign') ?? '')

/** Notes added paths that collide with another of the index. Only a commit that adds something reads the whole index. */
async function withCollisions(place: GitPlace, added: readonly RawChange[], commit: Commit): Promise<Commit> {
  if (added.length === 0) return commit
  const colliding = collidingPaths(await listIndex(place))
  const own = added.filter(({ path }) => colliding.has(path))
  if (own.length === 0) return commit
  const known = new Set(commit.changes.map(({ path }) => path))
  const others = own.filter(({ path }) => !known.has(path)).map((change) => ({ ...change, parent: 0, guards: [] }))
  return {
    ...commit,
    changes: [...commit.changes, ...others],
    collisions: Object.fromEntries(own.map(({ path }) => [path, colliding.get(path)!])),
  }
}
