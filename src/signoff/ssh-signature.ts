import { fromLatin1, SshReader } from './ssh-reader.ts'

/** What the bytes of an SSH signature say of themselves. None of it is proven before the signature has been verified. */
export interface SshSignature {
  /** The public key's own base64, as the second word of a `.pub` file has it. */
  readonly publicKey: string
  readonly namespace: string
  /** The key lives in a security key, and that recorded that somebody touched it for this signature. */
  readonly touched: boolean
}

/** The namespace that keeps a sign-off's signature apart from all others that one key can make. */
export const NAMESPACE = 'precheck-signoff'

/**
 * Reads the bytes of an SSH signature (OpenSSH's PROTOCOL.sshsig); a string is its length in four bytes, then its bytes:
 *
 *     "SSHSIG"  uint32 1  string public-key  string namespace  string reserved (empty)  string hash  string signature
 *
 * and in the last one, for a security key (PROTOCOL.u2f), a flags byte and a counter come after the signature proper:
 *
 *     string type  string signature  [byte flags  uint32 counter]
 *
 * The key signs the flags along with the message. Null for anything else: cut short, longer than it says, or of a version,
 * key or hash that is not known.
 */
export function readSshSignature(bytes: Uint8Array): SshSignature | null {
  const reader = new SshReader(bytes)
  if (reader.bytes(6) !== 'SSHSIG' || reader.number() !== 1) return null
  const publicKey = reader.string()
  const namespace = reader.string()
  const reserved = reader.string()
  const hash = reader.string()
  const signature = reader.string()
  if (publicKey === null || namespace === null || reserved !== '' || signature === null || !reader.atEnd()) return null
  if (hash !== 'sha256' && hash !== 'sha512') return null
  const keyType = new SshReader(fromLatin1(publicKey)).string()
  const touched = keyType === null ? null : readTouch(keyType, fromLatin1(signature))
  return touched === null ? null : { publicKey: btoa(publicKey), namespace, touched }
}

/** Signature types by the type of the key that can make them. */
const MADE_BY: Readonly<Record<string, readonly string[]>> = {
  'ssh-ed25519': ['ssh-ed25519'],
  'ssh-rsa': ['rsa-sha2-256', 'rsa-sha2-512'],
  'ecdsa-sha2-nistp256': ['ecdsa-sha2-nistp256'],
  'ecdsa-sha2-nistp384': ['ecdsa-sha2-nistp384'],
  'ecdsa-sha2-nistp521': ['ecdsa-sha2-nistp521'],
  'sk-ssh-ed25519@openssh.com': ['sk-ssh-ed25519@openssh.com'],
  'sk-ecdsa-sha2-nistp256@openssh.com': ['sk-ecdsa-sha2-nistp256@openssh.com'],
}

const USER_PRESENT = 0x01

/** Whether a touch was recorded; null when the signature is not one that a key of this type makes. */
function readTouch(keyType: string, signature: Uint8Array): boolean | null {
  const reader = new SshReader(signature)
  const type = reader.string()
  if (type === null || !Object.hasOwn(MADE_BY, keyType) || !MADE_BY[keyType]!.includes(type)) return null
  if (!reader.string()) return null
  if (!keyType.startsWith('sk-')) return reader.atEnd() ? false : null
  const flags = reader.bytes(1)
  return flags !== null && reader.number() !== null && reader.atEnd()
    ? (flags.charCodeAt(0) & USER_PRESENT) !== 0
    : null
}

/** The bytes that base64 stands for; null when it is not written as every encoder writes it: one line, padded. */
export function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null
}

const BEGIN = '-----BEGIN SSH SIGNATURE-----'
const END = '-----END SSH SIGNATURE-----'

/** A signature as `ssh-keygen` reads it from a file. */
export const writeArmor = (base64: string): string => `${BEGIN}\n${base64.replace(/.{1,70}/g, '$&\n')}${END}\n`

/** The base64 of a signature as `ssh-keygen` writes it, on one line; null when it is none. */
export function readArmor(armor: string): string | null {
  const lines = armor.trim().split(/\r?\n/)
  if (lines[0] !== BEGIN || lines.at(-1) !== END) return null
  const base64 = lines.slice(1, -1).join('')
  return fromBase64(base64) === null ? null : base64
}
