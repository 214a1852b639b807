import { UsageError } from '../errors.ts'
import { type GitPlace, tryGit } from './process.ts'

/** Somebody as git would write them into a commit now. */
export interface Ident {
  readonly name: string
  readonly email: string
  /** As in a raw commit: `Jane Doe <jane@example.com> 1700000000 +0100`. */
  readonly line: string
}

/**
 * Who git takes for the author or the committer of a commit made now.
 * @throws {UsageError} when git does not know: no name or address is set.
 */
export async function identNow(place: GitPlace, role: 'AUTHOR' | 'COMMITTER'): Promise<Ident> {
  const found = await tryGit(place, ['var', `GIT_${role}_IDENT`])
  const line = found.stdout.toString('utf8').replace(/\n$/, '')
  const [, name, email] = /^(.*) <([^<>]*)> \d+ [+-]\d{4}$/.exec(line) ?? []
  if (found.status === 0 && name !== undefined && email !== undefined) return { name, email, line }
  throw new UsageError('git does not know who you are: set user.name and user.email with "git config"')
}
