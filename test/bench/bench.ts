/**
 * Measures what precheck costs beside what git and Node cost on the same machine in the same minutes, and holds the ratios
 * to limits. `npm run bench` builds and runs it; `-- --check` makes a broken limit exit status 1, `-- --json` prints data,
 * `-- --only hook` (or range, merges, growth) measures one part.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureHook } from './hook.ts'
import { openPlace, type Place } from './place.ts'
import { measureGrowth, measureRange } from './range.ts'
import { held, isBroken, type Result, table } from './result.ts'

const top = process.cwd()
const policy = readFileSync(join(top, 'templates/policy.yml'), 'utf8')

const PARTS: Readonly<Record<string, (place: Place) => readonly Result[]>> = {
  hook: (place) => measureHook(place, top, 31),
  range: (place) =>
    measureRange(place, policy, 'check of 10,000 commits', { commits: 10_000, merges: false, marks: [] }, 1.3, 7),
  merges: (place) =>
    measureRange(place, policy, '… with 1,000 merges', { commits: 10_000, merges: true, marks: [] }, 2, 7),
  growth: (place) => measureGrowth(place, policy, [10_000, 20_000, 40_000, 80_000], 3),
}

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, json: { type: 'boolean' }, only: { type: 'string' } },
})
const place = openPlace(top)
try {
  const results = Object.entries(PARTS)
    .filter(([name]) => values.only === undefined || values.only === name)
    .flatMap(([, measure]) => measure(place))
  process.stdout.write(
    values.json
      ? `${JSON.stringify(
          results.map((result) => ({ ...result, held: held(result), broken: isBroken(result) })),
          null,
          2,
        )}\n`
      : table(results),
  )
  if (values.check && results.some(isBroken)) process.exitCode = 1
} finally {
  place.close()
}
