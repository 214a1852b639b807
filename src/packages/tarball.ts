import type { LockedPackage } from './locked-package.ts'
import { archiveOrigin, gitOrigin, hostOf, isGit, type Origin, urlOf, versionAt } from './origin.ts'

/** What an npm-like lock says of one package. */
interface Claim {
  readonly name: string
  readonly version: string
  /** The name that the lock itself gives to what answers to `name`: another one for an alias, else the same. */
  readonly real: string
  readonly integrity: string | null
  /** Where it is fetched; null: not said. */
  readonly resolved: string | null
}

/** The package that such a claim comes to. */
export function npmPackage(claim: Claim): LockedPackage {
  const { name, version, real, integrity, resolved } = claim
  if (resolved === null) return { name, version, source: real === name ? null : `npm:${real}`, integrity }
  const held = isGit(resolved) ? null : heldBy(resolved)
  const { source, commit } = isGit(resolved) ? gitOrigin(resolved) : tarballOrigin(resolved, held, claim)
  return { name, version: versionAt(version || (held?.version ?? ''), commit), source, integrity }
}

/** A package by the URL of its tarball. */
interface Held {
  readonly name: string
  readonly version: string
}

/**
 * Installers fetch the URL, whatever name and version stand beside it. So those are taken from the URL if it has a
 * registry's form (`held`), and said where they are not the package's own.
 */
function tarballOrigin(resolved: string, held: Held | null, claim: Claim): Origin {
  const origin = held ? { source: hostOf(resolved), commit: null } : archiveOrigin(resolved, claim.integrity)
  const name = held?.name ?? claim.real
  const isOther = held && claim.version !== '' && withoutBuild(held.version) !== withoutBuild(claim.version)
  const version = isOther ? ` ${held.version}` : ''
  return name === claim.name && version === '' ? origin : { ...origin, source: `${name}${version} at ${origin.source}` }
}

/**
 * Name and version in the URL of a registry's tarball; null: it has another form.
 *
 *     https://registry.npmjs.org/@babel/core/-/core-7.24.0.tgz
 *     https://gitlab.example/api/v4/projects/7/packages/npm/@team/tool/-/@team/tool-1.0.0.tgz
 */
function heldBy(resolved: string): Held | null {
  const path = decoded(urlOf(resolved)?.pathname ?? '')
  const dash = path.lastIndexOf('/-/')
  if (dash === -1 || !path.endsWith('.tgz')) return null
  const folders = path.slice(0, dash).split('/').slice(-2)
  const base = folders.at(-1)!
  const name = folders[0]?.startsWith('@') && folders.length === 2 ? folders.join('/') : base
  const file = path.slice(path.lastIndexOf('/') + 1, -'.tgz'.length)
  return { name, version: file.startsWith(`${base}-`) ? file.slice(base.length + 1) : file }
}

/** `@scope%2fname` is `@scope/name`; a path with broken escapes has no form that is known. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return ''
  }
}

// npm leaves `+build` out of what it stores.
const withoutBuild = (version: string): string => version.split('+', 1)[0]!
