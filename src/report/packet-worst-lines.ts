import type { PacketFacts } from '../packet.ts'
import { code, type Markdown, md, ours } from './markdown.ts'
import { inCommits, moreOf, someNames } from './packet-said.ts'
import { type Worst, worstOf } from './packet-worst.ts'

const MOST_LINES = 5
const MOST_NAMES = 3

/** At most so many lines that a screen has room for them, and one that counts the others. */
export function worstLines(facts: PacketFacts): readonly Markdown[] {
  const all = worstOf(facts)
  const more = moreOf(all.length - MOST_LINES, 'such thing', 'such things')
  return [...all.slice(0, MOST_LINES).map(lineOf), ...(more === null ? [] : [more])]
}

function lineOf({ is, names, text, commits }: Worst): Markdown {
  const them = someNames(names, MOST_NAMES)
  const words = code(text ?? '', 160)
  const isOne = names.length === 1
  const change = ours(isOne ? 'changes' : 'change')
  const [commit, say] = commits.length === 1 ? ['commit', 'says'] : ['commits', 'say']
  switch (is) {
    case 'not-checked':
      return md`**could not be checked:** ${words}`
    case 'blocked':
      return md`${them} ${change}, and the policy **blocks** ${ours(isOne ? 'it' : 'them')}`
    case 'policy-change':
      return md`${words}${inCommits(commits)}`
    case 'forged':
      return md`a sign-off in the name of ${them} has a **bad signature**`
    case 'packages':
      return md`packages in ${them}: ${words}`
    case 'secrets':
      return md`${them} ${change}, **named as secrets or production data** are`
    case 'unsigned':
      return md`${them} ${change} with **${ours(text === null ? 'no sign-off' : 'too few sign-offs')}**`
    case 'requested':
      return md`${them} ${change}, and the sign-off that was asked for is **not given**`
    case 'cannot-undo':
      return md`${ours(`${commits.length} ${commit} ${say}`)} that there is **no way back**: ${words}`
    case 'tests-failed':
      return md`${ours(`${commits.length} ${commit} ${say}`)} that **tests failed**: ${words}`
    case 'tests-skipped':
      return md`tests **skipped** in ${them}`
    case 'tests-deleted':
      return md`tests **deleted**: ${them}`
    case 'tests-fewer':
      return md`**fewer tests** in ${them}`
    case 'way-back-missing':
      return md`a way back is named, and ${ours(isOne ? 'it is' : 'they are')} **not in the tree**: ${them}`
    case 'not-tested':
      return md`${ours(`${commits.length} ${commit} ${say}`)} that **nothing was tested**: ${words}`
    case 'no-tests-named':
      return md`no commit says **what was tested**`
    case 'tests-claimed':
      return md`messages mention new tests, and **no file of tests** changes${inCommits(commits)}`
    case 'named-nowhere':
      return md`messages mention ${them}, **nowhere** in the change or the tree`
    case 'to-squash':
      return md`${them} ${ours(isOne ? 'is' : 'are')} still **to be squashed**`
    case 'migrations':
      return md`migrations by name, which **no revert undoes**: ${them}`
    case 'unguarded':
      return md`**nothing guards** ${them}, by name of this kind: ${ours(text ?? '')}`
  }
}
