import type { TestRepository } from '../support/repository.ts'

/** What a hook printed about a refused commit, taken apart as its reader does. */
export interface Printed {
  /** Ids of the rules that found something, in order. */
  readonly rules: readonly string[]
  /** Lines to run, as a shell takes them. */
  readonly commands: readonly string[]
  /** What to add to the same git command, as a shell takes it apart; null: the command is not to be repeated. */
  readonly repeat: readonly string[] | null
  readonly notes: readonly string[]
}

/** What the reader of a printed fix knows and precheck does not, by the first word of the blank. */
export const WORDS: Readonly<Record<string, string>> = {
  'task-id': 'ABC-7',
  command: 'npm test',
  result: '7 passed',
  team: 'web',
  'reviewed-plan': 'docs/plan.md',
}

/** Reads a hook's output, fills in the blanks and lets a real shell take the arguments apart. */
export function readPrinted(repository: TestRepository, said: string): Printed {
  const lines = said.split('\n')
  const below = (title: RegExp): string[] | null => {
    const at = lines.findIndex((line) => title.test(line))
    if (at < 0) return null
    const block: string[] = []
    for (let next = at + 1; lines[next]?.startsWith('  '); next += 1) block.push(lines[next]!)
    return block
  }
  const filled = (text: string): string =>
    text.replace(/<([a-z-]+)[^<>]*>/g, (blank, name: string) => {
      const word = WORDS[name]
      if (word === undefined) throw new Error(`nothing is known to put in place of ${blank}`)
      return word
    })
  const block = below(
    /^(?:Run|Then run) (?:the same git command again|"git commit --no-edit", which concludes the merge)/,
  )
  return {
    rules: lines.flatMap((line) => /^ {2}(?:error|warning): .* \(([a-z-]+)\)$/.exec(line)?.[1] ?? []),
    commands: (below(/^Run:$/) ?? []).map((line) => filled(line.trim())),
    repeat: block && shellWords(repository, filled(block.join('\n'))),
    notes: lines.filter((line) => /^(?:First|Note)(?: \(.*\))?: /.test(line)),
  }
}

/** What a shell makes of a line of words. */
export function shellWords(repository: TestRepository, text: string): readonly string[] {
  if (text.trim() === '') return []
  const ran = repository.run('sh', ['-c', `printf '%s\\0' ${text.trimStart()}`])
  if (ran.status !== 0) throw new Error(ran.stderr)
  return ran.stdout.split('\0').slice(0, -1)
}
