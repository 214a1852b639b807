import type { Report } from '../../finding.ts'
import { isolate } from '../../git/isolated.ts'
import type { Environment } from '../../git/process.ts'
import { branchIn } from '../../git/refs.ts'
import type { Repository } from '../../git/repository.ts'
import { policyAdopted } from '../../policy/load.ts'
import { judgeRange, type RangeJudging } from '../range/judge-range.ts'
import type { RangeRequest } from '../range/range-request.ts'

/** Notes are kept as commits, and are nobody's work. */
export const isNotes = (ref: string): boolean => ref.startsWith('refs/notes/')

/** The request for what a ref of a push brings; which commits these are, is for its caller to say. */
export const pushRequest = (at: RangeRequest['at'], ref: string, head: string): RangeRequest => ({
  kind: 'push',
  at,
  ref,
  base: null,
  head,
  branch: branchIn(ref),
  named: null,
})

/**
 * Judges the first push of a repository: its history was not made under the policy that it brings, or has been judged by it
 * already. Null when it brings none.
 */
export async function judgeFirstPush(
  repository: Repository,
  env: Environment,
  request: RangeRequest,
  judging: Pick<RangeJudging, 'command' | 'mergeTime'>,
): Promise<Report | null> {
  const room = isolate(repository, env)
  try {
    const policy = await policyAdopted(room.place, request.head)
    const revisions = ['--no-walk', request.head]
    return await judgeRange(repository, env, { ...request, revisions }, { ...judging, policy })
  } finally {
    room.close()
  }
}
