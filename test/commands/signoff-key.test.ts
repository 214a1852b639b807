import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { adopt, byAgent, checked, everything, POLICY } from './signoff-setting.ts'
import { onTerminal } from './terminal.ts'

/** Makes a key beside the repository; gives its file and the public key as a policy lists it. */
function makeKey(repository: TestRepository, name: string): { readonly file: string; readonly listed: string } {
  const file = join(repository.dir, '..', name)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file])
  return { file, listed: readFileSync(`${file}.pub`, 'utf8').trim().split(' ').slice(0, 2).join(' ') }
}

/** As ssh-keygen prints it. */
const fingerprint = (file: string): string =>
  execFileSync('ssh-keygen', ['-l', '-f', file], { encoding: 'utf8' }).split(' ')[1]!

const string = (text: string | Buffer): Buffer => {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  return Buffer.concat([length, Buffer.from(text as string)])
}

/** A key that could record a touch; nobody has its other half. */
const SECURITY_KEY = `sk-ssh-ed25519@openssh.com ${Buffer.concat(
  ['sk-ssh-ed25519@openssh.com', Buffer.alloc(32, 7), 'ssh:'].map(string),
).toString('base64')}`

const listing = (key: string, strength = 'signed'): string =>
  POLICY.replace('groups: [platform]', `keys: ['${key}']`).replace(
    '    action: sign-off\n',
    `    action: sign-off\n    strength: ${strength}\n`,
  )

const deploy = (repository: TestRepository) => byAgent(repository, 'Deploy', { 'deploy/run.sh': 'run\n' })

