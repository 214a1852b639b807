import { OPENPGP, openpgpKeyFault } from './openpgp.ts'

const TYPES = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
]

/** Whether the key lives in a security key, the only kind whose signatures can record a touch. */
export const isSecurityKey = (key: string): boolean => key.startsWith('sk-')

/** Whether it is an OpenPGP key, `openpgp:` and base64, and none of OpenSSH's. */
export const isOpenpgpKey = (key: string): boolean => key.startsWith(OPENPGP)

/**
 * Type and body of a public key as the `.pub` file has it (`ssh-ed25519 AAAA… comment`), without the comment, so that one
 * key has one spelling; of an OpenPGP key all, without blanks.
 */
export const withoutComment = (key: string): string =>
  isOpenpgpKey(key.trim()) ? key.replace(/\s+/g, '') : key.trim().split(/\s+/).slice(0, 2).join(' ')

/** Why `key` is no public key in OpenSSH's one-line form, nor an OpenPGP one, or null when it is one. */
export function keyFault(key: string): string | null {
  if (key.includes('PRIVATE KEY')) return 'it is a private key; never write one here, and replace it now'
  if (isOpenpgpKey(key.trim())) {
    const bytes = fromBase64(withoutComment(key).slice(OPENPGP.length))
    return bytes === null ? 'after "openpgp:" stands no whole base64' : openpgpKeyFault(bytes)
  }
  const [type = '', body = ''] = key.trim().split(/\s+/)
  if (!TYPES.includes(type)) return `it must begin with one of ${TYPES.join(', ')}, openpgp:`
  const blob = fromBase64(body)
  // The body repeats the type: its length in four bytes, then its letters (RFC 4253, section 6.6).
  const head = String.fromCharCode(0, 0, 0, type.length) + type
  if (blob === null || !blob.startsWith(head) || blob.length < head.length + 32)
    return `its second word must be the whole base64 body of an ${type} key, as the .pub file has it`
  return null
}

/** The bytes (one for each character), or null when it is not base64 as OpenSSH writes it. */
function fromBase64(text: string): string | null {
  try {
    const bytes = atob(text)
    return btoa(bytes) === text ? bytes : null
  } catch {
    return null
  }
}
