import { visible } from '../visible.ts'
import { joinHashes } from './hashes.ts'
import type { LockedPackage } from './locked-package.ts'
import { gitOrigin, isGit, versionAt } from './origin.ts'
import { npmPackage } from './tarball.ts'
import { fail } from './unreadable.ts'
import { type YarnEntry, yarnEntries } from './yarn-entries.ts'

/** `yarn.lock`: Yarn 1's, and that of Yarn 2 and later, which has a block `__metadata`. */
export function readYarn(text: string): readonly LockedPackage[] {
  const entries = yarnEntries(text)
  const newer = entries.some(({ asked }) => asked[0] === '__metadata')
  return entries.flatMap((entry) => {
    if (entry.asked[0] === '__metadata') return []
    // Yarn 2 writes all that was asked for as one text.
    const asked = newer ? entry.asked.flatMap((names) => names.split(', ')) : entry.asked
    const read = newer ? berry : classic
    return [...new Set(asked.map(nameOf))].flatMap((name) => read(name, entry))
  })
}

/** `@scope/a@^1.0.0` asks for `@scope/a`; a name alone, for any version. */
function nameOf(descriptor: string): string {
  const at = descriptor.indexOf('@', 1)
  return at === -1 ? descriptor : descriptor.slice(0, at)
}

const need = ({ asked, fields }: YarnEntry, name: string): string =>
  fields.get(name) ?? fail(`"${visible(asked[0]!, 100)}" has no ${name}`)

/** The part behind `#` is a commit for git, else the SHA-1 that Yarn 1 holds the archive to, beside any `integrity`. */
function classic(name: string, entry: YarnEntry): readonly LockedPackage[] {
  const written = entry.fields.get('resolved') ?? null
  const mark = written?.includes('#') && !isGit(written) ? written.slice(written.indexOf('#') + 1) : null
  const resolved = mark === null ? written : written!.slice(0, -mark.length - 1)
  const integrity = joinHashes([entry.fields.get('integrity') ?? null, mark === null ? null : `sha1:${mark}`])
  return [npmPackage({ name, version: need(entry, 'version'), real: name, integrity, resolved })]
}

/**
 *     resolution: "a@npm:1.0.0"                        resolution: "a@workspace:packages/a"
 *     resolution: "a@npm:1.0.0::__archiveUrl=https%3A%2F%2F…"
 *     resolution: "a@https://host/a.git#commit=<id>"   resolution: "a@patch:a@npm%3A1.0.0#./a.patch::version=1.0.0&hash=…"
 */
function berry(name: string, entry: YarnEntry): readonly LockedPackage[] {
  const resolution = need(entry, 'resolution')
  const real = nameOf(resolution)
  const [reference, settings] = resolution.slice(real.length + 1).split('::', 2) as [string, string?]
  const integrity = entry.fields.get('checksum') ?? null
  const version = need(entry, 'version')
  // The project itself. Other workspaces can be pointed elsewhere, and are told.
  if (reference === 'workspace:.') return []
  if (reference.startsWith('npm:')) {
    const resolved = new URLSearchParams(settings ?? '').get('__archiveUrl')
    return [npmPackage({ name, version, real, integrity, resolved })]
  }
  // `~builtin<compat/typescript>`, or the file that changes what was fetched: the version in between is said already.
  if (reference.startsWith('patch:'))
    return [{ name, version, source: `patch:${reference.slice(reference.indexOf('#') + 1)}`, integrity }]
  if (!isGit(reference)) return [npmPackage({ name, version, real, integrity, resolved: reference })]
  const { source, commit } = gitOrigin(reference)
  return [{ name, version: versionAt(version, commit), source, integrity }]
}
