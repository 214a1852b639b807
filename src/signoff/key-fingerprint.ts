import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { hexDigest } from '../digest.ts'
import { UsageError } from '../errors.ts'
import { visible } from '../visible.ts'
import { kept, type ProgramPlace, runProgram, SSH_KEYGEN } from './program.ts'

/** What ssh-keygen needs to look at a key. */
const KEPT = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP']

/** The fingerprint of a public key in OpenSSH's form, as `ssh-keygen -l` prints it. */
export function fingerprintOf(key: string): string {
  const bytes = Buffer.from(key.trim().split(/\s+/)[1] ?? '', 'base64')
  return `SHA256:${Buffer.from(hexDigest('sha256', bytes), 'hex').toString('base64').replace(/=+$/, '')}`
}

/**
 * The fingerprint of the key in a file, which may be its private half: no passphrase is asked for. Null where only signing
 * will tell: of a key that can be read once, as from a pipe, and of an old form of private keys that hides its public half.
 * @throws {UsageError} when there is no such file, or it is no key.
 * @throws {CouldNotCheck} when there is no ssh-keygen.
 */
export async function fingerprintIn({ cwd, env }: ProgramPlace, path: string): Promise<string | null> {
  const file = resolve(cwd, path)
  const name = visible(path, 200)
  // An agent may hold the private half; then ssh-keygen takes the public one beside it.
  const found = [file, `${file}.pub`].find((each) => statSync(each, { throwIfNoEntry: false }) !== undefined)
  if (found === undefined) throw new UsageError(`no such file: ${name}`)
  const status = statSync(found)
  if (status.isDirectory()) throw new UsageError(`${name} is a folder, and no key`)
  if (!status.isFile()) return null
  const place = { cwd, env: { ...kept(env, KEPT), LC_ALL: 'C' } }
  const { stdout, words } = await runProgram(SSH_KEYGEN, place, ['-l', '-E', 'sha256', '-f', found], '')
  // 256 SHA256:V7AYg8FbXv0c5YtkCDS6bXMGAFzFMhCzAmyyBzLgfQ8 jane@example.com (ED25519)
  const fingerprint = /^\d+ (SHA256:[\w+/]{43}) /.exec(stdout)?.[1] ?? null
  if (fingerprint !== null || isPrivateKey(found)) return fingerprint
  throw new UsageError(`${name} is no key: ${visible(words.split('\n').at(-1) || 'ssh-keygen takes it for none', 200)}`)
}

function isPrivateKey(file: string): boolean {
  try {
    return readFileSync(file, 'latin1').includes('PRIVATE KEY')
  } catch {
    return false
  }
}
