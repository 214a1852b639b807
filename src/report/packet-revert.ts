import { isAbsent } from '../change.ts'
import type { PacketFacts, PacketFile } from '../packet.ts'
import { speaksOfMigration } from '../review/migrations.ts'
import { type RevertLine, revertLine } from './packet-revert-line.ts'
import { shellLine } from './shell.ts'

/** How to take the change back, once it has landed in one of several ways. */
export interface WayBack {
  readonly landed: 'merge' | 'squash' | 'commits'
  /** A line for a POSIX shell, to run on the branch that it landed on. Only ids are in it, and words of ours. */
  readonly command: string
}

/** By this the commit of a squash is found again, when it landed with the message that precheck writes. */
export const squashedFrom = (head: string): string => `Squashed from ${head}`

/** More ids than that are no line to paste, and git lists them. */
const MOST_IDS = 40

/**
 * The lines that revert the change. A merge or a squash has no id before it has landed, so each line finds it by the head of
 * the range: the merge of the branch's own line whose second parent that is, or the commit whose message names it. Where it
 * did not land so, the line finds nothing, and git refuses to revert that. (The first commit above the head would not do: git
 * since 2.21 takes `-m 1` for commits that are no merge, and would revert what came after a fast-forward.) `idOf` says how
 * a commit is called where git is given it by its id.
 */
export function waysBack(facts: PacketFacts, idOf: (sha: string) => string = (sha) => sha): readonly WayBack[] {
  const { commits, base, from, head, lands } = facts
  const landed = commits.at(-1)
  if (base === null || landed === undefined || landed.sha !== head) return []
  // The range is a merge that has landed already.
  if (landed.kind === 'merge' && landed.parents[0] === base && from === base) {
    return [{ landed: 'merge', command: shellLine(['git', 'revert', '--no-edit', '-m', '1', idOf(head)]) }]
  }
  const merge: WayBack = {
    landed: 'merge',
    command: `git revert --no-edit -m 1 "$(git rev-list --first-parent --parents ${head}..HEAD | sed -n 's/ [0-9a-f]* ${head}$//p')"`,
  }
  const squash: WayBack = {
    landed: 'squash',
    command: `git revert --no-edit "$(git log -n 1 --format=%H --fixed-strings --grep='${squashedFrom(head)}')"`,
  }
  const line = revertLine(facts)
  const command = line === null ? null : revertOf(line, head, idOf)
  const direct: readonly WayBack[] = command === null ? [] : [{ landed: 'commits', command }]
  return lands === 'squash' ? [squash, merge, ...direct] : [merge, squash, ...direct]
}

/** git takes `-m 1` for commits that are no merge, too; one command goes on with `git revert --continue`, two would not. */
function revertOf(
  { commits, hasMerges, kept }: RevertLine,
  head: string,
  idOf: (sha: string) => string,
): string | null {
  if (commits.length === 0) return null
  const words = ['git', 'revert', '--no-edit', ...(hasMerges ? ['-m', '1'] : [])]
  if (commits.length <= MOST_IDS) return shellLine([...words, ...commits.map(idOf)])
  if (kept.length > 0) return null
  return `${shellLine(words)} $(git rev-list --first-parent -n ${commits.length} ${idOf(head)})`
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
