import type { TrailerPolicy } from '../policy/policy.ts'
import { isRollback, isTaskId, isTestsRun, isUnrunTaken, readTestsRun, valueFault } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'

/** Beyond this an example is no longer one to copy, and a pattern nothing to read. */
const LONGEST = 120

/** The block for agents: the template, with what a policy asks of trailers in its words. All LF. */
export const agentBlock = (template: string, trailers: readonly TrailerPolicy[]): string =>
  template.replace('@TRAILERS@\n', () => trailerLines(trailers.filter(({ required }) => required)))

function trailerLines(asked: readonly TrailerPolicy[]): string {
  if (asked.length === 0) return '- The policy asks for no trailers.\n'
  const args = asked.map((trailer) => `--trailer '${trailer.key}: ${shellQuoted(shownValue(trailer))}'`)
  return [
    '- End every commit message with the trailers that the policy asks for:',
    `  \`git commit ${args.join(' ')} …\``,
    ...asked.flatMap((trailer) => meaningOf(trailer)),
    '',
  ].join('\n')
}

/** What stands within single quotes of a shell. */
const shellQuoted = (value: string): string => value.replaceAll("'", "'\\''")

/** What an agent may copy: the policy's own example, or a usual one where any value will do; else a blank. */
function shownValue(trailer: TrailerPolicy): string {
  const { key, pattern } = trailer
  const usual = isTaskId(key)
    ? 'ABC-123'
    : isTestsRun(key)
      ? 'npm test (214 passed)'
      : isRollback(key)
        ? 'revert'
        : null
  const value = trailer.example ?? (pattern === null ? usual : null)
  return value !== null && isCode(value) && valueFault(trailer, value) === null ? value : blankFor(key)
}

const blankFor = (key: string): string => `<${key.toLowerCase()}>`

/** Whether a text of the policy can stand between backticks, in one line, as it is. */
const isCode = (text: string): boolean => text.trim() !== '' && !text.includes('`') && visible(text, LONGEST) === text

function meaningOf(trailer: TrailerPolicy): readonly string[] {
  const { key, per } = trailer
  const once = per === 'change' ? ' Once in a change is enough.' : ''
  const form = formOf(trailer)
  if (isTaskId(key))
    return [
      `  - \`${key}\`: the task that you were given. If you have none, ask for it; do not make one up.${form}${once}`,
    ]
  if (isTestsRun(key)) {
    const ran = 'a command that you really ran, and how it went. Say what failed and what you did not run.'
    return [`  - \`${key}\`: ${ran}${form}${once}`, ...unrun(trailer)]
  }
  if (isRollback(key)) {
    const ways = 'how to take the change back: `revert`, `flag NAME`, `runbook PATH` or `migration PATH`.'
    return [`  - \`${key}\`: ${ways}${form}${once}`]
  }
  const words = `${form}${once}`
  return words === '' ? [] : [`  - \`${key}\`:${words}`]
}

/** A pattern is said where no example shows it. */
function formOf(trailer: TrailerPolicy): string {
  const { pattern, key } = trailer
  if (pattern === null || !isCode(pattern) || shownValue(trailer) !== blankFor(key)) return ''
  return ` It must match \`${pattern}\`.`
}

/** The honest answer of who could not run them, if the policy takes it. */
function unrun(trailer: TrailerPolicy): readonly string[] {
  const command = readTestsRun(shownValue(trailer))?.command ?? 'npm test'
  if (!isUnrunTaken(trailer, command)) return []
  return [`    When tests could not be run, say so: \`${trailer.key}: ${command} (not run: <reason>)\`.`]
}

/** What a block tells agents to write that a policy does not take, or leaves out: as `Key: value`, and as `Key`. */
export function outdatedIn(
  block: string,
  trailers: readonly TrailerPolicy[],
): { readonly refused: readonly string[]; readonly missing: readonly string[] } {
  const line = /^ {2}`git commit (.*)`\s*$/m.exec(block)?.[1] ?? ''
  const given = [...line.matchAll(/--trailer '([A-Za-z0-9-]+): ((?:[^']|'\\'')*)'/g)].map(
    ([, key, value]) => [key!, value!.replaceAll("'\\''", "'")] as const,
  )
  const isFor = (key: string) => (trailer: TrailerPolicy) => trailer.key.toLowerCase() === key.toLowerCase()
  const refused = given.filter(([key, value]) => {
    const trailer = trailers.find(isFor(key))
    return trailer !== undefined && value !== blankFor(trailer.key) && valueFault(trailer, value) !== null
  })
  const asked = trailers.filter(({ required }) => required)
  return {
    refused: refused.map(([key, value]) => `${key}: ${value}`),
    missing: asked.filter((trailer) => !given.some(([key]) => isFor(key)(trailer))).map(({ key }) => key),
  }
}
