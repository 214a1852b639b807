/**
 * What became of the hashes of one version: `replaced` other content passes now, `lost` nothing strong holds it any
 * more, `wider` further or stronger hashes, with all that held before still in force.
 */
export type HashChange = 'same' | 'replaced' | 'lost' | 'wider'

/** Algorithms whose hashes can be made to order, and NO_HASH. */
const WEAK = new Set(['none', 'md5', 'sha1'])

/** Hashes are texts parted by spaces, as LockedPackage has them; null: none. */
export function hashChange(before: string | null, after: string | null): HashChange {
  const [old, now] = [hashesOf(before), hashesOf(after)]
  const gone = [...old].filter((hash) => !now.has(hash))
  const added = [...now].filter((hash) => !old.has(hash))
  if (isStrong(old) && (!isStrong(now) || added.some((hash) => algorithmOf(hash) === 'none'))) return 'lost'
  if (added.length === 0) return now.size === 0 && old.size > 0 ? 'lost' : 'same'
  // What had no hash can only gain.
  if (old.size === 0) return 'same'
  // npm goes on from SHA-1 to SHA-512 by itself: a weak hash may be taken over by a strong one.
  const algorithms = new Set(added.map(algorithmOf))
  const isReplaced = gone.some((hash) => !WEAK.has(algorithmOf(hash)) || algorithms.has(algorithmOf(hash)))
  return isReplaced ? 'replaced' : 'wider'
}

/** Whether anything but a weak hash holds a package. */
export const isHeld = (integrity: string | null): boolean => isStrong(hashesOf(integrity))

/** A hash that went and one that came, of one algorithm if there are such, to be shown beside each other. */
export function exampleOf(before: string | null, after: string | null): readonly [string, string] {
  const [old, now] = [hashesOf(before), hashesOf(after)]
  const gone = [...old].filter((hash) => !now.has(hash))
  const added = [...now].filter((hash) => !old.has(hash))
  const pair = gone.find((hash) => added.some((other) => algorithmOf(other) === algorithmOf(hash))) ?? gone[0] ?? ''
  return [pair, added.find((hash) => algorithmOf(hash) === algorithmOf(pair)) ?? added[0] ?? '']
}

const hashesOf = (integrity: string | null): ReadonlySet<string> =>
  new Set(integrity === null ? [] : integrity.split(/\s+/).filter((hash) => hash !== ''))

const isStrong = (hashes: ReadonlySet<string>): boolean => [...hashes].some((hash) => !WEAK.has(algorithmOf(hash)))

/** `sha512` of `sha512-…`, `sha256` of `sha256:…`, `10c0` of `10c0/…`; empty for a bare one. */
const algorithmOf = (hash: string): string => /^[a-z0-9.]+(?=[-:=/])/i.exec(hash)?.[0].toLowerCase() ?? ''
