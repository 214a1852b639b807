import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { forging } from './played/forging.ts'
import { hiding } from './played/hiding.ts'
import { hooked } from './played/local.ts'
import { notRunning } from './played/not-running.ts'
import { own } from './played/own.ts'
import { stale } from './played/stale.ts'
import { viewing } from './played/viewing.ts'
import { ROWS, type Row } from './rows.ts'

const PLAYED = { 'not-running': notRunning, hiding, forging, stale, viewing, own, local: hooked }
const AT = 'test/threats/played/'

const root = new URL('../../', import.meta.url)
const isHere = (row: Row): boolean => 'played' in row.is && row.is.played.startsWith(AT)

describe('the list of ways past a check', () => {
  test('has every row once, in order', () => {
    expect(ROWS.map(({ id }) => id)).toEqual(Array.from({ length: 87 }, (_, at) => `T${at + 1}`))
    expect(new Set(ROWS.map(({ title }) => title)).size).toBe(ROWS.length)
  })

  test.each(Object.entries(PLAYED))('has all that %s plays, and nothing that it does not', (file, threats) => {
    const played = new Set(threats.map(({ id }) => id).filter((id) => id.startsWith('T')))
    const claimed = ROWS.filter(({ is }) => 'played' in is && is.played === `${AT}${file}.ts`).map(({ id }) => id)
    expect([...played].sort()).toEqual([...claimed].sort())
    expect(readFileSync(new URL(`test/threats/${file}.test.ts`, root), 'utf8')).toContain(`'./played/${file}.ts'`)
  })

  test('names files that play the rest', () => {
    for (const row of ROWS) {
      if (!('played' in row.is) || isHere(row)) continue
      const file = new URL(row.is.played, root)
      // The tests of a server are a folder of their own: where it is, this file is in it and names the row.
      if (!existsSync(new URL('./', file))) continue
      expect(readFileSync(file, 'utf8'), row.id).toMatch(new RegExp(`\\b${row.id}\\b`))
    }
  })

  test('says of what cannot be played why, and what users are told', () => {
    for (const { id, is } of ROWS) {
      if ('played' in is) continue
      expect(is.notPlayed.length, id).toBeGreaterThan(20)
      expect(is.told.length, id).toBeGreaterThan(20)
    }
  })

  test('is gone beyond, by twenty ways of our own at least', () => {
    expect(new Set(own.map(({ id }) => id)).size).toBeGreaterThanOrEqual(20)
    for (const { id } of own) expect(id).toMatch(/^P\d+$/)
  })
})
