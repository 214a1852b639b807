import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Examined, examine } from '../doctor/examine.ts'
import { UsageError } from '../errors.ts'
import { VERSION } from '../version.ts'
import { readArguments, wordOf } from './arguments.ts'
import { helpPage } from './help-page.ts'
import type { Io } from './io.ts'

export const help = helpPage({
  usage: 'doctor [options]',
  does: [
    'Says what of the local layer is in force, a line for each look: where git runs hooks from in every work tree, each hook, the program that they start, the policy that would judge here and why, its signers and keys, a CI file that runs the check, and whether the history is whole. It changes nothing.',
    'A line begins with ok, look (somebody should know) or broken (something that should hold does not), and ends with what mends it.',
  ],
  options: [
    ['--format WORD', 'text (the default) or json'],
    ['--in DIR', 'the repository to look at; default: the one around the current folder'],
  ],
  words: ['policy'],
  examples: [
    ['precheck doctor', 'look at this clone'],
    ['precheck doctor --format json', 'the same, for a program'],
  ],
  exits: [
    ['0', 'nothing is broken'],
    ['1', 'something is broken'],
    ['2', 'no repository'],
  ],
})

export const OPTIONS = { format: { type: 'string' }, in: { type: 'string' } } as const

/**
 * `precheck doctor [--format text|json] [--in DIR]`: what of the local layer is in force.
 * @throws {UsageError} when there is no repository with a work tree.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one word too many: a folder goes with --in`)
  const format = wordOf('format', values.format, ['text', 'json'], 'text')
  const cwd = resolve(io.cwd, values.in ?? '')
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`--in: there is no folder ${cwd}`)
  const found = await examine(cwd, io.env, VERSION)
  const isBroken = found.some(({ state }) => state === 'broken')
  io.stdout.write(format === 'json' ? asJson(found, isBroken) : asText(found))
  return isBroken ? 1 : 0
}

const asJson = (checks: readonly Examined[], isBroken: boolean): string =>
  `${JSON.stringify({ schemaVersion: 1, state: isBroken ? 'broken' : 'ok', checks }, null, 2)}\n`

/** Work trees are named where there are several. */
function asText(found: readonly Examined[]): string {
  const trees = new Set(found.flatMap(({ worktree }) => worktree ?? []))
  return found
    .map(({ state, check, text, fix, worktree }) => {
      const where = worktree !== null && trees.size > 1 ? `${worktree}: ` : ''
      return `${state.padEnd(6)} ${where}${check}: ${text}${fix === null ? '' : `; fix: ${fix}`}\n`
    })
    .join('')
}
