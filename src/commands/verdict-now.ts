import { judgeRange } from '../collect/range/judge-range.ts'
import type { RangeRequest } from '../collect/range/range-request.ts'
import { rangeToSign } from '../collect/range/range-to-sign.ts'
import type { Report } from '../finding.ts'
import type { Repository } from '../git/repository.ts'
import { shellLine } from '../report/shell.ts'
import { type PendingFor, pendingFor } from '../signoff/pending.ts'
import { visible } from '../visible.ts'
import type { Io } from './io.ts'
import { ownCommand } from './own-command.ts'
import { shortRef } from './rewrite-words.ts'
import { type SigningAs, signedBy } from './signing-as.ts'

/** Judges a range as `check` does, and says in one line what is green, or what is still open and why. */
export async function verdictNow(
  repository: Repository,
  request: RangeRequest,
  as: SigningAs,
  io: Io,
): Promise<string> {
  const command = ownCommand(repository.topLevel)
  const report = await judgeRange(repository, io.env, request, { command, policy: null })
  const asked = request.named ?? (request.base === null ? null : `${request.base}..${request.head}`)
  const check = shellLine([...command, 'check', ...(asked === null ? ['--root', request.head] : [asked])])
  const range = shortRef(asked ?? request.head)
  if (report === null) return `no policy judges ${range}`
  const { verdict, limits } = report
  if (verdict === 'incomplete') return `${range} could not be checked: ${reasonOf(report)}`
  if (verdict === 'block') return `${await whyOpen(repository, request, as, report, range, io)} (${check})`
  const bound = limits.length > 0 ? ` (${limits.join(', ')})` : ''
  return `${range} is green now${verdict === 'warn' ? ', with warnings' : ''}${bound}`
}

const reasonOf = ({ outcomes }: Report): string =>
  visible(outcomes.find(({ status }) => status === 'could-not-check')?.reason ?? 'no reason was given', 300)

async function whyOpen(
  repository: Repository,
  request: RangeRequest,
  as: SigningAs,
  { findings }: Report,
  range: string,
  io: Io,
): Promise<string> {
  const toSign = await rangeToSign(repository, io.env, request)
  const { own, others } = toSign ? pendingFor(toSign.change, as.known, signedBy(as, toSign)) : NOTHING
  const open = [...others, ...own.map(({ path }) => ({ path, why: 'waits for you' }))]
  if (open.length > 0)
    return `${range} is not green yet: ${first(open.map(({ path, why }) => `${visible(path, 200)} ${why}`))}`
  const blocking = findings.filter(({ severity }) => severity === 'block').map(({ text }) => text)
  return `all that is guarded in ${range} is signed off; still refused: ${first(blocking)}`
}

const NOTHING: PendingFor = { own: [], others: [] }

const first = ([one, ...more]: readonly string[]): string =>
  more.length > 0 ? `${one}, and ${more.length} more` : `${one}`
