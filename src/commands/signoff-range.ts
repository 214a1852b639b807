import type { RangeRequest } from '../collect/range/range-request.ts'
import { rangeToSign } from '../collect/range/range-to-sign.ts'
import { signOffRef } from '../collect/sign-offs/sign-off-blob.ts'
import { SIGN_OFF_REFLOG } from '../collect/sign-offs/signed-here.ts'
import { UsageError } from '../errors.ts'
import { readConfig } from '../git/config.ts'
import { moveHead, writeEmptyCommit } from '../git/empty-commit.ts'
import { operationIn } from '../git/operation.ts'
import { pushBlob } from '../git/push-blob.ts'
import { currentBranch } from '../git/refs.ts'
import type { Repository } from '../git/repository.ts'
import { resolveCommit } from '../git/revision.ts'
import { rewritePlace } from '../git/rewrite-place.ts'
import { successorOf } from '../git/successor.ts'
import { SIGN_OFF_REFS } from '../ref-law.ts'
import { shellLine } from '../report/shell.ts'
import { type SignOff, writeBlock } from '../signoff/block.ts'
import { signOffMessage } from '../signoff/message.ts'
import { visible } from '../visible.ts'
import type { Io } from './io.ts'
import { rangeAsked } from './range-asked.ts'
import { shortId, shortRef } from './rewrite-words.ts'
import { MOVED, type SigningMoment } from './signing-moment.ts'

/** What becomes of the sign-off of a range: an empty commit on top of it, or where `push` names a remote, a ref there. */
export interface RangeWish {
  /** Empty: the remote of the branch that is checked out. */
  readonly push: string | null
}

/**
 * A range that is signed off by an empty commit on top of it; null where no policy asks anything. Only what is checked out
 * can get that commit; what is pushed to a ref of its own needs no branch at all.
 * @throws {UsageError} when the range does not end at HEAD, or git is in the middle of something.
 */
export async function rangeMoment(
  repository: Repository,
  range: string | undefined,
  { push }: RangeWish,
  io: Io,
): Promise<SigningMoment | null> {
  const asked = async () => await afterMending(repository, await rangeAsked(repository, range, {}))
  const request = await asked()
  if (push === null) await holdAtHead(repository, request)
  const toSign = await rangeToSign(repository, io.env, request)
  const named = shortRef(request.named ?? shortId(request.head))
  return (
    toSign && {
      toSign,
      named,
      put: async (signOff) => {
        const now = await asked()
        const place = rewritePlace(repository, io.env)
        const isSame = now.base === request.base && now.head === request.head && now.branch === request.branch
        if (!isSame) throw new UsageError(`${named} has moved meanwhile\n${MOVED}`)
        if (push !== null) return { said: await pushed(repository, signOff, push, io), range: request }
        await holdAtHead(repository, request)
        const commit = await writeEmptyCommit(place, request.head, signOffMessage(signOff))
        if (!(await moveHead(place, commit, request.head, SIGN_OFF_REFLOG)))
          throw new UsageError(`${named} has moved meanwhile\n${MOVED}`)
        const undo = shellLine(['git', 'update-ref', 'HEAD', request.head, commit])
        return {
          said: `commit ${shortId(commit)} carries it (to undo: ${undo})`,
          range: { ...request, head: commit },
        }
      },
    }
  )
}

/** Gives the sign-off to a remote, outside of any branch; says where it is. */
async function pushed(repository: Repository, signOff: SignOff, asked: string, io: Io): Promise<string> {
  const remote = asked === '' ? await remoteHere(repository) : asked
  const bytes = Buffer.from(writeBlock(signOff))
  const ref = signOffRef(bytes)
  await pushBlob(rewritePlace(repository, io.env), io.env, remote, ref, bytes)
  const fetch = shellLine(['git', 'fetch', remote, `+${SIGN_OFF_REFS}*:${SIGN_OFF_REFS}*`])
  return `${visible(remote, 100)} has it as ${ref} (a check sees it after: ${fetch}; nothing moved that a CI runs for, so run its check again)`
}

/** Where the branch that is checked out is fetched from. */
async function remoteHere({ place, gitDir }: Repository): Promise<string> {
  const branch = await currentBranch(gitDir, place)
  const remote = branch === null ? undefined : (await readConfig(place)).get(`branch.${branch}.remote`)
  return remote === undefined || remote === '.' ? 'origin' : remote
}

/** A report names what was checked, and `mend` may have written that anew since: then the range ends where that has come. */
async function afterMending(repository: Repository, request: RangeRequest): Promise<RangeRequest> {
  const head = await resolveCommit(repository, 'HEAD')
  if (request.head === head || (await successorOf(repository.place, request.head, head)) !== head) return request
  return { ...request, head }
}

async function holdAtHead(repository: Repository, { head, named }: RangeRequest): Promise<void> {
  const operation = operationIn(repository.gitDir)
  if (operation) throw new UsageError(`${operation.what} is in progress here: end it first ("git status" says how)`)
  if ((await resolveCommit(repository, 'HEAD')) === head) return
  throw new UsageError(
    `${visible(named ?? head, 200)} does not end at HEAD, and the sign-off becomes a commit on top of it: check it out first`,
  )
}
