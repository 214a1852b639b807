import type { Finding } from '../finding.ts'
import { visible } from '../visible.ts'
import { mending } from './mending.ts'
import { whatAndWhere } from './place.ts'
import { quoted, shellLine } from './shell.ts'

/**
 * All of one finding in lines, for reports that show each by itself: what, where and in which commit; then how to mend it.
 */
export function saidOf(finding: Finding): string[] {
  const { commit } = finding.at
  const what = whatAndWhere(finding)
  return [commit === null ? what : `${what}, in commit ${visible(commit.slice(0, 12), 60)}`, ...fixLines(finding)]
}

function fixLines(finding: Finding): string[] {
  const { repeat, commands, byHand, notes } = mending([finding], [])
  const again = (repeat ?? []).map(([name, ...values]) => [shellLine([name!]), ...values.map(quoted)].join(' '))
  return [
    ...commands.map((argv) => `Run: ${shellLine(argv)}`),
    ...(again.length > 0 ? [`Run the same git command again with: ${again.join(' ')}`] : []),
    ...[...byHand.keys(), ...notes.keys()].map((note) => `Note: ${visible(note, Number.POSITIVE_INFINITY)}`),
  ]
}
