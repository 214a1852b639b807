import { join } from 'node:path'

/** Where a waiting sign-off is kept. On its own, since a hook looks for it at every guarded commit and rarely finds it. */
export const waitingFile = (commonDir: string): string => join(commonDir, 'precheck', 'waiting-sign-off.json')
