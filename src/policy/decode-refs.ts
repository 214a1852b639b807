import { fields, list, text } from './decoder.ts'
import { patternFault } from './pattern-syntax.ts'

const MOST = 100
const LONGEST = 200

// See git-check-ref-format(1); what is left of its list, `*`, `?` and `[`, is for patterns.
const NO_NAME = /[ ~^:\\]|\.\.|(?:^|\/)\.|\.(?:lock)?(?:\/|$)/

/** Why a pattern means no branch, as the end of a sentence; null: it is fine. */
function branchFault(pattern: string): string | null {
  if (pattern !== pattern.trim()) return 'leave out the blank at its beginning or end'
  if (pattern.length > LONGEST) return `it is longer than ${LONGEST} characters`
  if (pattern.startsWith('!')) return 'the list only adds: leave out what does not block'
  if (/[[\]{}]/.test(pattern)) return 'of wildcards there are only *, ** and ?: write the others out, one by one'
  if (/^\/|\/$|\/\//.test(pattern))
    return 'write it without a slash at its beginning or end; "release/*" means all below'
  if (NO_NAME.test(pattern)) return 'git knows no branch of such a name'
  return patternFault(pattern)
}

/** What `refs` says of a push to a server. */
export const refs = fields<{ block: readonly string[] }>('the settings of "refs"', {
  block: list('a list of branches', text('a branch', branchFault), MOST),
})
