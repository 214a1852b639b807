import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { shellLine } from '../../src/report/shell.ts'
import { BINARY, type TestRepository } from '../support/repository.ts'

/** What was on the screen, and how precheck ended. */
export interface Screen {
  readonly status: number
  /** Everything that was written to the terminal, the echo of what was typed among it; line breaks are LF. */
  readonly text: string
}

/** A person with a listed address; the test repository's own identity is the agent's. */
export const JANE = { GIT_COMMITTER_NAME: 'Jane Doe', GIT_COMMITTER_EMAIL: 'jane@example.com' }

/** Only at the left edge is it precheck's own: what is shown of a change may look like it. */
const QUESTION = /(?:^|\n)Sign off [^\n]*y\/N $/

/**
 * precheck on a terminal of its own, which util-linux's `script` makes: a program cannot tell it from a person's. What is
 * typed waits until the question stands there.
 */
export class Terminal {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #pidFile: string
  readonly #ended: Promise<number>
  #text = ''

  constructor(repository: TestRepository, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#pidFile = join(repository.dir, '..', 'pid')
    const command = `echo $$ > ${shellLine([this.#pidFile])}; exec ${shellLine([process.execPath, BINARY, ...args])}`
    this.#child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: repository.dir,
      env: { ...repository.env, ...JANE, NO_COLOR: '1', SHELL: '/bin/sh', TERM: 'xterm', ...env },
    })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#text += text
    })
    this.#child.stdin.on('error', () => {})
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (code) => resolve(code ?? 128))
    })
  }

  /** Waits until the question stands on the screen. */
  async asked(): Promise<void> {
    while (!QUESTION.test(this.#text)) {
      const more = new Promise((resolve) => this.#child.stdout.once('data', resolve))
      const done = await Promise.race([more.then(() => false), this.#ended.then(() => true)])
      if (done && !QUESTION.test(this.#text)) throw new Error(`precheck asked nothing:\n${this.#text}`)
    }
  }

  type(text: string): void {
    this.#child.stdin.write(text)
  }

  /** Ends precheck at once, as a crash of the machine would. */
  kill(): void {
    process.kill(Number(readFileSync(this.#pidFile, 'utf8')), 'SIGKILL')
  }

  async end(): Promise<Screen> {
    const status = await this.#ended
    return { status, text: this.#text.replaceAll('\r\n', '\n') }
  }
}

/** Runs precheck on a terminal to its end, and answers its question; without an answer none may be asked. */
export async function onTerminal(
  repository: TestRepository,
  args: readonly string[],
  answer: string | null,
  env: Readonly<Record<string, string>> = {},
): Promise<Screen> {
  const terminal = new Terminal(repository, args, env)
  if (answer !== null) {
    await terminal.asked()
    terminal.type(answer)
  }
  return await terminal.end()
}
