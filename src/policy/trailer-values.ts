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

/** What people and agents write where they have nothing to say; compared without case and closing punctuation. */
const PLACEHOLDERS = new Set(
  'n/a na none nil null todo tbd tba fixme xxx x yes no y n true false - -- --- ? ?? ... … . later pending unknown skipped same see above'.split(
    ' ',
  ),
)

/** True for a value that stands where something should be said: `n/a`, `TODO`, `<task id>`, `[result]`. */
export function isPlaceholder(value: string): boolean {
  const word = value.trim().toLowerCase()
  if (PLACEHOLDERS.has(word) || PLACEHOLDERS.has(word.replace(/[.!:;,]+$/, ''))) return true
  return /^[<[{(]+[^<>[\]{}()]*[>\]})]+$/.test(word) || /<[a-z][^<>]*>/.test(word)
}

/** What is wrong with a value under the policy; null: nothing. Each known key has a form of its own. */
export function valueFault(trailer: TrailerPolicy, value: string): ValueFault | null {
  if (value.trim() === '') return { is: 'empty' }
  const bytes = byteLength(value)
  if (bytes > VALUE_LIMIT) return { is: 'too-long', bytes }
  const none = /^none\s*:(.*)$/is.exec(value.trim())
  if (none) {
    if (!isRollback(trailer.key) && !trailer.allowNone) return { is: 'none-refused' }
    return isPlaceholder(none[1]!) || none[1]!.trim() === '' ? { is: 'no-reason' } : null
  }
  if (isPlaceholder(value)) return { is: 'placeholder' }
  if (trailer.pattern !== null && !new RegExp(trailer.pattern, 'u').test(value)) {
    return { is: 'pattern', pattern: trailer.pattern }
  }
  if (isTestsRun(trailer.key)) return testsRunFault(value)
  if (isRollback(trailer.key)) return readRollback(value) === null ? { is: 'form' } : null
  return null
}

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
  return isPlaceholder(read.command) || isPlaceholder(read.result) ? { is: 'placeholder' } : null
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
  const none = /^none\s*:\s*(\S.*)$/is.exec(text)
  if (none) return { way: 'none', detail: none[1]!.trim() }
  const named = /^(flag|runbook|migration)\s+(\S.*)$/is.exec(text)
  if (!named) return null
  return { way: named[1]!.toLowerCase() as Rollback['way'], detail: named[2]!.trim() }
}

/** The path of the tree that a `Rollback` value names, when it can be looked up there; null: it names none. */
export function rollbackPath(value: string): string | null {
  const rollback = readRollback(value)
  if (rollback?.way !== 'runbook' && rollback?.way !== 'migration') return null
  return rollback.detail
}

/** A path that git can look up in a tree as it stands: relative, without `.` and `..`, one line. */
export const isTreePath = (path: string): boolean =>
  !/^\/|[\n\0]|\/$|\/\//.test(path) && !path.split('/').some((name) => name === '' || name === '.' || name === '..')

/** Length in UTF-8; a lone surrogate counts as the one byte it stands for. */
function byteLength(text: string): number {
  let length = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return length
}

/** What to write for a trailer, with blanks in angle brackets that no rule accepts as they stand. */
export function exampleValue(trailer: TrailerPolicy): string {
  if (isTestsRun(trailer.key)) return '<command> (<result>)'
  if (isRollback(trailer.key)) return 'revert'
  if (trailer.example !== null) return `<${trailer.key.toLowerCase()}, such as ${trailer.example}>`
  return `<${trailer.key.toLowerCase()}>`
}

/** The one match of the trailer's pattern in a branch's name; null when there is none or more than one. */
export function valueFromBranch(branch: string | null, trailer: TrailerPolicy): string | null {
  if (branch === null || trailer.pattern === null || !trailer.fromBranch) return null
  const words = branch.split(/[/_.]|-(?!\d)|(?<=\d)-/).filter((word) => word !== '')
  const found = new Set(words.filter((word) => valueFault(trailer, word) === null))
  return found.size === 1 ? [...found][0]! : null
}
