import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Repository } from './repository.ts'

/** The commits at which a shallow clone ends: their parents exist, but not here. Empty for a full clone. */
export function shallowBoundary(repository: Repository): ReadonlySet<string> {
  if (!repository.shallow) return new Set()
  return new Set(readFileSync(join(repository.commonDir, 'shallow'), 'latin1').split('\n').filter(Boolean))
}
