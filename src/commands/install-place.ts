import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Io } from './io.ts'

/** The options that install and uninstall share: where, and whether only to say what would be done. */
export const OPTIONS = { 'dry-run': { type: 'boolean' }, in: { type: 'string' } } as const

/**
 * The folder that these options name.
 * @throws {UsageError} when there is none, or a word stands there that is no option.
 */
export function folderNamed(values: { readonly in?: string }, positionals: readonly string[], io: Io): string {
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many: a folder goes with --in`)
  const cwd = resolve(io.cwd, values.in ?? '')
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--in: there is no folder ${cwd}`)
  return cwd
}
