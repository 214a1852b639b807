import type { Verdict } from './finding.ts'

/** Bad usage, or a policy of the user's own that is wrong. */
export const EXIT_USAGE = 2
/** The facts could not be had, or a bug of ours. */
export const EXIT_INCOMPLETE = 3

/** The exit status of several verdicts together: that of the worst. Not a call with an argument each: they may be very many. */
export const exitCodeOfAll = (verdicts: readonly Verdict[]): number =>
  verdicts.reduce((most, verdict) => Math.max(most, exitCode(verdict)), 0)

/** The exit status is a function of the verdict alone: 0 pass or warn, 1 block, 3 incomplete. */
export function exitCode(verdict: Verdict): 0 | 1 | 3 {
  switch (verdict) {
    case 'pass':
    case 'warn':
      return 0
    case 'block':
      return 1
    case 'incomplete':
      return EXIT_INCOMPLETE
  }
}
