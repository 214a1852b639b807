import type { Facts } from './facts.ts'
import type { Existing } from './look.ts'

/** A file that install wrote into a hooks directory, whatever its version. */
export const isOurs = (existing: Existing | undefined): boolean =>
  existing?.text != null && /^# precheck hook v\d+:/m.test(existing.text)

/** Hooks of the hooks directory that git runs and that are not ours, by name. */
export const foreignHooks = (facts: Facts): readonly string[] =>
  facts.activeHooks.filter((name) => !isOurs(facts.existing.get(`common:hooks/${name}`)))
