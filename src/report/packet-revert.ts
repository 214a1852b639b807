import { isAbsent } from '../change.ts'
import type { PacketFacts, PacketFile } from '../packet.ts'
import { speaksOfMigration } from '../review/migrations.ts'
import { shellLine } from './shell.ts'

/** How to take the change back, once it has landed in one of several ways. */
export interface WayBack {
  readonly landed: 'merge' | 'squash' | 'commits'
  /** A line for a POSIX shell, to run on the branch that it landed on. Only ids are in it, and words of ours. */
  readonly command: string
}

/** By this the commit of a squash is found again, when it landed with the message that precheck writes. */
export const squashedFrom = (head: string): string => `Squashed from ${head}`

/** More ids than that are no line to paste. */
const MOST_IDS = 20

/**
 * The lines that revert the change. A merge or a squash has no id before it has landed, so each line finds it by the head of
 * the range: the merge of the branch's own line whose second parent that is, or the commit whose message names it. Where it
 * did not land so, the line finds nothing, and git refuses to revert that. (The first commit above the head would not do: git
 * since 2.21 takes `-m 1` for commits that are no merge, and would revert what came after a fast-forward.)
 */
export function waysBack({ commits, base, from, head, lands }: PacketFacts): readonly WayBack[] {
  const landed = commits.at(-1)
  if (base === null || landed === undefined || landed.sha !== head) return []
  // The range is a merge that has landed already.
  if (landed.kind === 'merge' && landed.parents[0] === base && from === base) {
    return [{ landed: 'merge', command: shellLine(['git', 'revert', '--no-edit', '-m', '1', head]) }]
  }
  const merge: WayBack = {
    landed: 'merge',
    command: `git revert --no-edit -m 1 "$(git rev-list --first-parent --parents ${head}..HEAD | sed -n 's/ [0-9a-f]* ${head}$//p')"`,
  }
  const squash: WayBack = {
    landed: 'squash',
    command: `git revert --no-edit "$(git log -n 1 --format=%H --fixed-strings --grep='${squashedFrom(head)}')"`,
  }
  const asTheyAre = commits.filter(({ kind }) => kind !== 'sign-off').map(({ sha }) => sha)
  const isLine = commits.every(({ kind }) => kind !== 'merge') && asTheyAre.length > 0 && asTheyAre.length <= MOST_IDS
  const direct: readonly WayBack[] = isLine
    ? [{ landed: 'commits', command: shellLine(['git', 'revert', '--no-edit', ...[...asTheyAre].reverse()]) }]
    : []
  return lands === 'squash' ? [squash, merge, ...direct] : [merge, squash, ...direct]
}

/** Commits whose messages speak of a migration. That none is among the files does not say that there is none. */
export const migrating = ({ commits }: Pick<PacketFacts, 'commits'>): readonly string[] =>
  commits
    .filter(({ kind, subject, body }) => kind === 'work' && speaksOfMigration([subject, ...body].join('\n')))
    .map(({ sha }) => sha)

/** Files whose effect a revert of the change does not take back. */
export function notUndone(files: readonly PacketFile[]): readonly PacketFile[] {
  return files.filter(
    ({ classes, new: now }) =>
      classes.includes('migrations') ||
      (!isAbsent(now) && classes.some((each) => each === 'secrets' || each === 'production-data')),
  )
}
