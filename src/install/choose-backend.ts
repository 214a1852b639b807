import { resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import type { Facts } from './facts.ts'
import { huskyFolder } from './hooks-path.ts'
import type { Backend } from './journal.ts'
import { foreignHooks } from './our-hooks.ts'
import { hooksElsewhere, hooksManaged, managerOf, oldHusky } from './refusals.ts'

/**
 * How hooks are put in place here: husky where it is in use or where this is a JavaScript repository, else the hooks
 * directory. What an earlier install chose stays, so that no event ever has two of our hooks.
 * @throws {UsageError} when the hooks belong to something that install cannot work with yet.
 */
export function chooseBackend(facts: Facts): Backend {
  if (usesHusky(facts)) return 'husky'
  if (facts.hooksPath.length > 0 && !pointsToDefault(facts)) throw new UsageError(hooksElsewhere(facts))
  const manager = managerOf(facts)
  if (manager !== null) throw new UsageError(hooksManaged(facts, manager))
  if (facts.packageFolder === null || facts.hooksPath.length > 0) return 'hooks-directory'
  if (facts.journal?.backend === 'hooks-directory' || facts.huskyVersion === null) return 'hooks-directory'
  const old = oldHusky(facts)
  if (old !== null) throw new UsageError(old)
  // husky points git away from the hooks directory: hooks in it would end without a word.
  return foreignHooks(facts).length === 0 ? 'husky' : 'hooks-directory'
}

/** core.hooksPath is one value, in the repository's own configuration, and what husky 9 would set it to. */
function usesHusky(facts: Facts): boolean {
  const [setting, another] = facts.hooksPath
  if (setting?.scope !== 'local' || another !== undefined) return false
  const folder = huskyFolder(facts.hooksPath, facts.packageFolder)
  if (setting.value !== `${folder}/_` || /^\/|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(folder)) return false
  // A new work tree has the hooks and not the wrappers, and so has a clone before its first install of packages.
  return (
    facts.existing.has(`work:${folder}/_/h`) || (facts.packageFolder !== null && facts.existing.has(`work:${folder}`))
  )
}

function pointsToDefault({ roots, hooksPath }: Facts): boolean {
  const [setting, another] = hooksPath
  if (setting?.scope !== 'local' || another !== undefined || setting.value === '') return false
  return resolve(roots.topLevel, setting.value) === resolve(roots.commonDir, 'hooks')
}
