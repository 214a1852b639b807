import { visible } from '../visible.ts'
import { isSameContent, type PackageChange, type PackageChangeKind } from './compare.ts'
import { exampleOf } from './integrity.ts'
import type { LockedPackage } from './locked-package.ts'

const LONGEST_PART = 100
const LONGEST_HASH = 24

/** What names, versions and places are made of in every registry. Anything else in one of them puts it in quotes. */
const PLAIN = /^[\w@./:+#~=-]+(?:,? [\w@./:+#~=-]+)*$/

/** Kinds that a person should stop at. They have a `!` in front, and compareLocked puts them first. */
const ALARMING: ReadonlySet<PackageChangeKind> = new Set(['integrity', 'integrity-lost', 'moved', 'unverified'])

/**
 * One line for each change, in the order given, of at most 500 UTF-16 units and safe to print: `!` stop and look, `+` added,
 * `~` changed, `-` removed. Of more than `most` changes the first are said, and one line more counts the others.
 *
 *     ! lodash 4.17.21 moved from registry.npmjs.org to evil.example, other hash
 *     + left-pad 1.3.0 (registry.npmjs.org)
 *     … and 12 more
 */
export function sayPackageChanges(
  changes: readonly PackageChange[],
  { most }: { readonly most: number },
): readonly string[] {
  const cut = changes.slice(most)
  const alarming = cut.filter(({ kind }) => ALARMING.has(kind)).length
  const lines = changes.slice(0, most).map((change) => `${mark(change.kind)} ${say(change)}`)
  if (cut.length === 0) return lines
  return [...lines, `… and ${cut.length} more${alarming === 0 ? '' : `, ${alarming} of them marked !`}`]
}

function mark(kind: PackageChangeKind): string {
  if (ALARMING.has(kind)) return '!'
  return kind === 'added' ? '+' : kind === 'removed' ? '-' : '~'
}

function say(change: PackageChange): string {
  const { kind, before } = change
  const after = change.after ?? before!
  const what = before ? fromTo(before, after) : nameAndVersion(after)
  const where = after.source === null ? '' : ` (${shown(after.source)})`
  switch (kind) {
    case 'integrity': {
      const [old, now] = exampleOf(before!.integrity, after.integrity).map((hash) => visible(hash, LONGEST_HASH))
      return `${what}${where}: other content in the same version, ${old} -> ${now}`
    }
    case 'integrity-lost':
      return `${what}${where} ${after.integrity === null ? 'has no hash any more' : 'has no strong hash for all of it any more'}`
    case 'moved':
      return `${what} moved from ${place(before!)} to ${place(after)}${contentOf(change)}`
    case 'unverified':
      return `${what}${where} is new and has no hash, unlike others from there`
    case 'rehashed':
      return `${what}${where}: more hashes, or stronger ones`
    case 'added':
    case 'changed':
    case 'removed':
      return `${what}${where}`
  }
}

const place = ({ source }: LockedPackage): string => (source === null ? 'where no place is named' : shown(source))

function contentOf(change: PackageChange): string {
  const { before, after } = change
  if (isSameContent(change)) return ', same hash'
  if (after?.integrity === null) return ', no hash'
  if (before?.integrity === after?.integrity) return ', same hash, a weak one'
  return before?.version === after?.version ? ', other hash' : ''
}

function fromTo(before: LockedPackage, after: LockedPackage): string {
  if (before.version === after.version) return nameAndVersion(after)
  return `${shown(after.name)} ${version(before) || 'no version'} -> ${version(after) || 'no version'}`
}

const nameAndVersion = (locked: LockedPackage): string => `${shown(locked.name)} ${version(locked)}`.trimEnd()

/** Commits are cut to what a person compares. */
function version(locked: LockedPackage): string {
  const short = locked.version.replace(/(^|#)([0-9a-f]{12})[0-9a-f]{28,52}$/, '$1$2')
  return short === '' ? '' : shown(short)
}

/** A part of a line, in quotes if it could be taken for more than one. */
function shown(text: string): string {
  const start = text.slice(0, 2 * LONGEST_PART)
  if (PLAIN.test(start)) return visible(text, LONGEST_PART)
  return `"${visible(start.replace(/["\\]/g, '\\$&'), LONGEST_PART)}"`
}
