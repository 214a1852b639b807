import { type Guard, MODE_LINK } from '../change.ts'
import { besideNames } from './beside.ts'
import { globsFor, matcher } from './match.ts'
import { pathKey } from './path-key.ts'
import type { GlobOf } from './patterns.ts'
import { POLICY_FILE, type Policy } from './policy.ts'
import { suspicions } from './suspicion.ts'

/** A guard that holds for a path, before it is known whether what it asks has been met. */
export interface Demand extends Omit<Guard, 'standing' | 'restsOn'> {
  /** Holds only if one of these names lies beside the path (a lock file with a name that others use too); null: always. */
  readonly ifBeside: readonly string[] | null
}

/** What the policy cares about, as questions about one path. Both answers depend on nothing but their arguments. */
export interface Concern {
  /** Whether a path can matter at all, whatever its mode. */
  readonly watch: (path: string) => boolean
  /** The guards that hold for a path with this mode (six octal digits; links and submodules count as folders too). */
  readonly demands: (path: string, mode: string) => readonly Demand[]
}

/** Makes the questions of a policy askable. Patterns are compiled once; answers are kept for each path that was asked. */
export function concernOf(policy: Policy, globOf: GlobOf): Concern {
  const entries = policy.entries.map(
    ({ name, kind, action, strength, signers, approvals, independent, match, except, ifBeside }) => ({
      demand: {
        ...{ entry: name, kind, action, strength, signers, approvals },
        ...(independent ? { independent } : {}),
      },
      match: matcher(match, globOf),
      except: matcher(except, globOf),
      beside: besideNames(ifBeside, globOf),
    }),
  )
  const known = new Map<string, readonly Demand[]>()
  const demands = (path: string, mode: string): readonly Demand[] => {
    const key = pathKey(path, mode)
    const name = key.isFolder ? `${path}/` : path
    let found = known.get(name)
    if (found === undefined) {
      found = entries.flatMap(({ match, except, beside, demand }) => {
        const always = match(key)
        const ifBeside = always ? null : beside(key)
        return (always || ifBeside !== null) && !except(key) ? [{ ...demand, ifBeside }] : []
      })
      known.set(name, found)
    }
    return found
  }
  return {
    demands,
    watch: (path) =>
      // As a link it is matched as a file and as a folder, so that one question answers for both.
      path === POLICY_FILE || demands(path, MODE_LINK).length > 0 || suspicions(path).length > 0,
  }
}

/** The same for paths that are all known beforehand: the glob library is loaded only if one of them needs it. */
export async function concernAbout(policy: Policy, paths: readonly string[]): Promise<Concern> {
  const tables = policy.entries.flatMap(({ match, except, ifBeside }) => [
    match,
    except,
    ...ifBeside.map((table) => table.match),
  ])
  const keys = paths.flatMap((path) => [pathKey(path, '100644'), pathKey(path, '120000')])
  return concernOf(policy, await globsFor(tables, keys))
}

/** The same for a range, whose paths are not known before it is read. */
export async function concernAboutAny(policy: Policy): Promise<Concern> {
  return concernOf(policy, (await import('./globs.ts')).globOf)
}
