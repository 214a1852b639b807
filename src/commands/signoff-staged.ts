import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Change } from '../change.ts'
import { messageOf } from '../collect/hook/commit-being-made.ts'
import type { HookPolicy } from '../collect/hook/hook-policy.ts'
import { hookPolicy, judgeCommit } from '../collect/hook/judge-commit.ts'
import { type Moment, readMoment } from '../collect/hook/moment.ts'
import { UsageError } from '../errors.ts'
import { readCommitObject } from '../git/commit-object.ts'
import type { Repository } from '../git/repository.ts'
import { addTrailers, readTrailers } from '../git/trailers.ts'
import { REQUEST, requestsIn } from '../policy/requests.ts'
import { statementLine } from '../signoff/cover.ts'
import { pendingIn } from '../signoff/pending.ts'
import { writeWaiting } from '../signoff/waiting.ts'
import type { Io } from './io.ts'
import { MOVED, type SigningMoment } from './signing-moment.ts'

/**
 * What is staged, signed off before the commit exists; the commit that gets it takes the sign-off into its message. Null
 * where no policy asks anything.
 * @throws {UsageError} in a bare repository.
 */
export async function stagedMoment(repository: Repository, io: Io): Promise<SigningMoment | null> {
  const { topLevel, gitDir } = repository
  if (topLevel === null) throw new UsageError('a bare repository has nothing staged')
  const read = () => readMoment(topLevel, { ...io.env, GIT_DIR: gitDir })
  const moment = await read()
  const policy = await hookPolicy(moment)
  if (policy === null || policy.adoption) return null
  const change = await stagedChange(moment, policy)
  return {
    toSign: { change, policy: policy.policy },
    named: 'what is staged',
    put: async (signOff) => {
      const now = await read()
      const staged = new Set(pendingIn(await stagedChange(now, policy)).map(statementLine))
      const isSame =
        now.head?.oid === moment.head?.oid && signOff.covers.every((cover) => staged.has(statementLine(cover)))
      if (!isSame) throw new UsageError(`what is staged has changed meanwhile\n${MOVED}`)
      writeWaiting(now.where.commonDir, signOff)
      return { said: 'it waits here, and goes into the message of the commit that makes these changes', range: null }
    },
  }
}

async function stagedChange(moment: Moment, policy: HookPolicy): Promise<Change> {
  const message = requestsRefused(moment)
  return (await judgeCommit(moment, policy, { kind: 'staged', message, command: [] })).change
}

/**
 * What a commit asked for that was tried here and did not come about, as a message that says nothing else: a sign-off that
 * stands in that message must not keep anything from being shown. Null: it asked for nothing, or the last one tried is HEAD.
 */
function requestsRefused(moment: Moment): Buffer | null {
  const file = join(moment.where.gitDir, moment.mergeHeads.length > 0 ? 'MERGE_MSG' : 'COMMIT_EDITMSG')
  if (!existsSync(file) || hasMovedSince(moment.where.gitDir, file)) return null
  const message = messageOf(moment, readFileSync(file))
  if (moment.head !== null && message === readCommitObject(moment.head.raw).message) return null
  const requests = requestsIn(readTrailers(message)).map(({ value }) => ({ key: REQUEST, value }))
  return requests.length === 0 ? null : Buffer.from(addTrailers('Requests\n', requests))
}

/** Whether HEAD was moved after the file was written: git leaves the message of a commit that came about, too. */
function hasMovedSince(gitDir: string, file: string): boolean {
  const moved = statSync(join(gitDir, 'logs', 'HEAD'), { throwIfNoEntry: false })
  return moved !== undefined && moved.mtimeMs > statSync(file).mtimeMs
}
