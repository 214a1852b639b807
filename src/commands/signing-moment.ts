import type { RangeRequest } from '../collect/range/range-request.ts'
import type { ToSign } from '../collect/range/range-to-sign.ts'
import type { SignOff } from '../signoff/block.ts'

/** One of the three moments at which changes are signed off: in a branch, before a commit, or in a commit's own message. */
export interface SigningMoment {
  readonly toSign: ToSign
  /** What is signed off, in words: `main..HEAD`, `what is staged` … */
  readonly named: string
  /**
   * Puts a sign-off where it belongs; gives what to say of that, and the range that is to be judged again.
   * @throws {UsageError} when anything has moved since the moment was read; then nothing was done.
   */
  readonly put: (signOff: SignOff) => Promise<{ readonly said: string; readonly range: RangeRequest | null }>
}

/** Said wherever a person has looked at one thing and would sign another. */
export const MOVED = 'nothing was signed off: run the same command again and look at what is there now'
