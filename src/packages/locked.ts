import { readBun } from './bun.ts'
import { readCargo } from './cargo.ts'
import { readComposer } from './composer.ts'
import { readFlake } from './flake.ts'
import { readGemfile } from './gemfile.ts'
import { readGoMod } from './go-mod.ts'
import { readGoSum } from './go-sum.ts'
import { readGradle } from './gradle.ts'
import type { LockedPackage, LockReader } from './locked-package.ts'
import { readMix } from './mix.ts'
import { readNpm } from './npm.ts'
import { readNuget } from './nuget.ts'
import { readPdm } from './pdm.ts'
import { readPipfile } from './pipfile.ts'
import { readPnpm } from './pnpm.ts'
import { readPoetry } from './poetry.ts'
import { readPubspec } from './pubspec.ts'
import { readPylock } from './pylock.ts'
import { readSwift } from './swift.ts'
import { readTerraform } from './terraform.ts'
import { Unreadable } from './unreadable.ts'
import { readUv } from './uv.ts'
import { readYarn } from './yarn.ts'

export type { LockedPackage } from './locked-package.ts'

/** Longer locks than any that were seen, several times over. In UTF-16 units. */
const LONGEST_TEXT = 32 * 1024 * 1024

/** Names of files, in small letters, since some systems open `Yarn.Lock` as the same file. */
const READERS: readonly (readonly [name: RegExp, read: LockReader])[] = [
  [/^\.?package-lock\.json$|^npm-shrinkwrap\.json$/, readNpm],
  [/^yarn\.lock$/, readYarn],
  [/^pnpm-lock(?:\..*)?\.yaml$/, readPnpm],
  [/^bun\.lock$/, readBun],
  [/^cargo\.lock$/, readCargo],
  [/^go(?:\.work)?\.sum$/, readGoSum],
  [/^go\.(?:mod|work)$/, readGoMod],
  [/^poetry\.lock$/, readPoetry],
  [/^uv\.lock$|\.py\.lock$/, readUv],
  [/^pdm\.lock$/, readPdm],
  [/^pylock(?:\..*)?\.toml$/, readPylock],
  [/^pipfile\.lock$/, readPipfile],
  [/^composer\.lock$/, readComposer],
  [/^gemfile.*\.lock$|\.gemfile\.lock$|^gems\.locked$/, readGemfile],
  [/^packages(?:\..*)?\.lock\.json$/, readNuget],
  [/^pubspec\.lock$/, readPubspec],
  [/^mix\.lock$/, readMix],
  [/^\.?package\.resolved$/, readSwift],
  [/^(?:buildscript-|settings-)?gradle\.lockfile$/, readGradle],
  [/^\.terraform\.lock\.hcl$/, readTerraform],
  [/^flake\.lock$/, readFlake],
]

/**
 * What a lock file says. `packages` is null when it cannot be told, and `why` then says the reason as half a sentence;
 * `why` too is null when no format that is known goes by such a name.
 */
export type LockReading =
  | { readonly packages: readonly LockedPackage[]; readonly why: null }
  | { readonly packages: null; readonly why: string | null }

/** Reads the lock file at `path` (from the top of the repository), each package once. Never throws, whatever the text. */
export function readLock(path: string, text: string): LockReading {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const read = READERS.find(([pattern]) => pattern.test(name))?.[1]
  if (!read) return { packages: null, why: null }
  if (text.length > LONGEST_TEXT) return { packages: null, why: `it is longer than ${LONGEST_TEXT / 1024 / 1024} MiB` }
  try {
    const packages = new Map<string, LockedPackage>()
    for (const locked of read(text.startsWith('\ufeff') ? text.slice(1) : text)) {
      const { name, version, source, integrity } = locked
      packages.set(JSON.stringify([name, version, source, integrity]), locked)
    }
    return { packages: [...packages.values()], why: null }
  } catch (error) {
    if (error instanceof Unreadable) return { packages: null, why: error.message }
    throw error
  }
}
