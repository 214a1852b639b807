import { CouldNotCheck } from '../../errors.ts'
import { evaluate, incomplete } from '../../evaluate.ts'
import type { Report } from '../../finding.ts'
import { mergeBases } from '../../git/descendants.ts'
import { type Isolated, isolate } from '../../git/isolated.ts'
import { type MergeTime, mergeTime } from '../../git/merge-tree.ts'
import { unreadIn } from '../../git/partial.ts'
import type { Environment } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { listTree } from '../../git/tree.ts'
import { concernAboutAny } from '../../policy/concern.ts'
import { haveSamePolicy, type LoadedPolicy, policyFileChange, policyOfRange } from '../../policy/load.ts'
import type { Reader } from '../../remedy.ts'
import { rules } from '../../rules/index.ts'
import { willBeGuarded } from '../adoption.ts'
import { withMessageLint } from '../message-lint.ts'
import { heldAgainstTree } from '../policy-file.ts'
import type { SignOffFile } from '../sign-offs/outside-sign-offs.ts'
import { type BegunRange, beginRange } from './begun-range.ts'
import type { RangeRequest } from './range-request.ts'
import { settledRange } from './settled-range.ts'
import { guardedTakenBack } from './taken-back.ts'

/** How a range is judged. */
export interface RangeJudging extends Reader {
  /** A policy that the caller chose; null: the copy at the tip of the base. */
  readonly policy: LoadedPolicy | null
  /** Sign-offs that stand in a file. */
  readonly signOffFile?: SignOffFile | null
  /** Is told how many commits have been read, after each. */
  readonly progress?: (commits: number) => void
  /** The head takes the place of the base, so that what only the base has is taken back: a push by force. */
  readonly replacesBase?: boolean
  /** For all merges that git has to make again; default: a minute. */
  readonly mergeTime?: MergeTime
}

/**
 * Judges a range of commits and gives the report; null when there is no policy on either side. What cannot be read
 * makes a report that is `incomplete`.
 */
export async function judgeRange(
  repository: Repository,
  env: Environment,
  request: RangeRequest,
  judging: RangeJudging,
): Promise<Report | null> {
  const room = isolate(repository, env)
  const begun = beginRange({ repository, place: room.place }, request)
  try {
    return await judgeBegun(begun, room, repository, env, request, judging)
  } catch (error) {
    if (error instanceof CouldNotCheck) return incomplete(request, unreadIn(repository, error.message))
    throw error
  } finally {
    begun.stop()
    room.close()
  }
}

async function judgeBegun(
  begun: BegunRange,
  { place }: Isolated,
  repository: Repository,
  env: Environment,
  request: RangeRequest,
  judging: RangeJudging,
): Promise<Report | null> {
  const loaded = judging.policy ?? (await policyOfRange(place, request.policyTip ?? request.base, request.head))
  const { policy, source, adoption, baseErrors } = loaded
  if (policy === null) return null
  const concern = await concernAboutAny(policy)
  const time = judging.mergeTime ?? mergeTime()
  const missedBefore = time.missed
  const policyChange = async () => {
    const { policyTip, base, head } = request
    if (policyTip === undefined) return await policyFileChange(place, base, await begun.bases, head)
    // Where the branch left the other one is seldom asked: most have no other policy.
    if (haveSamePolicy(place, policyTip, head)) return null
    const [from = null] = await mergeBases(place, policyTip, head)
    return await policyFileChange(place, from, [], head)
  }
  const [{ change, unexplained, carried }, changed] = await Promise.all([
    settledRange(
      {
        ...{ repository, place, env, policy, concern, rules, mergeTime: time },
        progress: judging.progress,
        signOffFile: judging.signOffFile ?? null,
      },
      request,
      begun,
    ),
    policyChange(),
  ])
  const takenBack = judging.replacesBase
    ? await guardedTakenBack({ place, repository, mergeTime: time, concern }, request, await begun.bases)
    : []
  const linted = await withMessageLint(change, policy, repository.topLevel)
  const tree = changed || adoption ? await listTree(place, request.head) : []
  const policyFile = changed && (await heldAgainstTree(changed, adoption ? null : (changed.before ?? policy), tree))
  return evaluate(
    { ...linted, policyFile, basePolicyErrors: baseErrors, takenBack, mergesMissed: time.missed > missedBefore },
    {
      ...{ policy, source, rules, command: judging.command, published: judging.published ?? false },
      adoption: adoption ? { guards: willBeGuarded(policy, tree, concern) } : null,
      unknown: [
        ...unexplained.map((path) => `no commit of the range changes ${path}, and yet it comes out changed`),
        ...carried.map(
          (path) =>
            `when this lands, git carries a change over to ${path} that no commit makes there: merge the base into the branch, and that merge is judged`,
        ),
      ],
    },
  )
}
