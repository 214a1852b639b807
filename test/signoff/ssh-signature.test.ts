import { describe, expect, test } from 'vitest'
import { fromBase64, readArmor, readSshSignature, writeArmor } from '../../src/signoff/ssh-signature.ts'
import { type Blob, blob, flags, SIGNATURE } from './signatures.ts'

const KEY = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  Buffer.from('ssh-ed25519'),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 9),
]).toString('base64')

const SK = 'sk-ssh-ed25519@openssh.com'
const SK_ECDSA = 'sk-ecdsa-sha2-nistp256@openssh.com'

describe('the bytes of an SSH signature', () => {
  test('of a plain key: its public key, its purpose, and no touch', () => {
    expect(readSshSignature(blob())).toEqual({ publicKey: KEY, namespace: 'precheck-signoff', touched: false })
  })

  test.each([
    ['touched', SK, 0x01, true],
    ['touched, and a PIN given', SK, 0x05, true],
    ['not touched', SK, 0x00, false],
    ['a PIN given, and not touched', SK, 0x04, false],
    ['touched, the other kind', SK_ECDSA, 0x01, true],
    ['not touched, the other kind', SK_ECDSA, 0x00, false],
  ])('of a security key: %s', (_, keyType, byte, touched) => {
    expect(readSshSignature(blob({ keyType, tail: flags(byte) }))?.touched).toBe(touched)
  })

  const WRONG: readonly (readonly [string, Blob])[] = [
    ['no magic', { magic: 'SSHSIH' }],
    ['another version', { version: 2 }],
    ['something reserved', { reserved: 'x' }],
    ['an unknown hash', { hash: 'sha1' }],
    ['an unknown key', { keyType: 'ssh-dss' }],
    ['a key type that every object has', { keyType: 'constructor' }],
    ['a certificate', { keyType: 'ssh-ed25519-cert-v01@openssh.com' }],
    ['a signature by another kind of key', { signatureType: 'rsa-sha2-512' }],
    ['a signature by SHA-1', { keyType: 'ssh-rsa', signatureType: 'ssh-rsa' }],
    ['a touch by a key that cannot feel any', { tail: flags(1) }],
    ['a security key without its flags', { keyType: SK }],
    ['a security key with half a counter', { keyType: SK, tail: flags(1).subarray(0, 3) }],
    ['something behind the counter', { keyType: SK, tail: Buffer.concat([flags(1), Buffer.from([0])]) }],
    ['something behind the end', { after: Buffer.from([0]) }],
  ]

  test.each(WRONG)('%s: none', (_, given) => {
    expect(readSshSignature(blob(given))).toBeNull()
  })

  test.each([
    ['a plain key', blob()],
    ['a security key', blob({ keyType: SK, tail: flags(1) })],
  ])('cut anywhere: none, of %s', (_, whole) => {
    expect(readSshSignature(whole)).not.toBeNull()
    for (let length = 0; length < whole.length; length += 1)
      expect(readSshSignature(whole.subarray(0, length))).toBeNull()
  })

  test('a length that points far behind the end: none', () => {
    const long = blob()
    long.writeUInt32BE(0xffff_ffff, 10)
    expect(readSshSignature(long)).toBeNull()
  })
})

describe('base64', () => {
  test.each(['', 'AAA', 'AAAA\n', 'AA==AAAA', 'AB==', 'A-_A', ' AAAA', 'AAAA='])(
    '%j is not as every encoder writes it',
    (text) => {
      expect(fromBase64(text)).toBeNull()
    },
  )

  test.each(['AAAA', 'AAA=', 'AA==', '+/+/'])('%j is', (text) => {
    expect(fromBase64(text)?.toString('base64')).toBe(text)
  })
})

describe('the armor that ssh-keygen writes', () => {
  test('is put on and taken off', () => {
    const armor = writeArmor(SIGNATURE)
    expect(armor).toMatch(/^-----BEGIN SSH SIGNATURE-----\n(?:.{1,70}\n)+-----END SSH SIGNATURE-----\n$/)
    expect(readArmor(armor)).toBe(SIGNATURE)
  })

  test.each([
    ['nothing', ''],
    ['no end', writeArmor(SIGNATURE).replace(/-----END.*\n/, '')],
    ['nothing in it', '-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n'],
    ['no base64 in it', '-----BEGIN SSH SIGNATURE-----\n!\n-----END SSH SIGNATURE-----\n'],
    ['another armor', writeArmor(SIGNATURE).replaceAll('SSH', 'PGP')],
  ])('%s: none', (_, armor) => {
    expect(readArmor(armor)).toBeNull()
  })
})
