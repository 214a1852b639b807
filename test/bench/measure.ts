import { type SpawnSyncOptions, spawnSync } from 'node:child_process'
import { openSync } from 'node:fs'

/** A command that is timed, as a program is started: nothing of its output is kept. */
export interface Timed {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Exit statuses that are fine; another one ends the run. Default: 0 alone. */
  readonly exits?: readonly number[]
}

const NOWHERE = openSync('/dev/null', 'w')

/** Milliseconds that one run takes, from start to end. */
export function time({ program, args, cwd, env, exits = [0] }: Timed): number {
  const options: SpawnSyncOptions = { cwd, env, stdio: ['ignore', NOWHERE, 'pipe'] }
  const start = process.hrtime.bigint()
  const done = spawnSync(program, args, options)
  const took = Number(process.hrtime.bigint() - start) / 1e6
  if (done.error) throw done.error
  if (!exits.includes(done.status ?? 128)) {
    throw new Error(`${program} ${args.join(' ')}: exit ${done.status}\n${done.stderr}`)
  }
  return took
}

/**
 * Times several commands by turns, A B C A B C, so that what else the machine does falls on all alike. Gives for each
 * one its medians' worth: the times of all rounds, shortest first. The first round warms caches and does not count.
 */
export function byTurns<Name extends string>(
  commands: Readonly<Record<Name, Timed>>,
  rounds: number,
): Readonly<Record<Name, readonly number[]>> {
  const names = Object.keys(commands) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const took = time(commands[name])
      if (round > 0) times[name].push(took)
    }
  }
  for (const name of names) times[name].sort((a, b) => a - b)
  return times
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
