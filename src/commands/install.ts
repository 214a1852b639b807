import { applySteps } from '../install/apply.ts'
import { gatherFacts } from '../install/facts.ts'
import { planInstall } from '../install/plan.ts'
import { readPlace } from './install-place.ts'
import type { Io } from './io.ts'

export const help = `Usage: precheck install [--server] [--dry-run] [--in DIR]

Sets up the hooks and a starter policy in a repository, and says each thing that it changes. A JavaScript repository gets
the hooks through husky, for everybody who installs its packages; any other gets them in this clone. Hooks that are there
already go on running. Run it again whenever you like: what is in place stays as it is.

  --server    in a bare repository that is pushed to: only the pre-receive hook, and how a forge takes it
  --dry-run   say what would be changed, and change nothing
  --in DIR    the repository, or a package in it

Example:
  precheck install --dry-run

Exit status: 0 done, 2 not a repository or hooks that install cannot work with, 3 git or husky failed on the way.
`

/**
 * `precheck install [--dry-run] [--in DIR]`: puts the hooks, the starter policy and what they need in place. Prints one
 * line for each thing that it changes.
 * @throws {UsageError} when there is no repository, or its hooks are in hands that install cannot work with; nothing is
 * written then.
 * @throws {CouldNotCheck} when git or husky failed on the way; install again goes on from there.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  if (args.includes('--server')) return await (await import('./install-server.ts')).run(args, io)
  const { cwd, dryRun } = readPlace(args, io)
  const facts = await gatherFacts(cwd, io.env)
  const plan = planInstall(facts)
  const say = (line: string): void => void io.stdout.write(`${line}\n`)
  if (plan.steps.length === 0) {
    say('precheck is installed here already: nothing to change')
  } else if (dryRun) {
    for (const step of plan.steps) if (step.says !== '') say(step.says)
    io.stderr.write('dry run: nothing was changed\n')
  } else {
    await applySteps(plan.steps, facts.roots, io.env, say)
  }
  for (const note of plan.notes) io.stderr.write(`note: ${note}\n`)
  if (plan.steps.length > 0) say(`Next:\n${plan.next.map((command) => `  ${command}`).join('\n')}`)
  return 0
}
