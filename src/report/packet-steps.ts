import type { PacketFacts } from '../packet.ts'
import { code, codes, type Markdown, md, ours } from './markdown.ts'
import { notUndone, type WayBack, waysBack } from './packet-revert.ts'
import { revertLine } from './packet-revert-line.ts'
import { type ClaimedWayBack, claimedWaysBack } from './packet-rollback.ts'
import { andMore, inCommits, moreOf, shortId } from './packet-said.ts'

/** One thing to do to undo a change. */
export interface UndoStep {
  readonly is: 'no-way-back' | 'flag' | 'runbook' | 'migration' | 'other' | 'revert' | 'note' | 'left'
  /** `claimed`: a `Rollback` trailer says so. */
  readonly trust: 'observed' | 'claimed'
  /** The name, path, reason or note, verbatim; null: its kind says all. */
  readonly detail: string | null
  /** Whether the head's tree has the path that it names; null: it names none. */
  readonly inTree: boolean | null
  /** Of `left`: paths whose effect a revert leaves. */
  readonly paths: readonly string[]
  readonly commits: readonly string[]
}

/** What has to be done before the code goes, in this order: a revert may take a runbook or a migration out of the tree. */
const BEFORE = ['none', 'flag', 'runbook', 'migration', null] as const

/** How to undo a change, in order: what its commits claim, and the revert between. */
export function undoSteps(facts: PacketFacts): readonly UndoStep[] {
  const claimed = claimedWaysBack(facts)
  const stepOf = (is: UndoStep['is'], { detail, inTree, commits }: ClaimedWayBack): UndoStep => ({
    ...{ is, trust: 'claimed', detail, inTree, paths: [], commits },
  })
  const left = notUndone(facts.files).map(({ path }) => path)
  const observed = { trust: 'observed', detail: null, inTree: null, paths: [], commits: [] } as const
  return [
    ...BEFORE.flatMap((way) => claimed.filter((each) => each.way === way).map((each) => stepOf(kindOf(way), each))),
    ...(facts.commits.length === 0 ? [] : [{ is: 'revert' as const, ...observed }]),
    ...claimed.filter(({ way, detail }) => way === 'revert' && detail !== '').map((each) => stepOf('note', each)),
    ...(left.length === 0 ? [] : [{ is: 'left' as const, ...observed, paths: left }]),
  ]
}

const kindOf = (way: (typeof BEFORE)[number]): UndoStep['is'] => (way === 'none' ? 'no-way-back' : (way ?? 'other'))

/** Steps to show: those of trailers cut to `most`, with at most `names` paths each. */
export function stepsShown(facts: PacketFacts, most: number, names: number) {
  const steps = undoSteps(facts)
  const claimed = steps.filter(({ trust }) => trust === 'claimed')
  const cut = new Set(claimed.slice(most))
  const shown = steps.filter((step) => !cut.has(step))
  return {
    count: steps.length,
    shown: shown.map((step, at) => ({
      number: at + 1,
      line: lineOf(facts, step, names),
      details: step.is === 'revert' ? landings(facts) : [],
    })),
    more: moreOf(cut.size, 'value'),
  }
}

/** As much as a trailer may have: what somebody has to do is not cut. */
const LONGEST_DETAIL = 1_024

function lineOf(facts: PacketFacts, { is, detail, inTree, paths, commits }: UndoStep, names: number): Markdown {
  const words = code(detail ?? '', LONGEST_DETAIL)
  const there = ours(inTree ? 'which exists in the tree' : 'which **is not in the tree**')
  const by = md`${inCommits(commits)} *(claimed)*`
  switch (is) {
    case 'no-way-back':
      return md`**No way back**, for this reason: **${words}**${by}`
    case 'flag':
      return md`Turn off the flag ${words}${by}`
    case 'runbook':
      return md`Follow the runbook ${words}, ${there}${by}`
    case 'migration':
      return md`Run the migration ${words}, ${there}${by}`
    case 'other':
      return md`Ask what is meant by ${words}, which is none of the known ways back${by}`
    case 'revert':
      return md`${ours(claimedWaysBack(facts).length === 0 ? 'What the commits say of a way back is **NOT RECORDED**. ' : '')}${ours(waysBack(facts).length === 0 ? BY_HAND : REVERT)}`
    case 'note':
      return md`After the revert, as its author notes: ${words}${by}`
    case 'left':
      return md`See to what a revert leaves, a migration that has run or a secret that was seen: ${codes(paths.slice(0, names), 160)}${andMore(paths.length - names)}`
  }
}

const BY_HAND = 'Take the commits back by hand: there is no base to go back to'
const REVERT = 'On the branch that it landed on, revert it, by how it landed:'

const LANDED: Readonly<Record<WayBack['landed'], string>> = {
  merge: 'as a merge',
  squash: 'as a squash, with the message of `--squash-message`',
  commits: 'as these commits, newest first',
}

/** One line for each way of landing. */
export function landings(facts: PacketFacts): readonly Markdown[] {
  const ways = waysBack(facts, shortId)
  const own = revertLine(facts)
  const kept = new Set(own?.kept)
  const stays = facts.commits.filter(({ sha, kind }) => kind === 'merge' && kept.has(sha)).map(({ sha }) => sha)
  const lines = ways.map(({ landed, command }) => {
    const beside =
      landed === 'commits' && stays.length > 0 ? md`; what it merged of the base stays${inCommits(stays)}` : md``
    return md`${ours(LANDED[landed])}: ${code(command, 2_000)}${beside}`
  })
  // A change that has landed already has one way; of the others, all but this one are always there.
  const isMissing = ways.length === 2 && own?.commits.length !== 0
  const why = own === null ? 'a merge in it brings in what the base has as well' : 'there are too many for one line'
  return isMissing ? [...lines, md`${ours(LANDED.commits)}: one by one, since ${ours(why)}`] : lines
}
