/**
 * A path as a relative URI (RFC 3986), each byte of it but letters, digits and a few signs as `%NN`: a colon would begin a
 * scheme, and a percent sign or a question mark end the path. A byte that is not UTF-8 (see FileChange) is that byte.
 */
export function relativeUri(path: string): string {
  const uri = path.replace(/[^/]/gu, encoded).replace(/(^|\/)(\.\.?)(?=\/|$)/g, dots)
  // Two slashes at the start would begin a host.
  return uri.startsWith('/') ? `.${uri}` : uri
}

function encoded(character: string): string {
  const code = character.codePointAt(0)!
  if (code >= 0xdc80 && code <= 0xdcff) return `%${(code - 0xdc00).toString(16).toUpperCase()}`
  return encodeURIComponent(/\p{Cs}/u.test(character) ? '\ufffd' : character)
}

/** A tree that git never writes may have an entry called `..`: it leads nowhere. */
const dots = (_: string, slash: string, segment: string): string => slash + segment.replaceAll('.', '%2E')
