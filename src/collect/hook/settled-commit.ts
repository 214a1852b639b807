import type { Change, Commit } from '../../change.ts'
import { isolate } from '../../git/isolated.ts'
import { openRepository } from '../../git/repository.ts'
import type { Policy } from '../../policy/policy.ts'
import { statementLine } from '../../signoff/cover.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'
import { readWaiting } from '../../signoff/waiting.ts'
import { messagesWithSignOffs } from '../sign-offs/landed-covers.ts'
import { settleSignOffs } from '../sign-offs/sign-offs.ts'
import type { Moment } from './moment.ts'

/**
 * Holds the sign-offs of a commit that is being made against it: those in its message and, when it may be an amend, those
 * of the commit that it would replace. In an agent's session it is also asked whether a person made them.
 */
export async function settledCommit(
  moment: Moment,
  policy: Policy,
  change: Change,
  replaced: string | null,
): Promise<Change> {
  const [commit] = change.commits
  const repository = await openRepository(moment.place.cwd, moment.place.env)
  const room = isolate(repository, moment.env)
  try {
    const source = {
      repository,
      place: room.place,
      env: moment.env,
      policy,
      // Whether a sign-off is used up needs the whole history; a hook is never incomplete for want of it.
      base: repository.shallow ? null : (moment.policyCopy?.commit ?? null),
      now: Math.floor(Date.now() / 1000),
      net: new Map(),
    }
    const before: Commit[] = replaced === null ? [] : [{ ...commit!, message: replaced, changes: [] }]
    const { commits, signOffs, almostSignOffs } = await settleSignOffs(source, [...before, commit!])
    return {
      ...change,
      commits: commits.slice(-1),
      signOffs,
      almostSignOffs,
      typedSignOffs: commit!.byAgent ? await typedSignOffs(moment, commit!.message) : [],
    }
  } finally {
    room.close()
  }
}

/**
 * The paths of lines in a message that no person is known to have signed: they stand neither in the waiting sign-off, nor
 * in a commit that this branch has or had. Whoever can commit can type a line; here at least it is seen.
 */
async function typedSignOffs(moment: Moment, message: string): Promise<readonly string[]> {
  const lines = (text: string) => readBlocks(text).blocks.flatMap(({ covers }) => covers)
  const claimed = lines(message)
  if (claimed.length === 0) return []
  const known = new Set((readWaiting(moment.where.commonDir)?.block.covers ?? []).map(statementLine))
  for (const text of await ownMessages(moment)) for (const cover of lines(text)) known.add(statementLine(cover))
  return [...new Set(claimed.filter((cover) => !known.has(statementLine(cover))).map(({ path }) => path))]
}

/** The messages of this branch's own commits, and of those in its reflog, as far as they have a sign-off in them. */
async function ownMessages({ place, head, policyCopy }: Moment): Promise<readonly string[]> {
  if (head === null) return []
  const base = policyCopy === null ? [] : [`^${policyCopy.commit}`]
  const branch = await messagesWithSignOffs(place, ['HEAD', ...base])
  return [...branch, ...(await messagesWithSignOffs(place, ['--walk-reflogs', 'HEAD']))]
}
