import { buffer } from 'node:stream/consumers'
import { type JudgedRef, judgeReceived } from '../collect/server/judge-received.ts'
import { CouldNotCheck } from '../errors.ts'
import { exitCode, exitCodeOfAll } from '../exit-code.ts'
import type { Report } from '../finding.ts'
import { readRefUpdates } from '../git/ref-updates.ts'
import { openRepository } from '../git/repository.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { visible } from '../visible.ts'
import { readArguments, wordOf } from './arguments.ts'
import type { Io } from './io.ts'
import { print } from './print.ts'

/**
 * The server's hook: judges all refs of a push together, and refuses all of them or none. What is said goes to stderr,
 * which git shows the pusher behind `remote: `; a document goes to stdout. Nothing of a push option or of the environment
 * makes it milder.
 */
export async function preReceive(args: readonly string[], io: Io): Promise<number> {
  const { values } = readArguments(args, { format: { type: 'string' } })
  const format = wordOf('format', values.format, ['text', 'json'], 'text')
  // Its refs are others than those that are looked up here: the default branch, its policy, what blocks.
  if (io.env['GIT_NAMESPACE']) throw new CouldNotCheck('a push into a namespace (GIT_NAMESPACE) cannot be checked')
  const updates = readRefUpdates(await buffer(io.stdin))
  const judged = updates.length === 0 ? [] : await judgeReceived(await openRepository(io.cwd, io.env), io.env, updates)
  const reports = judged.flatMap(({ report }) => report ?? [])
  if (format === 'json') io.stdout.write((await import('../report/json.ts')).renderJsonRefs(reports))
  else await say(judged, io)
  return exitCodeOfAll(reports.map(({ verdict }) => verdict))
}

async function say(judged: readonly JudgedRef[], io: Io): Promise<void> {
  // The pusher has a terminal, and this has not. Nothing here asks for colour, whatever the environment does.
  const printing = { format: 'text', color: false, quiet: false, command: ['precheck'] } as const
  let between = ''
  const told = judged.flatMap(({ ref, report, sameAs }): Told[] =>
    report === null || report.verdict === 'pass' || sameAs !== null ? [] : [{ ref, report }],
  )
  const [refused, passed] = [told.filter(isRefused), told.filter((one) => !isRefused(one))]
  const whole = new Set([...refused, ...passed].slice(0, MOST_WHOLE))
  for (const { ref, report } of told.filter((one) => whole.has(one))) {
    io.stderr.write(between)
    await print(report, printing, { ...io, stdout: io.stderr })
    const same = judged.filter((other) => other.sameAs === ref).map((other) => other.ref)
    if (same.length > 0) io.stderr.write(`\nThe same in ${listed(same)}\n`)
    between = '\n'
  }
  const isCut = (one: Told) => !whole.has(one)
  io.stderr.write(andMore(refused.filter(isCut).length, 'refused, too'))
  io.stderr.write(andMore(passed.filter(isCut).length, 'let through with warnings'))
  const without = judged.filter(({ report }) => report === null).map(({ ref }) => ref)
  if (without.length === 0) return
  io.stderr.write(`precheck: nothing was checked in ${listed(without)}: no policy (${POLICY_FILE})\n`)
}

/** A ref of which something is to be said. */
interface Told {
  readonly ref: string
  readonly report: Report
}

/** Of the reports of a push: those of what is refused before those of what is only said. */
const MOST_WHOLE = 50

const isRefused = ({ report }: Told): boolean => exitCode(report.verdict) !== 0

const andMore = (left: number, words: string): string =>
  left === 0 ? '' : `\nand ${left} more ${left === 1 ? 'ref is' : 'refs are'} ${words}\n`

const MOST_NAMES = 4

function listed(refs: readonly string[]): string {
  const names = refs.slice(0, MOST_NAMES).map((ref) => visible(ref, 100))
  return refs.length > MOST_NAMES ? `${names.join(', ')} and ${refs.length - MOST_NAMES} more` : names.join(', ')
}
