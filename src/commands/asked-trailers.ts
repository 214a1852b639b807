import { UsageError } from '../errors.ts'
import { nearMisses } from '../policy/near-miss.ts'
import { isBlankToFill } from '../policy/placeholder.ts'
import type { TrailerPolicy } from '../policy/policy.ts'
import { isRequestKey } from '../policy/requests.ts'
import { visible } from '../visible.ts'

/** A trailer that somebody asks to be set: the key, and every value that was given for it. */
export interface AskedTrailer {
  readonly key: string
  readonly values: readonly string[]
  /** What the policy says of the key; null: nothing. */
  readonly policy: TrailerPolicy | null
}

/**
 * Reads `KEY: VALUE` lines; as git's own `--trailer` does, it takes `KEY=VALUE` too. A key that the policy knows is spelt as
 * it is there.
 * @throws {UsageError} with everything that is wrong, for what cannot be a trailer and what only people may write.
 */
export function readAsked(lines: readonly string[], policies: readonly TrailerPolicy[]): readonly AskedTrailer[] {
  const asked = new Map<string, AskedTrailer>()
  const faults: string[] = []
  for (const line of lines) {
    const [, key = '', given = ''] = /^([A-Za-z0-9-]+)[ \t]*[:=](.*)$/s.exec(line) ?? []
    const value = given.trim()
    const fault = faultOf(key, value, policies)
    if (fault !== null) {
      faults.push(`"${visible(line, 80)}" cannot be set: ${fault}`)
      continue
    }
    const policy = policies.find((one) => one.key.toLowerCase() === key.toLowerCase()) ?? null
    const same = asked.get(key.toLowerCase())
    const values = [...new Set([...(same?.values ?? []), ...(value === '' ? [] : [value])])]
    asked.set(key.toLowerCase(), { key: policy?.key ?? same?.key ?? key, values, policy })
  }
  if (faults.length > 0) throw new UsageError(faults.join('\n'))
  return [...asked.values()]
}

function faultOf(key: string, value: string, policies: readonly TrailerPolicy[]): string | null {
  if (key === '') return "a trailer is 'KEY: VALUE', and a key has only letters, digits and hyphens"
  if (/^signed-off-by$/i.test(key)) return 'it is a statement of whoever makes it, with "git commit --signoff"'
  if (/^sign-off-/i.test(key) && !isRequestKey(key)) return 'a person makes it, with "precheck signoff"'
  // What asks for a sign-off may be taken back: without a value, the requests that name nothing go.
  if (value === '') return isRequestKey(key) ? null : 'it has no value'
  if (UNPRINTABLE.test(value)) return 'a value is one line without control characters'
  if (isBlankToFill(value)) return 'what stands in <…> is for you to fill in'
  const meant = misspelling(key, value, policies)
  return meant === null ? null : `the policy knows no "${key}"; did you mean "${meant}"?`
}

// Controls, line and paragraph separators, halves of characters, and what turns the direction of text around.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u

/** The policy's key that a key was most likely meant to be, by what the check itself takes for a slip. */
function misspelling(key: string, value: string, policies: readonly TrailerPolicy[]): string | null {
  const known = new Set(policies.map((policy) => policy.key.toLowerCase()))
  if (known.has(key.toLowerCase())) return null
  const [meant] = nearMisses(`subject\n\n${key}: ${value}\n`, policies, known).keys()
  return meant?.key ?? null
}
