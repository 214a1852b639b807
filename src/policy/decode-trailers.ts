import {
  type Decoder,
  entriesOf,
  fields,
  flag,
  oneOf,
  type Placed,
  placed,
  quoted,
  refuseTwice,
  text,
} from './decoder.ts'
import { expressionFault } from './expression.ts'
import type { TrailerPolicy } from './policy.ts'
import type { Say, Tree } from './tree.ts'

const PLAIN = {
  required: true,
  per: 'commit',
  pattern: null,
  fromBranch: false,
  allowNone: false,
  many: false,
  example: null,
} as const

/** What is asked for when the policy has no `trailers`. */
export const DEFAULT_TRAILERS: readonly TrailerPolicy[] = [
  {
    ...PLAIN,
    key: 'Task-Id',
    pattern: String.raw`^(?:[A-Z][A-Z0-9]*-\d+|#\d+|https?://\S+)$`,
    fromBranch: true,
    example: 'ABC-123',
  },
  { ...PLAIN, key: 'Tests-Run', example: 'npm test (214 passed)' },
  { ...PLAIN, key: 'Rollback', example: 'revert' },
]

const settings = fields('the settings of a trailer', {
  required: flag,
  per: oneOf('commit', 'change'),
  pattern: text('a regular expression', expressionFault),
  'from-branch': placed(flag),
  'allow-none': flag,
  many: flag,
  example: text('an example'),
})

/** The trailers that the policy asks for: the whole list, nothing is added to it. */
export const trailers: Decoder<readonly TrailerPolicy[]> = (tree, say) => {
  const keys = new Map<string, Placed<string>>()
  const read = entriesOf<TrailerPolicy>('a map from trailer keys to their settings', (key, value) => {
    // The same spelling twice is a duplicate key, and has been said.
    if (!keys.has(key.value)) keys.set(key.value, key)
    return trailer(key, value, say)
  })(tree, say)
  const twice = (key: string, line: number) => `git takes ${quoted(key)} for the key on line ${line}: it ignores case`
  refuseTwice([...keys.values()], (key) => key.toLowerCase(), twice, say)
  return read
}

function trailer(key: Placed<string>, value: Tree, say: Say): TrailerPolicy | undefined {
  const fault = keyFault(key.value)
  if (fault !== null) say(key.at, `${quoted(key.value)} cannot be the key of a trailer: ${fault}`)
  if (value.kind === 'scalar' && value.value === false) return undefined
  if (value.kind === 'scalar' && value.value === null) {
    const instead = 'write {} behind it to ask for it, or false to say that it is not'
    say(key.at, `nothing is said of ${quoted(key.value)}, so it is not asked for: ${instead}`, 'warning')
    return undefined
  }
  const written = settings(value, say)
  if (written === undefined) return undefined
  const { pattern = null, 'from-branch': fromBranch } = written
  const patternWritten = value.kind === 'map' && value.pairs.some((pair) => pair.key === 'pattern')
  if (fromBranch?.value && !patternWritten)
    say(fromBranch.at, '"from-branch" needs a "pattern", to know the value in the name of a branch')
  return {
    key: key.value,
    required: written.required ?? PLAIN.required,
    per: written.per ?? PLAIN.per,
    pattern,
    fromBranch: fromBranch?.value ?? PLAIN.fromBranch,
    allowNone: written['allow-none'] ?? PLAIN.allowNone,
    many: written.many ?? PLAIN.many,
    example: written.example ?? PLAIN.example,
  }
}

/** Git knows a trailer by a key of letters, digits and dashes; sign-offs have keys of their own. */
function keyFault(key: string): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(key)) return 'it must be letters, digits and dashes'
  if (/^(?:signed-off-by$|sign-off-)/i.test(key)) return 'it belongs to sign-offs, which entries of "paths" ask for'
  return null
}
