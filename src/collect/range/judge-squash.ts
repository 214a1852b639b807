import type { Person } from '../../change.ts'
import { CouldNotCheck } from '../../errors.ts'
import type { Report } from '../../finding.ts'
import { isolate, withObjectsOf } from '../../git/isolated.ts'
import { type MergeTime, mergeTime, recomputeMerges } from '../../git/merge-tree.ts'
import { type Environment, type GitPlace, runGit } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import type { PacketFacts } from '../../packet.ts'
import { policyOfRange } from '../../policy/load.ts'
import { judgeRange, type RangeJudging } from './judge-range.ts'

/**
 * Judges the one commit that a range would land as, with this message, on the tip of its base: it is made in a scratch
 * repository and never in this one. Null when there is no policy on either side.
 * @throws {CouldNotCheck} when the change and its base do not merge, or facts cannot be had.
 */
export async function judgeSquash(
  repository: Repository,
  env: Environment,
  { base, head, commits }: PacketFacts & { readonly base: string },
  message: string,
  judging: RangeJudging,
): Promise<Report | null> {
  const room = isolate(repository, env)
  const { place, close } = room
  try {
    const loaded = judging.policy ?? (await policyOfRange(place, base, head))
    const author = personLine(commits.findLast(({ kind }) => kind === 'work')?.author)
    const time = judging.mergeTime ?? mergeTime()
    const squash = await writeSquash(place, [base, head], author, message, time)
    const withSquash = { ...repository, place: withObjectsOf(repository.place, room) }
    const request = { kind: 'range', at: 'wall', ref: null, base, head: squash, branch: null, named: null } as const
    const policy = loaded.policy && { ...loaded.policy, lands: 'squash' as const }
    return await judgeRange(withSquash, env, request, { ...judging, mergeTime: time, policy: { ...loaded, policy } })
  } finally {
    close()
  }
}

/** Whoever made it last: who that is may say that an agent did. git takes no damaged line for a new commit. */
function personLine(person: Person | undefined): string {
  const { name = '', email = '', date = '' } = person ?? {}
  const line = `${name} <${email}> ${date}`
  return /^[^<>\n]* <[^<>\n]*> \d+ [+-]\d{4}$/.test(line) ? line : 'unknown <unknown> 0 +0000'
}

async function writeSquash(
  place: GitPlace,
  [base, head]: readonly [string, string],
  person: string,
  message: string,
  time: MergeTime,
): Promise<string> {
  const [merged] = await recomputeMerges(place, [[base, head]], time)
  if (!merged) throw new CouldNotCheck('git does not get the change and its base merged in time: rebase it first')
  if (merged.conflicts.size > 0)
    throw new CouldNotCheck('the change and its base do not merge by themselves: merge or rebase it first')
  const commit = `tree ${merged.tree}\nparent ${base}\nauthor ${person}\ncommitter ${person}\n\n${message}`
  return (await runGit(place, ['hash-object', '-t', 'commit', '-w', '--stdin'], commit)).toString('latin1').trim()
}