describe('a sign-off that must be signed', () => {
  it('is signed with the key that is named', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed))
      deploy(repository)
      const { status, text } = await onTerminal(repository, ['signoff', '--key', key.file], 'y\n')
      expect(text).toContain(
        `as Jane Doe <jane@example.com>, signed with your key ${key.file} (${fingerprint(key.file)})? y/N `,
      )
      expect(text).toContain('main..HEAD is green now\n')
      expect(status).toBe(0)
      const report = JSON.parse((await checked(repository)).stdout)
      expect(report).toMatchObject({ verdict: 'pass', limits: [], signOffs: [{ strength: 'signed', state: 'valid' }] })
    })
  })

  it('is signed with the key that git signs with', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed))
      deploy(repository)
      repository.git('config', 'gpg.format', 'ssh')
      repository.git('config', 'user.signingKey', key.file)
      expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
      expect(JSON.parse((await checked(repository)).stdout).signOffs).toMatchObject([
        { strength: 'signed', state: 'valid' },
      ])
    })
  })

  it('is refused without a key, with what to configure', async () => {
    await withRepository(async (repository) => {
      adopt(repository, listing(makeKey(repository, 'key').listed))
      deploy(repository)
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff'], null)
      expect(status).toBe(2)
      expect(text).toContain('deploy asks for a sign-off that is signed with a key, and you have named none')
      expect(text).toContain('git config user.signingKey')
      expect((await onTerminal(repository, ['signoff', '--no-sign'], null)).status).toBe(2)
      expect(everything(repository)).toEqual(before)
    })
  })

  it('is refused with a key that the policy does not list, before anything is shown', async () => {
    await withRepository(async (repository) => {
      const other = makeKey(repository, 'other')
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed))
      deploy(repository)
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff', '--key', other.file], null)
      expect(status).toBe(2)
      expect(
        text,
      ).toBe(`precheck: ${other.file} (${fingerprint(other.file)}) is none of those that the policy lists for you, and a signature by it would count for less than none
the policy lists ${fingerprint(key.file)}
name one of those with --key FILE, or leave it out with --no-sign where the policy takes that
`)
      expect(everything(repository)).toEqual(before)
      // What git names is held alike: the public key itself, here.
      repository.git('config', 'gpg.format', 'ssh')
      repository.git('config', 'user.signingKey', `key::${other.listed}`)
      const configured = await onTerminal(repository, ['signoff'], null)
      expect([configured.status, configured.text]).toEqual([2, text.replace(`${other.file} `, '').replace(/[()]/g, '')])
    })
  })

  it('is refused with a key that has gone, with what is none, and on a day on which it does not count', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(
        repository,
        listing(key.listed).replace(`'${key.listed}'`, `{ key: '${key.listed}', valid-before: 2020-01-01 }`),
      )
      deploy(repository)
      repository.write('../notes', 'no key\n')
      const refused = async (file: string): Promise<string> => {
        const { status, text } = await onTerminal(repository, ['signoff', '--key', file], null)
        expect(status).toBe(2)
        return text.split('\n')[0]!
      }
      expect(await refused('../gone')).toBe('precheck: no such file: ../gone')
      expect(await refused('../notes')).toMatch(/^precheck: \.\.\/notes is no key: /)
      expect(await refused('..')).toBe('precheck: .. is a folder, and no key')
      expect(await refused('../key')).toContain(`../key (${fingerprint(key.file)}) counts on other days than today`)
    })
  })

  it('is signed with a public key whose private half is with an agent or beside it', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed))
      deploy(repository)
      const { status, text } = await onTerminal(repository, ['signoff', '--key', `${key.file}.pub`], 'y\n')
      expect(text).toContain(`signed with your key ${key.file}.pub (${fingerprint(key.file)})? y/N `)
      expect(status).toBe(0)
    })
  })

  it('is refused where nothing binds a signature to the repository', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed).replace(/^repository.*\n/m, ''))
      deploy(repository)
      const { status, text } = await onTerminal(repository, ['signoff', '--key', key.file], null)
      expect(status).toBe(2)
      expect(text).toContain('the policy has no "repository: ID"')
    })
    await withRepository(async (repository) => {
      adopt(repository, 'version: 1\n')
      byAgent(repository, 'Lock', { 'yarn.lock': 'a\n' })
      const { status, text } = await onTerminal(repository, ['signoff', '--key', makeKey(repository, 'key').file], null)
      expect(status).toBe(2)
      expect(text).toContain('--key has no use')
    })
  })

  it('is refused where a touch is asked and the key records none', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(`${key.listed}', '${SECURITY_KEY}`, 'present'))
      deploy(repository)
      const before = everything(repository)
      const { status, text } = await onTerminal(repository, ['signoff', '--key', key.file], null)
      expect(status).toBe(2)
      expect(text).toContain('deploy asks for a security key that records a touch')
      expect(everything(repository)).toEqual(before)
    })
  })

  it('shows only what has changed since one that is signed, whoever carried it here', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed), { 'deploy/run.sh': 'one\ntwo\n' })
      byAgent(repository, 'Deploy', { 'deploy/run.sh': 'new\ntwo\n' })
      await onTerminal(repository, ['signoff', '--key', key.file], 'y\n')
      const signOff = repository.git('log', '-1', '--format=%B')
      repository.git('reset', '-q', '--hard', 'HEAD^')
      repository.write('deploy/run.sh', 'new\nmore\n')
      repository.git('commit', '-q', '-a', '--amend', '--no-edit')
      repository.commit(signOff)
      repository.git('reflog', 'expire', '--expire=all', '--all')
      const { text, status } = await onTerminal(repository, ['signoff', '--key', key.file], 'y\n')
      expect(text).toContain('you have signed off a state between')
      expect(text).not.toContain('  -| one\n')
      expect(status).toBe(0)
      expect((await checked(repository)).status).toBe(0)
    })
  })
})

describe('a sign-off that need not be signed', () => {
  it('is left unsigned by --no-sign, and by a key that nobody could check', async () => {
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed, 'bound').replace(/, keys: \[[^\]]*\]/, ''))
      deploy(repository)
      repository.git('config', 'gpg.format', 'ssh')
      repository.git('config', 'user.signingKey', '/nowhere')
      expect((await onTerminal(repository, ['signoff'], 'y\n')).status).toBe(0)
      expect(repository.git('log', '-1', '--format=%B')).not.toContain('Sign-off-signature')
    })
    await withRepository(async (repository) => {
      const key = makeKey(repository, 'key')
      adopt(repository, listing(key.listed, 'bound'))
      deploy(repository)
      repository.git('config', 'gpg.format', 'ssh')
      repository.git('config', 'user.signingKey', key.file)
      expect((await onTerminal(repository, ['signoff', '--no-sign'], 'y\n')).status).toBe(0)
      expect(repository.git('log', '-1', '--format=%B')).not.toContain('Sign-off-signature')
    })
  })
})
