import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CiFacts } from '../ci/ci.ts'
import { isCi } from '../ci/index.ts'
import { type Command, calledElsewhere, type Reader } from '../remedy.ts'
import { ownCommand } from './own-command.ts'

/**
 * Who reads a report: what a CI says is read at another machine, where precheck is named as a clone there has it, and
 * after a push. Apart from what hooks use, which are no CI's.
 */
export function readerOf(topLevel: string | null, env: CiFacts['env']): Reader {
  return isCi(env)
    ? { command: commandElsewhere(topLevel), published: true }
    : { command: ownCommand(topLevel), published: false }
}

/** How precheck is named in what is read in other clones. */
export const commandElsewhere = (topLevel: string | null): Command =>
  calledElsewhere(topLevel !== null && namesPrecheck(join(topLevel, 'package.json')))

/** A JSON file that has the name as a member: in package.json, one of its dependencies. */
function namesPrecheck(file: string): boolean {
  try {
    return /"precheck"\s*:/.test(readFileSync(file, 'utf8'))
  } catch {
    return false
  }
}
