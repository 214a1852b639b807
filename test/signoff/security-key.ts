import { createHash, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { string } from './signatures.ts'

const KEY_TYPE = 'sk-ssh-ed25519@openssh.com'
const APPLICATION = 'ssh:'

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest()

/** A security key in software: real signatures, with whatever it is told to say of a touch (PROTOCOL.u2f). */
export function softSecurityKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url')
  const key = Buffer.concat([string(KEY_TYPE), string(raw), string(APPLICATION)])
  return {
    publicKey: `${KEY_TYPE} ${key.toString('base64')}`,
    sign(text: string, flags: number): Buffer {
      const purpose = Buffer.concat([string('precheck-signoff'), string(''), string('sha256')])
      const counter = Buffer.from([flags, 0, 0, 0, 7])
      const message = Buffer.concat([Buffer.from('SSHSIG'), purpose, string(sha256(text))])
      const proper = signBytes(null, Buffer.concat([sha256(APPLICATION), counter, sha256(message)]), privateKey)
      const signature = Buffer.concat([string(KEY_TYPE), string(proper), counter])
      return Buffer.concat([Buffer.from('SSHSIG\0\0\0\x01'), string(key), purpose, string(signature)])
    },
  }
}
