import { type GitPlace, runGit } from '../git/process.ts'
import { type Cover, statementLine } from '../signoff/cover.ts'
import { readBlocks } from '../signoff/read-blocks.ts'

/** The messages in a walk of git's log that have a sign-off in them. */
export async function messagesWithSignOffs(place: GitPlace, revisions: readonly string[]): Promise<readonly string[]> {
  const search = ['--format=%B', '-z', '--extended-regexp', '--regexp-ignore-case', '--grep=sign-off-covers']
  return (await runGit(place, ['log', ...search, ...revisions])).toString('utf8').split('\0')
}

/** A line of a sign-off, as who said it and when. */
export const landedCover = (email: string, made: string, cover: Cover): string =>
  `${email.toLowerCase()} ${made} ${statementLine(cover)}`

/** All that the sign-offs in the messages of a commit's history cover. */
export async function landedCovers(place: GitPlace, commit: string): Promise<ReadonlySet<string>> {
  const blocks = (await messagesWithSignOffs(place, [commit])).flatMap((message) => readBlocks(message).blocks)
  return new Set(
    blocks.flatMap(({ signer, made, covers }) => covers.map((cover) => landedCover(signer.email, made, cover))),
  )
}
