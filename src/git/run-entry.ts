import { spawnSync } from 'node:child_process'
import type { Environment } from './process.ts'

/** Variables that the installed hooks take away before they start Node. */
const TAKEN_AWAY = ['NODE_OPTIONS', 'NODE_PATH', 'NODE_V8_COVERAGE', 'NODE_DEBUG', 'NODE_EXTRA_CA_CERTS']

/** Asks a program of ours for its version, started as the hooks start it; null: it did not say, and `said` is why. */
export function runEntry(
  node: string,
  entry: string,
  cwd: string,
  env: Environment,
): { readonly version: string | null; readonly said: string } {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !TAKEN_AWAY.includes(name)))
  const done = spawnSync(node, [entry, '--version'], {
    cwd,
    env: own as NodeJS.ProcessEnv,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    maxBuffer: 1 << 20,
    windowsHide: true,
  })
  const version = done.status === 0 ? done.stdout.trim() : ''
  if (/^\d+\.\d+\.\d+\S*$/.test(version)) return { version, said: '' }
  const words =
    done.error?.message ??
    (done.stderr || done.stdout || '')
      .trim()
      .split('\n')
      .find((line) => /error/i.test(line))
  return { version: null, said: words ?? `it ended with ${done.status ?? done.signal} and said no version` }
}
