import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { run as runInstall } from '../../src/commands/install.ts'
import { run as runUninstall } from '../../src/commands/uninstall.ts'
import { applySteps } from '../../src/install/apply.ts'
import { gatherFacts } from '../../src/install/facts.ts'
import { planInstall } from '../../src/install/plan.ts'
import { EVERYTHING } from '../../src/install/wishes.ts'
import type { TestRepository } from '../support/repository.ts'

/** What a command printed and gave. */
export interface Done {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

interface Where {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

export const install = (repository: TestRepository, args: readonly string[] = [], where: Where = {}): Promise<Done> =>
  runCommand(runInstall, repository, args, where)

export const uninstall = (repository: TestRepository, args: readonly string[] = [], where: Where = {}): Promise<Done> =>
  runCommand(runUninstall, repository, args, where)

/**
 * What install would do now, without what it says and looks at besides: its steps, to be done up to so many of them. The
 * policy's id is the same each time.
 */
export async function planSteps(repository: TestRepository, wishes = EVERYTHING) {
  const facts = await gatherFacts(repository.dir, repository.env)
  const { steps } = planInstall({ ...facts, uuid: '7c0c6a1e-0000-4000-8000-000000000000' }, wishes)
  const doFirst = (count: number) => applySteps(steps.slice(0, count), facts.roots, repository.env, () => {})
  return { count: steps.length, doFirst }
}

/** Does it; gives how many steps there were. */
export async function doSteps(repository: TestRepository, wishes = EVERYTHING): Promise<number> {
  const { count, doFirst } = await planSteps(repository, wishes)
  await doFirst(count)
  return count
}

async function runCommand(
  run: typeof runInstall,
  repository: TestRepository,
  args: readonly string[],
  where: Where,
): Promise<Done> {
  const stdout: string[] = []
  const stderr: string[] = []
  const status = await run(args, {
    cwd: where.cwd ?? repository.dir,
    env: { ...repository.env, ...where.env },
    stdin: new PassThrough(),
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
  })
  return { status, stdout: stdout.join(''), stderr: stderr.join('') }
}

/** All that is in the folder, byte for byte: content, mode and links by path. Git's own objects and logs left out. */
export function snapshot(folder: string): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {}
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/^\.git\/(?:objects|logs|index$|COMMIT_EDITMSG$)/.test(path)) continue
    const file = join(folder, path)
    const status = lstatSync(file)
    const content = status.isFile()
      ? readFileSync(file, 'latin1')
      : status.isSymbolicLink()
        ? readlinkSync(file)
        : 'folder'
    seen[path] = `${(status.mode & 0o777).toString(8)} ${content}`
  }
  return seen
}

/** One start of the program by a hook. */
export interface Call {
  readonly args: readonly string[]
  readonly stdin: string
  /** What the message file held; null for hooks that have none. */
  readonly message: string | null
  readonly staged: readonly string[]
}

/** Stands in for `bin/precheck.js`: notes down how it was called, and refuses when told to. */
export class FakeEntry {
  readonly path: string
  readonly #log: string
  readonly #refusal: string

  constructor(folder: string) {
    this.path = join(folder, 'precheck.mjs')
    this.#log = join(folder, 'calls.jsonl')
    this.#refusal = join(folder, 'refuse')
    mkdirSync(folder, { recursive: true })
    writeFileSync(this.path, program(this.#log, this.#refusal))
  }

  /** The calls since the last look. */
  calls(): readonly Call[] {
    if (!existsSync(this.#log)) return []
    const lines = readFileSync(this.#log, 'utf8').trim().split('\n').filter(Boolean)
    writeFileSync(this.#log, '')
    return lines.map((line) => JSON.parse(line) as Call)
  }

  refuse(): void {
    writeFileSync(this.#refusal, '')
  }
}

const program = (log: string, refusal: string): string => `
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
const args = process.argv.slice(2)
const stdin = args[1] === 'pre-push' ? readFileSync(0, 'utf8') : ''
const message = args[1] === 'commit-msg' ? readFileSync(args[2], 'utf8') : null
const staged = execFileSync('git', ['diff', '--cached', '--name-only'], { encoding: 'utf8' }).split('\\n').filter(Boolean)
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, stdin, message, staged }) + '\\n')
if (existsSync(${JSON.stringify(refusal)})) {
  console.log('refused by the fake')
  process.exit(1)
}
`

/** Records a fake program as the one that hooks start, in place of what install recorded. */
export function recordFakeEntry(repository: TestRepository, node: string = process.execPath): FakeEntry {
  const fake = new FakeEntry(join(dirname(repository.dir), 'fake'))
  recordEntry(repository, node, fake.path)
  return fake
}

/** Writes the record that hooks read. */
export function recordEntry(repository: TestRepository, node: string, entry: string): void {
  const common = repository.git('rev-parse', '--path-format=absolute', '--git-common-dir')
  writeFileSync(join(common, 'precheck/entry'), `${node}\n${entry}\n`)
}

/** Puts husky where a package manager would. */
export function putHusky(folder: string): void {
  const husky = dirname(createRequire(import.meta.url).resolve('husky'))
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  cpSync(husky, join(folder, 'node_modules/husky'), { recursive: true })
}
