import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const README = new URL('../../README.md', import.meta.url)

/** A table in Markdown, its head first. */
export const asMarkdown = ([head, ...rows]: readonly (readonly string[])[]): string =>
  [head!, head!.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
    .replaceAll('|  |', '| |')

/** Holds a table against what the README has between the marks of this name. `UPDATE_README=1` writes it there. */
export function heldInReadme(name: string, table: readonly (readonly string[])[]): void {
  test(`the README has the table of ${name} as it is played`, () => {
    const [begin, end] = [`<!-- ${name}:begin -->\n`, `<!-- ${name}:end -->`]
    const text = readFileSync(README, 'utf8')
    const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)]
    expect(from).toBeGreaterThan(begin.length)
    if (process.env.UPDATE_README === '1')
      writeFileSync(README, text.slice(0, from) + asMarkdown(table) + text.slice(to))
    else expect(text.slice(from, to)).toBe(asMarkdown(table))
  })

  test(`no cell breaks the table of ${name}`, () => {
    for (const cell of table.flat()) expect(cell).not.toMatch(/[|\n]/)
  })
}
