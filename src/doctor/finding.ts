/** `ok`: in force. `look`: somebody should know. `broken`: something that should hold does not. */
export type Condition = 'ok' | 'look' | 'broken'

/** What one look at the local layer found, in words made visible already. */
export interface Found {
  /** What was looked at: `hooks path`, `hook commit-msg` … */
  readonly check: string
  readonly state: Condition
  readonly text: string
  /** What mends it, as a command or in words; null: nothing has to be. */
  readonly fix: string | null
}

export const ok = (check: string, text: string): Found => ({ check, state: 'ok', text, fix: null })
export const look = (check: string, text: string, fix: string | null): Found => ({ check, state: 'look', text, fix })
export const broken = (check: string, text: string, fix: string): Found => ({ check, state: 'broken', text, fix })
