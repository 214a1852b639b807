import { asDrawn } from './look-alike.ts'
import { isBlankToFill, isPlaceholder } from './placeholder.ts'
import type { TrailerPolicy } from './policy.ts'

/** Why a trailer's value says nothing, or says it in the wrong form. */
export type ValueFault =
  | { readonly is: 'empty' }
  | { readonly is: 'placeholder' }
  | { readonly is: 'pattern'; readonly pattern: string }
  | { readonly is: 'form' }
  | { readonly is: 'too-long'; readonly bytes: number }
  | { readonly is: 'none-refused' }
  | { readonly is: 'no-reason' }

/** A trailer's value is at most so many bytes of UTF-8. */
export const VALUE_LIMIT = 1024

/** What is wrong with a value under the policy; null: nothing. Each known key has a form of its own. */
export function valueFault(trailer: TrailerPolicy, value: string): ValueFault | null {
  const known = entry(FAULTS, trailer, () => new Map<string, ValueFault | null>())
  let fault = known.get(value)
  if (fault === undefined) {
    fault = faultOf(trailer, value)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(value, fault)
  }
  return fault
}

// A range asks about the same values for several rules, and most commits say the same.
const FAULTS = new WeakMap<TrailerPolicy, Map<string, ValueFault | null>>()
const PATTERNS = new WeakMap<TrailerPolicy, RegExp>()
const MOST_KNOWN = 1_000

function entry<V>(map: WeakMap<TrailerPolicy, V>, trailer: TrailerPolicy, make: () => V): V {
  const known = map.get(trailer) ?? make()
  map.set(trailer, known)
  return known
}

function faultOf(trailer: TrailerPolicy, value: string): ValueFault | null {
  if (value.trim() === '') return { is: 'empty' }
  // No character takes more than three bytes for each of its UTF-16 units.
  const bytes = value.length * 3 <= VALUE_LIMIT ? 0 : new TextEncoder().encode(value).length
  if (bytes > VALUE_LIMIT) return { is: 'too-long', bytes }
  if (!isSpelledOut(trailer, value)) {
    const reason = noneReason(value)
    if (reason !== null) {
      if (!isRollback(trailer.key) && !trailer.allowNone) return { is: 'none-refused' }
      return isPlaceholder(reason) ? { is: 'no-reason' } : null
    }
    if (isPlaceholder(value)) return { is: 'placeholder' }
  }
  if (!fitsPattern(trailer, value)) return { is: 'pattern', pattern: trailer.pattern! }
  if (isTestsRun(trailer.key)) return testsRunFault(value)
  return isRollback(trailer.key) && !isWayBack(value) ? { is: 'form' } : null
}

/** The whole value has to match, and the pattern has no flags: so the policy's own documentation says. */
const fitsPattern = (trailer: TrailerPolicy, value: string): boolean =>
  trailer.pattern === null || entry(PATTERNS, trailer, () => new RegExp(`^(?:${trailer.pattern})$`)).test(value)

/** Whether the policy's pattern itself has the value in so many words: under `^(yes|no)$`, "no" is an answer. */
function isSpelledOut(trailer: TrailerPolicy, value: string): boolean {
  if (trailer.pattern === null || !/^[A-Za-z/]+$/.test(value)) return false
  const words = trailer.pattern.replaceAll('\\/', '/')
  return new RegExp(`(?<![\\w\\\\])${value}(?!\\w)`).test(words) && fitsPattern(trailer, value)
}

/**
 * The reason in `none: <reason>`, empty when nothing follows; null: the value says something else. Read as it looks, so
 * that a full-width colon or a letter that is not seen makes no other answer of it.
 */
function noneReason(value: string): string | null {
  const drawn = asDrawn(value).trim()
  if (!/^none\s*(?::|[^\p{L}\p{N}]*$)/iu.test(drawn)) return null
  const characters = [...value]
  const colon = characters.findIndex((character) => asDrawn(character) === ':')
  return colon < 0
    ? ''
    : characters
        .slice(colon + 1)
        .join('')
        .trim()
}

/** Whether a value says `none: <reason>`. */
export const isNone = (value: string): boolean => noneReason(value) !== null

/** Whether the policy takes it for an answer as good as another: of `Rollback` it says that there is no way back. */
export const isNoneTaken = (trailer: TrailerPolicy): boolean => trailer.allowNone && !isRollback(trailer.key)

/** Whether it is an answer that a command was not run, and why: a policy's own pattern may refuse that. */
export const isUnrunTaken = (trailer: TrailerPolicy, command = 'npm test'): boolean =>
  valueFault(trailer, `${command} (not run: no database here)`) === null

