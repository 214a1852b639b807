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
