import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CouldNotCheck, UsageError } from '../../src/errors.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { sign } from '../../src/signoff/sign.ts'
import { configuredKey } from '../../src/signoff/signing-key.ts'
import { readArmor } from '../../src/signoff/ssh-signature.ts'
import { writeStatement } from '../../src/signoff/statement.ts'
import { type Claim, verifySignatures } from '../../src/signoff/verify.ts'
import { type Keys, withAgent, withKeys } from './keys.ts'
import { softSecurityKey } from './security-key.ts'
import { absent, file, SIMPLE } from './sign-offs.ts'
import { blob, flags } from './signatures.ts'

const REPOSITORY = '7c0c6a1e-0000-4000-8000-000000000000'

const said = { repository: REPOSITORY, signer: SIMPLE.signer.email, made: SIMPLE.made, covers: SIMPLE.covers }
const STATEMENT = writeStatement(said)

const silent = () => {}

const signed = (keys: Keys, name: string, statement = STATEMENT): Promise<string> =>
  sign({ cwd: keys.dir, env: keys.env }, { kind: 'file', path: name }, statement, silent)

const verified = async (keys: Keys, claim: Claim) => (await verifySignatures(keys.env, [claim]))[0]

const KINDS: readonly (readonly [string, readonly string[]])[] = [
  ['ed25519', ['-t', 'ed25519']],
  ['rsa', ['-t', 'rsa', '-b', '2048']],
  ['ecdsa 256', ['-t', 'ecdsa', '-b', '256']],
  ['ecdsa 384', ['-t', 'ecdsa', '-b', '384']],
  ['ecdsa 521', ['-t', 'ecdsa', '-b', '521']],
]

test.each(KINDS)('an %s key signs; the signature goes through a message and verifies', async (_, options) => {
  await withKeys(async (keys) => {
    keys.make('jane', ...options)
    const signature = await signed(keys, 'jane')
    const message = `Bump\n\n${writeBlock({ ...SIMPLE, signature })}`
    const [block] = readBlocks(message).blocks
    expect(block?.signature).toBe(signature)
    const statement = writeStatement({ ...said, signer: block!.signer.email, made: block!.made, covers: block!.covers })
    const claim = { statement, signature: block!.signature!, keys: [keys.publicKey('jane')] }
    expect(await verified(keys, claim)).toBe('good')
    expect(await verified(keys, { ...claim, statement: `${statement}\n` })).toBe('bad')
  })
})

test('a security key: a touch that was recorded is told, and none can be made up afterwards', async () => {
  await withKeys(async (keys) => {
    const security = softSecurityKey()
    const claim = (bytes: Buffer): Claim => ({
      statement: STATEMENT,
      signature: bytes.toString('base64'),
      keys: [security.publicKey],
    })
    const untouched = security.sign(STATEMENT, 0)
    const forged = Buffer.from(untouched)
    forged[forged.length - 5] = 1
    const claims = [security.sign(STATEMENT, 1), security.sign(STATEMENT, 5), untouched, forged, security.sign('', 1)]
    expect(await verifySignatures(keys.env, claims.map(claim))).toEqual(['touched', 'touched', 'good', 'bad', 'bad'])
  })
})

