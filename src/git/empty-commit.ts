import { UsageError } from '../errors.ts'
import { type GitPlace, tryGit } from './process.ts'

/**
 * Writes a commit that has the tree of its one parent and this message, signed where `commit.gpgSign` asks for that, as
 * git is set up to sign here. Gives its id; no ref knows it yet. Neither the index nor the work tree is read, and no hook
 * runs.
 * @throws {UsageError} with git's own words when it does not know who commits, or cannot sign.
 */
export async function writeEmptyCommit(place: GitPlace, parent: string, message: string): Promise<string> {
  // What git calls plumbing makes nothing of the setting by itself, and every porcelain that does would take the index.
  const set = await tryGit(place, ['config', '--type=bool', '--get', 'commit.gpgSign'])
  const signs = set.stdout.toString('latin1').trim() === 'true'
  // The message is UTF-8 whatever commits here are written in otherwise.
  const inUtf8 = { ...place, options: [...place.options, '-c', 'i18n.commitEncoding=UTF-8'] }
  const args = ['commit-tree', ...(signs ? ['-S'] : []), '-p', parent, `${parent}^{tree}`]
  const written = await tryGit(inUtf8, args, message)
  if (written.status === 0) return written.stdout.toString('latin1').trim()
  const wanted = signs ? ', which commit.gpgSign wants signed' : ''
  throw new UsageError(
    `git did not make the commit that carries the sign-off${wanted}: ${written.stderr.split('\n')[0]}`,
  )
}

/** Moves HEAD, and the branch that it stands for, if both are where they were. False: something has moved it. */
export async function moveHead(place: GitPlace, to: string, from: string, reflog: string): Promise<boolean> {
  return (await tryGit(place, ['update-ref', '-m', reflog, 'HEAD', to, from])).status === 0
}
