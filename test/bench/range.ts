import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type History, writeHistory } from './history.ts'
import { byTurns, median, type Timed, time } from './measure.ts'
import type { Place } from './place.ts'
import type { Result } from './result.ts'

/** A range check beside the bare log of the same range and one start of Node. */
export function measureRange(
  place: Place,
  policy: string,
  name: string,
  history: History,
  limit: number,
  rounds: number,
): readonly Result[] {
  const dir = place.repository(`range-${history.commits}-${history.merges}`)
  writeHistory(dir, place.env, policy, history)
  const at = { cwd: dir, env: place.env }
  const times = byTurns(
    {
      check: checkOf(place, dir, 'main'),
      log: { ...at, program: 'git', args: ['--no-pager', 'log', '--raw', 'base..main'] },
      node: { ...at, program: process.execPath, args: ['-e', '0'] },
    },
    rounds,
  )
  const value = median(times.log) + median(times.node)
  return [
    { name, value: median(times.check), unit: 'ms', against: { name: 'git log --raw, and node -e 0', value }, limit },
  ]
}

/** Time and memory over ever longer ranges of one history. `sizes` in commits, growing. */
export function measureGrowth(
  place: Place,
  policy: string,
  sizes: readonly number[],
  rounds: number,
): readonly Result[] {
  const dir = place.repository('growth')
  const most = sizes.at(-1)!
  writeHistory(dir, place.env, policy, { commits: most, merges: false, marks: sizes })
  const timed = sizes.slice(0, 3)
  const times = byTurns(
    Object.fromEntries(timed.map((size) => [String(size), checkOf(place, dir, `at-${size}`)])),
    rounds,
  )
  const perThousand = (size: number) => (median(times[String(size)]!) / size) * 1000
  const [first, ...others] = timed as [number, ...number[]]
  const against = { name: `at ${inWords(first)}`, value: perThousand(first) }
  return [
    ...others.map(
      (size): Result => ({
        name: `check of ${inWords(size)} commits`,
        value: perThousand(size),
        unit: 'ms per 1,000',
        against,
        limit: 1.15,
      }),
    ),
    {
      name: `memory at ${inWords(most)} commits`,
      value: peakMemory(place, dir, `at-${most}`),
      unit: 'MB',
      against: null,
      limit: 200,
    },
  ]
}

const inWords = (size: number): string => size.toLocaleString('en')

/** Most memory that the Node process of a check has had at any time, in MB (of 1,000,000 bytes). */
function peakMemory(place: Place, dir: string, head: string): number {
  const told = join(dir, '.git/peak')
  const preloaded = join(dir, '.git/tell-peak.cjs')
  writeFileSync(
    preloaded,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS)))\n`,
  )
  const check = checkOf(place, dir, head)
  time({ ...check, args: ['--require', preloaded, ...check.args] })
  // Linux and Node count in blocks of 1,024 bytes.
  return (Number(readFileSync(told, 'utf8')) * 1024) / 1_000_000
}

/** Findings are fine: what is measured is what it takes to come to them. */
const checkOf = (place: Place, dir: string, head: string): Timed => ({
  program: process.execPath,
  args: [place.entry, 'check', `base..${head}`],
  cwd: dir,
  env: place.env,
  exits: [0, 1],
})
