import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { isSurelyForged } from '../../src/signoff/surely-forged.ts'
import { verifySignatures } from '../../src/signoff/verify.ts'
import { withKeys } from './keys.ts'
import { softSecurityKey } from './security-key.ts'
import { blob, flags, string } from './signatures.ts'

const STATEMENT = 'what was signed'

const sha256 = (content: Buffer | string): Buffer => createHash('sha256').update(content).digest()

/** A number as SSH writes it: no zeros before it but the one that keeps it positive. */
const mpint = (bytes: Buffer): Buffer => {
  const short = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
  return string(short[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short)
}

interface SoftKey {
  readonly publicKey: Buffer
  readonly type: string
  readonly proper: (signed: Buffer) => Buffer
  readonly tail?: Buffer
}

const coordinate = (key: KeyObject, name: 'x' | 'y'): Buffer =>
  Buffer.from(key.export({ format: 'jwk' })[name]!, 'base64url')

function ecdsa(curve: '256' | '384' | '521', hash: string): SoftKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: `P-${curve}` })
  const point = Buffer.concat([Buffer.from([4]), coordinate(publicKey, 'x'), coordinate(publicKey, 'y')])
  const type = `ecdsa-sha2-nistp${curve}`
  return {
    type,
    publicKey: Buffer.concat([string(type), string(`nistp${curve}`), string(point)]),
    proper: (signed) => twoNumbers(sign(hash, signed, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
  }
}

const twoNumbers = (both: Buffer): Buffer =>
  Buffer.concat([mpint(both.subarray(0, both.length / 2)), mpint(both.subarray(both.length / 2))])

function securityEcdsa(): SoftKey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const point = Buffer.concat([Buffer.from([4]), coordinate(publicKey, 'x'), coordinate(publicKey, 'y')])
  const type = 'sk-ecdsa-sha2-nistp256@openssh.com'
  const tail = flags(1)
  return {
    type,
    tail,
    publicKey: Buffer.concat([string(type), string('nistp256'), string(point), string('ssh:')]),
    proper: (signed) => {
      const message = Buffer.concat([sha256('ssh:'), tail, sha256(signed)])
      return twoNumbers(sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' }))
    },
  }
}

function rsa(type: 'rsa-sha2-256' | 'rsa-sha2-512'): SoftKey {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const { e, n } = publicKey.export({ format: 'jwk' })
  const numbers = [e!, n!].map((number) => mpint(Buffer.from(number, 'base64url')))
  return {
    type,
    publicKey: Buffer.concat([string('ssh-rsa'), ...numbers]),
    proper: (signed) => {
      const whole = sign(type === 'rsa-sha2-256' ? 'sha256' : 'sha512', signed, privateKey)
      return whole.subarray(whole.findIndex((byte) => byte !== 0))
    },
  }
}

function ed25519(): SoftKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    type: 'ssh-ed25519',
    publicKey: Buffer.concat([string('ssh-ed25519'), string(coordinate(publicKey, 'x'))]),
    proper: (signed) => sign(null, signed, privateKey),
  }
}

const KEYS: readonly (readonly [string, () => SoftKey, number])[] = [
  ['ed25519', ed25519, 20],
  // Of so many some begin with zeros, which SSH leaves out.
  ['ecdsa 256', () => ecdsa('256', 'sha256'), 600],
  ['ecdsa 384', () => ecdsa('384', 'sha384'), 200],
  ['ecdsa 521', () => ecdsa('521', 'sha512'), 60],
  ['rsa 256', () => rsa('rsa-sha2-256'), 600],
  ['rsa 512', () => rsa('rsa-sha2-512'), 20],
  ['security key, ecdsa', securityEcdsa, 600],
]

function signatureBy({ publicKey, type, proper, tail = Buffer.alloc(0) }: SoftKey, statement: string): Buffer {
  const purpose = Buffer.concat([string('precheck-signoff'), string(''), string('sha512')])
  const digest = createHash('sha512').update(statement).digest()
  const signed = Buffer.concat([Buffer.from('SSHSIG'), purpose, string(digest)])
  const signature = Buffer.concat([string(type), string(proper(signed)), tail])
  return Buffer.concat([Buffer.from('SSHSIG\0\0\0\x01'), string(publicKey), purpose, string(signature)])
}

describe.each(KEYS)('%s', (_, make, times) => {
  const key = make()

  test('none of its own signatures is taken for a forgery', () => {
    for (let time = 0; time < times; time += 1) {
      const statement = `${STATEMENT} ${time}`
      expect(isSurelyForged(signatureBy(key, statement), statement)).toBe(false)
    }
  })

  test('one of another statement, of another key, or with a byte that differs is', () => {
    const signature = signatureBy(key, STATEMENT)
    expect(isSurelyForged(signature, `${STATEMENT}.`)).toBe(true)
    const others = signatureBy({ ...make(), publicKey: key.publicKey }, STATEMENT)
    expect(isSurelyForged(others, STATEMENT)).toBe(true)
    const flipped = Buffer.from(signature)
    flipped[flipped.length - 1 - (key.tail?.length ?? 0)]! ^= 1
    expect(isSurelyForged(flipped, STATEMENT)).toBe(true)
  })

  test('ssh-keygen agrees', () =>
    withKeys(async ({ env }) => {
      // OpenSSH takes no RSA key as short as the one that is quick to make.
      if (key.type.startsWith('rsa')) return
      const keys = [`${key.type} ${key.publicKey.toString('base64')}`]
      const claim = { keys, signature: signatureBy(key, STATEMENT).toString('base64') }
      const both = [STATEMENT, 'other'].map((statement) => ({ ...claim, statement }))
      expect(await verifySignatures(env, both)).toEqual([key.tail ? 'touched' : 'good', 'bad'])
    }))
})

test('a security key signs its flags along', () => {
  const signature = softSecurityKey().sign(STATEMENT, 0)
  expect(isSurelyForged(signature, STATEMENT)).toBe(false)
  signature[signature.length - 5] = 1
  expect(isSurelyForged(signature, STATEMENT)).toBe(true)
})

test('what cannot be read is for ssh-keygen to decide', () => {
  const keyTypes = ['ssh-dss', 'ecdsa-sha2-nistp256'].map((keyType) => blob({ keyType }))
  for (const strange of [blob({ hash: 'md99' }), ...keyTypes]) expect(isSurelyForged(strange, STATEMENT)).toBe(false)
})

test('what ends before its parts do was made by no key', () => {
  const signature = blob()
  for (const cut of [signature.subarray(0, 40), signature.subarray(0, -1), Buffer.alloc(0), Buffer.from('x')])
    expect(isSurelyForged(cut, STATEMENT)).toBe(true)
})

test('a signer’s public key around anything else costs no process, however often', () =>
  withKeys(async (keys) => {
    keys.make('jane', '-t', 'ed25519')
    const publicKey = keys.publicKey('jane')
    const key = { ...ed25519(), publicKey: Buffer.from(publicKey.split(' ')[1]!, 'base64') }
    const claims = Array.from({ length: 2_000 }, (_, index) => ({
      ...{ statement: `${index}`, keys: [publicKey] },
      signature: signatureBy(key, `${index}`).toString('base64'),
    }))
    const nowhere = { ...keys.env, PATH: keys.dir }
    expect(new Set(await verifySignatures(nowhere, claims))).toEqual(new Set(['bad']))
  }))
