/** A place that a package is fetched from, and the commit that it is held to there, if any. */
export interface Origin {
  readonly source: string
  readonly commit: string | null
}

/** Hosts of archives of repositories: where the repository itself is, and which parts of the path name it. */
const FORGES: ReadonlyMap<string, readonly [host: string, from: number]> = new Map([
  ['github.com', ['github.com', 0]],
  ['codeload.github.com', ['github.com', 0]],
  ['api.github.com', ['github.com', 1]],
  ['raw.githubusercontent.com', ['raw.githubusercontent.com', 0]],
  ['gitlab.com', ['gitlab.com', 0]],
  ['bitbucket.org', ['bitbucket.org', 0]],
  ['codeberg.org', ['codeberg.org', 0]],
])

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** A URL with a host; null: a path, or a word of the tool's own such as `github:owner/name`. */
export function urlOf(text: string): URL | null {
  const scheme = text.indexOf('://')
  if (scheme > 0) {
    // npm writes git+ssh://git@github.com:owner/name.git too, where a number would be a port.
    const url = text.replace(/^([a-z+]+:\/\/[^/:]+):(?=[^/\d])/i, '$1/')
    return URL.canParse(url) && /^[a-z]/i.test(url) ? new URL(url) : null
  }
  // ssh's own way of writing: git@github.com:owner/name.git
  const colon = text.indexOf(':')
  const login = text.slice(0, Math.max(colon, 0))
  if (!login.includes('@') || login.includes('/')) return null
  const url = `ssh://${login}/${text.slice(colon + 1)}`
  return URL.canParse(url) ? new URL(url) : null
}

/** The host of a registry, with the scheme unless that is https. What is no URL comes back as it is. */
export function hostOf(text: string): string {
  const url = urlOf(text)
  return url ? schemeOf(url) + url.host.toLowerCase() : text
}

/** Host and path, without `.git`, user name, password and what follows `?` or `#`. No URL: what stands before `#`. */
export function placeOf(text: string): string {
  const url = urlOf(text)
  if (!url) return text.split('#', 1)[0]!
  return schemeOf(url) + url.host.toLowerCase() + url.pathname.replace(/\/$/, '').replace(/\.git$/, '')
}

/** A git repository; the commit stands behind `#`, bare or as `commit=`. */
export function gitOrigin(text: string): Origin {
  const [place, mark] = [text.split('#', 1)[0]!, text.includes('#') ? text.slice(text.indexOf('#') + 1) : '']
  const named = mark.split('&').find((part) => part.startsWith('commit='))
  return { source: placeOf(place), commit: (named ? named.slice('commit='.length) : mark) || null }
}

/** Whether an installer takes this for a git repository. */
export const isGit = (text: string): boolean =>
  /^(?:git(?:\+|:|@)|ssh:|github:|gitlab:|bitbucket:|gist:)/.test(text) ||
  text.endsWith('.git') ||
  text.includes('.git#') ||
  text.includes('#commit=')

/**
 * An archive that is no registry's: `https://codeload.github.com/owner/name/tar.gz/<commit>`. Without a hash to hold its
 * content, all of its path says where it comes from; with one, the repository or the host does, for paths hold versions.
 */
export function archiveOrigin(text: string, integrity: string | null): Origin {
  const url = urlOf(text)
  const forge = FORGES.get(url?.host ?? '')
  if (!url || !forge) return { source: integrity === null ? placeOf(text) : hostOf(text), commit: null }
  const [host, from] = forge
  const parts = url.pathname.split('/').slice(from + 1)
  const commit = parts.find((part) => COMMIT.test(part)) ?? null
  const kept = integrity === null && commit === null ? parts : parts.slice(0, 2)
  return { source: [schemeOf(url) + host, ...kept].join('/'), commit }
}

/** A version together with the commit that pins it. */
export const versionAt = (version: string, commit: string | null): string =>
  commit === null ? version : `${version}#${commit}`

// https is what is to be expected, and goes without saying.
const schemeOf = (url: URL): string => (url.protocol === 'https:' ? '' : `${url.protocol}//`)
