import { visible } from '../visible.ts'
import { asDrawn, firstDisguised } from './look-alike.ts'
import { dividerAfter, isDivider, type Layout, layoutOf, strangersIn } from './message-layout.ts'
import type { TrailerPolicy } from './policy.ts'
import { isRollback, isTestsRun, VALUE_LIMIT, valueFault } from './trailer-values.ts'

/** Why git does not read a line as the trailer that it looks like. The most telling one first: only one is reported. */
const REASONS = [
  'prose-beside',
  'divider',
  'look-alike',
  'misspelt',
  'no-colon',
  'in-subject',
  'wrong-paragraph',
  'indented',
  'commented',
  'in-code',
] as const

/** A line of a message that looks like a trailer and is none. Lines are counted from 1. */
export interface NearMiss {
  readonly reason: (typeof REASONS)[number]
  readonly line: number
  /** The line, made visible and cut. */
  readonly quote: string
  /** The value that was meant, if the policy takes it and it is safe to repeat. */
  readonly value: string | null
  /** What is in the way, made visible: a line, the key as it is written, a character, what stands before the key. */
  readonly cause: string
  /** Where that is, when it is another line. */
  readonly causeLine: number | null
}

/** A line that could be meant for a key, before it is known what is wrong with its place. */
interface Candidate {
  readonly at: number
  readonly value: string
  readonly fits: boolean
  /** What is wrong with the line wherever it stands; null: only its place. */
  readonly form: { readonly reason: NearMiss['reason']; readonly cause: string } | null
  readonly place: 'last' | 'cut' | 'subject' | 'above' | 'code'
}

/**
 * For each trailer that a message lacks, the line that most looks as if it were meant to be it. In prose a line must
 * carry a value that the policy takes to count: text *about* a task id is no near miss. Takes time linear in the message.
 *
 * `known` holds the keys of the whole policy in lower case; a line with one of them is not a misspelling of another.
 */
export function nearMisses(
  message: string,
  lacking: readonly TrailerPolicy[],
  known: ReadonlySet<string>,
): ReadonlyMap<TrailerPolicy, NearMiss> {
  const layout = layoutOf(message)
  const best = new Map<TrailerPolicy, Candidate>()
  let fence = ''
  layout.lines.forEach((line, at) => {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1]
    if (mark && (fence === '' || fence === mark)) fence = fence === '' ? mark : ''
    for (const written of writtenKeys(line)) {
      for (const trailer of lacking) {
        const candidate = candidateFor(trailer, written, at, placeOf(layout, at, fence !== ''), layout, known)
        const rival = best.get(trailer)
        if (candidate && (!rival || rank(candidate) <= rank(rival))) best.set(trailer, candidate)
      }
    }
  })
  const found = new Map<TrailerPolicy, NearMiss>()
  for (const [trailer, candidate] of best) {
    const near = explained(candidate, layout)
    if (near) found.set(trailer, near)
  }
  return found
}

/** The beginning of a line, taken apart: `> **Task_Id** = 1` has lead `> **`, key `Task_Id` and separator `=`. */
interface WrittenKey {
  readonly lead: string
  readonly key: string
  /** Empty: white space alone follows the key. */
  readonly separator: string
  readonly value: string
}

/** As far into a line a key is looked for. */
const REACH = 120

