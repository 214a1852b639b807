import type { Trailer } from '../change.ts'
import { isBlankLine, lineStart, trimBlanks } from './message-tail.ts'
import { findBlock, type Item, itemsIn, unfold } from './trailer-block.ts'

/** A trailer to be written. A line break in the value is folded, so that no value can become a second trailer. */
export type NewTrailer = Pick<Trailer, 'key' | 'value'>

/**
 * The trailers of a message as `git log --format='%(trailers:only,unfold)'` reads them from a stored commit when no
 * configuration reaches it: `#` begins a comment, `:` alone parts key from value, a `---` line has no meaning, and
 * nothing after a NUL exists.
 *
 * `git interpret-trailers --parse --no-divider` says the same, but that it does not skip blank lines before the subject
 * and so can read the subject as trailers. In this the log is followed.
 *
 * Takes time linear in the message. `line` counts from 1, in the whole message.
 */
export function readTrailers(message: string): readonly Trailer[] {
  return itemsOf(message).map(({ key, value, line }) => ({ key, value, line }))
}

const itemsOf = (message: string): Item[] => itemsIn(message, findBlock(message))

const sameKey = (one: NewTrailer, other: NewTrailer): boolean => one.key.toLowerCase() === other.key.toLowerCase()

const isSame = (one: NewTrailer, other: NewTrailer): boolean =>
  sameKey(one, other) && unfold(one.value).toLowerCase() === unfold(other.value).toLowerCase()

/**
 * Adds trailers at the end of the block, or in a new last paragraph, as `git interpret-trailers --no-divider --trailer`
 * does without configuration: one that would stand directly after its like (letter case aside) is left out.
 *
 * Three things that git 2.39 does are not wanted here. It compares keys by the length of the shorter one, and so drops
 * `Task-Id: 1` after `Task: 1`. It writes the whole block anew: comments in it vanish, `Key:value` gets a blank; here
 * every byte that was there stays. And it puts a trailer into the paragraph of a last line that no line break ends. A
 * message without a subject cannot carry trailers, whoever adds them.
 *
 * Throws RangeError for a key that cannot be one, or a NUL in a value: git would not read it back.
 */
export function addTrailers(message: string, trailers: readonly NewTrailer[]): string {
  let last: NewTrailer | undefined = itemsOf(message).at(-1)
  let added = ''
  for (const trailer of trailers) {
    const text = written(trailer)
    if (last && isSame(last, trailer)) continue
    added += text
    last = trailer
  }
  return added === '' ? message : insert(message, added)
}

/** Gives a key one value: the first trailer of that key is replaced where it stands, further ones go, or it is added. */
export function setTrailer(message: string, trailer: NewTrailer): string {
  const isOwn = (item: Item) => sameKey(item, trailer)
  return itemsOf(message).some(isOwn) ? inPlaceOf(message, isOwn, [trailer]) : addTrailers(message, [trailer])
}

/** Takes all trailers of a key out. */
export function removeTrailers(message: string, key: string): string {
  return inPlaceOf(message, (item) => sameKey(item, { key, value: '' }), [])
}

/** Puts what is given where the first of these trailers stands, and takes the further ones out. */
function inPlaceOf(message: string, isOwn: (item: Item) => boolean, given: readonly NewTrailer[]): string {
  const items = itemsOf(message)
  const first = items.find(isOwn)
  const text = given.map(written).join('')
  const others = items.filter((item) => !isOwn(item))
  const texts = items.map((item) => (item === first ? text : isOwn(item) ? '' : message.slice(item.start, item.end)))
  const result = splice(message, items, texts)
  if (itemsOf(result).length === others.length + given.length) return result
  // Too few are left for git to take the lines beside them for a block: in a paragraph of their own they stay trailers.
  // The new one comes last there, since git passes over a `Conflicts:` at the end.
  const kept = others.map(({ start, end }) => message.slice(start, end).replace(/\n?$/, '\n'))
  return insert(splice(message, items, []), kept.join('') + text)
}

/** Takes lines out of a message, `first` counted from 1; a paragraph that is left empty goes with them. */
export function removeLines(message: string, first: number, count: number): string {
  const lines = message.split('\n')
  lines.splice(first - 1, count)
  const isGap = (line: string | undefined) => line === undefined || isBlankLine(line, 0)
  if (lines.length >= first && isGap(lines[first - 2]) && isGap(lines[first - 1])) lines.splice(first - 1, 1)
  return lines.join('\n')
}

function written({ key, value }: NewTrailer): string {
  if (!/^[A-Za-z0-9-]+$/.test(key)) throw new RangeError(`not a trailer key: ${JSON.stringify(key)}`)
  if (value.includes('\0')) throw new RangeError(`a NUL in the value of ${key}`)
  const folded = value.split('\n').map(trimBlanks)
  return `${key}: ${folded.filter((line) => line !== '').join('\n ')}\n`
}

function insert(message: string, text: string): string {
  const { start, end } = findBlock(message)
  let before = message.slice(0, end)
  if (before !== '' && !before.endsWith('\n')) before += '\n'
  const joins = start < end || (before !== '' && isBlankLine(before, lineStart(before, before.length)))
  return before + (joins ? '' : '\n') + text + message.slice(end)
}

/** The message with these texts in the place of its trailers; a paragraph of which nothing is left goes. */
function splice(message: string, items: readonly Item[], texts: readonly string[]): string {
  const { start, end } = findBlock(message)
  let block = ''
  let at = start
  items.forEach((item, index) => {
    block += message.slice(at, item.start) + (texts[index] ?? '')
    at = item.end
  })
  block += message.slice(at, end)
  let before = start
  if (block === '')
    while (before > 0 && isBlankLine(message, lineStart(message, before))) before = lineStart(message, before)
  return message.slice(0, before) + block + message.slice(end)
}
