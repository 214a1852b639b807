import type { GitPlace } from '../../git/process.ts'
import type { RawChange } from '../../git/raw-diff.ts'
import { whichExist } from '../../git/tree.ts'
import { concernAboutAny } from '../../policy/concern.ts'
import type { Policy } from '../../policy/policy.ts'
import { demandsOn, sibling } from '../guarded.ts'

/**
 * Makes a function that gives the entries of a policy that hold for some changes, by path. `ends`: the trees of which one
 * must have what lies beside a lock file of a common name.
 */
export async function guardReader(
  place: GitPlace,
  policy: Policy,
  ends: readonly string[],
): Promise<(changes: readonly RawChange[]) => Promise<ReadonlyMap<string, readonly string[]>>> {
  const concern = await concernAboutAny(policy)
  return async (changes) => {
    const asked = changes.map((change) => ({ path: change.path, demands: demandsOn(concern, change) }))
    const names = asked.flatMap(({ path, demands }) =>
      demands.flatMap(({ ifBeside }) => (ifBeside ?? []).map((name) => sibling(path, name))),
    )
    const there = await whichExist(
      place,
      [...new Set(names)].flatMap((name) => ends.map((tree) => `${tree}:${name}`)),
    )
    const isBeside = (path: string, name: string) => ends.some((tree) => there.has(`${tree}:${sibling(path, name)}`))
    return new Map(
      asked.map(({ path, demands }) => [
        path,
        demands
          .filter(({ ifBeside }) => ifBeside === null || ifBeside.some((name) => isBeside(path, name)))
          .map(({ entry }) => entry),
      ]),
    )
  }
}
