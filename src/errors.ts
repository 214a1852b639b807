/**
 * The two ways in which a command ends without a verdict. (The third error, a finding, is a value.) Anything else that
 * is thrown is a bug of ours and is said to be one.
 */

/** The user's own mistake: bad arguments, not a repository, a policy that is wrong. All at once, exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The facts could not be had: unreadable object, no common history, git itself failed. Exit 3, never green. */
export class CouldNotCheck extends Error {
  override readonly name = 'CouldNotCheck'
}
