/** What of install can be chosen. */
export interface Wishes {
  /** Whether agents are told of the policy in the file that they read. */
  readonly agentNotes: boolean
}

export const EVERYTHING: Wishes = { agentNotes: true }
