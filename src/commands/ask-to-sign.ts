import { closeSync, openSync } from 'node:fs'
import { ReadStream, WriteStream } from 'node:tty'
import { environmentSigns } from '../agents/detect.ts'
import type { Change } from '../change.ts'
import type { Moment } from '../collect/hook/moment.ts'
import { UsageError } from '../errors.ts'
import type { Report } from '../finding.ts'
import { openRepository, type Repository } from '../git/repository.ts'
import { rewritePlace } from '../git/rewrite-place.ts'
import type { Policy } from '../policy/policy.ts'
import type { SignOff } from '../signoff/block.ts'
import { writeMade } from '../signoff/made.ts'
import { type PendingFor, pendingFor } from '../signoff/pending.ts'
import { visible } from '../visible.ts'
import { heldKey } from './held-key.ts'
import type { Io } from './io.ts'
import { answerTo } from './person-at-terminal.ts'
import { keyToSignWith, signedWith } from './sign-off-key.ts'
import { SIGN_OFF_RULES } from './sign-off-rules.ts'
import { type SigningAs, signedBy, signingAs } from './signing-as.ts'
import type { SigningMoment } from './signing-moment.ts'
import { look } from './signoff-look.ts'

/** Whether sign-offs are all that keeps a commit from being made, so that it is worth asking for them. */
export const waitsForSignOffOnly = ({ verdict, findings }: Report): boolean =>
  verdict === 'block' &&
  findings
    .filter(({ severity }) => severity === 'block')
    .every(({ rule, message }) => SIGN_OFF_RULES.has(rule) && message === 'needs-sign-off')

/**
 * Asks the person who makes a commit, on their terminal, whether they sign its guarded changes off. Null when they do not, or
 * cannot be asked: in an agent's session, without a terminal, or where others have to sign.
 */
export async function askToSign(moment: Moment, policy: Policy, change: Change, io: Io): Promise<SignOff | null> {
  const agent = environmentSigns(moment.env).some(({ strength }) => strength === 'strong')
  if (agent || change.commits.some(({ byAgent }) => byAgent) || io.stderr.isTTY !== true) return null
  const terminal = openTerminal()
  if (terminal === null) return null
  try {
    return await askAt({ ...io, stdin: terminal.input, stdout: terminal.output }, moment, policy, change)
  } catch (error) {
    // Who cannot sign is told so by the finding.
    if (error instanceof UsageError) return null
    throw error
  } finally {
    terminal.close()
  }
}

async function askAt(io: Io, moment: Moment, policy: Policy, change: Change): Promise<SignOff | null> {
  const repository = await openRepository(moment.where.topLevel, moment.env)
  const toSign = { change, policy }
  const as = await signingAs(rewritePlace(repository, moment.env), policy)
  const pending = pendingFor(change, as.known, signedBy(as, toSign))
  if (pending.own.length === 0 || pending.others.length > 0) return null
  const key = keyToSignWith({ key: undefined, noSign: false }, moment.config, pending.own, policy, as, io)
  const signing: SigningMoment = { toSign, named: 'this commit', put: notPut }
  const withKey = key === null ? '' : `, signed with your ${await heldKey(key, pending.own, as, io)}`
  const covers = await agreed(io, repository, signing, pending, as, withKey)
  if (covers === null) return null
  const made = writeMade(Math.floor(Date.now() / 1000))
  const bare: SignOff = { signer: as.name, made, covers, signature: null }
  return key === null ? bare : await signedWith(key, bare, pending.own, policy, as, io)
}

/** The hook puts the sign-off into the message by itself. */
const notPut: SigningMoment['put'] = () =>
  Promise.reject(new Error('a commit that is being made has nothing to put into'))

/** What the person agreed to sign; null: nothing. */
async function agreed(
  io: Io,
  repository: Repository,
  signing: SigningMoment,
  pending: PendingFor,
  as: SigningAs,
  withKey: string,
): Promise<SignOff['covers'] | null> {
  const shown = await look(repository, signing, pending, as, {}, io)
  const paths = pending.own.map(({ path }) => visible(path, 120)).join(', ')
  io.stdout.write(`precheck: this commit changes what is guarded: ${paths}\n`)
  for (;;) {
    const answer = await answerTo(`Sign off${withKey}? y/N/show `, io)
    if (/^s(?:how)?$/i.test(answer)) io.stdout.write(`\n${shown.text}`)
    else return /^y(?:es)?$/i.test(answer) ? shown.covers : null
  }
}

/** The terminal that the person sits at; git gives a hook no input of its own. Null: there is none. */
function openTerminal(): {
  readonly input: ReadStream
  readonly output: WriteStream
  readonly close: () => void
} | null {
  let descriptor: number
  try {
    descriptor = openSync('/dev/tty', 'r+')
  } catch {
    return null
  }
  const input = new ReadStream(descriptor)
  const output = new WriteStream(descriptor)
  return {
    input,
    output,
    close: () => {
      input.destroy()
      output.destroy()
      try {
        closeSync(descriptor)
      } catch {
        // The streams have closed it.
      }
    },
  }
}
