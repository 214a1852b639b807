import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { writeBlock } from '../../src/signoff/block.ts'
import { aSignOff, coversBetween } from '../signoff/given.ts'
import { type Keys, withKeys } from '../signoff/keys.ts'
import { withOpenpgpKeys } from '../signoff/openpgp-keys.ts'
import { judge } from '../support/example.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

/** A policy by which those whom nobody's key has verified owe one trailer. */
const policy = (keys: string, whose = 'unverified') => `version: 1
trailers-for: ${whose}
trailers: { Task-Id: { required: true } }
signers:
  - { name: Jane Doe, email: [jane@example.com], keys: [${keys}] }
`

const entry = (key: string, more = 'commits: true') => `{ key: '${key}', ${more} }`

const MESSAGE = 'Add it\n\nCo-authored-by: Claude <noreply@anthropic.com>\n'

/** Commits with a signature that git makes with this key. */
function commitSigned(repository: TestRepository, config: Readonly<Record<string, string>>, env = {}): void {
  repository.write('a', 'a\n')
  repository.git('add', '-A')
  const settings = Object.entries(config).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const done = repository.run('git', [...settings, 'commit', '-q', '-S', '-F', '-'], { input: MESSAGE, env })
  if (done.status !== 0) throw new Error(done.stderr)
}

const ssh = (path: string) => ({ 'gpg.format': 'ssh', 'user.signingkey': path })

/** What is found of one commit, and by whose key it was verified. */
async function found(repository: TestRepository) {
  const report = await judge(repository, 'main~1')
  return [
    report.verdict,
    ...report.commits.map(({ verifiedBy }) => verifiedBy),
    ...report.findings.map((f) => f.message),
  ]
}

async function sshCase(
  listed: (keys: Keys) => string,
  then: (repository: TestRepository, keys: Keys) => void = () => {},
  init: readonly string[] = [],
) {
  return await withKeys(async (keys) => {
    const path = keys.make('jane', '-t', 'ed25519')
    keys.make('mal', '-t', 'ed25519')
    return await withRepository(
      async (repository) => {
        repository.commit('Adopt', { '.precheck.yml': listed(keys) })
        commitSigned(repository, ssh(path))
        then(repository, keys)
        return await found(repository)
      },
      { init },
    )
  })
}

const VERIFIED = ['pass', 'Jane Doe']
const NOBODY = ['block', null, 'missing']

const jane = (keys: Keys) => policy(entry(keys.publicKey('jane')))

/** Writes HEAD anew with other bytes, as anybody can. */
const forge = (repository: TestRepository, change: (raw: string) => string): void => {
  const raw = change(repository.run('git', ['cat-file', 'commit', 'HEAD']).bytes.toString('latin1'))
  const args = ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally']
  const sha = repository.run('git', args, { input: Buffer.from(raw, 'latin1') }).stdout.trim()
  repository.git('update-ref', 'refs/heads/main', sha)
}

