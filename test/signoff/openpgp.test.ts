import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import { readOpenpgpArmor } from '../../src/policy/openpgp.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { sign } from '../../src/signoff/sign.ts'
import { writeStatement } from '../../src/signoff/statement.ts'
import { type Claim, verifySignatures } from '../../src/signoff/verify.ts'
import { adopt, byAgent, checked, POLICY } from '../commands/signoff-setting.ts'
import { onTerminal } from '../commands/terminal.ts'
import { withRepository } from '../support/repository.ts'
import { type OpenpgpKeys, withOpenpgpKeys } from './openpgp-keys.ts'
import { SIMPLE } from './sign-offs.ts'

const JANE = 'jane@example.com'
const STATEMENT = writeStatement({ repository: 'x', signer: JANE, made: SIMPLE.made, covers: SIMPLE.covers })

const signed = (keys: OpenpgpKeys, email = JANE): Promise<string> =>
  sign({ cwd: '/', env: keys.env }, { kind: 'openpgp', id: email, program: 'gpg' }, STATEMENT, () => {})

const made = (keys: OpenpgpKeys, ...options: readonly string[]): string =>
  `openpgp:${keys.gpg(['--local-user', JANE, ...options], STATEMENT).toString('base64')}`

const verified = (keys: OpenpgpKeys, claims: readonly Partial<Claim>[]) =>
  verifySignatures(
    { PATH: keys.env.PATH },
    claims.map((claim) => ({ statement: STATEMENT, signature: '', keys: [keys.listed(JANE)], ...claim })),
  )

/** What is left of verifying: folders, and programs that were started in one of them. */
async function leftBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'precheck-test-'))
  vi.stubEnv('TMPDIR', dir)
  try {
    await work()
    const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
    return [...readdirSync(dir), ...running.filter((line) => line.includes(dir))]
  } finally {
    vi.unstubAllEnvs()
    rmSync(dir, { recursive: true, force: true })
  }
}

