import type { Finding, Report } from '../finding.ts'
import type { Policy } from './policy.ts'

/** More than this part of the commits refused, and a policy is switched off before it has protected anything. */
const TOO_MANY = 1 / 5

/** Of fewer commits, what was refused says nothing about the next ones. */
const FEWEST = 10

/** A change to a policy that would have let more commits through. */
export interface Milder {
  /** Where the entry begins that it is about, from 1; null: it is about a key at the top. */
  readonly line: number | null
  /** What to do: `take out the entry "ci"`, `mode: warn`. */
  readonly change: string
  /** How many commits met what it changes. */
  readonly commits: number
}

/**
 * What to change in a policy that would have refused more than a fifth of a history: the busiest entries that ask for a
 * sign-off, as few as will do, or else to warn for a while. Empty where the policy fits. What is blocked outright, and the
 * guard of the policy itself, are never given up. Empty, too, for a history of a few commits.
 */
export function milderSettings(
  { commits, findings }: Pick<Report, 'commits' | 'findings'>,
  policy: Policy,
): readonly Milder[] {
  const refused = refusedBy(findings)
  const most = commits.length * TOO_MANY
  if (commits.length < FEWEST || refused.length <= most) return []
  const busiest = optionalEntries(policy)
    .map((name) => ({ name, commits: refused.filter((names) => names.has(name)).length }))
    .filter((entry) => entry.commits > 0)
    .sort((a, b) => b.commits - a.commits)
  const fits = (without: ReadonlySet<string>): boolean =>
    refused.filter((names) => [...names].some((name) => !without.has(name))).length <= most
  const enough = fewest(
    busiest.map(({ name }) => name),
    fits,
  )
  const chosen = enough ?? new Set(busiest.filter((entry) => entry.commits > most).map(({ name }) => name))
  const warn = { line: null, change: 'mode: warn, for a week or two', commits: refused.length }
  return [
    ...(enough === null ? [warn] : []),
    ...busiest
      .filter(({ name }) => chosen.has(name))
      .map((entry) => ({ ...lifting(entry.name, policy), commits: entry.commits })),
  ]
}

/** Stands for whatever no change of an entry would lift. No entry has an empty name. */
const ALL_ELSE = ''

/** For each refused commit the entries that it needs a sign-off for. */
function refusedBy(findings: readonly Finding[]): readonly ReadonlySet<string>[] {
  const commits = new Map<string, Set<string>>()
  for (const finding of findings) {
    const { commit } = finding.at
    if (finding.severity !== 'block' || commit === null) continue
    const names = commits.get(commit) ?? new Set()
    for (const name of entriesOf(finding)) names.add(name)
    commits.set(commit, names)
  }
  return [...commits.values()]
}

function entriesOf({ rule, data }: Finding): readonly string[] {
  if (rule === 'lockfiles') return ['lockfiles']
  return rule === 'guarded-paths' && Array.isArray(data['names']) ? data['names'].map(String) : [ALL_ELSE]
}

const optionalEntries = ({ entries }: Policy): readonly string[] =>
  entries.filter(({ kind, action }) => kind !== 'policy' && action === 'sign-off').map(({ name }) => name)

/** The first of the names that fit together, without those that turn out not to be needed; null: not even all fit. */
function fewest(names: readonly string[], fits: (some: ReadonlySet<string>) => boolean): ReadonlySet<string> | null {
  const chosen = new Set<string>()
  for (const name of names) {
    if (fits(chosen)) break
    chosen.add(name)
  }
  if (!fits(chosen)) return null
  for (const name of [...chosen].reverse()) {
    chosen.delete(name)
    if (!fits(chosen)) chosen.add(name)
  }
  return chosen
}

function lifting(name: string, policy: Policy): Omit<Milder, 'commits'> {
  // Off would hide what changed; a warning still shows it.
  if (name === 'lockfiles') return { line: null, change: 'rules: { lockfiles: warn }' }
  const { line, pack } = policy.entries.find((entry) => entry.name === name)!
  return { line, change: `take out the entry "${name}"${pack === null || pack === name ? '' : ` (pack ${pack})`}` }
}
