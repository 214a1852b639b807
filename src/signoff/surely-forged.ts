import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { fromLatin1, SshReader } from './ssh-reader.ts'

/**
 * Whether the bytes of an SSH signature are certainly not what the key in them makes of a statement. Anybody can write a
 * signer's public key into thousands of signatures, and a process for each would hold a check up for minutes. Only that
 * much is decided here: what this does not refuse, `ssh-keygen` has to accept, and what it cannot read, that decides.
 */
export function isSurelyForged(bytes: Uint8Array, statement: string | Buffer): boolean {
  try {
    return !isMade(new SshReader(bytes), Buffer.from(statement))
  } catch (error) {
    // Of a key or curve that this Node's OpenSSL does not take nothing is known.
    return error instanceof CutShort
  }
}

const sha256 = (content: Buffer): Buffer => createHash('sha256').update(content).digest()

/** An SSH string: its length in four bytes, then its bytes. */
function string(content: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}

/** What ends before its parts do is nothing that a key has made. */
class CutShort extends Error {}

function next(reader: SshReader): Buffer {
  const text = reader.string()
  if (text === null) throw new CutShort()
  return fromLatin1(text)
}

function isMade(reader: SshReader, statement: Buffer): boolean {
  reader.bytes(6)
  reader.number()
  const key = new SshReader(next(reader))
  const [namespace, reserved, hash, signature] = [next(reader), next(reader), next(reader), next(reader)]
  const digest = createHash(hash.toString('latin1')).update(statement).digest()
  const signed = Buffer.concat([Buffer.from('SSHSIG'), ...[namespace, reserved, hash, digest].map(string)])
  const parts = new SshReader(signature)
  const type = next(parts).toString('latin1')
  const proper = next(parts)
  const keyType = next(key).toString('latin1')
  switch (keyType) {
    case 'ssh-ed25519':
      return verify(null, signed, ed25519(next(key)), proper)
    case 'ssh-rsa':
      return isMadeByRsa(key, type === 'rsa-sha2-512' ? 'sha512' : 'sha256', signed, proper)
    case 'sk-ssh-ed25519@openssh.com': {
      const publicKey = ed25519(next(key))
      return verify(null, bySecurityKey(next(key), parts, signed), publicKey, proper)
    }
    case 'sk-ecdsa-sha2-nistp256@openssh.com': {
      const curve = ecdsa(key)
      return isMadeByEcdsa(curve, bySecurityKey(next(key), parts, signed), proper)
    }
    default:
      return isMadeByEcdsa(ecdsa(key), signed, proper)
  }
}

/** What a security key really signs (PROTOCOL.u2f): `sha256(application) flags counter sha256(message)`. */
function bySecurityKey(application: Buffer, parts: SshReader, signed: Buffer): Buffer {
  const flagsAndCounter = parts.bytes(5)
  if (flagsAndCounter === null) throw new CutShort()
  return Buffer.concat([sha256(application), fromLatin1(flagsAndCounter), sha256(signed)])
}

const ed25519 = (x: Buffer): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }, format: 'jwk' })

function isMadeByRsa(key: SshReader, hash: string, signed: Buffer, proper: Buffer): boolean {
  const [e, n] = [unsigned(next(key)), unsigned(next(key))]
  const jwk = { kty: 'RSA', e: e.toString('base64url'), n: n.toString('base64url') }
  // SSH leaves leading zeros out.
  const whole = Buffer.concat([Buffer.alloc(Math.max(0, n.length - proper.length)), proper])
  return verify(hash, signed, createPublicKey({ key: jwk, format: 'jwk' }), whole)
}

interface Curve {
  readonly hash: string
  /** Bytes of one coordinate. */
  readonly width: number
  readonly publicKey: KeyObject
}

const CURVES: Readonly<Record<string, readonly [crv: string, hash: string, width: number]>> = {
  nistp256: ['P-256', 'sha256', 32],
  nistp384: ['P-384', 'sha384', 48],
  nistp521: ['P-521', 'sha512', 66],
}

function ecdsa(key: SshReader): Curve {
  const [crv, hash, width] = CURVES[next(key).toString('latin1')]!
  const point = next(key)
  const [x, y] = [point.subarray(1, 1 + width), point.subarray(1 + width)].map((each) => each.toString('base64url'))
  return { hash, width, publicKey: createPublicKey({ key: { kty: 'EC', crv, x: x!, y: y! }, format: 'jwk' }) }
}

function isMadeByEcdsa({ hash, width, publicKey }: Curve, signed: Buffer, proper: Buffer): boolean {
  const numbers = new SshReader(proper)
  const both = [unsigned(next(numbers)), unsigned(next(numbers))]
  if (both.some((number) => number.length > width)) return false
  const padded = Buffer.concat(both.flatMap((number) => [Buffer.alloc(width - number.length), number]))
  return verify(hash, signed, { key: publicKey, dsaEncoding: 'ieee-p1363' }, padded)
}

/** The bytes of a positive number without the zeros before it. */
const unsigned = (number: Buffer): Buffer => {
  const first = number.findIndex((byte) => byte !== 0)
  return first === -1 ? Buffer.alloc(0) : number.subarray(first)
}
