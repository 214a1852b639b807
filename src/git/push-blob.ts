import { UsageError } from '../errors.ts'
import { type Environment, type GitPlace, runGit, tryGit } from './process.ts'

/** How a user's git reaches their remotes, and asks them for a password. */
const REACHES_REMOTES = ['GIT_SSH', 'GIT_SSH_COMMAND', 'GIT_ASKPASS', 'GIT_TERMINAL_PROMPT']

/**
 * Stores bytes as a blob, gives it to a remote under a ref, and then to the same ref here. Nothing else moves, here or
 * there, and a ref that is there already is never overwritten.
 * @throws {UsageError} with git's own words when the remote does not take it.
 */
export async function pushBlob(
  place: GitPlace,
  env: Environment,
  remote: string,
  ref: string,
  bytes: Buffer,
): Promise<void> {
  const oid = (await runGit(place, ['hash-object', '-w', '--stdin'], bytes)).toString('latin1').trim()
  const kept = REACHES_REMOTES.filter((name) => env[name] !== undefined).map((name) => [name, env[name]])
  const reaching = { ...place, env: { ...place.env, ...Object.fromEntries(kept) } }
  const pushed = await tryGit(reaching, ['push', '--quiet', '--', remote, `${oid}:${ref}`])
  if (pushed.status !== 0) {
    const said = pushed.stderr.split('\n').find((line) => /^(?:fatal|error|remote): /.test(line))
    throw new UsageError(`the sign-off was not pushed to ${remote}: ${said ?? `exit status ${pushed.status}`}`)
  }
  await runGit(place, ['update-ref', ref, oid])
}
