import type { PolicyDifference, PolicyEffect } from '../change.ts'
import { guardLosses, type Side } from './effect-guards.ts'
import { settingDifferences } from './effect-settings.ts'
import { signerDifferences } from './effect-signers.ts'
import type { RuleSetting } from './policy.ts'

/**
 * What `after` asks otherwise than `before`: for the paths of a tree, for what its patterns would match, and of commits.
 * Order, comments and names make no difference. `defaults`: what holds for a rule that a policy does not name.
 */
export function policyEffect(
  before: Side,
  after: Side,
  tree: readonly string[],
  defaults: Readonly<Record<string, RuleSetting>>,
): PolicyEffect {
  const paths = new Set(tree)
  const others = [
    ...signerDifferences(before.policy, after.policy),
    ...settingDifferences(before.policy, after.policy, defaults),
  ]
  return {
    weaker: [...guardLosses(before, after, paths), ...others.flatMap(({ weaker, ...rest }) => (weaker ? [rest] : []))],
    stricter: [
      // A new pattern for what was guarded anyway asks nothing more.
      ...guardLosses(after, before, paths)
        .filter(({ about }) => about !== 'pattern')
        .map(turned),
      ...others.flatMap(({ weaker, ...rest }) => (weaker ? [] : [rest])),
    ],
  }
}

/** Where one policy loses what the other has, the other has gained it. */
const turned = ({ was, now, ...rest }: PolicyDifference): PolicyDifference => ({ ...rest, was: now, now: was })
