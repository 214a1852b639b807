import { describe, expect, test } from 'vitest'
import { seeds } from '../support/fuzz.ts'
import { judgeNamed } from '../support/judged.ts'
import { numbers } from '../support/numbers.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { Grown, type Node } from './grown.ts'
import { firstFiles, joined, queue } from './merge-queue.ts'
import { countedByHand, line } from './oracle.ts'
import { policy } from './policy.ts'
import { PLACES, rebaseAll, topicOn } from './rebased.ts'
import { squashed, takenBack } from './squashed.ts'
import { Work } from './work.ts'

/**
 * Holds all that precheck finds in a range against the count by hand, to the last one: rule, message, commit, path or
 * trailer, and of a merge the parent. Gives which messages were found, which sign-offs were `valid`, and whether nothing but
 * the date of one decided: a history that has nothing of one says nothing of it.
 */
async function holds(
  repository: TestRepository,
  base: string,
  head: string,
  lands: 'commits' | 'squash' = 'commits',
): Promise<readonly string[]> {
  const judged = (await judgeNamed(repository, { base, head }, { policy: policy(lands) }))!
  expect(judged.unknown).toEqual([])
  const found = judged.report.findings.map(({ rule, message, at, text }) => {
    const parent = /against parent (\d)/.exec(text)?.[1]
    return line(at.commit, `${rule}/${message}`, at.path ?? at.trailer, parent ? Number(parent) : null)
  })
  const { findings, byDate } = countedByHand(repository, base, head, lands)
  expect(found.sort()).toEqual(findings)
  const states = judged.report.signOffs.map(({ state }) => state).filter((state) => state === 'valid')
  const dated = (['refused', 'passed'] as const).filter((each) => byDate[each] > 0).map((each) => `${each} by its date`)
  return [...new Set([...found.map((each) => each.split(' ')[1]!), ...states, ...dated])].sort()
}

/** That there is something of each of these in a history. Of seeds that nobody chose it cannot be said. */
function shows(seed: number, found: readonly string[], all: readonly string[]): void {
  if (seed < 10) expect(found).toEqual(expect.arrayContaining([...all]))
}

/** Long enough for a machine that has much else to do. */
const LONG = 300_000

const inRepository = (body: (repository: TestRepository, grown: Grown) => Promise<void>) =>
  withRepository(async (repository) => await body(repository, new Grown(repository)))

const start = (grown: Grown, lines: number, long = 12): Node =>
  grown.commit([], firstFiles(policy('commits'), lines, long), 'Adopt\n')

describe('a queue of 500 merges of all kinds', () => {
  test.each(seeds(1))(
    'has just what a count by hand finds (seed %i)',
    (seed) =>
      inRepository(async (repository, grown) => {
        const [lines, requests] = [36, 14]
        const base = start(grown, lines)
        // In some lines of work there are people alone.
        const works = Array.from(
          { length: lines },
          (_, own) => new Work(grown, numbers(seed * 1000 + own), own % 4 > 0),
        )
        const queues = grown.grow(works.map((work, own) => queue(work, base, own, requests)))
        let tips = queues.map((each) => each.at(-1)!)
        while (tips.length > 1) {
          const pairs = tips.flatMap((tip, at) => (at % 2 === 1 ? [[tips[at - 1]!, tip] as const] : []))
          const odd = tips.slice(pairs.length * 2)
          tips = [...grown.grow(pairs.map((pair, at) => joined(works[at]!, at, pair))), ...odd]
        }
        const head = tips[0]!.id!
        expect(Number(repository.git('rev-list', '--merges', '--count', head))).toBeGreaterThan(500)
        shows(seed, await holds(repository, base.id!, head), IN_A_QUEUE)
        // A queue of people, and the second halves of others, against what had landed before.
        await holds(repository, base.id!, queues[0]!.at(-1)!.id!)
        for (const tips of queues.slice(1, 3)) await holds(repository, tips[7]!.id!, tips.at(-1)!.id!)
      }),
    LONG,
  )
})

describe('requests that are squashed', () => {
  test.each(seeds(2))(
    'have just what a count by hand finds, before and after (seed %i)',
    (seed) =>
      inRepository(async (repository, grown) => {
        const root = start(grown, 1)
        const work = new Work(grown, numbers(seed), true)
        const [done, back] = grown.grow([squashed(work, root, 10), takenBack(work, root, 5)])
        const found: string[] = []
        for (const [at, { base, head }] of [...done!.requests, ...back!.requests].entries())
          found.push(...(await holds(repository, base.id!, head.id!, at % 2 === 0 ? 'squash' : 'commits')))
        const main = done!.main.map(({ id }) => id!)
        found.push(...(await holds(repository, main[0]!, main.at(-1)!)))
        shows(seed, found, IN_SQUASHES)
      }),
    LONG,
  )
})

describe('a history that is rebased again and again', () => {
  test.each(seeds(3))(
    'has just what a count by hand finds (seed %i)',
    (seed) =>
      inRepository(async (repository, grown) => {
        const root = start(grown, 1, 12 * PLACES)
        const work = new Work(grown, numbers(seed), true)
        const topics = Array.from({ length: PLACES }, (_, at) => topicOn(work, root, at))
        grown.make()
        await holds(repository, root.id!, topics[0]!.id!)
        rebaseAll(
          repository,
          topics.map(({ id }) => id!),
          root.id!,
        )
        const found = await holds(repository, root.id!, repository.git('rev-parse', 'HEAD'))
        await holds(repository, repository.git('rev-parse', 'HEAD~12'), repository.git('rev-parse', 'HEAD'))
        shows(seed, found, ['guarded-paths/needs-sign-off', 'lockfiles/needs-sign-off', 'valid'])
      }),
    LONG,
  )
})

/** All that a queue has something of. */
const IN_A_QUEUE = [
  'blocked-paths/blocked',
  ...['guarded-paths/needs-sign-off', 'guarded-paths/requested'],
  ...['lockfiles/needs-sign-off', 'lockfiles/requested'],
  ...['requested-sign-offs/for-nothing', 'requested-sign-offs/requested'],
  ...[
    'required-trailers/autosquash',
    'required-trailers/empty',
    'required-trailers/missing',
    'required-trailers/several',
  ],
  ...['rollback-none/none', 'rollback/form', 'rollback/no-such-path'],
  ...['sign-offs/damaged', 'sign-offs/stale', 'sign-offs/too-weak', 'sign-offs/unknown-signer'],
  ...['task-id/form', 'task-id/placeholder'],
  ...['tests-run/form', 'tests-run/none-refused', 'tests-run/placeholder'],
  'valid',
]

/** What squashes have beside that. */
const IN_SQUASHES = [
  ...['sign-offs/other-steps', 'sign-offs/spent'],
  ...['trailer-block/indented', 'trailer-block/wrong-paragraph', 'valid'],
  ...['refused by its date', 'passed by its date'],
]
