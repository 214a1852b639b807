import type { Report } from '../finding.ts'
import type { Concern } from '../policy/concern.ts'
import type { Policy } from '../policy/policy.ts'

/** How many of some paths each entry of a policy that is being adopted will guard. */
export function willBeGuarded(
  policy: Policy,
  paths: readonly string[],
  concern: Concern,
): NonNullable<Report['adoption']>['guards'] {
  const files = new Map(policy.entries.map(({ name }) => [name, 0]))
  for (const path of paths) {
    for (const { entry, ifBeside } of concern.demands(path, '100644')) {
      if (ifBeside === null) files.set(entry, (files.get(entry) ?? 0) + 1)
    }
  }
  return [...files].map(([entry, count]) => ({ entry, files: count }))
}