/** What is said behind a trailer that is asked for, so that who has nothing to say there need not make something up. */
export const orNone = (isTaken: boolean): string => (isTaken ? ' ("none: <reason>" is an answer too)' : '')

export const isTaskId = (key: string): boolean => key.toLowerCase() === 'task-id'
export const isTestsRun = (key: string): boolean => key.toLowerCase() === 'tests-run'
export const isRollback = (key: string): boolean => key.toLowerCase() === 'rollback'

/** A `Tests-Run` value in its two parts: `npm test (214 passed, 3 skipped)`; null: it has another form. */
export function readTestsRun(value: string): { readonly command: string; readonly result: string } | null {
  const text = value.trim()
  if (!text.endsWith(')')) return null
  let depth = 0
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1
    else if (text[at] === '(' && --depth === 0) {
      // `$(date)` and `<(ls)` are part of the command.
      if (/[$<>]/.test(text[at - 1] ?? '')) return null
      const command = text.slice(0, at).trim()
      const result = text.slice(at + 1, -1).trim()
      return command === '' || result === '' ? null : { command, result }
    }
  }
  return null
}

function testsRunFault(value: string): ValueFault | null {
  const read = readTestsRun(value)
  if (read === null) return { is: 'form' }
  return isPlaceholder(read.command) || saysNoResult(read.result) ? { is: 'placeholder' } : null
}

/** Of what was not run the reason is the answer, and who fills it in may leave the brackets around it. */
function saysNoResult(result: string): boolean {
  const reason = /^not run\s*:\s*(.+)$/is.exec(result)?.[1]
  return isPlaceholder(reason === undefined ? result : reason.replace(/^<(.*)>$/s, '[$1]'))
}

/** A `Rollback` value, read: which way back it names, and the path, flag, note or reason that goes with it. */
export interface Rollback {
  readonly way: 'revert' | 'flag' | 'runbook' | 'migration' | 'none'
  readonly detail: string
}

/** Reads `revert`, `revert; note`, `flag name`, `runbook path`, `migration path`, `none: reason`; null: another form. */
export function readRollback(value: string): Rollback | null {
  const text = value.trim()
  const revert = /^revert(?:\s*;\s*(.*))?$/is.exec(text)
  if (revert) return { way: 'revert', detail: revert[1]?.trim() ?? '' }
  const none = noneReason(text)
  if (none) return { way: 'none', detail: none }
  const named = /^(flag|runbook|migration)\s+(\S.*)$/is.exec(text)
  if (!named) return null
  return { way: named[1]!.toLowerCase() as Rollback['way'], detail: named[2]!.trim() }
}

/**
 * Whether a `Rollback` value names a way back, with nothing left to fill in. Whether a path is there, the tree says; and
 * a note may say what it likes, since the revert before it is the answer.
 */
export function isWayBack(value: string): boolean {
  const read = readRollback(value)
  if (read === null || read.way === 'none') return false
  return read.way === 'flag' ? !isPlaceholder(read.detail) : !isBlankToFill(read.detail)
}

/** What to write for a trailer, with blanks in angle brackets that no rule accepts as they stand. */
export function exampleValue(trailer: TrailerPolicy): string {
  if (isTestsRun(trailer.key)) return '<command> (<result>)'
  if (isRollback(trailer.key)) return 'revert'
  if (trailer.example !== null) return `<${trailer.key.toLowerCase()}, such as ${trailer.example}>`
  return `<${trailer.key.toLowerCase()}>`
}

/** A branch's name is searched so far, and for ids of so many parts. */
const LONGEST_BRANCH = 250
const MOST_PARTS = 4

/**
 * The one match of the trailer's pattern in a branch's name; null when there is none or more than one. A match begins and
 * ends at a `/`, `_`, `.` or `-`, and one within a longer one is none: `fix/AB2-12-retry` has `AB2-12`.
 */
export function valueFromBranch(branch: string | null, trailer: TrailerPolicy): string | null {
  if (branch === null || branch.length > LONGEST_BRANCH || trailer.pattern === null || !trailer.fromBranch) return null
  // Names stand at even places, what parts them at odd ones.
  const parts = branch.split(/([/_.-])/)
  const found = new Set<string>()
  let reach = 0
  for (let from = 0; from < parts.length; from += 2) {
    for (let to = Math.min(from + 2 * MOST_PARTS, parts.length + 1) - 1; to > Math.max(from, reach); to -= 2) {
      const value = parts.slice(from, to).join('')
      if (value === '' || valueFault(trailer, value) !== null) continue
      found.add(value)
      reach = to
      break
    }
  }
  return found.size === 1 ? [...found][0]! : null
}
