import { lookBack } from '../collect/range/look-back.ts'
import type { Environment } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import type { LoadedPolicy } from '../policy/load.ts'
import { milderSettings } from '../policy/milder.ts'
import type { Policy } from '../policy/policy.ts'
import { count } from '../report/count.ts'
import { shellLine } from '../report/shell.ts'
import { renderSummary } from '../report/summary.ts'
import { visible } from '../visible.ts'
import { ownCommand } from './own-command.ts'

/**
 * What a policy would have said of the last commits here, and what to change where it would have refused too many: for
 * people to read, and the verdict of nothing. Empty where there are no commits. Never throws: whoever installs hooks or
 * checks a range has asked for something else.
 */
export async function firstLook(
  repository: Repository,
  env: Environment,
  judge: Pick<LoadedPolicy, 'source'> & { readonly policy: Policy },
): Promise<string> {
  const command = ownCommand(repository.topLevel)
  try {
    const report = await lookBack(repository, env, judge, command)
    if (report === null) return ''
    const title = `This policy and the last ${count(report.commits.length, 'commit')}, each by itself (merges left out):`
    const file = judge.source.source ?? ''
    const again = shellLine([...command, 'check', '--summary', '--policy', file])
    return renderSummary(report, title) + advice(milderSettings(report, judge.policy), file, again)
  } catch (error) {
    return `The last commits could not be looked at: ${visible(error instanceof Error ? error.message : String(error), 300)}\n`
  }
}

function advice(changes: ReturnType<typeof milderSettings>, file: string, again: string): string {
  if (changes.length === 0) return ''
  const lines = changes.map(({ line, change, commits }) => {
    const where = line === null ? '' : `line ${line}: `
    return `  ${where}${visible(change, 200)} (${count(commits, 'commit')})`
  })
  return `More than a fifth would be refused. To ask for less at first, change in ${visible(file, 200)}:
${lines.join('\n')}
and look again: ${again}
`
}
