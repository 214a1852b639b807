import { hashChange, isHeld } from './integrity.ts'
import type { LockedPackage } from './locked-package.ts'
import { compareText, compareVersions } from './version-order.ts'

/** What a change of a lock file means for one package, riskiest first. */
export const KINDS = [
  /** The same version from the same place, and other content passes for it. Honest tools have no cause for this. */
  'integrity',
  /** A hash held it, and none does now, or but a weak one. */
  'integrity-lost',
  /** It comes from another place than before: in the same version, in another one, or in one more. */
  'moved',
  /** New and without a hash, though the lock holds others from that place to theirs. */
  'unverified',
  'added',
  /** Another version from the same place. */
  'changed',
  /** The same version with further or stronger hashes: files were added, or npm went on from SHA-1 to SHA-512. */
  'rehashed',
  'removed',
] as const

export type PackageChangeKind = (typeof KINDS)[number]

/** `before` is null for what is new, `after` for what is gone; else both are there. */
export interface PackageChange {
  readonly kind: PackageChangeKind
  readonly name: string
  readonly before: LockedPackage | null
  readonly after: LockedPackage | null
}

/**
 * What became of the packages of a lock file; give no packages for a side on which there is no such file. Several
 * versions of one name are matched up: those on both sides first, then a version that came with one that went.
 * Riskiest first, then by name, then by version: a total order. Costs n log n.
 */
export function compareLocked(
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): readonly PackageChange[] {
  const [old, now] = [groupBy(sorted(before), nameOf), groupBy(sorted(after), nameOf)]
  const held = new Set(after.filter(({ integrity }) => isHeld(integrity)).map(({ source }) => source))
  return [...new Set([...old.keys(), ...now.keys()])]
    .flatMap((name) => compareName(name, old.get(name) ?? [], now.get(name) ?? []))
    .map((change) => (isUnverified(change, held) ? { ...change, kind: 'unverified' as const } : change))
    .sort(compareChanges)
}

function groupBy<Key>(
  packages: readonly LockedPackage[],
  key: (locked: LockedPackage) => Key,
): ReadonlyMap<Key, LockedPackage[]> {
  const groups = new Map<Key, LockedPackage[]>()
  for (const locked of packages) {
    const group = groups.get(key(locked))
    if (group) group.push(locked)
    else groups.set(key(locked), [locked])
  }
  return groups
}

// Where the lock names no place, packages without a hash are folders of the project, or are left to be hashed later.
const isUnverified = ({ kind, after }: PackageChange, held: ReadonlySet<string | null>): boolean =>
  kind === 'added' && after !== null && after.source !== null && !isHeld(after.integrity) && held.has(after.source)

/** All of one name, sorted on either side. */
function compareName(
  name: string,
  before: readonly LockedPackage[],
  after: readonly LockedPackage[],
): readonly PackageChange[] {
  const gone = without(before, after)
  const came = without(after, before)
  // A newcomer is held against what has a hash, and against what went before what stayed.
  const old = [...gone, ...before].sort(
    (left, right) => Number(isHeld(right.integrity)) - Number(isHeld(left.integrity)),
  )
  const byPlace = groupBy(old, placeOf)
  const byVersion = groupBy(old, versionOf)
  const twin = (locked: LockedPackage) => (byPlace.get(placeOf(locked)) ?? byVersion.get(locked.version))?.[0]
  const stays = new Set(after.map(versionOf))
  return [
    ...came.flatMap((locked) => {
      const same = twin(locked)
      return same ? sameVersion(same, locked) : []
    }),
    ...otherVersions(
      name,
      before,
      gone.filter(({ version }) => !stays.has(version)),
      came.filter((locked) => !twin(locked)),
    ),
  ]
}

function sameVersion(before: LockedPackage, after: LockedPackage): readonly PackageChange[] {
  const { name } = after
  // A place that is not named any more is none that anything moved to.
  if (after.source !== null && after.source !== before.source) return [{ kind: 'moved', name, before, after }]
  const hashes = hashChange(before.integrity, after.integrity)
  if (hashes === 'same') return []
  const kind = hashes === 'lost' ? 'integrity-lost' : hashes === 'wider' ? 'rehashed' : 'integrity'
  return [{ kind, name, before, after }]
}

/** Pairs versions that went with versions that came, within one place first, each in the order of versions. */
function otherVersions(
  name: string,
  all: readonly LockedPackage[],
  gone: readonly LockedPackage[],
  came: readonly LockedPackage[],
): readonly PackageChange[] {
  const places = new Set(all.map(({ source }) => source))
  const waiting = groupBy([...gone].reverse(), ({ source }) => source)
  const changes: PackageChange[] = []
  const single: LockedPackage[] = []
  for (const after of came) {
    const before = waiting.get(after.source)?.pop()
    if (before) changes.push(otherVersion(before, after))
    else single.push(after)
  }
  const left = sorted([...waiting.values()].flat()).reverse()
  for (const after of single) {
    const before = left.pop()
    const isElsewhere = after.source !== null && all.length > 0 && !places.has(after.source)
    if (before) changes.push(otherVersion(before, after))
    else if (isElsewhere) changes.push({ kind: 'moved', name, before: all[0]!, after })
    else changes.push({ kind: 'added', name, before: null, after })
  }
  return [...changes, ...left.map((before): PackageChange => ({ kind: 'removed', name, before, after: null }))]
}

function otherVersion(before: LockedPackage, after: LockedPackage): PackageChange {
  const { name } = after
  if (after.source !== null && after.source !== before.source) return { kind: 'moved', name, before, after }
  const isLost = isHeld(before.integrity) && !isHeld(after.integrity)
  return { kind: isLost ? 'integrity-lost' : 'changed', name, before, after }
}

const nameOf = ({ name }: LockedPackage): string => name

const versionOf = ({ version }: LockedPackage): string => version

const placeOf = ({ version, source }: LockedPackage): string => JSON.stringify([version, source])

const identityOf = ({ version, source, integrity }: LockedPackage): string =>
  JSON.stringify([version, source, integrity])

function without(packages: readonly LockedPackage[], others: readonly LockedPackage[]): readonly LockedPackage[] {
  const known = new Set(others.map(identityOf))
  return packages.filter((locked) => !known.has(identityOf(locked)))
}

const sorted = (packages: readonly LockedPackage[]): LockedPackage[] => [...packages].sort(compareLockedPackages)

function compareLockedPackages(left: LockedPackage, right: LockedPackage): number {
  return compareVersions(left.version, right.version) || compareText(identityOf(left), identityOf(right))
}

/** Content that is held to the hash that it had is the same wherever it comes from now. */
export const isSameContent = ({ before, after }: PackageChange): boolean =>
  isHeld(after?.integrity ?? null) && before?.integrity === after?.integrity

const riskOf = (change: PackageChange): number =>
  -2 * KINDS.indexOf(change.kind) - (change.kind === 'moved' && isSameContent(change) ? 1 : 0)

function compareChanges(left: PackageChange, right: PackageChange): number {
  const [a, b] = [left.after ?? left.before!, right.after ?? right.before!]
  return (
    riskOf(right) - riskOf(left) ||
    compareText(left.name, right.name) ||
    compareLockedPackages(a, b) ||
    compareText(JSON.stringify(left.before), JSON.stringify(right.before))
  )
}
