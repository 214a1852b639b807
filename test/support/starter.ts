import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a program did. */
export interface Ended {
  /** As a shell gives it: 127 where there is no such program, 128 and the signal where one ended it. */
  readonly status: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

export interface Start {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole of it. */
  readonly env: Readonly<Record<string, string>>
  readonly input: string | Buffer
}

/** A shell that waits to be told what to start. */
interface Starter {
  readonly process: ChildProcess
  readonly folder: string
  readonly asking: number
  readonly answering: number
}

// At the end of what is asked, which comes however the worker ends, the folder goes too.
const LOOP = `
exec 3<"$1/asked" 4>"$1/answered"
while read -r _ <&3; do
  ( exec 3<&- 4>&-; . "$1/start" )
  echo $? >&4
done
rm -rf -- "$1"
`

let started: Starter | null = null

function starter(): Starter {
  if (started !== null) return started
  const folder = mkdtempSync(join(tmpdir(), 'precheck-starter-'))
  const [asked, answered] = [join(folder, 'asked'), join(folder, 'answered')]
  execFileSync('mkfifo', [asked, answered])
  const shell = spawn('sh', ['-c', LOOP, 'sh', folder], {
    env: { PATH: process.env['PATH'] ?? '' },
    stdio: 'ignore',
  })
  shell.unref()
  started = { process: shell, folder, asking: openSync(asked, 'w'), answering: openSync(answered, 'r') }
  return started
}

/**
 * Runs a program to its end, as `spawnSync` does, but from a shell that waits beside. Node forks all that it has in memory
 * for each process, which takes longer than most of what git is asked.
 */
export function startAndWait({ program, args, cwd, env, input }: Start): Ended {
  const { folder, asking, answering } = starter()
  const file = (name: string) => join(folder, name)
  if (input.length > 0) writeFileSync(file('in'), input)
  const script = [
    `cd ${quoted(cwd)} || exit`,
    'unset PATH PWD OLDPWD SHLVL',
    ...Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`),
    `exec ${[program, ...args].map(quoted).join(' ')} <${input.length > 0 ? quoted(file('in')) : '/dev/null'} >${quoted(file('out'))} 2>${quoted(file('err'))}`,
  ]
  writeFileSync(file('start'), script.join('\n'))
  writeSync(asking, '\n')
  return { status: answer(answering), stdout: readFileSync(file('out')), stderr: readFileSync(file('err')) }
}

function answer(from: number): number {
  const bytes = Buffer.alloc(16)
  let said = ''
  while (!said.endsWith('\n')) {
    const length = readSync(from, bytes)
    if (length === 0) throw new Error('the shell that starts programs has ended')
    said += bytes.toString('latin1', 0, length)
  }
  return Number(said)
}

/** A word that a shell takes as it is. */
const quoted = (word: string): string => {
  if (word.includes('\0')) throw new Error(`a NUL byte cannot be in an argument: ${JSON.stringify(word)}`)
  return `'${word.replaceAll("'", "'\\''")}'`
}
