/** A forge that install has a CI file for. */
export type Forge = 'github' | 'gitlab'

/**
 * The forge that a remote's URL leads to, by the name of its host: `https://github.com/o/r`, `git@gitlab.example.com:o/r`,
 * `github-work:o/r` of somebody's ssh configuration. Null for any other, and for a path.
 */
export function forgeOf(url: string): Forge | null {
  const host =
    /^[a-z][a-z+]*:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(url)?.[1] ?? /^(?:[^/@:]+@)?([^/:@]{2,}):(?!\/\/)/.exec(url)?.[1]
  const name = /(?:^|[.-])(github|gitlab)(?=[.-]|$)/i.exec(host ?? '')?.[1]?.toLowerCase()
  return name === 'github' || name === 'gitlab' ? name : null
}
