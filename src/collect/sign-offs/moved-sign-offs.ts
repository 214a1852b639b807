import { type Commit, isAbsent, MODE_SUBMODULE } from '../../change.ts'
import { CouldNotCheck } from '../../errors.ts'
import type { Environment } from '../../git/process.ts'
import { whichExist } from '../../git/tree.ts'
import { grouped } from '../../grouped.ts'
import { openGuards } from '../../policy/open-guards.ts'
import type { Policy } from '../../policy/policy.ts'
import { stateKey, type ValidSignOff } from '../../signoff/arrows.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { CoveredPaths } from '../../signoff/covered-paths.ts'
import { secondsOf } from '../../signoff/made.ts'
import { knownSigner } from '../../signoff/signer.ts'
import { statesEverHad } from '../../signoff/spent.ts'
import { drawArrows } from './drawn-arrows.ts'
import { type ExaminedBlock, examineBlocks } from './examined-sign-offs.ts'
import type { SignOffSource } from './sign-off-source.ts'

/** So many are worth a look at their signature, newest first: whoever can push can push many. */
const MOST_LOOKED_AT = 50

/**
 * Sign-offs outside of the branch that lead nowhere here, and most likely were made for what is still open before the base
 * moved under it. Nothing says that they belong to this change, and all that were ever made may be there: so it is the
 * newest of each person on a path that never landed, and none where something newer of theirs did land, unless the change
 * was begun before that. Nor is one told whose content is not here: it was made on a branch that was not fetched, and what
 * was signed could not be shown.
 */
export async function movedSignOffs(
  { repository, place, env, policy, base }: SignOffSource,
  outside: readonly SignOffBlock[],
  settled: readonly Commit[],
  examined: readonly ExaminedBlock[],
): Promise<readonly ExaminedBlock[]> {
  const open = openPaths(settled)
  const paths = new CoveredPaths(open.keys())
  const known = new Set(examined.map(({ block }) => block))
  const near = outside
    .filter((block) => !known.has(block) && block.signature !== null && knownSigner(policy.signers, block.signer))
    .filter(({ covers }) => paths.touches(covers))
    .sort((one, other) => (one.made < other.made ? 1 : -1))
    .slice(0, MOST_LOOKED_AT)
  // Without the whole history it cannot be told what has landed.
  if (near.length === 0 || base === null || repository.shallow) return []
  const here = await whichExist(
    place,
    near.flatMap((block) => contentsOf(block, open)),
  )
  const shown = near.filter((block) => contentsOf(block, open).every((oid) => here.has(oid)))
  const looked = await validOf(env, policy, shown)
  const valid = looked.flatMap((each) => each.valid ?? [])
  const ends = (await drawArrows(place, repository, valid))
    .filter(({ path, new: state }) => open.get(path)?.states.has(stateKey(state)) === false)
    .map(({ path, new: state, signOffs }) => ({ path, state, signOffs }))
  const had = await statesEverHad(repository, place, base, ends)
  const landed = grouped([...had].flatMap(({ path, signOffs }) => signOffs.map((each) => [path, each] as const)))
  const onPath = grouped(
    [...examined, ...looked].flatMap((each) => paths.of(each.block.covers).map((path) => [path, each] as const)),
  )
  const told = new Set(
    [...onPath].flatMap(([path, all]) => unlanded(all, new Set(landed.get(path)), open.get(path)!.begun)),
  )
  return looked.filter((each) => told.has(each))
}

/** None where no signature can be verified: nothing rests on these, so that is no reason to leave the change unjudged. */
async function validOf(
  env: Environment,
  policy: Policy,
  blocks: readonly SignOffBlock[],
): Promise<readonly ExaminedBlock[]> {
  try {
    const examined = await examineBlocks(
      env,
      policy,
      blocks.map((block) => ({ commit: null, block })),
    )
    return examined.filter(({ valid }) => valid !== null)
  } catch (error) {
    if (error instanceof CouldNotCheck) return []
    throw error
  }
}

interface OpenPath {
  /** States that it is left in where a sign-off is missing. */
  readonly states: ReadonlySet<string>
  /** Author's date of the first commit that changes it so, which survives a rebase. Seconds since 1970. */
  readonly begun: number
}

function openPaths(commits: readonly Commit[]): ReadonlyMap<string, OpenPath> {
  const changes = grouped([...openGuards({ commits })].map((open) => [open.file.path, open] as const))
  const all = [...changes].map(([path, opens]): [string, OpenPath] => [
    path,
    {
      states: new Set(opens.map(({ file }) => stateKey(file.new))),
      begun: opens.reduce((first, { commit }) => Math.min(first, secondsOf(commit.author)), Number.POSITIVE_INFINITY),
    },
  ])
  return new Map(all)
}

/** Ids of the content on both sides of what is covered of the open paths. A submodule's is in no clone of its owner. */
const contentsOf = ({ covers }: SignOffBlock, open: ReadonlyMap<string, OpenPath>): readonly string[] =>
  covers
    .filter((cover) => open.has(cover.path))
    .flatMap((cover) => [cover.old, cover.new])
    .flatMap((state) => (isAbsent(state) || state.mode === MODE_SUBMODULE ? [] : [state.oid]))

/** Of each person the newest that did not land, if it is not too old to be of a change that was begun then. */
function unlanded(
  here: readonly ExaminedBlock[],
  landed: ReadonlySet<ValidSignOff>,
  begun: number,
): readonly ExaminedBlock[] {
  const byPerson = grouped(here.flatMap((each) => (each.valid ? [[each.valid.person, each] as const] : [])))
  return [...byPerson.values()].flatMap((all) => {
    const newestFirst = all.toSorted((one, other) => other.valid!.made - one.valid!.made)
    const at = newestFirst.findIndex(({ valid }) => !landed.has(valid!))
    const newest = newestFirst[at]
    return newest && (at === 0 || newest.valid!.made >= begun) ? [newest] : []
  })
}
