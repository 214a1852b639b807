import type { RangeRequest } from '../collect/range.ts'
import { rangeToSign } from '../collect/range-to-sign.ts'
import { SIGN_OFF_REFLOG } from '../collect/signed-here.ts'
import { UsageError } from '../errors.ts'
import { moveHead, writeEmptyCommit } from '../git/empty-commit.ts'
import { operationIn } from '../git/operation.ts'
import type { Repository } from '../git/repository.ts'
import { resolveCommit } from '../git/revision.ts'
import { rewritePlace } from '../git/rewrite-place.ts'
import { shellLine } from '../report/shell.ts'
import { signOffMessage } from '../signoff/message.ts'
import { visible } from '../visible.ts'
import type { Io } from './io.ts'
import { rangeAsked } from './range-asked.ts'
import { shortId, shortRef } from './rewrite-words.ts'
import { MOVED, type SigningMoment } from './signing-moment.ts'

/**
 * A range that is signed off by an empty commit on top of it; null where no policy asks anything. Only what is checked out
 * can get that commit.
 * @throws {UsageError} when the range does not end at HEAD, or git is in the middle of something.
 */
export async function rangeMoment(
  repository: Repository,
  range: string | undefined,
  io: Io,
): Promise<SigningMoment | null> {
  const request = await rangeAsked(repository, range, {})
  await holdAtHead(repository, request)
  const toSign = await rangeToSign(repository, io.env, request)
  const named = shortRef(request.named ?? shortId(request.head))
  return (
    toSign && {
      toSign,
      named,
      put: async (signOff) => {
        const now = await rangeAsked(repository, range, {})
        const place = rewritePlace(repository, io.env)
        const isSame = now.base === request.base && now.head === request.head && now.branch === request.branch
        if (!isSame) throw new UsageError(`${named} has moved meanwhile\n${MOVED}`)
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

async function holdAtHead({ place, gitDir }: Repository, { head, named }: RangeRequest): Promise<void> {
  const operation = operationIn(gitDir)
  if (operation) throw new UsageError(`${operation.what} is in progress here: end it first ("git status" says how)`)
  if ((await resolveCommit(place, 'HEAD')) === head) return
  throw new UsageError(
    `${visible(named ?? head, 200)} does not end at HEAD, and the sign-off becomes a commit on top of it: check it out first`,
  )
}
