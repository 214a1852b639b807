import { type Decoder, fields, flag, found, list, type Placed, placed, text } from './decoder.ts'
import { OPENPGP, readOpenpgpArmor } from './openpgp.ts'
import type { SignerKey } from './policy.ts'
import { keyFault, withoutComment } from './signer-key.ts'
import type { Tree } from './tree.ts'

/** A key of the policy, with its place. */
export type WrittenKey = Placed<SignerKey>

interface WrittenSettings {
  key: string
  'valid-after': Placed<number>
  'valid-before': Placed<number>
  commits: boolean
}

const publicKey: Decoder<string> = (tree, say) => {
  const written = text('a public key', keyFault)(unarmored(tree), say)
  return written === undefined ? undefined : withoutComment(written)
}

/** An armored block as the one line that it stands for; of a private one no more than what it is. */
function unarmored(tree: Tree): Tree {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') return tree
  if (tree.value.includes('PRIVATE KEY')) return { ...tree, value: tree.value.trim().split('\n')[0]! }
  const body = readOpenpgpArmor(tree.value, 'PUBLIC KEY BLOCK')
  return body === null ? tree : { ...tree, value: OPENPGP + body }
}

/** A day, which begins at midnight UTC, or a moment in UTC; in seconds since 1970. */
const moment: Decoder<number> = (tree, say) => {
  const written = tree.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : null
  const seconds = written === null ? null : secondsAt(written)
  if (seconds === null) say(tree.at, `expected a day (2026-01-31) or a moment (2026-01-31T12:00:00Z), ${found(tree)}`)
  return seconds ?? undefined
}

function secondsAt(written: string): number | null {
  if (!/^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?$/.test(written)) return null
  const whole = written.includes('T') ? written : `${written}T00:00:00Z`
  const milliseconds = Date.parse(whole)
  // Date.parse takes February 30 for March 2, and 24:00 for the next day.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== whole.replace('Z', '.000Z')) return null
  return milliseconds / 1000
}

const settings = fields<WrittenSettings>(
  'a key',
  { key: publicKey, 'valid-after': placed(moment), 'valid-before': placed(moment), commits: flag },
  ['key'],
)

const UNLIMITED = { validAfter: null, validBefore: null, commits: false }

/** One key: its text alone, or a map that says when it counts and for what. */
const signerKey: Decoder<SignerKey> = (tree, say) => {
  if (tree.kind !== 'map') {
    const key = publicKey(tree, say)
    return key === undefined ? undefined : { key, ...UNLIMITED }
  }
  const written = settings(tree, say)
  const [after, before] = [written?.['valid-after'], written?.['valid-before']]
  if (after !== undefined && before !== undefined && after.value >= before.value)
    say(before.at, `"valid-before" is not later than "valid-after" (line ${after.at.line}): the key would never count`)
  if (written?.key === undefined) return undefined
  return {
    key: written.key,
    validAfter: after?.value ?? null,
    validBefore: before?.value ?? null,
    commits: written.commits ?? false,
  }
}

/** The keys of one signer. */
export const signerKeys: Decoder<readonly WrittenKey[]> = list('a list of public keys', placed(signerKey))

/** Whether something that was signed at this moment (seconds since 1970) counts under a key. */
export const countsAt = ({ validAfter, validBefore }: SignerKey, seconds: number): boolean =>
  (validAfter === null || seconds >= validAfter) && (validBefore === null || seconds < validBefore)
