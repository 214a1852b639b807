/**
 * Edits to package.json as text, so that indentation, ends of lines, key order and everything else stay as their owner
 * has them. Only what is needed here: strings that stand in an object that stands at the top.
 */

/** A member of an object: where its key starts and its value ends, in UTF-16 units. */
interface Member {
  readonly name: string
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

/** One JSON value, at the place where the expression is set. Objects and arrays are walked by hand. */
const STRING = /"(?:[^"\\]|\\.)*"/y
const SCALAR = /[^\s,\]}]+/y

/**
 * The text with the string `object.name` set to `value`; an object that is not there is added at the end.
 * The text must be JSON that parses to an object.
 */
export function setMember(text: string, object: string, name: string, value: string): string {
  const top = membersOf(text, text.indexOf('{'))
  const holder = top.find((member) => member.name === object)
  if (!holder) {
    const outer = spaceOf(text, text.indexOf('{'), top)
    const unit = outer.before.replace(/^\r?\n/, '')
    const inner = outer.before === '' ? '' : outer.before + unit
    const made = `{${inner}${JSON.stringify(name)}:${outer.colon}${JSON.stringify(value)}${outer.before}}`
    return insert(text, text.indexOf('{'), top, top.length, `${JSON.stringify(object)}:${outer.colon}${made}`, outer)
  }
  const members = membersOf(text, holder.valueStart)
  const present = members.find((member) => member.name === name)
  if (present) return text.slice(0, present.valueStart) + JSON.stringify(value) + text.slice(present.end)
  const outer = spaceOf(text, text.indexOf('{'), top)
  const unit = outer.before.replace(/^\r?\n/, '')
  const empty = { before: outer.before === '' ? '' : outer.before + unit, after: outer.before, colon: outer.colon }
  const space = members.length === 0 ? empty : spaceOf(text, holder.valueStart, members)
  const written = `${JSON.stringify(name)}:${space.colon}${JSON.stringify(value)}`
  return insert(text, holder.valueStart, members, placeFor(name, members), written, space)
}

/** The text without the string `object.name`, and without the object if that leaves it empty and `prune` is asked. */
export function removeMember(text: string, object: string, name: string, prune: boolean): string {
  const start = text.indexOf('{')
  const top = membersOf(text, start)
  const holder = top.find((member) => member.name === object)
  if (!holder) return text
  const members = membersOf(text, holder.valueStart)
  const index = members.findIndex((member) => member.name === name)
  if (index < 0) return text
  if (members.length === 1 && prune) return cut(text, top, top.indexOf(holder), start)
  return cut(text, members, index, holder.valueStart)
}

/** Names sorted, as npm leaves them: the new one goes where it sorts. Otherwise it goes last. */
function placeFor(name: string, members: readonly Member[]): number {
  const sorted = members.every((member, index) => index === 0 || members[index - 1]!.name < member.name)
  const place = sorted && members.length > 1 ? members.findIndex((member) => member.name > name) : -1
  return place < 0 ? members.length : place
}

interface Space {
  /** Between `{` and the first key; also goes between members. */
  readonly before: string
  /** Between the last value and `}`. */
  readonly after: string
  /** Between the colon and a value. */
  readonly colon: string
}

function spaceOf(text: string, open: number, members: readonly Member[]): Space {
  const first = members[0]
  if (!first) return { before: '\n  ', after: '\n', colon: ' ' }
  const last = members.at(-1)!
  const close = text.indexOf('}', last.end)
  const key = skip(text, first.start, STRING)
  const colon = text.slice(text.indexOf(':', key) + 1, first.valueStart)
  return { before: text.slice(open + 1, first.start), after: text.slice(last.end, close), colon }
}

function insert(
  text: string,
  open: number,
  members: readonly Member[],
  index: number,
  written: string,
  space: Space,
): string {
  const next = members[index]
  if (next) return `${text.slice(0, next.start)}${written},${space.before}${text.slice(next.start)}`
  const last = members.at(-1)
  if (last) return `${text.slice(0, last.end)},${space.before}${written}${text.slice(last.end)}`
  const close = text.indexOf('}', open)
  return `${text.slice(0, open + 1)}${space.before}${written}${space.after}${text.slice(close)}`
}

/** Takes a member out with one of the commas beside it. */
function cut(text: string, members: readonly Member[], index: number, open: number): string {
  const member = members[index]!
  const next = members[index + 1]
  const before = members[index - 1]
  if (before) return text.slice(0, before.end) + text.slice(member.end)
  if (next) return text.slice(0, member.start) + text.slice(next.start)
  return text.slice(0, open + 1) + text.slice(text.indexOf('}', member.end))
}

/** The members of the object whose `{` stands at `open`. */
function membersOf(text: string, open: number): readonly Member[] {
  const members: Member[] = []
  let at = blank(text, open + 1)
  while (text[at] === '"') {
    const start = at
    at = skip(text, at, STRING)
    const name = JSON.parse(text.slice(start, at)) as string
    const valueStart = blank(text, blank(text, at) + 1)
    at = endOfValue(text, valueStart)
    members.push({ name, start, valueStart, end: at })
    at = blank(text, at)
    if (text[at] === ',') at = blank(text, at + 1)
  }
  return members
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return skip(text, start, STRING)
  if (text[start] !== '{' && text[start] !== '[') return skip(text, start, SCALAR)
  let depth = 0
  for (let at = start; at < text.length; ) {
    const character = text[at]!
    if (character === '"') {
      at = skip(text, at, STRING)
      continue
    }
    at += 1
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') depth -= 1
    if (depth === 0) return at
  }
  return text.length
}

function skip(text: string, at: number, expression: RegExp): number {
  expression.lastIndex = at
  return expression.test(text) ? expression.lastIndex : text.length
}

function blank(text: string, at: number): number {
  let next = at
  while (/\s/.test(text[next] ?? '')) next += 1
  return next
}

/** The string `object.name`; null when it is not there, or no string. */
export function stringMember(text: string, object: string, name: string): string | null {
  const holder = membersOf(text, text.indexOf('{')).find((member) => member.name === object)
  if (text[holder?.valueStart ?? -1] !== '{') return null
  const member = membersOf(text, holder!.valueStart).find((each) => each.name === name)
  return member && text[member.valueStart] === '"'
    ? (JSON.parse(text.slice(member.valueStart, member.end)) as string)
    : null
}
