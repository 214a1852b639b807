import { applySteps } from '../install/apply.ts'
import { hookOnForge } from '../install/forges.ts'
import { gatherServerFacts } from '../install/server-facts.ts'
import { planServer } from '../install/server-plan.ts'
import type { Io } from './io.ts'

/**
 * `precheck install --server [--dry-run] [--in DIR]`: puts the pre-receive hook into a bare repository, and says how forges
 * take it that keep hooks elsewhere.
 * @throws {UsageError} when it is no bare repository, or git would not run its hooks; nothing is written then.
 * @throws {CouldNotCheck} when git failed on the way; install again goes on from there.
 */
export async function installServer(cwd: string, dryRun: boolean, io: Io): Promise<number> {
  const facts = await gatherServerFacts(cwd, io.env)
  const { steps, notes } = planServer(facts)
  const say = (line: string): void => void io.stdout.write(`${line}\n`)
  if (steps.length === 0) say('precheck is installed here already: nothing to change')
  else if (dryRun) {
    for (const step of steps) if (step.says !== '') say(step.says)
    io.stderr.write('dry run: nothing was changed\n')
  } else await applySteps(steps, facts.roots, io.env, say)
  for (const note of notes) io.stderr.write(`note: ${note}\n`)
  if (steps.length > 0) io.stdout.write(hookOnForge(facts))
  return 0
}
