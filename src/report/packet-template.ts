import Mustache from 'mustache'

/** What a template may name; `templates/packet.md` says what each of them stands for. */
const NAMES = new Set(
  `verdict worst worst.lines change author task done person person.summary person.lines person.entries person.more
  paths mend mend.summary mend.lines risk tests claims rollback files changes title line details more signOffs
  signOffs.count signOffs.lines signOffs.more notDone notDone.count notDone.lines notDone.more notRecorded claimed
  claimed.count claimed.lines rollbacks rollbacks.count rollbacks.lines rollbacks.more waysBack steps steps.count
  steps.shown steps.more number notUndone commits commits.count commits.shown commits.more shown trailers body
  summary lines count left unread unjudged migrating diff .`.split(/\s+/),
)

/** Numbers may stand anywhere. */
const isNumber = (name: string): boolean => /^(?:.+\.)?(?:count|number)$/.test(name)

/** In UTF-16 units. The rest is for the packet itself. */
const LONGEST_TEMPLATE = 20_000

/** A token of mustache.js: its sign, its name or text, where it begins and ends; of a section what is in it, and where that ends. */
type Token = readonly [sign: string, text: string, start: number, end: number, inner?: readonly Token[], close?: number]

/**
 * What is wrong with a template, each with its line; none: it may be used. A value is a code span, and is one only in running
 * text. So a value anywhere else is refused, whatever the values of today would make of it, and so is what puts text in raw.
 */
export function templateFaults(template: string): string[] {
  if (template.length > LONGEST_TEMPLATE) return [`it is longer than ${LONGEST_TEMPLATE} characters`]
  let tokens: readonly Token[]
  try {
    tokens = Mustache.parse(template) as readonly Token[]
  } catch (error) {
    return [(error as Error).message]
  }
  return [...tagFaults(template, tokens), ...lineFaults(template)]
}

function tagFaults(template: string, tokens: readonly Token[]): string[] {
  const sections = tokens.flatMap(([, , start, , , close]) => (close === undefined ? [] : [[start, close] as const]))
  const faults: string[] = []
  const look = (list: readonly Token[], within: string) => {
    for (const [sign, name, start, end, inner] of list) {
      if (sign === 'text' || sign === '!') continue
      const fault = NOT_HERE[sign]?.(name) ?? (NAMES.has(name) ? null : `nothing is called "${name}"`)
      if (fault !== null) faults.push(`line ${lineOf(template, start)}: ${fault}`)
      else if (inner !== undefined) look(inner, name)
      else if (!isNumber(name) && name !== 'files') {
        const place = placeFault(
          template,
          [start, end],
          sections,
          name === 'body' || (name === '.' && within === 'body'),
        )
        if (place !== null) faults.push(`line ${lineOf(template, start)}: {{${name}}} ${place}`)
      }
    }
  }
  look(tokens, '')
  return faults
}

const NOT_HERE: Readonly<Record<string, (name: string) => string>> = {
  '&': (name) => `{{{${name}}}} and {{&${name}}} would put text in raw: write {{${name}}}`,
  '>': (name) => `{{>${name}}}: there are no partials`,
  '=': () => 'the delimiters stay {{ and }}',
}

const lineOf = (template: string, at: number): number => template.slice(0, at).split('\n').length

/** Why a value may not stand where it stands, as half a sentence; null: it may. */
function placeFault(
  template: string,
  [start, end]: readonly [number, number],
  sections: readonly (readonly [number, number])[],
  isBlock: boolean,
): string | null {
  const lineStart = template.lastIndexOf('\n', start - 1) + 1
  const lineEnd = template.indexOf('\n', end) < 0 ? template.length : template.indexOf('\n', end)
  if (isBlock) {
    const alone = start === lineStart && template.slice(end, lineEnd).trim() === ''
    const before = template.slice(0, lineStart)
    const apart = /(?:^|\n)[ \t]*\n$/.test(before) && /^\n[ \t]*(?:\n|$)/.test(template.slice(lineEnd))
    return alone && apart ? null : 'is a block: it stands alone on a line, with an empty line before and after'
  }
  if (start > 0 && !/[\s(]/.test(template[start - 1]!)) return 'needs a blank before it'
  const beside = paragraphAround(template, start, sections).replace(/\{\{[\s\S]*?\}\}\}?/g, '')
  if (/[`<|[\]]/.test(beside)) return 'stands beside HTML, backticks, a table or a link: move it into text of its own'
  return /^[ \t]*[-:|][-:| \t]*$/m.test(beside.replace(/^[ \t]*[-*+][ \t]+.*$/gm, 'x')) ? 'stands in a table' : null
}

/**
 * What surely is apart from the rest: up to the empty lines on both sides that are in no section, since what is in one may
 * not be there.
 */
function paragraphAround(template: string, at: number, sections: readonly (readonly [number, number])[]): string {
  const gaps = [...template.matchAll(/\n[ \t]*(?=\n)/g)]
    .map(({ index }) => index)
    .filter((gap) => !sections.some(([from, to]) => gap > from && gap < to))
  return template.slice(gaps.filter((gap) => gap < at).at(-1) ?? 0, gaps.find((gap) => gap > at) ?? template.length)
}

/** Blocks that go on behind an empty line, and so could hold any value further down. */
function lineFaults(template: string): string[] {
  const text = template.replace(/\{\{![\s\S]*?\}\}/g, (comment) => comment.replace(/[^\n]/g, ''))
  return text.split('\n').flatMap((line, index) => {
    if (/^[ \t>]*(?:[-*+][ \t]+)*(?:```|~~~)/.test(line))
      return [`line ${index + 1}: a fenced block, in which no value is safe`]
    return /<(?:[!?]|(?:script|pre|style|textarea)\b)/i.test(line)
      ? [`line ${index + 1}: HTML that goes on behind an empty line`]
      : []
  })
}

/** Fills in a template in which there are no faults. `escaped` makes Markdown of a value. */
export const fillTemplate = (template: string, view: object, escaped: (value: unknown) => string): string =>
  Mustache.render(template, view, undefined, { escape: escaped })