describe('a signature does not verify', () => {
  const changed = (change: Partial<typeof said>): string => writeStatement({ ...said, ...change })
  const STATEMENTS: readonly (readonly [string, string])[] = [
    ['for another repository', changed({ repository: 'other' })],
    ['for another signer', changed({ signer: 'bo@example.com' })],
    ['for another moment', changed({ made: '2026-11-21T00:40:01Z' })],
    ['for another content', changed({ covers: [{ ...SIMPLE.covers[0]!, new: file('c') }] })],
    ['for another path', changed({ covers: [{ ...SIMPLE.covers[0]!, path: 'yarn.lock' }] })],
    ['for more', changed({ covers: [...SIMPLE.covers, { path: 'x', old: absent, new: file('c') }] })],
  ]

  test('for any other statement than the one that was signed', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      const signature = await signed(keys, 'jane')
      const claims = STATEMENTS.map(([, statement]) => ({ statement, signature, keys: [keys.publicKey('jane')] }))
      const results = await verifySignatures(keys.env, [...claims, { ...claims[0]!, statement: STATEMENT }])
      expect(results).toEqual([...STATEMENTS.map(() => 'bad'), 'good'])
    })
  })

  test('by a key that is not its signer\u2019s, or is no more', async () => {
    await withKeys(async (keys) => {
      for (const name of ['jane', 'bo', 'new']) keys.make(name, '-t', 'ed25519')
      const claim = { statement: STATEMENT, signature: await signed(keys, 'jane') }
      const [jane, bo, now] = ['jane', 'bo', 'new'].map(keys.publicKey) as [string, string, string]
      expect(
        await verifySignatures(keys.env, [
          { ...claim, keys: [jane] },
          { ...claim, keys: [bo] },
          { ...claim, keys: [now, bo] },
          { ...claim, keys: [now, jane] },
          { ...claim, keys: [] },
        ]),
      ).toEqual(['good', 'bad', 'bad', 'good', 'unchecked'])
    })
  })

  test('with another\u2019s public key put into it', async () => {
    await withKeys(async (keys) => {
      for (const name of ['jane', 'mal']) keys.make(name, '-t', 'ed25519')
      const bytes = Buffer.from(await signed(keys, 'mal'), 'base64')
      const [jane, mal] = ['jane', 'mal'].map((name) => Buffer.from(keys.publicKey(name).split(' ')[1]!, 'base64'))
      const at = bytes.indexOf(mal!)
      const forged = Buffer.concat([bytes.subarray(0, at), jane!, bytes.subarray(at + jane!.length)])
      const claim = { statement: STATEMENT, signature: forged.toString('base64'), keys: [keys.publicKey('jane')] }
      expect(await verified(keys, claim)).toBe('bad')
    })
  })

  test('made for another purpose by the same key', async () => {
    await withKeys(async (keys) => {
      const path = keys.make('jane', '-t', 'ed25519')
      const armor = execFileSync('ssh-keygen', ['-Y', 'sign', '-n', 'git', '-f', path], {
        env: keys.env,
        input: STATEMENT,
        stdio: ['pipe', 'pipe', 'ignore'],
        encoding: 'utf8',
      })
      const git = { statement: STATEMENT, signature: readArmor(armor)!, keys: [keys.publicKey('jane')] }
      expect(await verified(keys, git)).toBe('bad')
      // Renamed to ours: the purpose is under the signature.
      const bytes = Buffer.from(git.signature, 'base64')
      const at = bytes.indexOf('\0\0\0\x03git')
      const renamed = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from('\0\0\0\x10precheck-signoff'),
        bytes.subarray(at + 7),
      ])
      expect(await verified(keys, { ...git, signature: renamed.toString('base64') })).toBe('bad')
    })
  })

  test('cut, flipped or made up', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      const publicKey = keys.publicKey('jane')
      const signature = await signed(keys, 'jane')
      const bytes = Buffer.from(signature, 'base64')
      const flipped = Buffer.from(bytes)
      flipped[flipped.length - 1]! ^= 1
      const broken = [
        bytes.subarray(0, -1),
        bytes.subarray(0, -30),
        Buffer.concat([bytes, Buffer.from([0])]),
        flipped,
        blob(),
        Buffer.from('x'),
      ].map((some) => some.toString('base64'))
      const texts = [...broken, '', `${signature.slice(0, 70)}\n${signature.slice(70)}`]
      const claims = texts.map((text) => ({ statement: STATEMENT, signature: text, keys: [publicKey] }))
      expect(await verifySignatures(keys.env, claims)).toEqual(texts.map(() => 'bad'))
    })
  })

  test('by a security key whose signature was never made', async () => {
    await withKeys(async (keys) => {
      const keyType = 'sk-ssh-ed25519@openssh.com'
      const bytes = blob({ keyType, tail: flags(1) })
      const publicKey = bytes.subarray(14, 14 + bytes.readUInt32BE(10)).toString('base64')
      const claim = { statement: STATEMENT, signature: bytes.toString('base64'), keys: [`${keyType} ${publicKey}`] }
      expect(await verified(keys, claim)).toBe('bad')
    })
  })
})

describe('ssh-keygen', () => {
  /** Stands in for ssh-keygen, says how it was called, and ends as told. */
  const pretend = (keys: Keys, script: string): Record<string, string> => {
    const bin = join(keys.dir, 'bin')
    mkdirSync(bin)
    writeFileSync(join(bin, 'ssh-keygen'), `#!/bin/sh\necho x >> ${join(keys.dir, 'calls')}\n${script}\n`)
    chmodSync(join(bin, 'ssh-keygen'), 0o755)
    return { ...keys.env, PATH: `${bin}:${keys.env.PATH}` }
  }
  const calls = (keys: Keys): number =>
    readdirSync(keys.dir).includes('calls')
      ? execFileSync('wc', ['-l', join(keys.dir, 'calls')])
          .toString()
          .split(' ')
          .map(Number)[0]!
      : 0

  test('is needed only for a signature that has to be verified', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      keys.make('bo', '-t', 'ed25519')
      const signature = await signed(keys, 'jane')
      const without = { ...keys.env, PATH: keys.dir }
      const claim = { statement: STATEMENT, signature, keys: [keys.publicKey('jane')] }
      await expect(verifySignatures(without, [claim])).rejects.toThrow(CouldNotCheck)
      await expect(verifySignatures(without, [claim])).rejects.toThrow(/no ssh-keygen on PATH/)
      expect(await verifySignatures(without, [])).toEqual([])
      expect(await verifySignatures(without, [{ ...claim, keys: [] }])).toEqual(['unchecked'])
      expect(await verifySignatures(without, [{ ...claim, keys: [keys.publicKey('bo')] }])).toEqual(['bad'])
    })
  })

  test('is asked once about what is the same', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      const signature = await signed(keys, 'jane')
      const env = pretend(keys, 'exit 0')
      const claim = { statement: STATEMENT, signature, keys: [keys.publicKey('jane')] }
      const other = { ...claim, statement: 'other', signature: await signed(keys, 'jane', 'other') }
      expect(await verifySignatures(env, [claim, other, claim, claim])).toEqual(['good', 'good', 'good', 'good'])
      expect(calls(keys)).toBe(2)
    })
  })

  test('that is too old to verify is no answer', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      const signature = await signed(keys, 'jane')
      const env = pretend(keys, 'echo "unknown option -- Y" >&2; exit 1')
      const claim = { statement: STATEMENT, signature, keys: [keys.publicKey('jane')] }
      await expect(verifySignatures(env, [claim])).rejects.toThrow(CouldNotCheck)
      await expect(verifySignatures(env, [claim])).rejects.toThrow(/unknown option -- Y/)
    })
  })

  test('sees nothing of the user\u2019s when it verifies', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      const signature = await signed(keys, 'jane')
      const env = pretend(keys, `env > ${join(keys.dir, 'environment')}`)
      const claim = { statement: STATEMENT, signature, keys: [keys.publicKey('jane')] }
      await verifySignatures({ ...env, SSH_AUTH_SOCK: '/agent', SSH_ASKPASS: '/ask', LD_PRELOAD_X: 'x' }, [claim])
      const seen = execFileSync('cat', [join(keys.dir, 'environment')], { encoding: 'utf8' })
      expect(seen).toMatch(/^LC_ALL=C$/m)
      expect(seen).not.toMatch(/SSH_|LD_PRELOAD_X/)
      expect(seen).not.toContain(`HOME=${keys.dir}\n`)
    })
  })
})

