import { type Approval, STRENGTHS } from '../change.ts'
import type { Finding, Report } from '../finding.ts'
import { grouped } from '../grouped.ts'
import type { EntryAsks, PacketFacts } from '../packet.ts'

/** A path that waits for a person. */
export interface Need {
  readonly path: string
  /** `requested`: every commit that changes it asks for the sign-off. */
  readonly is: 'missing' | 'requested'
  /** Entries of the policy that ask for it; none: only its commits do. */
  readonly entries: readonly string[]
  readonly commits: readonly string[]
  /** Of those entries that ask several people, the ones that somebody has signed for. */
  readonly given: readonly Given[]
}

/** The people who have signed a path off wherever an entry asks for it, which is not enough yet. */
export interface Given {
  readonly entry: string
  /** How many people are asked. */
  readonly approvals: number
  readonly people: readonly Approval[]
}

/** The same finding, as often as commits have it. */
export interface Point {
  readonly finding: Finding
  readonly commits: readonly string[]
}

/** Whether a finding says that a path waits for a sign-off. */
export const isNeed = ({ rule, message }: Finding): boolean =>
  (GUARDS.has(rule) && message === 'needs-sign-off') ||
  ((GUARDS.has(rule) || rule === 'requested-sign-offs') && message === 'requested')

const GUARDS: ReadonlySet<string> = new Set(['guarded-paths', 'lockfiles'])

/** The paths that wait for a sign-off, each once, those first for which nobody has asked. */
export function needsOf(report: Report | null): readonly Need[] {
  const found = new Map<string, { is: Need['is']; entries: Map<string, Given>; commits: Set<string> }>()
  for (const finding of report?.findings ?? []) {
    const { path, commit } = finding.at
    if (!isNeed(finding) || path === null) continue
    const need = found.get(path) ?? { is: 'requested', entries: new Map<string, Given>(), commits: new Set() }
    found.set(path, need)
    if (finding.message === 'needs-sign-off') need.is = 'missing'
    for (const entry of entriesOf(finding))
      need.entries.set(entry, both(need.entries.get(entry), givenOf(finding, entry)))
    if (commit !== null) need.commits.add(commit)
  }
  const needs = [...found].map(([path, { is, entries, commits }]) => ({
    path,
    is,
    entries: [...entries.keys()],
    commits: [...commits],
    given: [...entries.values()].filter(({ people }) => people.length > 0),
  }))
  return [...needs.filter(({ is }) => is === 'missing'), ...needs.filter(({ is }) => is === 'requested')]
}

/** As the policy calls them; a request for what no entry guards has none. */
const entriesOf = ({ data }: Finding): readonly string[] =>
  Array.isArray(data['names']) ? data['names'].filter((name) => typeof name === 'string') : []

function givenOf({ data }: Finding, entry: string): Given {
  const given = (Array.isArray(data['given']) ? data['given'] : []) as readonly Given[]
  return given.find((each) => each.entry === entry) ?? { entry, approvals: 1, people: [] }
}

/** A person has signed a path off only where they did so for each of its changes: then by the weakest of their words. */
function both(known: Given | undefined, other: Given): Given {
  if (known === undefined) return other
  const people = known.people.flatMap(({ person, strength }) => {
    const theirs = other.people.find((each) => each.person === person)
    return theirs
      ? [{ person, strength: STRENGTHS.find((each) => each === strength || each === theirs.strength)! }]
      : []
  })
  return { entry: known.entry, approvals: Math.max(known.approvals, other.approvals), people }
}

/** An entry of the policy, what it asks, and the paths for which that is not met. */
export interface EntryNeed {
  /** Null: no entry guards them, and commits ask for their sign-off. */
  readonly entry: string | null
  /** Null: not known. */
  readonly asks: EntryAsks | null
  readonly needs: readonly Need[]
}

/** What waits for a person, by the entries that ask; a path that several guard stands with each. */
export function needsByEntry({ report, asks }: Pick<PacketFacts, 'report' | 'asks'>): readonly EntryNeed[] {
  const found = grouped(
    needsOf(report).flatMap((need) =>
      (need.entries.length === 0 ? [null] : need.entries).map((entry) => [entry, need] as const),
    ),
  )
  return [...found].map(([entry, needs]) => ({
    entry,
    asks: asks.find((each) => each.entry === entry) ?? null,
    needs,
  }))
}

/** All that was found beside that, what blocks first; what several commits have in common once. */
export function pointsOf(report: Report | null): readonly Point[] {
  const found = new Map<string, { finding: Finding; commits: string[] }>()
  for (const finding of report?.findings ?? []) {
    if (isNeed(finding)) continue
    const key = JSON.stringify([finding.rule, finding.severity, finding.text])
    const point = found.get(key) ?? { finding, commits: [] }
    found.set(key, point)
    if (finding.at.commit !== null) point.commits.push(finding.at.commit)
  }
  const points = [...found.values()]
  const blocks = ({ finding }: Point) => finding.severity === 'block'
  return [...points.filter(blocks), ...points.filter((point) => !blocks(point))]
}
