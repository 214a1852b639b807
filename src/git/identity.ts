import { UsageError } from '../errors.ts'
import { type GitPlace, tryGit } from './process.ts'

/** Somebody as git would write them into a commit now. */
export interface Ident {
  readonly name: string
  readonly email: string
}

/**
 * Who git takes for the committer of a commit made now, of `Jane Doe <jane@example.com> 1700000000 +0100`.
 * @throws {UsageError} when git does not know: no name or address is set.
 */
export async function committerNow(place: GitPlace): Promise<Ident> {
  const found = await tryGit(place, ['var', 'GIT_COMMITTER_IDENT'])
  const [, name, email] = /^(.*) <([^<>]*)> \d+ [+-]\d{4}\n$/.exec(found.stdout.toString('utf8')) ?? []
  if (found.status === 0 && name !== undefined && email !== undefined) return { name, email }
  throw new UsageError('git does not know who you are: set user.name and user.email with "git config"')
}
