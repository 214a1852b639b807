import { mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Policy } from './policy.ts'

/**
 * Decoded policies kept for local hooks, by the id of the blob they were decoded from: decoding one takes longer than all
 * the rest of a hook. Nothing but hooks reads them. A copy that is damaged, or of another precheck, is as if it were not there.
 */
const folder = (commonDir: string): string => join(commonDir, 'precheck', 'policy')

/** Raised when the decoded form changes; the version of the package stands beside it. */
const FORM = 3

interface Kept {
  readonly form: number
  readonly version: string
  readonly policy: Policy
}

/** The policy that was kept for a blob, or null. */
export function keptPolicy(commonDir: string, blob: string, version: string): Policy | null {
  try {
    const kept = JSON.parse(readFileSync(join(folder(commonDir), `${blob}.json`), 'utf8')) as Kept
    return kept.form === FORM && kept.version === version ? kept.policy : null
  } catch {
    return null
  }
}

/** Forgets every policy that was kept, and the folder that held nothing else. */
export function forgetPolicies(commonDir: string): void {
  rmSync(folder(commonDir), { recursive: true, force: true })
  try {
    rmdirSync(join(commonDir, 'precheck'))
  } catch {
    // A sign-off still waits there, or there was no folder.
  }
}

/** Keeps a policy and forgets the others. Failing to write costs the next hook some milliseconds, so it is no error. */
export function keepPolicy(commonDir: string, blob: string, version: string, policy: Policy): void {
  try {
    const dir = folder(commonDir)
    mkdirSync(dir, { recursive: true })
    for (const name of readdirSync(dir)) if (name !== `${blob}.json`) rmSync(join(dir, name), { force: true })
    const kept: Kept = { form: FORM, version, policy }
    const draft = join(dir, `${blob}.${process.pid}.tmp`)
    writeFileSync(draft, JSON.stringify(kept))
    renameSync(draft, join(dir, `${blob}.json`))
  } catch {
    // A read-only git directory, a full disk: the policy is decoded again next time.
  }
}
