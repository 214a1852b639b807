import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cleanEnvironment, TestRepository } from '../support/repository.ts'

/** Who types a command. An agent's session differs in nothing but its environment. */
export type Who = 'person' | 'agent'

/** What a command left behind; both of its streams as one, as a terminal shows them. */
export interface Shown {
  readonly status: number
  readonly output: string
}

/** Without what differs each time: a sign-off holds the moment at which it was made, and all commits on top of it do. */
const withoutIds = (text: string): string => text.replaceAll(/\b[0-9a-f]{7,40}\b/g, '<id>')

/** A repository with a remote, both temporary, in which commands are typed into a shell that has `precheck` on its PATH. */
export class Stage {
  readonly #root: string
  readonly #repository: TestRepository
  /** What stands in outputs and must not be shown: where this ran, with the words to put there. */
  readonly #masks: readonly (readonly [string, string])[]

  /** `top`: the folder of the built package. */
  constructor(top: string) {
    this.#root = mkdtempSync(join(tmpdir(), 'precheck-demo-'))
    const [shop, home, programs] = ['shop', 'home', 'programs'].map((name) => join(this.#root, name)) as [
      string,
      string,
      string,
    ]
    for (const folder of [shop, home, programs]) mkdirSync(folder)
    const entry = join(top, 'bin/precheck.js')
    symlinkSync(entry, join(programs, 'precheck'))
    symlinkSync(process.execPath, join(programs, 'node'))
    this.#masks = [
      [`${process.execPath} ${entry}`, 'precheck'],
      [entry, 'precheck'],
      [`${this.#root}/`, ''],
    ]
    const env = cleanEnvironment(home)
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', join(this.#root, 'shop.git')], { env })
    execFileSync('git', ['init', '-q', '-b', 'main', shop], { env })
    this.#repository = new TestRepository(shop, home)
    this.#repository.env.PATH = `${programs}:${env.PATH}`
    this.#repository.git('remote', 'add', 'origin', '../shop.git')
  }

  /** `answers`: what is typed at a terminal that util-linux's `script` makes; null: the command has none. */
  type(command: string, who: Who, answers: string | null = null, hidesIds = answers !== null): Shown {
    const env = who === 'agent' ? { CLAUDECODE: '1' } : {}
    const ran =
      answers === null
        ? this.#repository.run('sh', ['-c', `exec 2>&1\n${command}`], { env })
        : this.#repository.run('script', ['-qec', command, '/dev/null'], {
            env: { ...env, SHELL: '/bin/sh', TERM: 'xterm', NO_COLOR: '1' },
            input: answers,
          })
    const text = ran.stdout.replaceAll('\r\n', '\n')
    const shown = hidesIds ? withoutIds(text) : text
    const output = this.#masks.reduce((text, [path, words]) => text.replaceAll(path, words), shown)
    return { status: ran.status, output }
  }

  /** Puts a fixed id in the place of the random one that install wrote, so that commits have the same ids every time. */
  fixRepositoryId(): void {
    const file = join(this.#repository.dir, '.precheck.yml')
    const id = '00000000-0000-4000-8000-000000000000'
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^repository: .*$/m, `repository: ${id}`))
  }

  close(): void {
    rmSync(this.#root, { recursive: true, force: true, maxRetries: 3 })
  }
}
