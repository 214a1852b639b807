import { text } from 'node:stream/consumers'
import { isZeroId } from '../change.ts'
import { judgePushed, type PushedRef, pushPlace } from '../collect/hook/judge-push.ts'
import { unmetCommits, withUnmet } from '../collect/hook/unmet-commits.ts'
import { exitCodeOfAll } from '../exit-code.ts'
import type { Report } from '../finding.ts'
import { openRepository } from '../git/repository.ts'
import type { Io } from './io.ts'
import { ownCommand } from './own-command.ts'
import { print } from './print.ts'

/**
 * Reads what git tells pre-push on stdin, a line for each ref:
 *
 *     refs/heads/topic 67890… refs/heads/main 12345…
 *
 * The local name may be anything that the user typed (`HEAD~1`, an id, `(delete)`), so a line is read from its end.
 */
export function readPushedRefs(lines: string): readonly PushedRef[] {
  return lines.split('\n').flatMap((line) => {
    const words = line.split(' ')
    const [localOid, remote, remoteOid] = words.slice(-3)
    if (words.length < 4 || !localOid || !remote || !remoteOid) return []
    return [{ localOid, remote, remoteOid }]
  })
}

/** Judges every ref of a push that is not deleted. */
export async function prePush([remote]: readonly string[], io: Io): Promise<number> {
  const refs = readPushedRefs(await text(io.stdin))
  const pushed = refs.filter(({ localOid }) => !isZeroId(localOid))
  if (pushed.length === 0) return 0
  const repository = await openRepository(io.cwd, io.env)
  const command = ownCommand(repository.topLevel)
  const place = await pushPlace(repository, io.env, remote ?? 'origin', pushed)
  const unmet = unmetCommits(repository.commonDir)
  const reports: Report[] = []
  for (const ref of pushed) {
    const report = await judgePushed(place, ref, command)
    if (report !== null && report.verdict !== 'pass') reports.push(withUnmet(report, unmet))
  }
  const printing = { format: 'text', color: true, quiet: false, command } as const
  for (const report of reports) await print(report, printing, io)
  return exitCodeOfAll(reports.map(({ verdict }) => verdict))
}
