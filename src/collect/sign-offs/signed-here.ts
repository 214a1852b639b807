import { LOG_OPTIONS } from '../../git/log-options.ts'
import { type GitPlace, tryGit } from '../../git/process.ts'
import { statementLine } from '../../signoff/cover.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'

/** What the reflog says of a commit that `precheck signoff` has made. */
export const SIGN_OFF_REFLOG = 'precheck signoff'

/**
 * What has been signed off in this very work tree, by HEAD's reflog: lines of the statement, each after its signer's
 * address. Anybody may type a sign-off into a message that comes from elsewhere; what is not signed with a key and not
 * known from here cannot be taken for something that a person has looked at. (Whoever has this work tree can write its reflog
 * too; but then they can write all that a sign-off without a key rests on.) None where no reflog is kept.
 */
export async function signedHere(place: GitPlace): Promise<ReadonlySet<string>> {
  const search = ['--basic-regexp', `--grep-reflog=^${SIGN_OFF_REFLOG}$`, '--walk-reflogs']
  const found = await tryGit(place, ['log', ...LOG_OPTIONS, ...search, '-z', '--format=%B', 'HEAD'])
  const messages = found.status === 0 ? found.stdout.toString('utf8').split('\0') : []
  const blocks = messages.flatMap((message) => readBlocks(message).blocks)
  return new Set(blocks.flatMap(({ signer, covers }) => covers.map((cover) => signedLine(signer.email, cover))))
}

/** How `signedHere` names one step that a person signed. */
export const signedLine = (email: string, cover: Parameters<typeof statementLine>[0]): string =>
  `${email.toLowerCase()} ${statementLine(cover)}`
