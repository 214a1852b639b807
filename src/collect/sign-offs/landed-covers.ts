import { LOG_OPTIONS } from '../../git/log-options.ts'
import { type GitPlace, runGit } from '../../git/process.ts'
import { type Cover, statementLine } from '../../signoff/cover.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'

const WITH_SIGN_OFFS = ['-z', '--extended-regexp', '--regexp-ignore-case', '--grep=sign-off-covers']

/** The messages in a walk of git's log that have a sign-off in them. */
export async function messagesWithSignOffs(place: GitPlace, revisions: readonly string[]): Promise<readonly string[]> {
  return (await runGit(place, ['log', ...LOG_OPTIONS, '--format=%B', ...WITH_SIGN_OFFS, ...revisions]))
    .toString('utf8')
    .split('\0')
}

/** A line of a sign-off, as who said it and when. */
export const landedCover = (email: string, made: string, cover: Cover): string =>
  `${email.toLowerCase()} ${made} ${statementLine(cover)}`

/** Whether a line of a sign-off stands in a message of the history of one of the commits that were asked about. */
export type HasLanded = (line: string, commit: string) => Promise<boolean>

/** Reads the sign-offs in the messages of the history of commits, however many: one walk for all of them. */
export async function landedCovers(place: GitPlace, commits: readonly string[]): Promise<HasLanded> {
  if (commits.length === 0) return async () => false
  const revisions = commits.map((sha) => `${sha}\n`).join('')
  const log = await runGit(place, ['log', ...LOG_OPTIONS, '--format=%H %B', ...WITH_SIGN_OFFS, '--stdin'], revisions)
  const carriers = new Map<string, Set<string>>()
  for (const entry of log.toString('utf8').split('\0')) {
    const blank = entry.indexOf(' ')
    const [sha, message] = [entry.slice(0, blank), entry.slice(blank + 1)]
    for (const { signer, made, covers } of readBlocks(message).blocks)
      for (const cover of covers) {
        const line = landedCover(signer.email, made, cover)
        carriers.set(line, (carriers.get(line) ?? new Set()).add(sha))
      }
  }
  // All that was walked is the history of a single one.
  if (commits.length === 1) return async (line) => carriers.has(line)
  let parents: Promise<readonly (readonly string[])[]> | null = null
  const after = new Map<string, ReadonlySet<string>>()
  return async (line, commit) => {
    for (const sha of carriers.get(line) ?? []) {
      parents ??= listParents(place, revisions)
      const known = after.get(sha) ?? withDescendants(sha, await parents)
      after.set(sha, known)
      if (known.has(commit)) return true
    }
    return false
  }
}

/** Each commit of a history and then its parents, which come before it. */
async function listParents(place: GitPlace, revisions: string): Promise<readonly (readonly string[])[]> {
  const listed = await runGit(place, ['rev-list', '--topo-order', '--reverse', '--parents', '--stdin'], revisions)
  return listed
    .toString('latin1')
    .split('\n')
    .map((line) => line.split(' '))
}

function withDescendants(sha: string, listed: readonly (readonly string[])[]): ReadonlySet<string> {
  const found = new Set([sha])
  for (const [each, ...parents] of listed) if (parents.some((parent) => found.has(parent))) found.add(each!)
  return found
}
