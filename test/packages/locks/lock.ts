import type { LockedPackage } from '../../../src/packages/locked.ts'

/** A lock file of one format as its tool writes it, and the packages in it. */
export interface Lock {
  readonly title: string
  readonly path: string
  readonly text: string
  readonly packages: readonly LockedPackage[]
}

export const locked = (
  name: string,
  version: string,
  source: string | null = null,
  integrity: string | null = null,
): LockedPackage => ({ name, version, source, integrity })

/** A commit, told from others by its first letter. */
export const commit = (letter: string): string => letter.repeat(40)
