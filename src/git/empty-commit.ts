import { CouldNotCheck } from '../errors.ts'
import { readCommitObject } from './commit-object.ts'
import { identNow } from './identity.ts'
import { readObjects } from './object-stream.ts'
import { type GitPlace, runGit, tryGit } from './process.ts'

/**
 * Writes a commit that has the tree of its one parent and this message, and gives its id. No ref knows it yet. Neither the
 * index nor the work tree is read, and no hook runs.
 * @throws {UsageError} when git does not know who commits.
 */
export async function writeEmptyCommit(place: GitPlace, parent: string, message: string): Promise<string> {
  const [object] = await readObjects(place, [parent])
  if (object?.type !== 'commit') throw new CouldNotCheck(`commit ${parent} cannot be read`)
  const [author, committer] = await Promise.all([identNow(place, 'AUTHOR'), identNow(place, 'COMMITTER')])
  const headers = [
    `tree ${readCommitObject(object.content).tree}`,
    `parent ${parent}`,
    `author ${author.line}`,
    `committer ${committer.line}`,
  ]
  const raw = `${headers.join('\n')}\n\n${message}`
  return (await runGit(place, ['hash-object', '-t', 'commit', '-w', '--stdin'], raw)).toString('latin1').trim()
}

/** Moves HEAD, and the branch that it stands for, if both are where they were. False: something has moved it. */
export async function moveHead(place: GitPlace, to: string, from: string, reflog: string): Promise<boolean> {
  return (await tryGit(place, ['update-ref', '-m', reflog, 'HEAD', to, from])).status === 0
}
