import type { Policy } from './policy.ts'

/** Whether the policy lists keys that say who made a commit. */
export const verifiesCommits = ({ signers }: Pick<Policy, 'signers'>): boolean =>
  signers?.some(({ keys }) => keys.some(({ commits }) => commits)) ?? false
