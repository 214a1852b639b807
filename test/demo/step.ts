import type { Shown, Stage, Who } from './stage.ts'

/** One step of the story: a line for the reader, a command, and how it must behave. */
export interface Step {
  readonly says: string
  readonly who: Who
  /** What is typed into a shell; `before` is what the step before showed. */
  readonly types: string | ((before: Shown) => string)
  /** What is typed when the command asks; it then runs on a terminal of its own. */
  readonly answers?: string
  /** Ids are shown as `<id>`: those after a sign-off are others each time, since it holds the moment at which it was made. */
  readonly hidesIds?: true
  readonly exits: number
  /** All that is shown, or parts of it that must be there. */
  readonly shows: '' | readonly (string | RegExp)[]
  /** Done behind the scenes after the command. */
  readonly afterwards?: (stage: Stage) => void
}

/** What a step did otherwise than it should; empty when all is well. */
export function faults({ exits, shows }: Step, { status, output }: Shown): readonly string[] {
  const found: string[] = []
  if (status !== exits) found.push(`it should exit with ${exits}, and did with ${status}`)
  if (shows === '') {
    if (output !== '') found.push('it should show nothing')
  } else {
    for (const part of shows) {
      const isThere = typeof part === 'string' ? output.includes(part) : part.test(output)
      if (!isThere) found.push(`it should show ${typeof part === 'string' ? JSON.stringify(part) : String(part)}`)
    }
  }
  if (/^\s+at .+:\d+:\d+\)?$/m.test(output)) found.push('it shows a stack trace')
  return found
}

/**
 * The options that a refused commit is to be repeated with, as they were printed, with the reader's own words in the place
 * of each `<…>`.
 */
export function printedOptions({ output }: Shown, words: Readonly<Record<string, string>> = {}): string {
  const printed = /again with:\n((?: {2}--.*\n)+)/.exec(output)?.[1] ?? ''
  const options = printed.replaceAll(/^ +/gm, '').replaceAll(' \\\n', ' ').trimEnd()
  return options.replaceAll(/'([\w-]+): ([^']*<[^']*)'/g, (all, key: string) =>
    words[key] === undefined ? all : `'${key}: ${words[key]}'`,
  )
}
