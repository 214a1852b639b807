import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { readArguments } from './arguments.ts'
import type { Io } from './io.ts'

export const OPTIONS = { 'dry-run': { type: 'boolean' }, in: { type: 'string' } } as const

/**
 * The options that install and uninstall share: where, and whether only to say what would be done.
 * @throws {UsageError} for an option that there is not, or a folder that there is not.
 */
export function readPlace(args: readonly string[], io: Io): { readonly cwd: string; readonly dryRun: boolean } {
  const { values, positionals } = readArguments(args, OPTIONS)
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many: a folder goes with --in`)
  const cwd = resolve(io.cwd, values.in ?? '')
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--in: there is no folder ${cwd}`)
  return { cwd, dryRun: values['dry-run'] ?? false }
}
