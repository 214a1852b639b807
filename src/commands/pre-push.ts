import { text } from 'node:stream/consumers'
import { candidateRefs } from '../collect/hook-policy.ts'
import { judgeRange } from '../collect/judge-range.ts'
import { exitCode } from '../exit-code.ts'
import type { Report } from '../finding.ts'
import { readConfig } from '../git/config.ts'
import { isolate } from '../git/isolated.ts'
import { type GitPlace, tryGit } from '../git/process.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { branchOf, firstThatExists } from '../git/revision.ts'
import { policyOfRange } from '../policy/load.ts'
import type { Io } from './io.ts'
import { ownCommand } from './own-command.ts'
import { print } from './print.ts'

/** One ref of a push. Ids of zeros stand for "nothing". */
export interface PushedRef {
  readonly local: string
  readonly localOid: string
  readonly remote: string
  readonly remoteOid: string
}

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
    return [{ local: words.slice(0, -3).join(' '), localOid, remote, remoteOid }]
  })
}

/** Judges every ref of a push: the commits that the remote does not have yet. Requested sign-offs may go on. */
export async function prePush([remote]: readonly string[], io: Io): Promise<number> {
  const refs = readPushedRefs(await text(io.stdin))
  const pushed = refs.filter(({ localOid }) => !/^0+$/.test(localOid))
  if (pushed.length === 0) return 0
  const repository = await openRepository(io.cwd, io.env)
  const command = ownCommand(repository.topLevel)
  const reports: Report[] = []
  for (const ref of pushed) {
    const report = await judgeRef(repository, ref, remote ?? 'origin', command, io)
    if (report !== null && report.verdict !== 'pass') reports.push(report)
  }
  const printing = { format: 'text', color: true, quiet: false, command } as const
  for (const report of reports) await print(report, printing, io)
  return Math.max(0, ...reports.map(({ verdict }) => exitCode(verdict)))
}

async function judgeRef(
  repository: Repository,
  ref: PushedRef,
  remote: string,
  command: readonly string[],
  io: Io,
): Promise<Report | null> {
  const { place } = repository
  // A tag may point at a tree or a blob: there are no commits to judge then.
  const head = (await firstThatExists(place, [ref.localOid]))?.oid
  if (head === undefined) return null
  const config = await readConfig(place)
  const base = await firstThatExists(
    place,
    candidateRefs(config, await branchOf(place, 'HEAD')).map(([name]) => name),
  )
  const known = await knownToRemote(place, remote, ref.remoteOid)
  const branch = ref.remote.startsWith('refs/heads/') ? ref.remote.slice('refs/heads/'.length) : null
  const room = isolate(repository, io.env)
  try {
    // The policy of the base judges, as in the other hooks. A push of the base itself is judged by what it was.
    const tip = base === null || base.oid === head ? (known[0] ?? null) : base.oid
    const policy = await policyOfRange(room.place, tip, head)
    const request = {
      kind: 'push',
      at: 'hook',
      ref: ref.remote,
      base: null,
      head,
      branch,
      named: null,
      policyBase: tip,
      revisions: [head, ...known.map((oid) => `^${oid}`)],
    } as const
    return await judgeRange(repository, io.env, request, { command, policy })
  } finally {
    room.close()
  }
}

/** Ids of what the remote has, as far as is known here: the ref's own old value, and its remote-tracking branches. */
async function knownToRemote(place: GitPlace, remote: string, oldOid: string): Promise<readonly string[]> {
  const tracked = await tryGit(place, ['for-each-ref', '--format=%(objectname)', `refs/remotes/${remote}/`])
  const oids = new Set(tracked.stdout.toString('latin1').split('\n').filter(Boolean))
  const old = /^0+$/.test(oldOid) ? null : await firstThatExists(place, [oldOid])
  return [...(old ? [old.oid] : []), ...oids]
}
