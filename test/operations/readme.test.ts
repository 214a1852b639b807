import { expect, test } from 'vitest'
import { heldInReadme } from '../support/readme-table.ts'
import { fateOf, PLACES, type Place, type Row, TABLE } from './table.ts'

const places = Object.keys(PLACES) as Place[]

heldInReadme('operations', [
  ['', ...Object.values(PLACES), ''],
  ...Object.values(TABLE).map((row: Row) => [
    row.operation,
    ...places.map((place) => (fateOf(row, place) === 'survives' ? 'survives' : '**lost**')),
    row.why,
  ]),
])

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
