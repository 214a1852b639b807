import type { AlmostSignOff, Commit, FileChange, Guard, SeenSignOff } from '../../change.ts'
import { SIGN_OFF_REFS } from '../../ref-law.ts'
import { type Arrow, type Arrows, gatherArrows } from '../../signoff/arrows.ts'
import type { SignOffBlock } from '../../signoff/block.ts'
import { type Cover, coversPath } from '../../signoff/cover.ts'
import { withHands } from '../../signoff/hands.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'
import {
  approvalsOf,
  isSpent,
  type OnTheWay,
  onTheWay,
  type Question,
  restsOn,
  strongest,
  weigh,
} from '../../signoff/signed-off.ts'
import { lastTakenAway } from '../../signoff/spent.ts'
import { drawArrows } from './drawn-arrows.ts'
import { type ExaminedBlock, examineBlocks } from './examined-sign-offs.ts'
import { landedCover, landedCovers } from './landed-covers.ts'
import { movedSignOffs } from './moved-sign-offs.ts'
import type { OutsideSignOffs } from './outside-sign-offs.ts'
import { relevantSignOffs } from './relevant-sign-offs.ts'
import { seenSignOffs } from './seen-sign-offs.ts'
import type { SignOffSource } from './sign-off-source.ts'
import { type Worth, worthVerifying } from './worth-verifying.ts'

/** What the sign-offs of a change came to. */
export interface Settled {
  readonly commits: readonly Commit[]
  readonly signOffs: readonly SeenSignOff[]
  readonly almostSignOffs: readonly AlmostSignOff[]
}

const NOTHING_OUTSIDE: OutsideSignOffs = { blocks: [], almost: [] }

/** Reads the sign-offs in the messages of some commits and outside of them, and marks the guards that they satisfy. */
export async function settleSignOffs(source: SignOffSource, made: readonly Commit[]): Promise<Settled> {
  const { env, place, policy, repository, outside = NOTHING_OUTSIDE } = source
  const commits = withHands(policy.signers, made)
  const found = commits.map((commit) => ({ commit, ...readBlocks(commit.message) }))
  const nearMisses = found.flatMap(({ commit, nearMisses }) =>
    nearMisses.map(({ line, text }) => ({ commit: commit.sha, line, text })),
  )
  const carried = found.flatMap(({ commit, blocks }) => blocks.map((block) => ({ commit, block })))
  const questions = commits.flatMap((commit) => questionsOf(source, commit))
  const own = carried.map(({ block }) => block)
  const { relevant, onWay } = await relevantSignOffs(place, repository, outside.blocks, own, questions)
  const worth = worthVerifying(policy, relevant, onWay, questions)
  const blocks = [...carried, ...worth.looked.map((block) => ({ commit: null, block }))]
  const almostSignOffs = [...nearMisses, ...outside.almost, ...notLookedAt(worth)]
  if (blocks.length === 0 && outside.blocks.length === 0) return { commits, signOffs: [], almostSignOffs }

  const examined = await examineBlocks(env, policy, blocks)
  const arrows = await drawArrows(
    place,
    repository,
    examined.flatMap(({ valid }) => valid ?? []),
  )
  const ways = onTheWay(gatherArrows(arrows), questions)
  const spent = await spentArrows(source, ways, examined)
  const fresh = gatherArrows(arrows.filter((arrow) => !spent.has(arrow)))
  const settled = commits.map((commit) => settle(source, fresh, commit))
  const looked = outside.blocks.filter((block) => !worth.left.has(block))
  const moved = await movedSignOffs(source, looked, settled, examined)
  const signOffs = await seenSignOffs(place, [...examined, ...moved], { ways, spent, settled })
  return { commits: settled, signOffs, almostSignOffs }
}

