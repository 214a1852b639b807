import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** A folder with keys that were made for this test, and nothing of the user's. */
export interface Keys {
  readonly dir: string
  readonly env: { readonly PATH: string; readonly HOME: string; readonly LC_ALL: string }
  /** Makes a key pair and gives the private key's path. */
  readonly make: (name: string, ...options: string[]) => string
  /** Type and base64 of a public key, as a policy lists it. */
  readonly publicKey: (name: string) => string
}

/** Makes a key pair in this file and beside it; gives type and base64 of the public key, as a policy lists it. */
export function makeKey(path: string, ...options: readonly string[]): string {
  const env = { PATH: process.env.PATH ?? '', HOME: dirname(path), LC_ALL: 'C' }
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', `${basename(path)} key`, '-f', path, ...options], { env })
  return listed(path)
}

const listed = (path: string): string => readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ')

export async function withKeys<T>(body: (keys: Keys) => T | Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'precheck-test-'))
  const env = { PATH: process.env.PATH ?? '', HOME: dir, LC_ALL: 'C' }
  try {
    return await body({
      dir,
      env,
      make: (name, ...options) => {
        const path = join(dir, name)
        makeKey(path, ...options)
        return path
      },
      publicKey: (name) => listed(join(dir, name)),
    })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** Runs an agent that holds these keys, as long as `body` takes. */
export async function withAgent<T>(
  keys: Keys,
  paths: readonly string[],
  body: (socket: string) => Promise<T>,
): Promise<T> {
  const said = execFileSync('ssh-agent', ['-s'], { env: keys.env, encoding: 'utf8' })
  const socket = /SSH_AUTH_SOCK=([^;]+)/.exec(said)![1]!
  const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(said)![1])
  try {
    const added = spawnSync('ssh-add', ['-q', ...paths], {
      env: { ...keys.env, SSH_AUTH_SOCK: socket },
      encoding: 'utf8',
    })
    if (added.status !== 0) throw new Error(added.stderr)
    return await body(socket)
  } finally {
    process.kill(pid)
  }
}
