import { CouldNotCheck } from '../../errors.ts'
import type { MergeTime } from '../../git/merge-tree.ts'
import type { GitPlace } from '../../git/process.ts'
import type { Repository } from '../../git/repository.ts'
import type { Concern } from '../../policy/concern.ts'
import type { Policy } from '../../policy/policy.ts'
import type { Rule } from '../../rules/rule.ts'

/** Which commits to collect, by full ids. */
export interface RangeRequest {
  readonly kind: 'range' | 'commit' | 'push'
  readonly at: 'hook' | 'wall'
  readonly ref: string | null
  /** Tip of the base; null: everything that `head` reaches. */
  readonly base: string | null
  readonly head: string
  readonly branch: string | null
  /** The range in the words of whoever asked. */
  readonly named: string | null
  /** The commit whose policy judges, if that is not the base: a push has no base of its own. */
  readonly policyTip?: string
  /** Arguments of the log where the commits are others than `head ^base` names. */
  readonly revisions?: readonly string[]
  /** How the clone here is given the whole history: `in GitHub Actions, …`. */
  readonly wholeHistory?: string
}

/** Everything that a range is collected from. `place` is an isolated one. */
export interface RangeSource {
  readonly repository: Repository
  readonly place: GitPlace
  readonly policy: Policy
  readonly concern: Concern
  readonly rules: readonly Rule[]
  /** For all merges that git has to make again. */
  readonly mergeTime: MergeTime
  /** Is told how many commits have been read, after each. */
  readonly progress?: ((commits: number) => void) | undefined
}

/** Why a range cannot be judged in a shallow clone, with what would make it whole. */
export const tooShallow = ({ wholeHistory = 'in CI: fetch-depth: 0' }: RangeRequest): CouldNotCheck =>
  new CouldNotCheck(
    `this clone is shallow and the range reaches past its end: run "git fetch --unshallow" (${wholeHistory})`,
  )
