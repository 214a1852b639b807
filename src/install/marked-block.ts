import type { Location } from './step.ts'

/** How a block of ours is marked in a file of somebody else's: as a comment of that kind of file. */
interface Marks {
  readonly begin: string
  readonly end: string
  /** The whole block, as any version of ours wrote it, with any end of line: an editor may have changed those. */
  readonly block: RegExp
}

const marks = (open: string, close: string): Marks => ({
  begin: `${open}precheck:begin v1${close}`,
  end: `${open}precheck:end${close}`,
  block: new RegExp(
    `^${open}precheck:begin v\\d+${close}[ \\t]*\\r?\\n(?:(?!${open}precheck:(?:begin|end))[^\\n]*\\n)*?${open}precheck:end${close}[ \\t]*(?:\\r?\\n|$)`,
    'm',
  ),
})

const SCRIPT = marks('# ', '')
const MARKDOWN = marks('<!-- ', ' -->')

const marksIn = (at: Location): Marks => (at.endsWith('.md') ? MARKDOWN : SCRIPT)

/**
 * A hook of `hooks/` as a block for somebody else's script: in a subshell, so that its `exec` and its variables end
 * with it, and so that what stands below still runs when it passes.
 */
export function blockOf(hook: string): string {
  const body = hook.replace(/^#!.*\n/, '')
  return `${SCRIPT.begin}\n(\n${body}) || exit\n${SCRIPT.end}\n`
}

/** The text with our block: at the end, or in place of the one that is there. `at`: the file that it is the text of. */
export function withBlock(at: Location, text: string, block: string): string {
  const { block: present } = marksIn(at)
  if (present.test(text)) return text.replace(present, () => block)
  return endsItsLine(text) ? text + block : `${text}${lineEnd(text)}${block}`
}

/** The text without our block; `joined`: the end of line before it is ours too. Null when there is no block. */
export function withoutBlock(at: Location, text: string, joined: boolean): string | null {
  const found = marksIn(at).block.exec(text)
  if (!found) return null
  const before = text.slice(0, found.index)
  const after = text.slice(found.index + found[0].length)
  return (joined && after === '' ? before.replace(/\r?\n$/, '') : before) + after
}

/** The block of ours in the text; null: there is none. */
export const blockIn = (at: Location, text: string): string | null => marksIn(at).block.exec(text)?.[0] ?? null

/** Whether the text has a block of ours, of whatever version. */
export const hasBlock = (at: Location, text: string): boolean => marksIn(at).block.test(text)

/** Whether a block can follow as it is. If not, the line's end that goes before it is ours. */
export const endsItsLine = (text: string): boolean => text === '' || text.endsWith('\n')

/** How lines end in a text. */
export const lineEnd = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n')
