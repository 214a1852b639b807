import { spawn } from 'node:child_process'
import { CouldNotCheck } from '../errors.ts'
import type { Environment } from '../git/process.ts'

/** Where and how a program that signs or verifies runs: the folder and the whole environment. */
export interface ProgramPlace {
  readonly cwd: string
  readonly env: Environment
}

/** What it did. `words` is all that it wrote for people, trimmed. */
export interface ProgramResult {
  readonly status: number
  readonly stdout: string
  readonly words: string
}

/** A program, and what is said where there is none. */
export interface Program {
  readonly name: string
  readonly missing: string
}

export const SSH_KEYGEN: Program = {
  name: 'ssh-keygen',
  missing: 'there is no ssh-keygen on PATH, and signed sign-offs need it (OpenSSH 8.2 or later)',
}

export const GPG: Program = {
  name: 'gpg',
  missing: 'there is no gpg on PATH, and signatures by OpenPGP keys need it (GnuPG 2.2 or later)',
}

/** The variables of the caller's environment named here, as far as they are set. */
export function kept(env: Environment, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of names) if (env[name] !== undefined) found[name] = env[name]
  return found
}

/**
 * Runs a program with `input` on its stdin and gives what it did, whatever the exit status. `say` gets its words for
 * people as they come: it waits for a touch or a passphrase.
 * @throws {CouldNotCheck} when there is none to start.
 */
export function runProgram(
  { name, missing }: Program,
  { cwd, env }: ProgramPlace,
  args: readonly string[],
  input: string | Buffer,
  say: (words: string) => void = () => {},
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd,
      env: env as NodeJS.ProcessEnv,
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    })
    let stdout = ''
    let words = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words += text
      say(text)
    })
    // It may end before it has read all; its exit status tells what happened.
    child.stdin.on('error', () => {})
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ENOENT' ? new CouldNotCheck(missing) : error)
    })
    child.on('close', (status) => resolve({ status: status ?? 128, stdout, words: words.trim() }))
    child.stdin.end(input)
  })
}
