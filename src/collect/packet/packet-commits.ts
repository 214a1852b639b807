import type { CommitObject } from '../../git/commit-object.ts'
import { walkLog } from '../../git/log.ts'
import { isAutosquash, subjectOf } from '../../git/message.ts'
import { isBlankLine } from '../../git/message-tail.ts'
import type { GitPlace } from '../../git/process.ts'
import { findBlock } from '../../git/trailer-block.ts'
import { readTrailers } from '../../git/trailers.ts'
import type { PacketCommit } from '../../packet.ts'
import { writeBlock } from '../../signoff/block.ts'
import { isSignOffMessage } from '../../signoff/message.ts'
import { readBlocks } from '../../signoff/read-blocks.ts'

/**
 * The commits of a range, oldest first, with all that their messages say and all paths that they change.
 * @throws {CouldNotCheck} when git fails or an object is missing.
 */
export async function packetCommits(
  place: GitPlace,
  objectFormat: 'sha1' | 'sha256',
  revisions: readonly string[],
): Promise<readonly PacketCommit[]> {
  const commits: PacketCommit[] = []
  await walkLog(place, objectFormat, revisions, ALL, ({ sha, object, changes, empty }) => {
    const isMerge = object.parents.length > 1
    commits.push({
      sha,
      parents: object.parents,
      author: object.author,
      ...readMessage(object.message),
      kind: isMerge ? 'merge' : kindOf(object, empty),
      paths: isMerge ? [] : changes.map(({ path }) => path),
    })
  })
  return commits.reverse()
}

const ALL = () => true

function kindOf({ message }: CommitObject, empty: boolean): PacketCommit['kind'] {
  if (empty && isSignOffMessage(message)) return 'sign-off'
  return isAutosquash(message) ? 'autosquash' : 'work'
}

/** A message in its parts. What stands behind a NUL byte git does not show, and neither do we. */
function readMessage(whole: string): Pick<PacketCommit, 'subject' | 'body' | 'trailers' | 'signOffs'> {
  const message = whole.split('\0', 1)[0]!
  const found = readBlocks(message).blocks.map((block) => {
    const text = writeBlock(block)
    return { block, text, end: block.line + text.split('\n').length - 1 }
  })
  const isSignOff = (line: number) => found.some(({ block, end }) => line >= block.line && line < end)
  const before = message.slice(0, findBlock(message).start).split('\n')
  return {
    subject: subjectOf(message),
    body: bodyOf(before.map((line, index) => (isSignOff(index + 1) ? null : line.replace(/\r$/, '')))),
    trailers: readTrailers(message).filter(({ line }) => !isSignOff(line)),
    signOffs: found.map(({ block, text }) => ({ signer: block.signer.email, text, covers: block.covers })),
  }
}

/** What follows the first paragraph, without blank lines at either end; null stands for a line that is left out. */
function bodyOf(lines: readonly (string | null)[]): readonly string[] {
  const isBlank = (line: string | null | undefined) => line == null || isBlankLine(line, 0)
  let at = 0
  while (at < lines.length && isBlank(lines[at])) at += 1
  while (at < lines.length && !isBlank(lines[at])) at += 1
  let end = lines.length
  while (at < end && isBlank(lines[at])) at += 1
  while (end > at && isBlank(lines[end - 1])) end -= 1
  return lines.slice(at, end).filter((line) => line !== null)
}
