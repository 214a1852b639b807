import { type FileChange, type Guard, isAbsent, type Standing } from '../change.ts'
import type { RawChange } from '../git/raw-diff.ts'
import type { Concern, Demand } from '../policy/concern.ts'

/** What a request asks by itself: any sign-off. */
export const REQUESTED: Guard = {
  entry: 'requested',
  kind: 'request',
  action: 'sign-off',
  strength: 'bound',
  signers: null,
  approvals: 1,
  standing: 'requested',
  restsOn: null,
}

/** The guards of one transition: those of either side's mode, since a file may have become a link or the other way. */
export function demandsOn(concern: Concern, change: RawChange): readonly Demand[] {
  const found = isAbsent(change.new) ? [] : concern.demands(change.path, change.new.mode)
  if (isAbsent(change.old) || change.old.mode === change.new.mode) return found
  const before = concern.demands(change.path, change.old.mode)
  return [...found, ...before.filter((demand) => !found.some((other) => other.entry === demand.entry))]
}

/** Which of the demands hold, once it is known what lies beside the path; where none does, a request stands by itself. */
export function standing(
  change: RawChange & { readonly parent: number },
  demands: readonly Demand[],
  requested: ReadonlySet<string>,
  beside: (path: string) => boolean,
): FileChange {
  const guards: Guard[] = []
  for (const { ifBeside, ...demand } of demands) {
    if (ifBeside !== null && !ifBeside.some((name) => beside(sibling(change.path, name)))) continue
    const stands: Standing = demand.action === 'sign-off' && requested.has(change.path) ? 'requested' : 'open'
    guards.push({ ...demand, standing: stands, restsOn: null })
  }
  if (guards.length === 0 && requested.has(change.path)) guards.push(REQUESTED)
  return { path: change.path, old: change.old, new: change.new, parent: change.parent, guards }
}

/** The path of a file in the same folder. */
export function sibling(path: string, name: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) + name
}
