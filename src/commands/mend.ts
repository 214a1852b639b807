import { resolve } from 'node:path'
import type { Commit } from '../change.ts'
import { assemble, commitFacts } from '../collect/commit.ts'
import { CouldNotCheck, UsageError } from '../errors.ts'
import { isChangedIn } from '../git/changed-in.ts'
import { readCommitObject } from '../git/commit-object.ts'
import { isAncestor } from '../git/descendants.ts'
import { type MessageText, messageText } from '../git/message-text.ts'
import { readObjects } from '../git/object-stream.ts'
import { unquotePath } from '../git/quoted-path.ts'
import { readRawCommit } from '../git/raw-commit.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { resolveEnds } from '../git/revision.ts'
import { carryOut, planRewrite } from '../git/rewrite.ts'
import { successorOf } from '../git/successor.ts'
import { readTrailers } from '../git/trailers.ts'
import { listIndex } from '../git/tree.ts'
import { policyHere, protectedHere, type Standing, standingHere } from '../policy/here.ts'
import type { Policy } from '../policy/policy.ts'
import { isRequestKey, requestsIn } from '../policy/requests.ts'
import { visible } from '../visible.ts'
import { readArguments } from './arguments.ts'
import { type AskedTrailer, readAsked } from './asked-trailers.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'
import { mendMessage } from './mend-message.ts'
import { judgeTrailers } from './refused-trailers.ts'
import { leftOut, obstacleText, shortId, told } from './rewrite-words.ts'

export const help = helpPage({
  usage: "mend REV [--trailer 'KEY: VALUE' …] [--leave-out PATH …] [options]",
  does: [
    'Sets trailers of a commit of the branch that is checked out, or takes paths out of it. The commit and those above it are written anew, with the same authors and dates, and but for those paths the same content. Nothing is rebased, merges stay merges, and neither the work tree nor what is staged is touched. It prints how to compare, to undo and to push.',
    'The values of a key become those that are given. An invalid value goes, another valid one too, and a line that was meant to be the trailer but is not read as one is moved to where it is. Keys that end in -by, and Sign-off-requested, are only added to, but that a request which names nothing goes: "Sign-off-requested:" without a value does no more than that. What people state themselves (Signed-off-by, Sign-off-…) is not set.',
    'A path that is left out is in the commit, and in those above it, as it was before. It is refused where a later commit has changed it again, or a merge has brought in another state of it. Whoever has fetched the old commits still has them: a secret that was pushed must be revoked.',
  ],
  takes: {
    title: 'What to mend',
    rows: [['REV', 'the commit, by a name or an id; an id from before an earlier mend is found again']],
  },
  options: [
    ["--trailer 'KEY: VALUE'", 'what to set; may be given more than once'],
    ['--leave-out PATH', 'from the top of the repository, an odd one as git quotes it; may be given more than once'],
    ['--add', 'leave the valid values of the key, and add to them'],
    ['--published', "also if the branch's own remote copy has the commit; says how to push then, and does not push"],
    ['--update-refs', 'move other branches and detached work trees that stand on the rewritten commits; tags stay'],
    ['--dry-run', 'say what would be done, and do nothing'],
    ['--in DIR', 'the repository; default: the one around the current folder'],
  ],
  words: ['trailer', 'policy'],
  examples: [
    ["precheck mend HEAD --trailer 'Tests-Run: npm test (214 passed)'", 'what was run for the last commit'],
    [
      "precheck mend HEAD~1 --trailer 'Task-Id: ABC-1' --trailer 'Rollback: revert'",
      'two trailers of the commit below it',
    ],
    ['precheck mend HEAD --leave-out deploy/run.sh', 'takes a file out of the last commit; it stays in the work tree'],
    ["precheck mend --dry-run HEAD --trailer 'Task-Id: ABC-2'", 'what that would change'],
  ],
  exits: [
    ['0', 'done, or there was nothing to do'],
    ['2', 'refused with the reason, or wrong usage: nothing was moved'],
    ['3', 'git failed, and nothing was moved'],
  ],
})

