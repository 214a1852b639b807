import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { runGit } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { entryOf } from '../git/tree.ts'
import { POLICY_FILE } from '../policy/policy.ts'

/** Why no policy judges where the base has none: there is none at all, or how far it has come. */
export async function whyUnchecked({ place, topLevel }: Repository): Promise<string> {
  if ((await entryOf(place, 'HEAD', POLICY_FILE).catch(() => null)) !== null)
    return `${POLICY_FILE} has not landed on the base yet, and asks nothing until it has`
  if (topLevel === null) return `there is no policy here (${POLICY_FILE})`
  if ((await runGit(place, ['ls-files', '--cached', '--', POLICY_FILE])).length > 0)
    return `${POLICY_FILE} is staged, but not committed`
  return lstatSync(join(topLevel, POLICY_FILE), { throwIfNoEntry: false }) === undefined
    ? `there is no policy here (${POLICY_FILE})`
    : `${POLICY_FILE} is here, but neither committed nor staged`
}