describe('an OpenPGP signature', () => {
  test('goes through a message, folded at 72 columns, and verifies; of another statement or key it does not', async () => {
    await withOpenpgpKeys(async (keys) => {
      for (const email of [JANE, 'mal@example.com']) keys.make(email)
      const signature = await signed(keys)
      const message = `Bump\n\n${writeBlock({ ...SIMPLE, signature })}`
      expect(message).toContain('\nSign-off-signature: openpgp:')
      expect(Math.max(...message.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(72)
      expect(readBlocks(message)).toMatchObject({ blocks: [{ signature }], nearMisses: [] })
      const flipped = Buffer.from(signature.slice(8), 'base64')
      flipped[flipped.length - 1]! ^= 1
      const mal = keys.listed('mal@example.com')
      expect(
        await verified(keys, [
          { signature },
          { signature, keys: [mal, keys.listed(JANE)] },
          { signature, statement: `${STATEMENT}x` },
          { signature, keys: [mal] },
          { signature, keys: ['ssh-ed25519 AAAA'] },
          { signature, keys: [] },
          { signature: `openpgp:${flipped.toString('base64')}` },
          { signature: await signed(keys, 'mal@example.com') },
          { signature: await signed(keys, 'mal@example.com'), keys: [mal] },
        ]),
      ).toEqual(['good', 'good', 'bad', 'bad', 'bad', 'unchecked', 'bad', 'bad', 'good'])
      expect(await leftBy(() => verified(keys, [{ signature }, { signature, statement: 'x' }]))).toEqual([])
    })
  })

  test('counts only as one detached signature over bytes, by a digest that holds', async () => {
    await withOpenpgpKeys(async (keys) => {
      keys.make(JANE)
      const good = made(keys, '--detach-sign')
      const twice = Buffer.concat([1, 2].map(() => Buffer.from(good.slice(8), 'base64'))).toString('base64')
      const claims = [
        good,
        made(keys, '--sign'),
        made(keys, '--detach-sign', '--textmode'),
        made(keys, '--detach-sign', '--digest-algo', 'SHA1'),
        `openpgp:${twice}`,
        'openpgp:',
        'openpgp:AAAA',
      ]
      const results = await verified(
        keys,
        claims.map((signature) => ({ signature })),
      )
      expect(results).toEqual(['good', 'bad', 'bad', 'bad', 'bad', 'bad', 'bad'])
    })
  })

  test('by a key that has expired or was revoked is none', async () => {
    await withOpenpgpKeys(async (keys) => {
      keys.make(JANE)
      const signature = await signed(keys)
      expect(await verified(keys, [{ signature }])).toEqual(['good'])
      const fingerprint = /^fpr:+([0-9A-F]+):$/m.exec(keys.gpg(['--with-colons', '--list-keys', JANE]).toString())![1]!
      // As if somebody had looked long after: the key says of itself that it is good for a day from the year 2000 on.
      const faked = ['--faked-system-time', '20000101T000000', '--passphrase', '']
      keys.gpg([...faked, '--quick-generate-key', 'Old <old@example.com>', 'ed25519', 'sign', '1d'])
      const old = keys.gpg([...faked, '--local-user', 'old@example.com', '--detach-sign'], STATEMENT)
      const expired = { signature: `openpgp:${old.toString('base64')}`, keys: [keys.listed('old@example.com')] }
      expect(await verified(keys, [expired])).toEqual(['bad'])

      const revocation = execFileSync('cat', [join(keys.env.HOME, 'openpgp-revocs.d', `${fingerprint}.rev`)])
      keys.gpg(['--import'], revocation.toString().replace(':-----BEGIN', '-----BEGIN'))
      expect(await verified(keys, [{ signature }])).toEqual(['bad'])
    })
  })

  test('needs gpg only where one has to be verified', async () => {
    await withOpenpgpKeys(async (keys) => {
      keys.make(JANE)
      const claim = { statement: STATEMENT, signature: await signed(keys), keys: [keys.listed(JANE)] }
      const without = { PATH: keys.env.HOME }
      await expect(verifySignatures(without, [claim])).rejects.toThrow(CouldNotCheck)
      await expect(verifySignatures(without, [claim])).rejects.toThrow(/no gpg on PATH/)
      expect(await verifySignatures(without, [{ ...claim, keys: [] }])).toEqual(['unchecked'])
      expect(await verifySignatures(without, [{ ...claim, keys: ['ssh-ed25519 AAAA'] }])).toEqual(['bad'])
      expect(await verifySignatures(without, [{ ...claim, signature: 'openpgp:AAAA' }])).toEqual(['bad'])
    })
  })

  test('is judged by the policy’s keys alone, whatever gpg of the user’s is around', async () => {
    await withOpenpgpKeys(async (keys) => {
      for (const email of [JANE, 'mal@example.com']) keys.make(email)
      const claim = {
        statement: STATEMENT,
        signature: await signed(keys, 'mal@example.com'),
        keys: [keys.listed(JANE)],
      }
      expect(await verifySignatures({ ...keys.env }, [claim])).toEqual(['bad'])
    })
  })
})

describe('an OpenPGP key in a policy', () => {
  const decoded = (key: string) =>
    decodePolicy(JSON.stringify({ version: 1, signers: [{ name: 'A', email: ['a@b.c'], keys: [key] }] }), [])
  const errors = (key: string) => {
    const found = decoded(key)
    return 'errors' in found ? found.errors.map(({ text }) => text) : []
  }

  test('is one and the same as armored block and as base64', async () => {
    await withOpenpgpKeys(async (keys) => {
      keys.make(JANE)
      const listed = keys.listed(JANE)
      for (const key of [listed, keys.armored(JANE), `openpgp: ${listed.slice(8, 20)} ${listed.slice(20)}`]) {
        expect(decoded(key)).toMatchObject({ policy: { signers: [{ keys: [{ key: listed }] }] } })
      }
      expect(errors(keys.gpg(['--armor', '--export-secret-keys', JANE]).toString())).toEqual([
        expect.stringMatching(/it is a private key; never write one here/),
      ])
      const secret = keys.gpg(['--export-secret-keys', JANE]).toString('base64')
      expect(errors(`openpgp:${secret}`)).toEqual([expect.stringMatching(/it is a private key/)])
      keys.make('two@example.com')
      const two = Buffer.concat([JANE, 'two@example.com'].map((each) => keys.gpg(['--export', each])))
      expect(errors(`openpgp:${two.toString('base64')}`)).toEqual([expect.stringMatching(/it is more than one key/)])
      expect(errors(`${listed.slice(0, -8)}AAA=`)).toEqual([expect.stringMatching(/cannot be a public key/)])
    })
  })

  test.each([
    ['openpgp:', /not a whole OpenPGP public key/],
    ['openpgp:AAAA', /not a whole OpenPGP public key/],
    ['openpgp:…', /no whole base64/],
    ['-----BEGIN PGP PUBLIC KEY BLOCK-----', /must begin with one of/],
  ])('is refused with its reason: %s', (key, reason) => {
    expect(errors(key)).toEqual([expect.stringMatching(reason)])
  })
})

test('a checksum behind an armored body is passed over, and what is no block is none', () => {
  const block = (body: string) => `-----BEGIN PGP SIGNATURE-----\nVersion: x\n\n${body}\n-----END PGP SIGNATURE-----\n`
  expect(readOpenpgpArmor(block('AAAA\n=abcd'), 'SIGNATURE')).toBe('AAAA')
  expect(readOpenpgpArmor(block('AAAA\nAA=='), 'SIGNATURE')).toBe('AAAAAA==')
  expect(readOpenpgpArmor(`x\n${block('AAAA')}`, 'SIGNATURE')).toBeNull()
})

test('signoff signs with the gpg key that git signs with, and check takes it', async () => {
  await withOpenpgpKeys(async (keys) => {
    keys.make(JANE)
    await withRepository(async (repository) => {
      const strong = POLICY.replace('    action: sign-off\n', '    action: sign-off\n    strength: signed\n')
      adopt(repository, strong.replace('groups: [platform]', `keys: ['${keys.listed(JANE)}']`))
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })
      repository.git('config', 'user.signingKey', JANE)
      const env = { GNUPGHOME: keys.env.GNUPGHOME }
      const { status, text } = await onTerminal(repository, ['signoff'], 'y\n', env)
      expect(text).toContain(`signed with your OpenPGP key ${JANE}? y/N `)
      expect(status).toBe(0)
      expect(JSON.parse((await checked(repository)).stdout)).toMatchObject({
        verdict: 'pass',
        signOffs: [{ strength: 'signed', state: 'valid' }],
      })
    })
  })
})
