import type { Policy } from '../../policy/policy.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import type { Question } from '../../signoff/signed-off.ts'
import { knownSigner } from '../../signoff/signer.ts'
import { queuesFor } from './sign-off-queues.ts'

/** So many signatures outside of the branch are verified, or so many for each transition that is asked about. */
const MOST_OF_ALL = 100
const MOST_FOR_EACH = 4

/** Sign-offs of which some are looked at, and how many are not. */
export interface Worth {
  readonly looked: readonly SignOffBlock[]
  readonly left: ReadonlySet<SignOffBlock>
  readonly most: number
}

/**
 * The sign-offs outside of the branch whose signatures are worth a process each: whoever can push where no server of ours
 * stands can push many that look like a signer's. Taken in turns from what covers each path, newest first, and those that
 * lead all the way (`onWay`) before those that only begin there. One that is not looked at counts for nothing. What costs
 * nothing to look at is always looked at.
 */
export function worthVerifying(
  policy: Policy,
  relevant: readonly SignOffBlock[],
  onWay: ReadonlySet<SignOffBlock>,
  questions: readonly Question[],
): Worth {
  const transitions = new Set(
    questions.map(({ transition: { path, old, new: now } }) => `${old.oid} ${now.oid} ${path}`),
  )
  const most = Math.max(MOST_OF_ALL, MOST_FOR_EACH * transitions.size)
  const costs = relevant.filter(
    ({ signer, signature }) => signature !== null && (knownSigner(policy.signers, signer)?.keys.length ?? 0) > 0,
  )
  if (costs.length <= most) return { looked: relevant, left: new Set(), most }
  const paths = [...new Set(questions.map(({ transition }) => transition.path))]
  const first = costs.filter((block) => onWay.has(block))
  const then = costs.filter((block) => !onWay.has(block))
  const chosen = new Set<SignOffBlock>()
  for (const blocks of [first, then]) takeInTurns(chosen, paths, blocks, most)
  const left = new Set(costs.filter((block) => !chosen.has(block)))
  return { looked: relevant.filter((block) => !left.has(block)), left, most }
}

function takeInTurns(
  chosen: Set<SignOffBlock>,
  paths: readonly string[],
  blocks: readonly SignOffBlock[],
  most: number,
): void {
  const newestFirst = blocks.toSorted((one, other) => (one.made < other.made ? 1 : one.made > other.made ? -1 : 0))
  for (let open = queuesFor(paths, newestFirst); open.length > 0 && chosen.size < most; ) {
    open = open.filter((queue) => {
      const next = queue.next()
      if (!next.done && chosen.size < most) chosen.add(next.value)
      return !next.done
    })
  }
}
