import { MODE_FILE, type PolicyDifference, STRENGTHS } from '../change.ts'
import type { Concern, Demand } from './concern.ts'
import { readPattern } from './pattern-syntax.ts'
import type { Entry, Policy } from './policy.ts'

/** A policy, and its questions. */
export interface Side {
  readonly policy: Policy
  readonly concern: Concern
}

/** As many paths as a reader looks at. */
const MOST_SHOWN = 5

/** What a guard asks more than another, and what the other asks there. */
interface Loss {
  readonly was: readonly string[]
  readonly now: readonly string[]
}

interface Group {
  readonly was: string
  readonly now: string | null
  readonly paths: string[]
  readonly patterns: Set<string>
}

/**
 * Where `one` asks more of a path than `other` does, by entry: of the paths of a tree, and of what each pattern of `one`
 * would match, since a guard is for files to come, too. A path that another entry guards as strictly has lost nothing.
 */
export function guardLosses(one: Side, other: Side, tree: ReadonlySet<string>): readonly PolicyDifference[] {
  const holding = (side: Side, path: string): readonly Demand[] =>
    side.concern
      .demands(path, MODE_FILE)
      .filter(({ ifBeside }) => ifBeside === null || ifBeside.some((name) => tree.has(folderOf(path) + name)))
  const groups = new Map(one.policy.entries.map(({ name }) => [name, new Map<string, Group>()]))
  const groupOf = (demand: Demand, others: readonly Demand[]): Group | null => {
    const loss = lossOf(demand, others, one.policy, other.policy)
    if (loss === null) return null
    const was = loss.was.join(', ')
    const now = loss.now.length === 0 ? null : loss.now.join(', ')
    const known = groups.get(demand.entry)!
    const key = JSON.stringify([was, now])
    if (!known.has(key)) known.set(key, { was, now, paths: [], patterns: new Set() })
    return known.get(key)!
  }
  for (const path of tree) {
    const asked = holding(one, path)
    if (asked.length === 0) continue
    const others = holding(other, path)
    for (const demand of asked) groupOf(demand, others)?.paths.push(path)
  }
  const unnamed = new Map<Entry, string[]>()
  const readings = new Map(other.policy.entries.map((entry) => [entry, readingsOf(entry.patterns)]))
  for (const entry of one.policy.entries) {
    const like = likeOf(entry, other.policy)
    const gone: string[] = []
    for (const pattern of entry.patterns) {
      const own = [...readingsOf([pattern])]
      // Exceptions of its like are told of by themselves; another entry is as good only without more of them.
      const holders = other.policy.entries.filter(
        (each) =>
          own.every((reading) => readings.get(each)!.has(reading)) &&
          (each === like || each.exceptions.every((exception) => entry.exceptions.includes(exception))),
      )
      if (holders.length > 0) {
        groupOf(demandOf(entry), holders.map(demandOf))?.patterns.add(pattern)
        continue
      }
      // No pattern says the same any more. One path cannot show that others hold for all that it matched.
      const lost = [...new Set(readPattern(pattern).map(({ parts, folder }) => matched(parts, folder)))].flatMap(
        (path) => groupOf(demandOf(entry), holding(other, path)) ?? [],
      )
      for (const group of lost) group.patterns.add(pattern)
      if (lost.length === 0) gone.push(pattern)
    }
    if (gone.length > 0) unnamed.set(entry, gone)
  }
  return one.policy.entries.flatMap((entry) => [
    ...[...groups.get(entry.name)!.values()].map(
      ({ was, now, paths, patterns }): PolicyDifference => ({
        ...{ about: 'guard', name: entry.name, was, now },
        ...{ files: paths.length, first: paths.slice(0, MOST_SHOWN), patterns: [...patterns] },
      }),
    ),
    ...(unnamed.get(entry) ?? []).map(
      (pattern): PolicyDifference => ({ about: 'pattern', name: entry.name, was: pattern, now: null }),
    ),
    ...exceptedIn(entry, other.policy),
  ])
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** A path that the pattern matches. A class is taken literally, as `compilePatterns` takes it, too. */
function matched(parts: ReturnType<typeof readPattern>[number]['parts'], folder: boolean): string {
  const names = parts.map((part) =>
    part === '**'
      ? 'any'
      : part.map((piece) => ('text' in piece ? piece.text : piece.kind === 'one' ? 'x' : 'any')).join(''),
  )
  return [...names, ...(folder ? ['any'] : [])].join('/')
}

/** What the demand asks and none of the others does; the nearest of them is what it is compared with. Null: nothing. */
function lossOf(demand: Demand, others: readonly Demand[], one: Policy, other: Policy): Loss | null {
  if (others.length === 0) return { was: [demand.action], now: [] }
  const nearestFirst = [
    ...others.filter(({ entry }) => entry === demand.entry),
    ...others.filter(({ entry }) => entry !== demand.entry),
  ]
  const losses = nearestFirst.map((instead) => between(demand, instead, one, other))
  const least = losses.reduce((best, loss) => (loss.was.length < best.was.length ? loss : best))
  return least.was.length === 0 ? null : least
}

function between(demand: Demand, instead: Demand, one: Policy, other: Policy): Loss {
  const was: string[] = []
  const now: string[] = []
  const differ = (before: string, after: string): void => {
    was.push(before)
    now.push(after)
  }
  if (instead.action === 'block') return { was, now }
  if (demand.action === 'block') differ('block', 'sign-off')
  else {
    if (STRENGTHS.indexOf(instead.strength) < STRENGTHS.indexOf(demand.strength))
      differ(`strength ${demand.strength}`, `strength ${instead.strength}`)
    if (instead.approvals < demand.approvals) differ(`approvals ${demand.approvals}`, `approvals ${instead.approvals}`)
    const joined = newlyAsked(demand, instead, one, other)
    if (joined.length > 0)
      differ(
        `signers ${demand.signers?.join(', ') ?? 'any'}`,
        `signers ${instead.signers?.join(', ') ?? 'any'}, so also ${joined.join(', ')}`,
      )
  }
  return { was, now }
}

/** Who may sign for `instead` and not for `demand`. Whoever only one of the policies lists is told of by themselves. */
function newlyAsked(demand: Demand, instead: Demand, one: Policy, other: Policy): readonly string[] {
  const may = ({ signers }: Policy, names: readonly string[] | null): readonly string[] =>
    (signers ?? [])
      .filter(({ name, groups }) => names === null || [name, ...groups].some((called) => names.includes(called)))
      .map(({ name }) => name)
  const before = may(one, demand.signers)
  const everybody = may(one, null)
  return may(other, instead.signers).filter((name) => everybody.includes(name) && !before.includes(name))
}

/** The entry of another policy that stands for this one: of its name, or with all its patterns. */
const likeOf = (entry: Entry, { entries }: Policy): Entry | undefined =>
  entries.find(({ name }) => name === entry.name) ??
  entries.find(({ patterns }) => entry.patterns.every((pattern) => patterns.includes(pattern)))

const demandOf = ({ name, kind, action, strength, signers, approvals }: Entry): Demand => ({
  ...{ entry: name, kind, action, strength, signers, approvals },
  ifBeside: null,
})

/** All that patterns stand for once their braces are written out, each in one spelling. */
const readingsOf = (patterns: readonly string[]): ReadonlySet<string> =>
  new Set(patterns.flatMap((pattern) => readPattern(pattern).map((reading) => JSON.stringify(reading))))

/** Exceptions that the entry does not have and its like in the other policy has. */
function exceptedIn(entry: Entry, policy: Policy): readonly PolicyDifference[] {
  const like = likeOf(entry, policy)
  const patterns = like?.exceptions.filter((pattern) => !entry.exceptions.includes(pattern)) ?? []
  if (patterns.length === 0) return []
  return [{ about: 'exception', name: entry.name, was: null, now: patterns.slice(0, MOST_SHOWN).join(', '), patterns }]
}