// Blanks and what is not seen, then marks of quotes, lists, headings and comments, then emphasis.
const LEAD = /^[\s\p{Cf}]*(?:(?:[*+•‣–—-]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?|(?:>|#|\/\/)\s*)*[*_`]{0,3}/u
const SEPARATOR = /[:=：＝\u02d0\u05c3\u2236\ua789\ufe13\ufe55]/
const WORD = /^([^\s:=]+)\s+(?=\S)/

/** The ways to take a line for a trailer: up to the first sign that could part key from value, or up to the first blank. */
function writtenKeys(line: string): WrittenKey[] {
  const head = line.slice(0, REACH)
  const lead = LEAD.exec(head)![0]
  const rest = head.slice(lead.length)
  const ways: WrittenKey[] = []
  const at = rest.search(SEPARATOR)
  const emphasis = /[*_`]+$/.exec(lead)?.[0] ?? ''
  const closed = (text: string) => (emphasis === '' ? text : text.replaceAll(emphasis, ''))
  if (at > 0) {
    const value = closed(line.slice(lead.length + at + 1))
    ways.push({ lead, key: closed(rest.slice(0, at)).replace(/[ \t]+$/, ''), separator: rest[at]!, value })
  }
  const word = WORD.exec(rest)
  if (word) ways.push({ lead, key: word[1]!, separator: '', value: line.slice(lead.length + word[0].length) })
  return ways
}

function placeOf(layout: Layout, at: number, inFence: boolean): Candidate['place'] {
  if (inFence) return 'code'
  if (at >= layout.cut) return 'cut'
  if (at < layout.subjectEnd) return 'subject'
  return at >= layout.last.start && at < layout.last.end ? 'last' : 'above'
}

function candidateFor(
  trailer: TrailerPolicy,
  written: WrittenKey,
  at: number,
  place: Candidate['place'],
  layout: Layout,
  known: ReadonlySet<string>,
): Candidate | null {
  // Cheap, and true of almost all lines.
  if (Math.abs(written.key.length - trailer.key.length) > 4) return null
  const form = formOf(trailer, written, known)
  if (form === 'other') return null
  const value = form === null ? unfolded(written.value, layout, at) : trimmed(written.value)
  const fits = value.length <= VALUE_LIMIT && valueFault(trailer, value) === null
  const isProper = form === null && place !== 'subject' && place !== 'code'
  return fits || isProper ? { at, value, fits, form, place } : null
}

const trimmed = (value: string): string => value.slice(0, VALUE_LIMIT + 1).trim()

/** The value with the lines that continue it, as far as a value may reach. */
function unfolded(first: string, { lines }: Layout, at: number): string {
  let value = trimmed(first)
  for (let next = at + 1; value.length <= VALUE_LIMIT && /^[ \t]+\S/.test(lines[next] ?? ''); next++)
    value += ` ${trimmed(lines[next]!)}`
  return value
}

/** What is wrong with the line itself: null nothing, `other` it was not meant for this key at all. */
function formOf(trailer: TrailerPolicy, { lead, key, separator, value }: WrittenKey, known: ReadonlySet<string>) {
  // Whether a value tells by itself that it is one. Where anything will do, only the policy's own spelling counts.
  const tells = trailer.pattern !== null || isTestsRun(trailer.key) || isRollback(trailer.key)
  const inCase = (text: string) => (tells ? text.toLowerCase() : text)
  const wanted = inCase(trailer.key)
  const isExact = key.toLowerCase() === wanted.toLowerCase()
  if (!isExact && known.has(key.toLowerCase())) return 'other'

  const drawn = inCase(asDrawn(key)).trim()
  const dashed = drawn.replace(/[\s_.]+/g, '-')
  const isNear = dashed === wanted || (wanted.length > 4 && isOneSlip(dashed, wanted))
  if (!isExact && !isNear) return 'other'
  if (separator === '' || asDrawn(separator) === '=') {
    const isPlain = tells ? isExact : key === trailer.key && key.includes('-') && !/\S\s+\S/.test(value)
    return isPlain ? { reason: 'no-colon' as const, cause: separator } : 'other'
  }
  const disguised = firstDisguised(lead.replace(/[–—]/g, '') + key + separator)
  if (disguised) return { reason: 'look-alike' as const, cause: disguised }
  if (!isExact) return { reason: 'misspelt' as const, cause: visible(key, 60) }
  if (lead.trimStart().startsWith('#')) return { reason: 'commented' as const, cause: visible(lead, 20) }
  return lead === '' ? null : { reason: 'indented' as const, cause: visible(lead, 20) }
}

/** Whether one letter too many, missing or wrong, or two swapped, make one word of the other. */
function isOneSlip(written: string, wanted: string): boolean {
  const longer = Math.max(written.length, wanted.length)
  const shorter = Math.min(written.length, wanted.length)
  if (longer - shorter > 1) return false
  let head = 0
  while (head < shorter && written[head] === wanted[head]) head++
  let tail = 0
  while (tail < shorter - head && written.at(-1 - tail) === wanted.at(-1 - tail)) tail++
  const differ = longer - head - tail
  if (differ <= 1) return true
  const swapped = written[head] === wanted[head + 1] && written[head + 1] === wanted[head]
  return differ === 2 && longer === shorter && swapped
}

/** Lower is more telling; among equals the last line is taken. */
function rank({ fits, form, place }: Candidate): number {
  const reason = place === 'code' ? 'in-code' : (form?.reason ?? PLACE_REASON[place])
  return REASONS.indexOf(reason) + (fits ? 0 : REASONS.length)
}

const PLACE_REASON = {
  last: 'prose-beside',
  cut: 'divider',
  subject: 'in-subject',
  above: 'wrong-paragraph',
} as const

/** Null when nothing is wrong after all. */
function explained({ at, value, fits, form, place }: Candidate, layout: Layout): NearMiss | null {
  const quoted = (line: number) => visible(layout.lines[line]!.trim(), 80)
  const near = {
    line: at + 1,
    quote: quoted(at),
    // What cannot be shown as it is, is not repeated to be run either.
    value: fits && visible(value, VALUE_LIMIT) === value ? value : null,
    cause: '',
    causeLine: null,
  }
  const because = (reason: NearMiss['reason'], cause: number): NearMiss => {
    return { ...near, reason, cause: quoted(cause), causeLine: cause + 1 }
  }
  if (place === 'code') return { ...near, reason: 'in-code' }
  if (form) return { ...near, ...form }
  if (place === 'subject') return { ...near, reason: 'in-subject' }
  if (place === 'cut') return because('divider', layout.cut)
  if (place === 'last') {
    const strangers = strangersIn(layout)
    const divider = strangers.find((line) => line > at && isDivider(layout.lines[line]!))
    if (divider !== undefined) return because('divider', divider)
    return strangers.length === 0 ? null : because('prose-beside', strangers[0]!)
  }
  const divider = dividerAfter(layout, at)
  return divider === null ? because('wrong-paragraph', layout.last.start) : because('divider', divider)
}
