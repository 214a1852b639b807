import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fateOf, PLACES, type Place, type Row, TABLE } from './table.ts'

const README = new URL('../../README.md', import.meta.url)
const BEGIN = '<!-- operations:begin -->\n'
const END = '<!-- operations:end -->'

/** The table as the README shows it. `UPDATE_README=1` writes it there. */
function asMarkdown(): string {
  const places = Object.keys(PLACES) as Place[]
  const rows = Object.values(TABLE).map((row: Row) => [
    row.operation,
    ...places.map((place) => (fateOf(row, place) === 'survives' ? 'survives' : '**lost**')),
    row.why,
  ])
  return [['', ...Object.values(PLACES), ''], ['---', ...places.map(() => '---'), '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
    .replaceAll('|  |', '| |')
}

test('the README says what the operations do to a sign-off', () => {
  const text = readFileSync(README, 'utf8')
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)]
  expect(from).toBeGreaterThan(BEGIN.length)
  if (process.env.UPDATE_README === '1') writeFileSync(README, text.slice(0, from) + asMarkdown() + text.slice(to))
  else expect(text.slice(from, to)).toBe(asMarkdown())
})

test('the paragraph above the table is true of every row', () => {
  for (const row of Object.values(TABLE)) {
    const [own, waiting, onTop, outside] = (['own', 'waiting', 'on-top', 'outside'] as const).map((place) =>
      fateOf(row, place),
    )
    expect(waiting, 'the hook gave it to the commit, and it stands there like any other').toBe(own)
    if (own === 'lost') expect(onTop, 'an empty commit is a message like any other').toBe('lost')
    if (outside === 'lost') expect([own, onTop], 'content that was never seen').toEqual(['lost', 'lost'])
  }
})

test('no cell breaks the table', () => {
  for (const { operation, why } of Object.values(TABLE)) expect(operation + why).not.toMatch(/[|\n]/)
})
