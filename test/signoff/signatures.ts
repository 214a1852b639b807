/** Signatures made by hand, byte for byte. None of them verifies. */

/** How SSH writes a string: its length in four bytes, then its bytes. */
export const string = (bytes: Buffer | string): Buffer => {
  const content = Buffer.from(bytes as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  return Buffer.concat([length, content])
}

export interface Blob {
  readonly magic?: string
  readonly version?: number
  readonly keyType?: string
  readonly namespace?: string
  readonly reserved?: string
  readonly hash?: string
  readonly signatureType?: string
  /** What stands behind the signature proper; for security keys flags and counter. */
  readonly tail?: Buffer
  readonly after?: Buffer
}

export function blob(given: Blob = {}): Buffer {
  const keyType = given.keyType ?? 'ssh-ed25519'
  const signature = [string(given.signatureType ?? keyType), string(Buffer.alloc(64, 7)), given.tail ?? Buffer.alloc(0)]
  return Buffer.concat([
    Buffer.from(given.magic ?? 'SSHSIG'),
    Buffer.from([0, 0, 0, given.version ?? 1]),
    string(Buffer.concat([string(keyType), string(Buffer.alloc(32, 9))])),
    string(given.namespace ?? 'precheck-signoff'),
    string(given.reserved ?? ''),
    string(given.hash ?? 'sha512'),
    string(Buffer.concat(signature)),
    given.after ?? Buffer.alloc(0),
  ])
}

/** Flags and counter of a security key. */
export const flags = (byte: number): Buffer => Buffer.from([byte, 0, 0, 0, 42])

export const SIGNATURE: string = blob().toString('base64')