function notLookedAt({ left, most }: Worth): readonly AlmostSignOff[] {
  if (left.size === 0) return []
  const text = `it is one of ${left.size} whose signatures were not verified, since a check verifies ${most} of those; have what nobody signed deleted there`
  return [{ commit: null, where: SIGN_OFF_REFS, line: 1, text }]
}

/**
 * The transitions of which one must be signed off: the commit's own, and where pull requests land squashed, the net change
 * of its path, which alone lands then. The net asks for nothing by itself: it is signed off where each of its commits is.
 */
function eitherOf({ policy, net }: SignOffSource, change: FileChange): readonly Cover[] {
  const landing = policy.lands === 'squash' ? net.get(change.path) : undefined
  return landing ? [change, landing] : [change]
}

/** Everything that a commit asks to be signed off. */
function questionsOf(source: SignOffSource, { changes }: Commit): readonly Question[] {
  return changes.flatMap((change) =>
    change.guards
      .filter(({ action }) => action === 'sign-off')
      .flatMap((asked) => eitherOf(source, change).map((transition) => ({ transition, asked }))),
  )
}

/**
 * The arrows that carry something and were used up by the base's own history: each sign-off that says it was made before the
 * base last took their state away, or had landed by then. Only for those is git asked.
 */
async function spentArrows(
  { repository, place, base, now }: SignOffSource,
  ways: readonly OnTheWay[],
  examined: readonly ExaminedBlock[],
): Promise<ReadonlySet<Arrow>> {
  if (base === null) return new Set()
  const counting = ways.flatMap(({ arrows, asked }) => arrows.filter((arrow) => weigh(arrow, asked) === 'counts'))
  const asked = [...new Set(counting)]
  const taken = await lastTakenAway(
    repository,
    place,
    base,
    asked.map(({ path, new: state }) => ({ path, state })),
    now,
  )
  const blocks = new Map(examined.flatMap(({ valid, block }) => (valid ? [[valid, block] as const] : [])))
  const had = asked.flatMap((arrow, index) => {
    const away = taken[index]
    if (!away) return []
    const fresh = arrow.signOffs.filter((signOff) => !isSpent(signOff, away.seconds)).map((each) => blocks.get(each)!)
    return [{ arrow, fresh, commit: away.commit }]
  })
  const open = had.filter(({ fresh }) => fresh.length > 0)
  const hasLanded = await landedCovers(place, [...new Set(open.map(({ commit }) => commit))])
  const isOpen = async ({ arrow, fresh, commit }: (typeof had)[number]) => {
    for (const block of fresh) {
      const landed = await Promise.all(linesOf(block, arrow).map((line) => hasLanded(line, commit)))
      if (!landed.includes(true)) return true
    }
    return false
  }
  const spent = new Set<Arrow>()
  for (const each of had) if (!(await isOpen(each))) spent.add(each.arrow)
  return spent
}

/** What draws an arrow, for its path or for a folder above it, as it would stand in a message that has landed. */
const linesOf = ({ signer, made, covers }: SignOffBlock, { path }: Arrow): readonly string[] =>
  covers.filter((cover) => coversPath(cover, path)).map((cover) => landedCover(signer.email, made, cover))

/** The commit with its guards marked that arrows satisfy. */
function settle(source: SignOffSource, arrows: Arrows, commit: Commit): Commit {
  const marked = (change: FileChange, guard: Guard): Guard => {
    if (guard.action !== 'sign-off') return guard
    const either = eitherOf(source, change)
    const rest = strongest(either.map((transition) => restsOn(arrows, transition, guard)))
    if (rest !== null) return { ...guard, standing: 'signed-off', restsOn: rest }
    const [most = []] = either
      .map((transition) => approvalsOf(arrows, transition, guard))
      .sort((one, other) => other.length - one.length)
    return most.length === 0 ? guard : { ...guard, approvedBy: most }
  }
  return {
    ...commit,
    changes: commit.changes.map((change) => ({
      ...change,
      guards: change.guards.map((guard) => marked(change, guard)),
    })),
  }
}
