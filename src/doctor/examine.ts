import { existsSync } from 'node:fs'
import type { Environment } from '../git/process.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { otherWorktrees } from '../git/worktrees.ts'
import { withoutRepository } from '../git/write.ts'
import { type Facts, gatherFacts } from '../install/facts.ts'
import type { Backend } from '../install/journal.ts'
import { program } from '../install/program.ts'
import { visible } from '../visible.ts'
import { agentNotes } from './agent-notes.ts'
import { ciFiles } from './ci-file.ts'
import { entryOf } from './entry.ts'
import type { Found } from './finding.ts'
import { historyChecks } from './history.ts'
import { backendOf, hooksFolder, hooksOf } from './hooks.ts'
import { hooksPathInEnvironment, hooksPathOf } from './hooks-path.ts'
import { huskyScript } from './husky-script.ts'
import { huskySwitches } from './husky-switches.ts'
import { notInstalled, withoutInstall } from './installed.ts'
import { policyChecks } from './policy.ts'

/** Something that was found, and the work tree that it is about; null: the whole clone. */
export interface Examined extends Found {
  readonly worktree: string | null
}

/**
 * Looks at all of the local layer and changes nothing.
 * @throws {UsageError} when there is no repository with a work tree, or our journal in it cannot be read.
 */
export async function examine(cwd: string, env: Environment, version: string): Promise<readonly Examined[]> {
  const facts = await gatherFacts(cwd, env)
  const repository = await openRepository(facts.roots.topLevel, withoutRepository(env))
  const rest = [
    ...(await policyChecks(repository, env)),
    ...agentNotes(facts),
    ...ciFiles(facts.roots.topLevel),
    ...(await historyChecks(repository)),
  ]
  const backend = backendOf(facts)
  const inForce =
    backend === null
      ? [clone(await notInstalled(repository, facts))]
      : await inForceBy(backend, { repository, facts, env, version })
  return [...inForce, ...rest.map(clone)].map((found) => ({
    ...found,
    fix: found.fix && withProgram(found.fix, facts),
  }))
}

const clone = (found: Found): Examined => ({ ...found, worktree: null })

interface Clone {
  readonly repository: Repository
  readonly facts: Facts
  readonly env: Environment
  readonly version: string
}

async function inForceBy(backend: Backend, here: Clone): Promise<readonly Examined[]> {
  const { repository, facts, env, version } = here
  const trees = [facts.roots.topLevel, ...(await otherWorktrees(repository)).map(({ path }) => path)]
  const inTrees: Examined[] = []
  for (const tree of trees.filter((path) => existsSync(path))) {
    const found = await inTree(here, tree, backend)
    inTrees.push(...found.map((each) => ({ ...each, worktree: visible(tree, 300) })))
  }
  const expected = hooksFolder(facts, backend)
  return [
    ...(facts.journal === null ? [clone(await withoutInstall(repository, facts))] : []),
    ...(await hooksPathInEnvironment(repository.place, env, facts.roots.topLevel, expected)).map(clone),
    ...inTrees,
    // Scripts that husky runs are files of each work tree; the hooks directory is everybody's.
    ...(backend === 'husky' ? huskySwitches(env) : hooksOf(facts, backend)).map(clone),
    clone(entryOf(facts, env, version)),
  ]
}

/** A fix that this very program can be asked for, by a name that a shell here finds without the network. */
const withProgram = (fix: string, facts: Facts): string =>
  fix.replace(/\bprecheck install\b/, () => visible(`${program(facts)} install`, 600))

async function inTree(here: Clone, tree: string, backend: Backend): Promise<readonly Found[]> {
  const { place } = here.repository
  // In the folder of a package they may be others than at the top of the same tree.
  const areThese = here.facts.atTop && tree === here.facts.roots.topLevel
  const facts = areThese ? here.facts : await gatherFacts(tree, here.env)
  const path = await hooksPathOf({ ...place, cwd: tree }, tree, hooksFolder(facts, backend))
  return [path, ...(backend === 'husky' ? [...huskyScript(facts), ...hooksOf(facts, backend)] : [])]
}
