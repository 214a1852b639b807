import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment } from '../support/repository.ts'

/** A temporary folder for all repositories of a run. */
export interface Place {
  /** The built program. */
  readonly entry: string
  readonly env: Readonly<Record<string, string>>
  /** Makes an empty repository. */
  readonly repository: (name: string) => string
  readonly close: () => void
}

/** `top`: the folder of the built package. It is copied, so that a run leaves nothing behind in it. */
export function openPlace(top: string): Place {
  const root = mkdtempSync(join(tmpdir(), 'precheck-bench-'))
  const home = join(root, 'home')
  mkdirSync(home)
  // What else the caller's environment asks of Node falls on all that is compared, as it does on commits made there.
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const env = { ...(Object.fromEntries(others) as Record<string, string>), ...cleanEnvironment(home) }
  const copy = join(root, 'precheck')
  for (const part of ['bin', 'dist', 'hooks', 'templates', 'package.json']) {
    cpSync(join(top, part), join(copy, part), { recursive: true })
  }
  return {
    entry: join(copy, 'bin/precheck.js'),
    env,
    repository: (name) => {
      const dir = join(root, name)
      execFileSync('git', ['init', '-q', '-b', 'main', dir], { env })
      return dir
    },
    close: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }),
  }
}
