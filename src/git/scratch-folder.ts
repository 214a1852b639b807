import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder of our own. */
export interface ScratchFolder {
  readonly dir: string
  /** Takes the folder away. Safe to call twice. */
  readonly close: () => void
}

/** What ends a process that a CI cancels, a pusher leaves, or somebody at a terminal stops. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const open = new Set<string>()

/** Makes a folder among the system's temporary ones that is gone when it is closed, also where a signal ends the process. */
export function scratchFolder(): ScratchFolder {
  const dir = mkdtempSync(join(tmpdir(), 'precheck-'))
  if (open.size === 0) for (const signal of ENDING) process.on(signal, closeAll)
  open.add(dir)
  return {
    dir,
    close: () => {
      rmSync(dir, { recursive: true, force: true })
      if (!open.delete(dir) || open.size > 0) return
      for (const signal of ENDING) process.off(signal, closeAll)
    },
  }
}

function closeAll(signal: NodeJS.Signals): void {
  for (const dir of open) rmSync(dir, { recursive: true, force: true })
  open.clear()
  for (const each of ENDING) process.off(each, closeAll)
  // What the signal does is left to whoever else listens, or to the system.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}
