import { CouldNotCheck } from '../../errors.ts'
import { isolate } from '../../git/isolated.ts'
import { FETCH_ALL, isPartial } from '../../git/partial.ts'
import { openRepository, type Repository } from '../../git/repository.ts'
import { decodePolicy } from '../../policy/decode.ts'
import { NO_FILE, policyOfRange, smallestPolicy, wordsOf } from '../../policy/load.ts'
import { ruleIds } from '../../rules/index.ts'
import type { HookPolicy, HookPolicyCopy } from './hook-policy.ts'
import type { Moment } from './moment.ts'

/**
 * The policy for a hook where the base's own copy cannot be read: as at the wall, the newest of the base's history that
 * can. But a hook holds nobody up for want of history: where not all of that is here, the smallest policy judges.
 * @throws {CouldNotCheck} when all of the history is here, and no copy in it can be read.
 */
export async function olderPolicy(moment: Moment, { commit, ref, blob }: HookPolicyCopy): Promise<HookPolicy> {
  const repository = await openRepository(moment.place.cwd, moment.place.env)
  const room = isolate(repository, moment.env)
  try {
    const { policy, source, baseErrors } = await policyOfRange(room.place, commit, commit)
    return { policy: policy ?? smallestPolicy(), source: { ...source, ref }, adoption: false, baseErrors }
  } catch (error) {
    if (!(error instanceof CouldNotCheck) || isWhole(repository)) throw error
    const source = { source: null, ref, why: 'no copy on the base can be read here', digest: null }
    return {
      policy: smallestPolicy(),
      source,
      adoption: false,
      baseErrors: errorsOf(blob),
    }
  } finally {
    room.close()
  }
}

const isWhole = (repository: Repository): boolean => !(repository.shallow || isPartial(repository))

function errorsOf(blob: HookPolicyCopy['blob']): readonly string[] {
  if (blob === 'missing') return [`it is not in this clone; "${FETCH_ALL}" brings it`]
  if (blob === 'not-a-file') return [NO_FILE]
  return wordsOf(decodePolicy(blob?.text ?? '', ruleIds))
}
