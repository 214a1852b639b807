import { buffer } from 'node:stream/consumers'
import { type JudgedRef, judgeReceived } from '../collect/judge-received.ts'
import { exitCode } from '../exit-code.ts'
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
  const updates = readRefUpdates(await buffer(io.stdin))
  const judged = updates.length === 0 ? [] : await judgeReceived(await openRepository(io.cwd, io.env), io.env, updates)
  const reports = judged.flatMap(({ report }) => report ?? [])
  if (format === 'json') io.stdout.write((await import('../report/json.ts')).renderJsonRefs(reports))
  else await say(judged, io)
  return Math.max(0, ...reports.map(({ verdict }) => exitCode(verdict)))
}

async function say(judged: readonly JudgedRef[], io: Io): Promise<void> {
  // The pusher has a terminal, and this has not. Nothing here asks for colour, whatever the environment does.
  const printing = { format: 'text', color: false, quiet: false, command: ['precheck'] } as const
  let between = ''
  for (const { ref, report, sameAs } of judged) {
    if (report === null || report.verdict === 'pass' || sameAs !== null) continue
    io.stderr.write(between)
    await print(report, printing, { ...io, stdout: io.stderr })
    const same = judged.filter((other) => other.sameAs === ref).map((other) => other.ref)
    if (same.length > 0) io.stderr.write(`\nThe same in ${listed(same)}\n`)
    between = '\n'
  }
  const without = judged.filter(({ report }) => report === null).map(({ ref }) => ref)
  if (without.length === 0) return
  io.stderr.write(`precheck: nothing was checked in ${listed(without)}: no policy (${POLICY_FILE})\n`)
}

const MOST_NAMES = 4

function listed(refs: readonly string[]): string {
  const names = refs.slice(0, MOST_NAMES).map((ref) => visible(ref, 100))
  return refs.length > MOST_NAMES ? `${names.join(', ')} and ${refs.length - MOST_NAMES} more` : names.join(', ')
}
