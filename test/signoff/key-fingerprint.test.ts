import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fingerprintIn, fingerprintOf } from '../../src/signoff/key-fingerprint.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

/** Makes a key beside the repository, and gives its file. */
function keygen(repository: TestRepository, ...args: readonly string[]): string {
  const file = join(repository.dir, '..', 'key')
  execFileSync('ssh-keygen', ['-q', '-C', 'somebody', '-f', file, ...args])
  return file
}

const placeOf = ({ dir, env }: TestRepository) => ({ cwd: dir, env })

test.each([
  ['ed25519', ['-t', 'ed25519', '-N', '']],
  ['ecdsa, behind a passphrase', ['-t', 'ecdsa', '-N', 'a passphrase']],
  ['rsa', ['-t', 'rsa', '-b', '2048', '-N', '']],
])('both halves have the fingerprint that ssh-keygen prints: %s', (_, args) =>
  withRepository(async (repository) => {
    const file = keygen(repository, ...args)
    const listed = readFileSync(`${file}.pub`, 'utf8')
    const printed = execFileSync('ssh-keygen', ['-l', '-f', `${file}.pub`], { encoding: 'utf8' }).split(' ')[1]
    expect(fingerprintOf(listed)).toBe(printed)
    expect(await fingerprintIn(placeOf(repository), '../key.pub')).toBe(printed)
    // Without the one beside it, a private key still says which it is.
    rmSync(`${file}.pub`)
    expect(await fingerprintIn(placeOf(repository), '../key')).toBe(printed)
    // With an agent the public one is enough, and goes by the private one's name.
    rmSync(file)
    writeFileSync(`${file}.pub`, listed)
    expect(await fingerprintIn(placeOf(repository), '../key')).toBe(printed)
  }),
)

test('an old private key that hides its public half is told by signing alone', () =>
  withRepository(async (repository) => {
    const file = keygen(repository, '-t', 'rsa', '-b', '2048', '-m', 'PEM', '-N', 'a passphrase')
    rmSync(`${file}.pub`)
    expect(await fingerprintIn(placeOf(repository), '../key')).toBeNull()
  }))

test('a pipe is left to who signs, since it can be read once', () =>
  withRepository(async (repository) => {
    execFileSync('mkfifo', [join(repository.dir, '../pipe')])
    expect(await fingerprintIn(placeOf(repository), '../pipe')).toBeNull()
  }))
