import { existsSync } from 'node:fs'
import { forgetUnmet } from '../collect/hook/unmet-commits.ts'
import { applySteps } from '../install/apply.ts'
import { gatherInstalled } from '../install/gather-installed.ts'
import { markedFiles } from '../install/marked-files.ts'
import { openPlace } from '../install/place.ts'
import { planUninstall } from '../install/uninstall-plan.ts'
import { forgetPolicies } from '../policy/kept.ts'
import { waitingFile } from '../signoff/waiting-file.ts'
import { visible } from '../visible.ts'
import { readArguments } from './arguments.ts'
import { helpPage } from './help-page.ts'
import { folderNamed, OPTIONS } from './install-place.ts'
import type { Io } from './io.ts'

export const help = helpPage({
  usage: 'uninstall [options]',
  does: ['Takes back what install did, and only that: what somebody changed since stays, and is named.'],
  options: [
    ['--dry-run', 'say what would be changed, and change nothing'],
    ['--in DIR', 'the repository; default: the one around the current folder'],
  ],
  words: ['policy'],
  examples: [
    ['precheck uninstall --dry-run', 'look first'],
    ['precheck uninstall', 'and then do it'],
  ],
  exits: [
    ['0', 'done, or nothing was there to take back'],
    ['2', 'no repository'],
    ['3', 'git failed on the way: run it again'],
  ],
})

/**
 * `precheck uninstall [--dry-run] [--in DIR]`: takes back what install did here, and only that. Prints one line for each
 * thing that it changes, and for each that it leaves because somebody changed it since.
 * @throws {UsageError} when there is no repository.
 * @throws {CouldNotCheck} when git failed on the way; uninstall again goes on from there.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS)
  const cwd = folderNamed(values, positionals, io)
  const say = (line: string): void => void io.stdout.write(`${line}\n`)
  const installed = await gatherInstalled(cwd, io.env)
  if (!installed) {
    for (const line of await nothingToTakeBack(cwd, io.env)) say(line)
    return 0
  }
  const steps = planUninstall(installed)
  if (values['dry-run']) {
    for (const step of steps) if (step.says !== '') say(step.says)
    io.stderr.write('dry run: nothing was changed\n')
  } else {
    await applySteps(steps, installed.roots, io.env, say)
    // Written by the hooks and not by install, so that it stands in no journal.
    forgetUnmet(installed.roots.commonDir)
    forgetPolicies(installed.roots.commonDir)
  }
  const waiting = waitingFile(installed.roots.commonDir)
  if (existsSync(waiting)) say(`${visible(waiting, 300)} stays: a sign-off that waits for its commit`)
  return 0
}

/** Where install never ran in this clone, what others brought into it is not for uninstall to take away; it is named. */
async function nothingToTakeBack(cwd: string, env: Io['env']): Promise<readonly string[]> {
  const { repository, roots } = await openPlace(cwd, env)
  const marked = repository.topLevel === null ? [] : await markedFiles(repository.place, roots)
  if (marked.length === 0) return ['precheck is not installed here: nothing to take back']
  return [
    'precheck install never ran in this clone: nothing of it to take back',
    `blocks of precheck's came with the repository, and stay: ${marked.map((path) => visible(path, 300)).join(', ')}`,
    'to take them out: run uninstall in the clone that install ran in, or remove the lines from "precheck:begin" to "precheck:end" by hand, and commit that',
  ]
}