export const OPTIONS = {
  trailer: { type: 'string', multiple: true },
  'leave-out': { type: 'string', multiple: true },
  add: { type: 'boolean' },
  published: { type: 'boolean' },
  'update-refs': { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  in: { type: 'string' },
} as const

export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  const [rev, more] = positionals
  if (rev === undefined) throw new UsageError('which commit? precheck mend REV --trailer "KEY: VALUE"')
  if (more !== undefined) throw new UsageError(`mend takes one commit; "${more}" is one word too many`)
  const paths = (values['leave-out'] ?? []).map(pathMeant)
  if (values.trailer === undefined && paths.length === 0)
    throw new UsageError('say what to set, with --trailer "KEY: VALUE", or what to take out, with --leave-out PATH')

  const repository = await openRepository(resolve(io.cwd, values.in ?? '.'), io.env)
  const commit = await commitMeant(repository, rev)
  const standing = await standingHere(repository)
  const { policy } = await policyHere(repository, io.env, standing)
  const asked = readAsked(values.trailer ?? [], policy?.trailers ?? [])
  const message =
    asked.length === 0
      ? null
      : await mended(repository, commit, asked, { policy, standing, add: values.add === true }, io)
  if (message === null && paths.length === 0) {
    io.stdout.write(`${shortId(commit)} has ${asked.length === 1 ? 'that' : 'those'} already: nothing to change\n`)
    return 0
  }
  const plan = await planRewrite(repository, io.env, {
    messages: new Map(message === null ? [] : [[commit, message]]),
    leaveOut: paths.length === 0 ? null : { commit, paths: [...new Set(paths)] },
    protected: await protectedHere(repository, standing),
    published: values.published === true,
    updateRefs: values['update-refs'] === true,
  })
  if ('obstacles' in plan) {
    throw new UsageError(`${shortId(commit)} cannot be mended\n${plan.obstacles.map(obstacleText).join('\n')}`)
  }
  if (values['dry-run']) io.stderr.write('dry run: nothing was changed\n')
  else for (const note of await carryOut(plan, repository, io.env)) io.stderr.write(`${note}\n`)
  io.stdout.write(told(plan))
  if (paths.length > 0) io.stdout.write(leftOut(paths, await stagedOf(repository, paths)))
  return 0
}

/**
 * A path as it is meant from the top of the repository.
 * @throws {UsageError} for what is none.
 */
function pathMeant(given: string): string {
  const path = (unquotePath(given) ?? given).replace(/^(?:\.\/)+/, '').replace(/\/+$/, '')
  if (path !== '' && !path.startsWith('/') && !path.split('/').includes('..')) return path
  throw new UsageError(`"${visible(given, 200)}" is no path from the top of the repository`)
}

/** Which of some paths the index has, itself or something below. */
async function stagedOf({ place }: Repository, paths: readonly string[]): Promise<readonly string[]> {
  const listed = (await listIndex(place)).map((path) => `${path}/`)
  return paths.filter((path) => listed.some((each) => each.startsWith(`${path}/`)))
}

/**
 * The commit that REV names, as a full id; for one that HEAD no longer reaches, the one that a rewrite put in its place.
 * @throws {UsageError} when it names none.
 */
export async function commitMeant(repository: Repository, rev: string): Promise<string> {
  const { place } = repository
  const { base: named, head } = await resolveEnds(repository, rev, 'HEAD')
  if (named === head || (await isAncestor(place, named, head))) return named
  return (await successorOf(place, named, head)) ?? named
}

/** The commit's message with the trailers set, in the commit's own encoding; null: it has them already. */
async function mended(
  repository: Repository,
  oid: string,
  asked: readonly AskedTrailer[],
  { policy, standing, add }: { readonly policy: Policy | null; readonly standing: Standing; readonly add: boolean },
  io: Io,
): Promise<Buffer | null> {
  const [object] = await readObjects(repository.place, [oid])
  if (object?.type !== 'commit') throw new CouldNotCheck(`commit ${oid} cannot be read`)
  const text = messageText(readRawCommit(object.content))
  if ('fault' in text) throw new UsageError(`the message of ${shortId(oid)} cannot be mended: ${text.fault}`)
  const read = readCommitObject(object.content)
  const mending = {
    policy,
    add,
    people: read,
    requestsForNothing: await requestsForNothing(repository, standing, asked, text),
  }
  const bytes = mendMessage(text, asked, mending)
  if (policy !== null) {
    const facts = commitFacts(oid, { ...read, message: text.decode(bytes) }, [])
    const commit: Commit = assemble(facts, policy, { byAgent: true, merge: 'no', changes: [], empty: false })
    const keys = asked.map(({ key }) => key)
    const { refused, warned } = await judgeTrailers(repository.place, commit, policy, keys)
    if (refused.length > 0) throw new UsageError(`the policy refuses that\n${refused.join('\n')}`)
    for (const warning of warned) io.stderr.write(`warning: ${warning}\n`)
  }
  return bytes === text.bytes ? null : Buffer.from(bytes, 'latin1')
}

/** Requests for a sign-off in a message that is to get another, as far as they name nothing which this branch changes. */
async function requestsForNothing(
  repository: Repository,
  standing: Standing,
  asked: readonly AskedTrailer[],
  text: MessageText,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  if (!asked.some(({ key }) => isRequestKey(key))) return found
  const landed = (await protectedHere(repository, standing)).map(({ oid }) => oid)
  for (const { value, paths } of requestsIn(readTrailers(text.decode(text.bytes)))) {
    const changed = await Promise.all(paths.map((path) => isChangedIn(repository.place, 'HEAD', landed, path)))
    if (!changed.includes(true)) found.add(value)
  }
  return found
}
