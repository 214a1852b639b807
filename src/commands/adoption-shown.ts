import { openRepository } from '../git/repository.ts'
import { knownKeys } from '../install/known-keys.ts'
import { recentAuthors } from '../install/recent-authors.ts'
import { type SignersBlock, signersBlock } from '../install/signers-block.ts'
import { decodePolicy } from '../policy/decode.ts'
import { digestOf } from '../policy/load.ts'
import { POLICY_FILE } from '../policy/policy.ts'
import { count } from '../report/count.ts'
import { ruleIds } from '../rules/index.ts'
import { visible } from '../visible.ts'
import { firstLook } from './first-look.ts'
import type { Io } from './io.ts'
import { statusLine } from './status-line.ts'

/**
 * Shows whoever has installed a policy with this text what is theirs to decide: who may sign off, and whether the policy
 * fits what has been committed here. Says nothing where there are no commits, and never throws: install is done by then.
 */
export async function sayWhatFollows(text: string, io: Io): Promise<void> {
  const decoded = decodePolicy(text, ruleIds)
  if (!('policy' in decoded)) {
    io.stderr.write(`note: ${POLICY_FILE} cannot be read: "precheck check --policy ${POLICY_FILE}" says why\n`)
    return
  }
  const source = { source: POLICY_FILE, ref: null, why: 'the file here', digest: digestOf(text) }
  const line = statusLine(io)
  line.show('precheck: looking at the last commits …')
  try {
    const repository = await openRepository(io.cwd, io.env)
    const [authors, keys, look] = await Promise.all([
      recentAuthors(repository.place),
      knownKeys(repository, io.env),
      firstLook(repository, io.env, { policy: decoded.policy, source }),
    ]).finally(line.clear)
    if (decoded.policy.signers === null) saySigners(signersBlock(authors, keys), io)
    if (look !== '') io.stdout.write(`\n${look}`)
  } catch (error) {
    io.stderr.write(`note: who has committed here could not be read: ${visible((error as Error).message, 300)}\n`)
  }
}

/** Prints who could be listed as signers. It is not written: whom a repository trusts is for a person to say. */
function saySigners({ text, people, keyed, left }: SignersBlock, io: Io): void {
  if (people === 0) return
  io.stdout.write(`
Who may sign off: without "signers" in ${POLICY_FILE} anybody who is no known agent. These are the authors of the 90 days up
to the last commit; look at each name, address and key before you paste them there, and take out whom you do not mean.

${text}`)
  if (left > 0) io.stdout.write(`# and ${count(left, 'other')} that this leaves out\n`)
  if (people === 1) {
    io.stderr.write(
      'note: with one signer nobody could sign off what that person changes but themselves: list a second\n',
    )
  }
  if (keyed < people) {
    io.stderr.write(
      `note: ${people - keyed} of ${people} have no public key that is known here: without one, whoever commits can type their sign-off\n`,
    )
  }
}
