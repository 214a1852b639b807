import type { State } from './change.ts'
import { hexDigest } from './digest.ts'

/**
 * The name by which the same finding is known again after a rebase: sha256 over rule, message, path, states and trailer
 * key. Where a thing stands and what the sentence says are left out.
 */
export function fingerprint(of: {
  readonly rule: string
  readonly message: string
  readonly path: string | null
  readonly transition: { readonly old: State; readonly new: State } | null
  readonly trailer: string | null
}): string {
  const { old, new: now } = of.transition ?? { old: null, new: null }
  const states = old && now ? `${old.mode} ${old.oid} ${now.mode} ${now.oid}` : ''
  const words = [of.rule, of.message, of.path ?? '', states, of.trailer?.toLowerCase() ?? '']
  return `sha256:${hexDigest('sha256', JSON.stringify(words))}`
}
