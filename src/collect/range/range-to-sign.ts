import type { Change } from '../../change.ts'
import { isolate } from '../../git/isolated.ts'
import { mergeTime } from '../../git/merge-tree.ts'
import type { Environment } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { concernAboutAny } from '../../policy/concern.ts'
import { type LoadedPolicy, policyOfRange } from '../../policy/load.ts'
import type { Policy } from '../../policy/policy.ts'
import { rules } from '../../rules/index.ts'
import { beginRange } from './begun-range.ts'
import type { RangeRequest } from './range-request.ts'
import { settledRange } from './settled-range.ts'

/** A change with what is signed off in it, and the policy that says what has to be. */
export interface ToSign {
  readonly change: Change
  readonly policy: Policy
}

/**
 * Collects a range for its sign-offs, by the policy at the tip of its base or by one that was chosen; null where nothing is
 * asked yet: there is no policy, or the range itself brings the first.
 * @throws {CouldNotCheck} when the facts cannot be had.
 */
export async function rangeToSign(
  repository: Repository,
  env: Environment,
  request: RangeRequest,
  chosen: LoadedPolicy | null = null,
): Promise<ToSign | null> {
  const { place, close } = isolate(repository, env)
  const begun = beginRange({ repository, place }, request)
  try {
    const { policy, adoption } = chosen ?? (await policyOfRange(place, request.base, request.head))
    if (policy === null || adoption) return null
    const concern = await concernAboutAny(policy)
    const source = { repository, place, env, policy, concern, rules, mergeTime: mergeTime() }
    const { change } = await settledRange(source, request, begun)
    return { change, policy }
  } finally {
    begun.stop()
    close()
  }
}
