import type { PacketFacts } from '../packet.ts'
import { code, codes, type Markdown, md, ours } from './markdown.ts'
import { changeGroups } from './packet-changes.ts'
import { claimLines, claimsOf } from './packet-claims.ts'
import { commitsShown } from './packet-commits.ts'
import { firstScreen } from './packet-first-screen.ts'
import { notJudged } from './packet-lists.ts'
import { NOT_RECORDED, notDoneIn, notDoneLines } from './packet-not-done.ts'
import { migrating, notUndone } from './packet-revert.ts'
import { riskGroups } from './packet-risk.ts'
import { andMore, inCommits, moreOf, saidIn, shortId, someCommits } from './packet-said.ts'
import { signOffLines } from './packet-sign-offs.ts'
import type { PacketSizes } from './packet-size.ts'
import { landings, stepsShown } from './packet-steps.ts'

/** A list with what is left out of it. */
interface Lines {
  readonly count: number
  readonly lines: readonly Markdown[]
  readonly more: Markdown | null
}

const cut = (lines: readonly Markdown[], most: number, thing: string, things?: string): Lines => ({
  count: lines.length,
  lines: lines.slice(0, most),
  more: moreOf(lines.length - most, thing, things),
})

/** All of a packet that does not depend on how much of it is shown. */
export function packetParts(facts: PacketFacts) {
  return {
    screen: firstScreen(facts),
    groups: riskGroups(facts),
    signOffs: signOffLines(facts.report),
    notDone: notDoneLines(notDoneIn(facts)),
    claims: claimsOf(facts),
    rollbacks: saidIn(facts, 'Rollback').map(
      ({ value, commits: shas }) => md`${code(value)}${inCommits(shas)} *(claimed)*`,
    ),
    waysBack: landings(facts).map((line) => md`Landed ${line}`),
    kept: notUndone(facts.files).map(({ path }) => path),
    migrating: migrating(facts),
  }
}

/** All that a template may show, cut to sizes. `templates/packet.md` says what each name stands for. */
export function packetView(facts: PacketFacts, parts: ReturnType<typeof packetParts>, sizes: PacketSizes) {
  const { kept, claims } = parts
  const commits = commitsShown(facts, sizes.commits, sizes.bodyLines)
  return {
    ...parts.screen,
    unread: facts.unread === null ? null : ours('It could not be read'),
    unjudged: notJudged(facts),
    files: facts.files.length,
    changes: changeGroups(facts, parts.groups, sizes),
    signOffs: cut(parts.signOffs, sizes.signOffs, 'sign-off'),
    notDone: cut(parts.notDone, sizes.points, 'point'),
    notRecorded: ours(NOT_RECORDED.join(', ')),
    claimed: { count: claims.length, lines: claimLines(claims, sizes.names) },
    rollbacks: cut(parts.rollbacks, sizes.points, 'value'),
    waysBack: parts.waysBack,
    steps: stepsShown(facts, sizes.points, sizes.names),
    notUndone:
      kept.length === 0
        ? null
        : md`${codes(kept.slice(0, sizes.names), 160)}${andMore(kept.length - sizes.names, 'more file', 'more files')}`,
    migrating: parts.migrating.length === 0 ? null : someCommits(parts.migrating),
    diff: facts.from === null ? null : code(`git diff ${shortId(facts.from)} ${shortId(facts.head)}`),
    commits: {
      count: facts.commits.length,
      shown: commits,
      more: moreOf(facts.commits.length - commits.length, 'commit'),
    },
  }
}
