import { visible } from '../visible.ts'
import { withoutCommands, withoutMarks } from './runner.ts'

/** A piece of Markdown that may stand in a paragraph, a list or a heading as it is: our own words, and code spans. */
export interface Markdown {
  readonly markdown: string
}

const LONGEST_VALUE = 200

/**
 * Hostile text as a code span. In one nothing is a mention, a reference, a link, an image, a tag or a character entity, on
 * any forge; only backticks could end it, so its fence is longer than the longest run of them. One line, cut at `max`. A
 * packet is printed in a CI, too: what its runner would obey has an escape in it.
 */
export function code(text: string, max = LONGEST_VALUE): Markdown {
  const shown = withoutMarks(visible(text, max))
  if (shown === '') return { markdown: '(empty)' }
  const fence = '`'.repeat(longestRun(shown) + 1)
  // A blank on both sides is taken off again, and keeps a backtick at an end from the fence.
  const pad = /^[` ]|[` ]$/.test(shown) && /[^ ]/.test(shown) ? ' ' : ''
  return { markdown: fence + pad + shown + pad + fence }
}

/** Lines of hostile text as a fenced block of its own, empty lines around it. Each line is cut at `max`. */
export function block(lines: readonly string[], max = 500): Markdown {
  const shown = lines.map((line) => withoutCommands(visible(line.replaceAll('\t', '    '), max)))
  const fence = '`'.repeat(shown.reduce((most, line) => Math.max(most, longestRun(line) + 1), 3))
  // Blanks before each line: none can then be a marker of ours that somebody looks for at the beginning of a line.
  return { markdown: [`${fence}text`, ...shown.map((line) => `  ${line}`.trimEnd()), fence].join('\n') }
}

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0)

/** Our own words as they are, and what is put in between escaped: text becomes a code span. */
export function md(words: TemplateStringsArray, ...values: readonly (string | number | Markdown)[]): Markdown {
  return {
    markdown: words.map((word, index) => word + (index < values.length ? escaped(values[index]) : '')).join(''),
  }
}

/** Pieces with words of ours between them. */
export const join = (pieces: readonly Markdown[], between: string): Markdown => ({
  markdown: pieces.map(({ markdown }) => markdown).join(between),
})

/** Several texts, as code spans with a comma between them. */
export const codes = (texts: readonly string[], max?: number): Markdown =>
  join(
    texts.map((text) => code(text, max)),
    ', ',
  )

/** Words of ours that are no literal; never anything that a change could have brought. */
export const ours = (words: string): Markdown => ({ markdown: words })

/** Whatever a template asks for, so that it can stand in text. */
export function escaped(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object' && value !== null && 'markdown' in value) return String(value.markdown)
  return code(String(value)).markdown
}
