import { existsSync } from 'node:fs'
import type { Environment } from '../git/process.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { otherWorktrees } from '../git/worktrees.ts'
import { withoutRepository } from '../git/write.ts'
import { type Facts, gatherFacts } from '../install/facts.ts'
import { program } from '../install/program.ts'
import { visible } from '../visible.ts'
import { ciFiles } from './ci-file.ts'
import { entryOf } from './entry.ts'
import { broken, type Found } from './finding.ts'
import { historyChecks } from './history.ts'
import { hooksFolder, hooksOf, isByHusky } from './hooks.ts'
import { hooksPathInEnvironment, hooksPathOf } from './hooks-path.ts'
import { huskyScript } from './husky-script.ts'
import { huskySwitches } from './husky-switches.ts'
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
  const clone = (found: Found): Examined => ({ ...found, worktree: null })
  const rest = [
    ...(await policyChecks(repository, env)),
    ...ciFiles(facts.roots.topLevel),
    ...(await historyChecks(repository)),
  ]
  if (facts.journal === null) {
    const missing = broken(
      'installed',
      'precheck is not installed in this clone, so no hook of it runs',
      'precheck install',
    )
    return [missing, ...rest].map((found) => clone({ ...found, fix: found.fix && withProgram(found.fix, facts) }))
  }
  const trees = [facts.roots.topLevel, ...(await otherWorktrees(repository)).map(({ path }) => path)]
  const inTrees: Examined[] = []
  for (const tree of trees.filter((path) => existsSync(path))) {
    inTrees.push(...(await inTree(repository, tree, env)).map((found) => ({ ...found, worktree: visible(tree, 300) })))
  }
  const all = [
    ...(await hooksPathInEnvironment(repository.place, env, facts.roots.topLevel, hooksFolder(facts))).map(clone),
    ...inTrees,
    // Scripts that husky runs are files of each work tree; the hooks directory is everybody's.
    ...(isByHusky(facts) ? huskySwitches(env) : hooksOf(facts)).map(clone),
    clone(entryOf(facts, env, version)),
    ...rest.map(clone),
  ]
  return all.map((found) => ({ ...found, fix: found.fix && withProgram(found.fix, facts) }))
}

/** A fix that this very program can be asked for, by a name that a shell here finds without the network. */
const withProgram = (fix: string, facts: Facts): string =>
  fix.replace(/\bprecheck install\b/, () => visible(`${program(facts)} install`, 600))

async function inTree({ place }: Repository, tree: string, env: Environment): Promise<readonly Found[]> {
  const facts = await gatherFacts(tree, env)
  const path = await hooksPathOf({ ...place, cwd: tree }, tree, hooksFolder(facts))
  return [path, ...(isByHusky(facts) ? [...huskyScript(facts), ...hooksOf(facts)] : [])]
}
