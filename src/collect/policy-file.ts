import type { PolicyEffect, PolicyFileChange } from '../change.ts'
import { concernAboutAny } from '../policy/concern.ts'
import { policyEffect } from '../policy/effect.ts'
import type { ChangedPolicy } from '../policy/load.ts'
import type { Policy } from '../policy/policy.ts'
import { rules } from '../rules/index.ts'
import { willBeGuarded } from './adoption.ts'

/** A changed policy, held against the tree that comes with it and the policy before it; null: there was none. */
export async function heldAgainstTree(
  { file, policy }: ChangedPolicy,
  before: Policy | null,
  tree: readonly string[],
): Promise<PolicyFileChange> {
  if (policy === null) return { ...file, idle: [], effect: null }
  return {
    ...file,
    idle: await idleEntries(policy, tree),
    effect: before && (await effectOn(tree, before, policy)),
  }
}

/** What one policy asks otherwise than another, for a tree. */
export async function effectOn(tree: readonly string[], before: Policy, after: Policy): Promise<PolicyEffect> {
  const side = async (policy: Policy) => ({ policy, concern: await concernAboutAny(policy) })
  const defaults = Object.fromEntries(rules.map(({ id, severity }) => [id, severity]))
  return policyEffect(await side(before), await side(after), tree, defaults)
}

/** The author's own entries that guard nothing in a tree. A blocked path is meant to be missing, and packs are ours. */
async function idleEntries(policy: Policy, tree: readonly string[]): Promise<readonly string[]> {
  const idle = willBeGuarded(policy, tree, await concernAboutAny(policy)).filter(({ files }) => files === 0)
  return policy.entries
    .filter(
      ({ kind, action, name }) => kind === 'paths' && action === 'sign-off' && idle.some(({ entry }) => entry === name),
    )
    .filter(({ pack }) => pack === null)
    .map(({ name }) => name)
}
