import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from '../errors.ts'
import { nearestWord } from '../policy/nearest.ts'
import { visible } from '../visible.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** Values by option, and what is no option. */
type Arguments<O extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; strict: true }>
>

/**
 * Reads a command's arguments; what it does not know is the user's mistake.
 * @throws {UsageError} naming the option, and the one that was most likely meant.
 */
export function readArguments<const O extends Options>(args: readonly string[], options: O): Arguments<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    const { message } = error as Error
    // "Unknown option '--pat'. To specify a positional …"
    const unknown = /^Unknown option '(-[^']*)'/.exec(message)?.[1]
    if (unknown === undefined) throw new UsageError(message.split(/\.\s/)[0]!.replace(/\.$/, ''))
    const meant = nearestWord(unknown.replace(/^-+/, ''), [...Object.keys(options), 'help'])
    const hint = meant === null ? '--help lists those that there are' : `did you mean --${meant}?`
    throw new UsageError(`there is no option ${visible(unknown, 100)}: ${hint}`)
  }
}

/** Options that every command with a report takes. */
export const REPORT_OPTIONS = {
  format: { type: 'string' },
  in: { type: 'string' },
  'no-color': { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const

/** One of some words. @throws {UsageError} with the words when it is another. */
export function wordOf<W extends string>(
  option: string,
  given: string | undefined,
  words: readonly W[],
  fallback: W,
): W {
  if (given === undefined) return fallback
  if ((words as readonly string[]).includes(given)) return given as W
  throw new UsageError(`--${option} takes ${words.join(', ')}; it was given "${given}"`)
}
