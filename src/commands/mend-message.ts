import { commitSigns, type Identity } from '../agents/detect.ts'
import { UsageError } from '../errors.ts'
import type { MessageText } from '../git/message-text.ts'
import { addTrailers, readTrailers, removeLines, removeTrailers, setTrailer } from '../git/trailers.ts'
import { nearMisses } from '../policy/near-miss.ts'
import type { Policy } from '../policy/policy.ts'
import { isRequestKey } from '../policy/requests.ts'
import { valueFault } from '../policy/trailer-values.ts'
import { visible } from '../visible.ts'
import type { AskedTrailer } from './asked-trailers.ts'

/** How trailers are set in one message. */
export interface Mending {
  readonly policy: Policy | null
  /** Valid values that are there stay beside the given ones. */
  readonly add: boolean
  /** Values of `Sign-off-requested` that name nothing which the branch changes. */
  readonly requestsForNothing: ReadonlySet<string>
  readonly people: { readonly author: Identity; readonly committer: Identity }
}

/**
 * Sets trailers in a message and gives its new bytes: the same ones when all is as asked already. The values of a key
 * become those that were asked. What stood there instead goes, an invalid value as well as another valid one, and so does
 * the line that was meant to be the trailer and missed it by a little. Keys that give people credit, and requests for a
 * sign-off, one line for each path, are only ever added to; but a request that names nothing is an invalid value.
 * @throws {UsageError} when the message cannot carry the trailers, or would lose something that is not asked about.
 */
export function mendMessage(text: MessageText, asked: readonly AskedTrailer[], mending: Mending): string {
  const mended = asked.reduce((bytes, trailer) => setOne({ ...text, bytes }, trailer, mending), text.bytes)
  const signs = (bytes: string) =>
    commitSigns({ ...mending.people, message: text.decode(bytes) }).filter(({ strength }) => strength === 'strong')
  const left = new Set(signs(mended).map((sign) => sign.text))
  const lost = signs(text.bytes).find((sign) => !left.has(sign.text))
  if (lost) throw new UsageError(`that would take away what says that an agent had a hand in it: ${lost.text}`)
  return mended
}

const onlyAdds = (key: string): boolean => /-by$|^sign-off-requested$/i.test(key)

function setOne(text: MessageText, asked: AskedTrailer, { policy, add, requestsForNothing }: Mending): string {
  const isOwn = ({ key }: { readonly key: string }) => key.toLowerCase() === asked.key.toLowerCase()
  const before = readTrailers(text.bytes)
  const there = before.filter(isOwn).map(({ value }) => text.decode(value))
  const isRequest = isRequestKey(asked.key)
  const isValid = (value: string) =>
    (asked.policy ? valueFault(asked.policy, value) === null : value !== '') &&
    !(isRequest && requestsForNothing.has(value))
  const kept = add || onlyAdds(asked.key) ? [...new Set(there.filter(isValid))] : []
  const wanted = [...new Set([...kept, ...asked.values])]
  if (there.every(isValid) && sameSet(there, wanted)) return text.bytes

  const missed = there.length === 0 ? missedLines(text, asked, policy) : null
  const bytes = missed === null ? text.bytes : removeLines(text.bytes, missed.first, missed.count)
  const trailers = wanted.map((value) => ({ key: asked.key, value: encoded(text, value) }))
  const isPureAddition = there.every((value) => kept.includes(value))
  const mended = isPureAddition
    ? addTrailers(bytes, trailers.slice(kept.length))
    : trailers.length === 0
      ? removeTrailers(bytes, asked.key)
      : addTrailers(setTrailer(bytes, trailers[0]!), trailers.slice(1))

  const after = readTrailers(mended)
  const found = after.filter(isOwn).map(({ value }) => text.decode(value))
  if (!sameSet(found, wanted)) {
    throw new UsageError(`git would read no "${asked.key}" in this message: it needs a subject first`)
  }
  const isMissed = ({ line }: { readonly line: number }) =>
    missed !== null && line >= missed.first && line < missed.first + missed.count
  const others = new Set(after.map(({ key, value }) => `${key}:${value}`))
  const lost = before.find((one) => !isOwn(one) && !isMissed(one) && !others.has(`${one.key}:${one.value}`))
  if (lost) throw new UsageError(`git would then no longer read "${lost.key}" as a trailer of this message`)
  return mended
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.every((value) => other.includes(value)) && other.every((value) => one.includes(value))

function encoded(text: MessageText, value: string): string {
  const bytes = text.encode(value)
  if (bytes === null) throw new UsageError(`the commit's own encoding has no way to say "${visible(value, 80)}"`)
  return bytes
}

// For these the line itself is as a trailer should be, so that what is indented below goes on with it.
const WITH_CONTINUATION = new Set(['prose-beside', 'divider', 'in-subject', 'wrong-paragraph'])

/** The lines, counted from 1, that were meant to be the trailer; null: none that can be taken out. */
function missedLines(
  text: MessageText,
  { policy: trailer }: AskedTrailer,
  policy: Policy | null,
): { readonly first: number; readonly count: number } | null {
  if (trailer === null || policy === null) return null
  const known = new Set(policy.trailers.map(({ key }) => key.toLowerCase()))
  const message = text.decode(text.bytes)
  const near = nearMisses(message, [trailer], known).get(trailer)
  // What is quoted as code is an example, whatever it looks like.
  if (!near || near.reason === 'in-code') return null
  const lines = message.split('\n')
  if (lines.slice(0, near.line - 1).every((line) => line.trim() === '')) return null
  let end = near.line
  if (WITH_CONTINUATION.has(near.reason)) while (/^[ \t]+\S/.test(lines[end] ?? '')) end += 1
  return { first: near.line, count: end - near.line + 1 }
}
