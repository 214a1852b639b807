import { readObjects } from './object-stream.ts'
import { type GitPlace, runGit } from './process.ts'
import { readRawCommit, unchangedPart } from './raw-commit.ts'

/**
 * The commit of `head`'s history that stands where an old one stood before its message, or that of a commit below it,
 * was rewritten: the one with the same tree, people, times and number of parents. Null when there is none, or more than
 * one. So a list of commits with what each one lacks stays good while it is worked off.
 */
export async function successorOf(place: GitPlace, old: string, head: string): Promise<string | null> {
  const [object] = await readObjects(place, [old])
  if (object?.type !== 'commit') return null
  const wanted = readRawCommit(object.content)
  // commit <id> LF <tree> LF; what the old commit reaches itself cannot have come after it.
  const out = await runGit(place, ['rev-list', '--format=%T', head, `^${old}`])
  const listed = [...out.toString('latin1').matchAll(/^commit ([0-9a-f]+)\n([0-9a-f]+)$/gm)]
  const sameTree = listed.filter(([, , tree]) => `tree ${tree}` === wanted.headers[0])
  const candidates = await readObjects(
    place,
    sameTree.map(([, commit]) => commit!),
  )
  const part = unchangedPart(wanted)
  const same = candidates.filter((candidate) => candidate && unchangedPart(readRawCommit(candidate.content)) === part)
  return same.length === 1 ? same[0]!.oid : null
}
