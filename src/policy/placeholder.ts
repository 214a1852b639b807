import { asDrawn } from './look-alike.ts'

/**
 * What people and agents write where they have nothing to say. `ok` and `same` are not here: as results they are
 * honest (`diff a b (same)`).
 */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  [
    ...'na none nil null nothing undefined todo tbd tba tbc wip fixme x xx xxx yes no y n true false'.split(' '),
    ...'later pending unknown skip skipped untested placeholder ditto'.split(' '),
    ...['not applicable', 'not available', 'not yet', 'none yet', 'not run', 'not tested', 'no reason', 'to be done'],
    ...['to be determined', 'to be decided', 'to be added', 'see above', 'see below', 'as above', 'same as above'],
  ].map(squeezed),
)

/** What stands in a template's brackets: `[result]`, `{{ task_id }}`. */
const NAMES_OF_BLANKS: ReadonlySet<string> = new Set(
  'command result results reason note name path flag value key id task taskid ticket ticketid issue'.split(' '),
)

/**
 * True for text that stands where something should be said: `n/a`, `TODO`, `…`, `<task id>`, `[result]`. Case,
 * punctuation, brackets, blanks, and letters that only look like others or are not seen at all, make no difference.
 */
export function isPlaceholder(text: string): boolean {
  const drawn = asDrawn(text)
  if (isBlankToFill(drawn)) return true
  if (/[[{]/.test(drawn) && NAMES_OF_BLANKS.has(squeezed(drawn))) return true
  // None of the words has a digit, and of honest values most do.
  if (/[0-9]/.test(drawn)) return false
  // A path is the name of something, whatever it is called.
  if (/^\.{1,2}\/\w/.test(drawn)) return false
  return EMPTY_WORDS.has(squeezed(drawn)) || drawn.split(/\s/).every((word) => saysNothing(squeezed(word)))
}

const saysNothing = (word: string): boolean => word === '' || EMPTY_WORDS.has(word)

// A run in angle brackets, but for the address in `Jane <jane@example.com>` or `<https://example.com/1>`.
const BLANK = /<(?![^\s<>]*(?:@|:\/\/)[^\s<>]*>)[^<>]*>/g

/** Whether nothing is left of a text without its blanks: `<command> (<result>)`. What is filled in beside one counts. */
export function isBlankToFill(text: string): boolean {
  const drawn = asDrawn(text)
  if (!drawn.includes('<')) return false
  const rest = drawn.replace(BLANK, '')
  return rest !== drawn && squeezed(rest) === ''
}

/** Letters and digits alone, in lower case. */
function squeezed(text: string): string {
  const lower = text.toLowerCase()
  return /[^\0-\x7f]/.test(lower) ? lower.replace(/[^\p{L}\p{N}]+/gu, '') : lower.replace(/[^a-z0-9]+/g, '')
}
