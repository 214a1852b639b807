import { createRequire } from 'node:module'

/** The digest of some parts, one behind the other, in hex. Text counts as UTF-8. */
export function hexDigest(algorithm: 'sha1' | 'sha256', ...parts: readonly (string | Buffer)[]): string {
  const hash = crypto().createHash(algorithm)
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** Loaded for the first digest: a hook that finds nothing would spend more time on it than on all the rules. */
const crypto = (): typeof import('node:crypto') => createRequire(import.meta.url)('node:crypto')