describe('signing', () => {
  test('with a public key, when an agent holds the private one', async () => {
    await withKeys(async (keys) => {
      const path = keys.make('jane', '-t', 'ed25519')
      const literal = { kind: 'literal', key: keys.publicKey('jane') } as const
      await withAgent(keys, [path], async (socket) => {
        const env = { ...keys.env, SSH_AUTH_SOCK: socket }
        const signature = await sign({ cwd: '/', env }, literal, STATEMENT, silent)
        const claim = { statement: STATEMENT, signature, keys: [keys.publicKey('jane')] }
        expect(await verified(keys, claim)).toBe('good')
      })
      await expect(sign({ cwd: '/', env: keys.env }, literal, STATEMENT, silent)).rejects.toThrow(UsageError)
    })
  })

  test('without a key says what ssh-keygen says', async () => {
    await withKeys(async (keys) => {
      const words: string[] = []
      const place = { cwd: keys.dir, env: keys.env }
      const failed = sign(place, { kind: 'file', path: 'none' }, STATEMENT, (text) => words.push(text))
      await expect(failed).rejects.toThrow(/^ssh-keygen did not sign: .*none: No such file/)
      expect(words.join('')).toMatch(/none: No such file/)
    })
  })

  test('says nothing when all is well', async () => {
    await withKeys(async (keys) => {
      keys.make('jane', '-t', 'ed25519')
      const words: string[] = []
      await sign({ cwd: keys.dir, env: keys.env }, { kind: 'file', path: 'jane' }, STATEMENT, (text) =>
        words.push(text),
      )
      expect(words.join('')).toBe('')
    })
  })

  test('without ssh-keygen cannot be', async () => {
    await withKeys(async (keys) => {
      const place = { cwd: keys.dir, env: { PATH: keys.dir } }
      await expect(sign(place, { kind: 'file', path: 'jane' }, STATEMENT, silent)).rejects.toThrow(CouldNotCheck)
    })
  })

  test.each([
    [
      { 'gpg.format': 'ssh', 'user.signingkey': '~/.ssh/id' },
      { kind: 'file', path: '/home/jane/.ssh/id' },
    ],
    [
      { 'gpg.format': 'ssh', 'user.signingkey': '/keys/id.pub' },
      { kind: 'file', path: '/keys/id.pub' },
    ],
    [
      { 'gpg.format': 'ssh', 'user.signingkey': 'key::ecdsa-sha2-nistp256 AA' },
      { kind: 'literal', key: 'ecdsa-sha2-nistp256 AA' },
    ],
    [
      { 'gpg.format': 'ssh', 'user.signingkey': 'ssh-ed25519 AA' },
      { kind: 'literal', key: 'ssh-ed25519 AA' },
    ],
    [
      { 'gpg.format': 'openpgp', 'user.signingkey': 'ABCD' },
      { kind: 'openpgp', id: 'ABCD', program: 'gpg' },
    ],
    [
      { 'user.signingkey': 'ABCD', 'gpg.program': 'gpg2' },
      { kind: 'openpgp', id: 'ABCD', program: 'gpg2' },
    ],
    [{ 'user.signingkey': '--output=x' }, null],
    [{ 'gpg.format': 'x509', 'user.signingkey': 'ABCD' }, null],
    [{ 'gpg.format': 'ssh', 'gpg.ssh.defaultkeycommand': 'evil' }, null],
    [{ 'gpg.format': 'ssh', 'user.signingkey': '' }, null],
  ] as const)('the key that git would sign with, of %j', (config, key) => {
    expect(configuredKey(new Map(Object.entries(config)), '/home/jane')).toEqual(key)
  })
})
