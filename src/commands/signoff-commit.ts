import { rangeToSign } from '../collect/range/range-to-sign.ts'
import { CouldNotCheck, UsageError } from '../errors.ts'
import { type MessageText, messageText } from '../git/message-text.ts'
import { readObjects } from '../git/object-stream.ts'
import { parentsOf, readRawCommit } from '../git/raw-commit.ts'
import type { Repository } from '../git/repository.ts'
import { resolveCommit } from '../git/revision.ts'
import { carryOut, planRewrite, type RewritePlan } from '../git/rewrite.ts'
import { policyHere, protectedHere, type Standing, standingHere } from '../policy/here.ts'
import { writeBlock } from '../signoff/block.ts'
import { withBlock } from '../signoff/message.ts'
import type { Io } from './io.ts'
import { commitMeant } from './mend.ts'
import { rangeAsked } from './range-asked.ts'
import { obstacleText, shortId, told } from './rewrite-words.ts'
import { MOVED, type SigningMoment } from './signing-moment.ts'

/** What of a branch a rewrite may touch; see `mend`. */
export interface RewriteWish {
  readonly published: boolean
  readonly updateRefs: boolean
}

/**
 * One commit of the branch that is checked out, signed off in its own message; null where no policy asks anything. What
 * forbids to rewrite it is found before anybody has to look.
 * @throws {UsageError} when it may not be rewritten, with the reasons.
 */
export async function commitMoment(
  repository: Repository,
  rev: string,
  wish: RewriteWish,
  io: Io,
): Promise<SigningMoment | null> {
  const [commit, head] = await Promise.all([commitMeant(repository, rev), resolveCommit(repository, 'HEAD')])
  const { text, parent } = await readCommit(repository, commit)
  const plan = (message: Buffer, standing: Standing) => planOf(repository, standing, { commit, message }, wish, io)
  const standing = await standingHere(repository)
  await plan(Buffer.from(text.bytes, 'latin1'), standing)

  // What stands above it may have signed it off already.
  const request = { kind: 'range', at: 'wall', ref: null, named: null, branch: standing.branch } as const
  const chosen = await policyHere(repository, io.env, standing)
  const toSign = await rangeToSign(repository, io.env, { ...request, base: parent, head }, chosen)
  if (toSign === null) return null
  const { change } = toSign
  return {
    toSign: { ...toSign, change: { ...change, commits: change.commits.filter(({ sha }) => sha === commit) } },
    named: `commit ${shortId(commit)}`,
    put: async (signOff) => {
      if ((await resolveCommit(repository, 'HEAD')) !== head) throw new UsageError(`HEAD has moved meanwhile\n${MOVED}`)
      const message = text.encode(withBlock(text.decode(text.bytes), writeBlock(signOff)))
      if (message === null) throw new UsageError(`the encoding of ${shortId(commit)} has no way to say your name`)
      const rewrite = await plan(Buffer.from(message, 'latin1'), await standingHere(repository))
      for (const note of await carryOut(rewrite, repository, io.env)) io.stderr.write(`${note}\n`)
      return { said: told(rewrite).trimEnd(), range: await rangeAsked(repository, undefined, {}) }
    },
  }
}

async function planOf(
  repository: Repository,
  standing: Standing,
  { commit, message }: { readonly commit: string; readonly message: Buffer },
  wish: RewriteWish,
  io: Io,
): Promise<RewritePlan> {
  const plan = await planRewrite(repository, io.env, {
    ...wish,
    messages: new Map([[commit, message]]),
    leaveOut: null,
    protected: await protectedHere(repository, standing),
  })
  if (!('obstacles' in plan)) return plan
  throw new UsageError(
    `${shortId(commit)} cannot be signed off in its message\n${plan.obstacles.map(obstacleText).join('\n')}`,
  )
}

async function readCommit(
  { place }: Repository,
  commit: string,
): Promise<{ readonly text: MessageText; readonly parent: string | null }> {
  const [object] = await readObjects(place, [commit])
  if (object?.type !== 'commit') throw new CouldNotCheck(`commit ${commit} cannot be read`)
  const raw = readRawCommit(object.content)
  const text = messageText(raw)
  if ('fault' in text) throw new UsageError(`the message of ${shortId(commit)} cannot be added to: ${text.fault}`)
  if (text.encode(text.decode(text.bytes)) !== text.bytes)
    throw new UsageError(`the message of ${shortId(commit)} cannot be added to: not all of it is text in its encoding`)
  return { text, parent: parentsOf(raw)[0] ?? null }
}
