import { readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readConfig } from '../git/config.ts'
import type { Environment } from '../git/process.ts'
import type { Repository } from '../git/repository.ts'
import { configuredKey } from '../signoff/signing-key.ts'
import { allowedSigners } from './allowed-signers.ts'
import type { KnownKey } from './signers-block.ts'

const LARGEST_FILE = 1024 * 1024

/** Public keys that git's own settings here name: the key that whoever runs this signs with, and the allowed signers. */
export async function knownKeys({ place, topLevel }: Repository, env: Environment): Promise<readonly KnownKey[]> {
  const config = await readConfig(place)
  const home = env['HOME'] ?? env['USERPROFILE'] ?? ''
  const read = (path: string): string =>
    readText(resolve(topLevel ?? place.cwd, path.startsWith('~/') ? join(home, path.slice(2)) : path))
  const allowed = config.get('gpg.ssh.allowedsignersfile')
  const email = config.get('user.email')
  const own = configuredKey(config, home)
  let key = ''
  if (own?.kind === 'literal') key = own.key
  if (own?.kind === 'file') key = read(own.path.endsWith('.pub') ? own.path : `${own.path}.pub`)
  return [
    ...(email !== undefined && key !== '' ? [{ email, key }] : []),
    ...(allowed === undefined ? [] : allowedSigners(read(allowed))),
  ]
}

/** A file's text; empty where there is none that anybody would have written. */
function readText(path: string): string {
  try {
    const status = statSync(path)
    return status.isFile() && status.size <= LARGEST_FILE ? readFileSync(path, 'utf8') : ''
  } catch {
    return ''
  }
}
