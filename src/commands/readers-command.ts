import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CiFacts } from '../ci/ci.ts'
import { isCi } from '../ci/index.ts'
import type { Command } from '../remedy.ts'
import { ownCommand } from './own-command.ts'

/**
 * How whoever reads a report calls precheck: what a CI says is read at another machine, and named as a clone there has it.
 * Apart from what hooks use, which are no CI's.
 */
export function readersCommand(topLevel: string | null, env: CiFacts['env']): Command {
  if (!isCi(env)) return ownCommand(topLevel)
  return topLevel !== null && namesPrecheck(join(topLevel, 'package.json'))
    ? ['npx', '--no-install', 'precheck']
    : ['precheck']
}

/** A JSON file that has the name as a member: in package.json, one of its dependencies. */
function namesPrecheck(file: string): boolean {
  try {
    return /"precheck"\s*:/.test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}
