import { Readable } from 'node:stream'
import { run } from '../../src/cli.ts'
import type { TestRepository } from '../support/repository.ts'

/** What precheck did when it was called without a process of its own. */
export interface Called {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Calls precheck in a repository, from its source. */
export async function precheck(
  repository: TestRepository,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Called> {
  const stdout: string[] = []
  const stderr: string[] = []
  const status = await run({
    argv: ['node', 'precheck', ...args],
    env: { ...repository.env, ...options.env },
    cwd: () => options.cwd ?? repository.dir,
    stdin: Readable.from([]),
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text) },
  })
  return { status, stdout: stdout.join(''), stderr: stderr.join('') }
}
