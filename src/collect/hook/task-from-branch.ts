import { isAutosquash } from '../../git/message.ts'
import { addTrailers, readTrailers } from '../../git/trailers.ts'
import type { Policy } from '../../policy/policy.ts'
import { valueFromBranch } from '../../policy/trailer-values.ts'
import { messageOf, opensEditor, withAdded } from './commit-being-made.ts'
import type { Moment } from './moment.ts'

/**
 * The message with the required trailers that the branch's name gives, where the policy takes them from there; null when
 * there is nothing to add. A message that went through an editor is its author's, so nothing is put under their hands.
 */
export function withTaskFromBranch(moment: Moment, policy: Policy, raw: Buffer): Buffer | null {
  if (opensEditor(moment.env)) return null
  const message = messageOf(moment, raw)
  // An empty message must stay empty, so that git still gives the commit up.
  if (message === '' || isAutosquash(message)) return null
  const given = new Set(readTrailers(message).map(({ key }) => key.toLowerCase()))
  const added = policy.trailers.flatMap((trailer) => {
    if (!trailer.required || given.has(trailer.key.toLowerCase())) return []
    const value = valueFromBranch(moment.branch, trailer)
    return value === null ? [] : [{ key: trailer.key, value }]
  })
  if (added.length === 0) return null
  const lines = added.map(({ key, value }) => `${key}: ${value}`).join('\n')
  return withAdded(moment, raw, lines, (bytes, text) => addTrailers(bytes, readTrailers(`-\n\n${text}\n`)))
}
