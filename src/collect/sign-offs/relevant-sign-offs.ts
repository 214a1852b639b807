import type { GitPlace } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import { gatherArrows, stateKey, type ValidSignOff } from '../../signoff/arrows.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { CoveredPaths } from '../../signoff/covered-paths.ts'
import { OF_ANYBODY, onTheWay, type Question } from '../../signoff/signed-off.ts'
import { drawArrows } from './drawn-arrows.ts'

/** Sign-offs outside of the branch that have to do with what is asked. */
export interface RelevantSignOffs {
  readonly relevant: readonly SignOffBlock[]
  readonly onWay: ReadonlySet<SignOffBlock>
}

/**
 * Those of the sign-offs outside of the branch that have to do with what is asked: on the way from the old to the new state
 * of a transition, or from its old state to elsewhere, as one does whose content was changed later. All that were ever
 * made may be there, and only these few are worth a look at their signature. `beside`: sign-offs that the change carries,
 * which may be a part of the way. `onWay` are those that can lead there at all.
 */
export async function relevantSignOffs(
  place: GitPlace,
  repository: Repository,
  outside: readonly SignOffBlock[],
  beside: readonly SignOffBlock[],
  questions: readonly Question[],
): Promise<RelevantSignOffs> {
  const asked = new CoveredPaths(questions.map(({ transition }) => transition.path))
  const near = outside.filter(({ covers }) => asked.touches(covers))
  if (near.length === 0) return { relevant: [], onWay: new Set() }
  const blockOf = new Map([...near, ...beside].map((block) => [asIfValid(block), block] as const))
  const arrows = await drawArrows(place, repository, [...blockOf.keys()])
  const begins = new Set(questions.map(({ transition: { path, old } }) => `${stateKey(old)} ${path}`))
  const onWay = new Set<SignOffBlock>()
  const anybody = questions.map(({ transition }) => ({ transition, asked: OF_ANYBODY }))
  for (const { arrows: way } of onTheWay(gatherArrows(arrows), anybody))
    for (const { signOffs } of way) for (const each of signOffs) onWay.add(blockOf.get(each)!)
  const found = new Set(onWay)
  for (const { path, old, signOffs } of arrows)
    if (begins.has(`${stateKey(old)} ${path}`)) for (const each of signOffs) found.add(blockOf.get(each)!)
  return { relevant: near.filter((block) => found.has(block)), onWay }
}

/** What it would be if it were good: it is only asked where it would lead. */
const asIfValid = ({ signer, covers }: SignOffBlock): ValidSignOff => ({
  ...{ person: signer.email, called: [], strength: 'claimed', made: 0, carried: null },
  covers,
})
