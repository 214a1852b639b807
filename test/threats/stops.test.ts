import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { heldInReadme } from '../support/readme-table.ts'
import { forging } from './played/forging.ts'
import { hiding } from './played/hiding.ts'
import { limits } from './played/limits.ts'
import { hooked, unhooked } from './played/local.ts'
import { notRunning } from './played/not-running.ts'
import { own } from './played/own.ts'
import { stale } from './played/stale.ts'
import { viewing } from './played/viewing.ts'
import { ROWS } from './rows.ts'
import { type Cell, CLAIMS, type Evidence, TABLE } from './stops.ts'
import type { Layer } from './threat.ts'

const THREATS = [...notRunning, ...hiding, ...forging, ...stale, ...viewing, ...own, ...hooked]
const LIMITS = [...limits, ...unhooked]

const SERVER = readFileSync(new URL('../server/threats.test.ts', import.meta.url), 'utf8')

const refusedAt = (id: string, layer: Layer): boolean =>
  THREATS.some((threat) => threat.id === id && threat.attack.at === layer)

/** Whether a case shows what a cell of one layer says that it shows. */
const SHOWS: Readonly<Record<keyof Evidence, (id: string, layer: Layer) => boolean>> = {
  refused: refusedAt,
  push: (id) => refusedAt(id, 'push'),
  doctor: (id) => refusedAt(id, 'doctor'),
  past: (id) => THREATS.some((threat) => threat.id === id && threat.pastHook === true),
  passes: (id, layer) => LIMITS.some((limit) => limit.id === id && limit.passes.at === layer),
  told: (id) => ROWS.some((row) => row.id === id && 'told' in row.is),
  server: (title) => SERVER.includes(`test('${title}'`),
}

const kindsOf = (cell: Cell) => (Object.keys(SHOWS) as (keyof Evidence)[]).filter((kind) => cell[kind] !== undefined)

const CELLS = TABLE.flatMap(({ what, hook, wall }) => [
  { what, layer: 'hook' as const, cell: hook },
  { what, layer: 'wall' as const, cell: wall },
])

describe('what the README says of what stops what', () => {
  heldInReadme('stops', [
    ['', 'local hook', 'range check in CI or on the server'],
    ...TABLE.map(({ what, hook, wall }) => [what, hook.says, wall.says]),
  ])

  test.each(CELLS)('$what, $layer: claims what it rests on, and no more', ({ cell }) => {
    const claimed = CLAIMS.filter(([words]) => words.test(cell.says)).map(([, kind]) => kind)
    expect(kindsOf(cell).sort()).toEqual([...claimed].sort())
    if (cell.says !== '—') expect(claimed).not.toEqual([])
  })

  test.each(CELLS)('$what, $layer: rests on cases that are there, and are played there', ({ cell, layer }) => {
    for (const kind of kindsOf(cell)) {
      expect(cell[kind]!.length, kind).toBeGreaterThan(0)
      expect(
        cell[kind]!.filter((id) => !SHOWS[kind](id, layer)),
        kind,
      ).toEqual([])
    }
  })

  test('what is let through is played, too', () => {
    const text = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
    expect(text('limits.test.ts')).toContain('playLimits(limits)')
    expect(text('local.test.ts')).toContain('playLimits(unhooked)')
  })

  test('no two limits have one name, and each is told of in some cell', () => {
    const told = CELLS.flatMap(({ cell }) => cell.passes ?? [])
    const ids = LIMITS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !told.includes(id))).toEqual([])
  })
})
