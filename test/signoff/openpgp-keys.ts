import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Somebody's gpg with keys that were made for this test. */
export interface OpenpgpKeys {
  /** What their programs need to find it. */
  readonly env: { readonly PATH: string; readonly HOME: string; readonly GNUPGHOME: string; readonly LC_ALL: string }
  readonly gpg: (args: readonly string[], input?: string | Buffer) => Buffer
  /** Makes a key for this address, without a passphrase; `expires` as gpg takes it. */
  readonly make: (email: string, expires?: string) => void
  /** The public key as a policy lists it. */
  readonly listed: (email: string) => string
  readonly armored: (email: string) => string
}

/** Runs a body with a gpg of its own, and ends its agent whatever happens. */
export async function withOpenpgpKeys<T>(body: (keys: OpenpgpKeys) => T | Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'pgp-'))
  const env = { PATH: process.env.PATH ?? '', HOME: dir, GNUPGHOME: dir, LC_ALL: 'C' }
  const gpg: OpenpgpKeys['gpg'] = (args, input = '') =>
    execFileSync('gpg', ['--batch', '--quiet', '--no-tty', ...args], { env, input, stdio: ['pipe', 'pipe', 'ignore'] })
  const exported = ['--export-options', 'export-minimal', '--export']
  try {
    return await body({
      env,
      gpg,
      make: (email, expires = 'never') =>
        void gpg(['--passphrase', '', '--quick-generate-key', `Test <${email}>`, 'ed25519', 'sign', expires]),
      listed: (email) => `openpgp:${gpg([...exported, email]).toString('base64')}`,
      armored: (email) => gpg(['--armor', ...exported, email]).toString('utf8'),
    })
  } finally {
    execFileSync('gpgconf', ['--homedir', dir, '--kill', 'all'], { env, stdio: 'ignore' })
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}
