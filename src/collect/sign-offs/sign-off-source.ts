import type { Environment, GitPlace } from '../../git/process.ts'
import type { RawChange } from '../../git/raw-diff.ts'
import type { Repository } from '../../git/repository.ts'
import type { Policy } from '../../policy/policy.ts'
import type { OutsideSignOffs } from './outside-sign-offs.ts'

/** Where sign-offs are held against the repository. `place` is an isolated one. */
export interface SignOffSource {
  readonly repository: Repository
  readonly place: GitPlace
  readonly env: Environment
  readonly policy: Policy
  /** Tip of the base, whose history uses sign-offs up; null: there is none. */
  readonly base: string | null
  /** When it is judged, in seconds since 1970. */
  readonly now: number
  /** The net change by path, as far as it is watched; it counts only where pull requests land squashed. */
  readonly net: ReadonlyMap<string, RawChange>
  /** Sign-offs that no commit carries; default: none. */
  readonly outside?: OutsideSignOffs
}
