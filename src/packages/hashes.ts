/**
 * What stands for the hash of a file that has none, among files that have one. `none` is then its algorithm, and held
 * to be the weakest.
 */
export const NO_HASH = 'none:'

/** Hashes as one text that is the same in whatever order they stood; null: there are none. */
export function joinHashes(hashes: Iterable<string | null>): string | null {
  const joined = [...new Set(hashes)].filter((hash) => hash !== null && hash !== '').sort()
  return joined.length === 0 ? null : joined.join(' ')
}