describe('a commit that a listed SSH key signed', () => {
  test('owes no trailers, whatever it looks like', async () => {
    expect(await sshCase(jane)).toEqual(VERIFIED)
  })

  test('neither in a repository of SHA-256', async () => {
    expect(await sshCase(jane, () => {}, ['--object-format=sha256'])).toEqual(VERIFIED)
  })

  test.each<[string, (keys: Keys) => string]>([
    ['its key is not marked for commits', (keys) => policy(entry(keys.publicKey('jane'), 'commits: false'))],
    ['its key is another', (keys) => policy(entry(keys.publicKey('mal')))],
    [
      'its key did not count yet',
      (keys) => policy(entry(keys.publicKey('jane'), 'commits: true, valid-after: 2024-01-01')),
    ],
    [
      'its key counted no more',
      (keys) => policy(entry(keys.publicKey('jane'), 'commits: true, valid-before: 2023-01-01')),
    ],
  ])('owes them if %s', async (_, listed) => {
    expect(await sshCase(listed)).toEqual(NOBODY)
  })

  test.each<[string, (raw: string) => string]>([
    ['its message', (raw) => raw.replace('Add it', 'Add more')],
    ['its author', (raw) => raw.replace('author Ann', 'author Bob')],
    ['a header that it did not have', (raw) => raw.replace('gpgsig ', 'encoding UTF-8\ngpgsig ')],
    ['a second signature', (raw) => raw.replace('gpgsig ', 'gpgsig x\ngpgsig ')],
    ['no signature', (raw) => raw.replace(/gpgsig [\s\S]*?\n(?! )/, '')],
  ])('owes them after somebody changed it: %s', async (_, change) => {
    const forged = (repository: TestRepository) => forge(repository, change)
    expect(await sshCase(jane, forged)).toEqual(NOBODY)
  })

  test('does not lend its signature to the next one', async () => {
    const next = (repository: TestRepository) => {
      const signature = /gpgsig [\s\S]*?\n(?! )/.exec(repository.git('cat-file', 'commit', 'HEAD'))![0]
      repository.git('reset', '-q', '--soft', 'HEAD~1')
      repository.commit('Something else')
      forge(repository, (raw) => raw.replace('\n\n', `\n${signature}\n`))
    }
    expect(await sshCase(jane, next)).toEqual(NOBODY)
  })

  test('with trailers is as fine as ever, and signed by nobody too', async () => {
    const plain = (repository: TestRepository) =>
      void repository.git('commit', '-q', '--amend', '--no-gpg-sign', '-m', 'Add\n\nTask-Id: A-1')
    expect(await sshCase(jane, plain)).toEqual(['pass', null])
  })

  test('is told where trailers are asked of agents, and owes them', async () => {
    const agents = (keys: Keys) => policy(entry(keys.publicKey('jane')), 'agents')
    expect(await sshCase(agents)).toEqual(['block', 'Jane Doe', 'missing'])
  })
})

test('whoever signed a commit had a hand in it, whatever name stands in it', async () => {
  for (const [listed, verdict] of [
    ['jane', 'block'],
    ['mal', 'pass'],
  ] as const) {
    await withKeys(async (keys) => {
      const path = keys.make('jane', '-t', 'ed25519')
      keys.make('mal', '-t', 'ed25519')
      await withRepository(async (repository) => {
        const guarded = "paths: [{ name: a, match: ['/a'], independent: true }]\n"
        const text = policy(entry(keys.publicKey(listed)), 'agents').replace('true } }', 'false } }')
        const base = repository.commit('Adopt', { '.precheck.yml': text + guarded })
        commitSigned(repository, ssh(path))
        repository.commit(`Sign\n\n${writeBlock(aSignOff(coversBetween(repository, base, 'HEAD', 'a')))}`)
        expect((await judge(repository, base)).verdict).toBe(verdict)
      })
    })
  }
})

test('one that an OpenPGP key signed owes no trailers either; gpg is missed only where it is needed', async () => {
  await withOpenpgpKeys(async (gpg) => {
    for (const email of ['jane@example.com', 'mal@example.com']) gpg.make(email)
    const openpgp = (email: string) => ({ 'gpg.format': 'openpgp', 'user.signingkey': email })
    for (const [signer, expected] of [
      ['jane@example.com', VERIFIED],
      ['mal@example.com', NOBODY],
    ] as const) {
      await withRepository(async (repository) => {
        repository.commit('Adopt', { '.precheck.yml': policy(entry(gpg.listed('jane@example.com'))) })
        commitSigned(repository, openpgp(signer), { GNUPGHOME: gpg.env.GNUPGHOME })
        expect(await found(repository)).toEqual(expected)
        if (signer !== 'jane@example.com') return
        const bin = join(repository.dir, '..', 'bin')
        mkdirSync(bin)
        symlinkSync(repository.run('sh', ['-c', 'command -v git']).stdout.trim(), join(bin, 'git'))
        repository.env['PATH'] = bin
        const without = await judge(repository, 'main~1')
        expect(without.verdict).toBe('incomplete')
        expect(without.outcomes.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('no gpg on PATH'))
        forge(repository, (raw) => raw.replace(/gpgsig [\s\S]*?\n(?! )/, ''))
        expect((await judge(repository, 'main~1')).verdict).toBe('block')
      })
    }
  })
})
