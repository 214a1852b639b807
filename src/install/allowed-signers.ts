import type { KnownKey } from './signers-block.ts'

// jane@example.com,jd@example.com namespaces="git" ssh-ed25519 AAAA… comment
const LINE = /^("[^"]*"|\S+)\s+(?:((?:[^\s"]|"[^"]*")+)\s+)?((?:ssh|ecdsa|sk)-\S+\s+[A-Za-z0-9+/=]+)(?:\s|$)/

/**
 * The keys of people in a file of allowed signers (`man ssh-keygen`, ALLOWED SIGNERS). Left out is what is no key of one
 * person for good: certificate authorities, patterns, keys that end on some day or are for other uses than git's.
 */
export function allowedSigners(text: string): readonly KnownKey[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, principals, options = '', key] = LINE.exec(line.trim()) ?? []
    if (principals === undefined || key === undefined || line.trimStart().startsWith('#')) return []
    if (/cert-authority|valid-before/i.test(options)) return []
    const uses = /namespaces="([^"]*)"/i.exec(options)?.[1]
    if (uses !== undefined && !uses.split(',').some((use) => use === 'git' || use === 'precheck-signoff')) return []
    return principals
      .replaceAll('"', '')
      .split(',')
      .filter((email) => email.includes('@') && !/[*?!]/.test(email))
      .map((email) => ({ email, key }))
  })
}
