import type { Io } from './commands/io.ts'
import { CouldNotCheck, UsageError } from './errors.ts'
import { EXIT_INCOMPLETE, EXIT_USAGE } from './exit-code.ts'
import { visible } from './visible.ts'

/** An error may quote what it was given, and that may be anything. */
const LONGEST_LINE = 2000

/** A subcommand: its module is loaded only when it is called, since a hook pays for every file that is. */
interface Command {
  readonly summary: string
  readonly load: () => Promise<{
    readonly help: string
    readonly run: (args: readonly string[], io: Io) => Promise<number>
  }>
}

const COMMANDS: Readonly<Record<string, Command>> = {
  install: { summary: 'set up the hooks and a policy in this repository', load: () => import('./commands/install.ts') },
  uninstall: { summary: 'take back what install did', load: () => import('./commands/uninstall.ts') },
  doctor: {
    summary: 'say what of the hooks and the policy is in force here',
    load: () => import('./commands/doctor.ts'),
  },
  check: {
    summary: 'judge a range of commits, what is staged, or one commit',
    load: () => import('./commands/check.ts'),
  },
  packet: { summary: 'print the review packet of a change', load: () => import('./commands/packet.ts') },
  signoff: { summary: 'a person signs off guarded changes', load: () => import('./commands/signoff.ts') },
  mend: { summary: 'set trailers of a commit of this branch', load: () => import('./commands/mend.ts') },
  explain: {
    summary: 'say what a rule asks, or what the policy says of a path',
    load: () => import('./commands/explain.ts'),
  },
  hook: { summary: 'what the installed git hooks call', load: () => import('./commands/hook.ts') },
}

/** What `run` needs of a process. */
export interface ProcessLike {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: Io['stdin']
  readonly stdout: Io['stdout'] & { on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown }
  readonly stderr: Io['stderr']
  cwd(): string
}

/**
 * Runs precheck with the arguments of a process and gives the exit status: see `exit-code.ts`. Never throws. `passed` is
 * called when a hook has judged a commit and has nothing to say: by far the most frequent run.
 */
export async function run(process: ProcessLike, passed: () => void = () => {}): Promise<number> {
  const [name, ...args] = process.argv.slice(2)
  try {
    const io = ioOf(process, passed)
    if (name === undefined || name === '--help' || name === '-h' || name === 'help')
      return await help(args[0], io.stdout)
    if (name === '--version' || name === '-V') {
      io.stdout.write(`${(await import('./version.ts')).VERSION}\n`)
      return 0
    }
    const command = await commandOf(name)
    if (args.includes('--help') || args.includes('-h')) return await help(name, io.stdout)
    return await (await command.load()).run(args, io)
  } catch (error) {
    const lines = sentence(error).split('\n')
    process.stderr.write(`precheck: ${lines.map((line) => visible(line, LONGEST_LINE)).join('\n')}\n`)
    return error instanceof UsageError ? EXIT_USAGE : EXIT_INCOMPLETE
  }
}

function folderOf(process: ProcessLike): string {
  try {
    return process.cwd()
  } catch {
    throw new UsageError('the folder that this was started in is gone: go to another one')
  }
}

/** Node opens each of its streams when it is first asked for: a hook that has nothing to say need not pay for them. */
function ioOf(process: ProcessLike, passed: () => void): Io {
  let stdout: Io['stdout'] | null = null
  return {
    cwd: folderOf(process),
    env: process.env,
    passed,
    get stdin() {
      return process.stdin
    },
    get stdout() {
      stdout ??= asLongAsItIsRead(process.stdout)
      return stdout
    },
    get stderr() {
      return process.stderr
    },
  }
}

/** A reader that has seen enough closes the pipe ("| head"); what was found stays found. */
function asLongAsItIsRead(stdout: ProcessLike['stdout']): ProcessLike['stdout'] {
  stdout.on?.('error', (error) => {
    if (error.code !== 'EPIPE') throw error
  })
  return stdout
}

async function commandOf(name: string): Promise<Command> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command) return command
  const { nearestWord } = await import('./policy/nearest.ts')
  const meant = nearestWord(name, Object.keys(COMMANDS))
  throw new UsageError(
    `there is no command "${name}"${meant ? `; did you mean "${meant}"?` : ''} (precheck --help lists them)`,
  )
}

async function help(name: string | undefined, stdout: Io['stdout']): Promise<number> {
  if (name !== undefined && !name.startsWith('-')) {
    stdout.write((await (await commandOf(name)).load()).help)
    return 0
  }
  const lines = Object.entries(COMMANDS).map(([word, { summary }]) => `  ${word.padEnd(10)} ${summary}`)
  stdout.write(`precheck checks commits that coding agents make: trailers, guarded paths, lock files.

Usage: precheck <command> [options]

${lines.join('\n')}

precheck help <command>    what it takes, with examples (precheck <command> --help is the same)
precheck --version

Exit status: 0 pass or warn, 1 block, 2 wrong usage or a wrong policy of your own, 3 could not be checked.
`)
  return 0
}

/** What is wrong, in one sentence without a stack: a user's mistake, facts that could not be had, or a bug of ours. */
function sentence(error: unknown): string {
  if (error instanceof UsageError) return error.message
  if (error instanceof CouldNotCheck) return `could not check: ${error.message}`
  // node:util's parseArgs says what it did not understand.
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return error.message
  return `this is a bug in precheck, and nothing was checked: ${error instanceof Error ? error.message : String(error)}`
}
