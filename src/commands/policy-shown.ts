import type { Change, State } from '../change.ts'
import { effectOn } from '../collect/policy-file.ts'
import { readObjects } from '../git/object-stream.ts'
import type { GitPlace } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { listIndex, listTree } from '../git/tree.ts'
import { decodePolicy } from '../policy/decode.ts'
import { differencesWords } from '../policy/effect-words.ts'
import { ruleIds } from '../rules/index.ts'

/** As many differences as a person reads before the text itself, which follows. */
const MOST_LESS = 20
const MOST_MORE = 5

/**
 * What a changed policy asks otherwise, a line for less and one for more; none where one of its sides is no policy. `place`
 * is an isolated one.
 */
export async function shownPolicyEffect(
  { place: own }: Repository,
  place: GitPlace,
  { head }: Pick<Change, 'head'>,
  from: State,
  to: State,
): Promise<readonly string[]> {
  const [before, after] = (await readObjects(place, [from.oid, to.oid])).map((object) => {
    if (object?.type !== 'blob') return null
    const decoded = decodePolicy(object.content.toString('utf8'), ruleIds)
    return 'policy' in decoded ? decoded.policy : null
  })
  if (!before || !after) return []
  const tree = head === null ? await listIndex(own) : await listTree(place, head)
  const { weaker, stricter } = await effectOn(tree, before, after)
  return [
    ...(weaker.length > 0 ? [`It asks less: ${differencesWords(weaker, MOST_LESS)}`] : []),
    ...(stricter.length > 0 ? [`It asks more: ${differencesWords(stricter, MOST_MORE)}`] : []),
  ]
}
