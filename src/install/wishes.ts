import type { Forge } from './forge.ts'

/** What of install can be chosen. */
export interface Wishes {
  /** `auto`: a CI file for the forge that the repository is on. */
  readonly ci: Forge | 'auto' | 'none'
  /** Whether agents are told of the policy in the file that they read. */
  readonly agentNotes: boolean
}

export const EVERYTHING: Wishes = { ci: 'auto', agentNotes: true }
