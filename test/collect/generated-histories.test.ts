import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { writeBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { aSignOff, LATER } from '../signoff/given.ts'
import { seeds } from '../support/fuzz.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { type Judged, judged, judgeNamed } from '../support/judged.ts'
import { numbers } from '../support/numbers.ts'
import { changedPaths, mergesMadeAgain } from '../support/plain-git.ts'
import { withRepository } from '../support/repository.ts'

const POLICY =
  "version: 1\ntrailers: { Task-Id: { required: true } }\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"

/** Commits on any of those before, with any of a few texts on any of a few paths: merges of every shape and result. */
function anyHistory(seed: number, length: number): readonly Planned[] {
  const random = numbers(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const names: string[] = ['c0']
  const plan: Planned[] = [{ name: 'c0', files: { '.precheck.yml': POLICY, 'deploy/a': '1', 'src/a': '1' } }]
  for (let index = 1; index < length; index += 1) {
    const parents = new Set([
      pick(names.slice(-6)),
      ...(random() < 0.45 ? [pick(names.slice(-8))] : []),
      ...(random() < 0.05 ? [pick(names)] : []),
    ])
    const files: Record<string, string | null> = {}
    for (let edits = Math.floor(random() * 3); edits > 0; edits -= 1) {
      files[`${pick(['deploy', 'deploy', 'src'])}/${pick(['a', 'b', 'c'])}`] = pick(['1', '2', '3', null])
    }
    names.push(`c${index}`)
    plan.push({ name: `c${index}`, on: [...parents], files, at: 1_700_000_000 + Math.floor(random() * 5000) })
  }
  return plan
}

describe('a history of any shape, with any clocks', () => {
  // In 10005 git, left to itself, takes the renaming of a file for that of its folder.
  test.each(seeds(5, 6, 7, 10_005))('is asked for what plain git finds, commit by commit (%i)', async (seed) => {
    await withRepository(async (repository) => {
      const ids = makeHistory(repository, anyHistory(seed, 60))
      // With it plain git knows what a base reaches, whatever the clocks say.
      repository.git('commit-graph', 'write', '--reachable')
      const everyMerge = mergesMadeAgain(repository, [`${ids['c59']}`])
      for (const base of ['c0', 'c20', 'c40', 'c55']) {
        const range = [`${ids['c59']}`, `^${ids[base]}`]
        const found = (await judgeNamed(repository, { ...ids, base: ids[base]!, head: ids['c59']! }))!
        const inRange = new Set(repository.git('rev-list', '--merges', ...range).split('\n'))
        const merges = everyMerge.filter(({ commit }) => inRange.has(commit))
        const expected = [...changedPaths(repository, range), ...merges.flatMap(({ byHand }) => byHand)]
        const asked = found.report.findings
          .filter(({ rule }) => rule === 'guarded-paths')
          .map(
            ({ at, text }) =>
              `${at.commit} ${at.path}${/against parent (\d)/.exec(text)?.[1]?.replace(/.*/, ' [$&]') ?? ''}`,
          )
        expect([...asked].sort(), base).toEqual(expected.filter((where) => where.includes(' deploy/')).sort())
        expect(found.unknown, base).toEqual([])
      }
    })
  })
})

const TEXTS = ['1', '2', '3', null] as const
type Text = (typeof TEXTS)[number]

/** A file with this text, as git has it; null: there is none. */
const stateOf = (text: Text): Cover['old'] =>
  text === null
    ? { mode: '000000', oid: '0'.repeat(40) }
    : { mode: '100644', oid: createHash('sha1').update(`blob ${text.length}\0${text}`).digest('hex') }

/** The same history, with sign-offs of any steps in its messages: which steps each commit signs, by its name. */
function withSignOffs(plan: readonly Planned[], seed: number) {
  const random = numbers(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const signed = new Map<string, readonly Cover[]>()
  const signing = plan.map((commit, index): Planned => {
    const covers: Cover[] = []
    while (random() < 0.6) {
      const [old, now] = [pick(TEXTS), pick(TEXTS)]
      if (old !== now) covers.push({ path: `deploy/${pick(['a', 'b', 'c'])}`, old: stateOf(old), new: stateOf(now) })
    }
    signed.set(commit.name, covers)
    if (covers.length === 0) return commit
    // Each has a time of its own, so that none is taken for one that has landed.
    const block = writeBlock(aSignOff(covers, { made: writeMade(LATER + index) }))
    return { ...commit, message: `${commit.name}\n\n${block}` }
  })
  return { signing, signed }
}

/** The text of each file in each commit: files are taken from the first parent, and changed. */
function textsIn(plan: readonly Planned[]): ReadonlyMap<string, ReadonlyMap<string, Text>> {
  const texts = new Map<string, ReadonlyMap<string, Text>>()
  for (const { name, on = [], files = {} } of plan) {
    const own = new Map(texts.get(on[0] ?? ''))
    for (const [path, text] of Object.entries(files)) own.set(path, text as Text)
    texts.set(name, own)
  }
  return texts
}

/** Every way along the steps, without a state twice. */
const leads = (steps: readonly Cover[], from: string, to: string, been: readonly string[] = []): boolean =>
  from === to ||
  steps.some(
    ({ old, new: now }) => old.oid === from && !been.includes(now.oid) && leads(steps, now.oid, to, [...been, from]),
  )

describe('a history of any shape, with sign-offs of any steps', () => {
  test.each(seeds(21, 22, 23))(
    'is asked for all that no signed steps lead through, and for nothing else (%i)',
    async (seed) => {
      const plan = anyHistory(seed, 50)
      const { signing, signed } = withSignOffs(plan, seed + 1)
      const texts = textsIn(plan)
      let covered = 0
      for (const base of ['c0', 'c15', 'c30']) {
        const asked = { base, head: 'c49' }
        const [bare, found] = [await judged(plan, asked), await judged(signing, asked)]
        const inRange = new Set(found.report.commits.map(({ subject }) => subject))
        const steps = [...inRange].flatMap((name) => signed.get(name) ?? [])
        const isOpen = (line: string): boolean => {
          const [, name, path, parent] = /^(\w+): guarded-paths\/\S+ (\S+)(?: \[(\d)\])?$/.exec(line)!
          const before = plan.find((commit) => commit.name === name)!.on![Number(parent ?? 1) - 1]!
          const [old, now] = [before, name!].map((commit) => stateOf(texts.get(commit)!.get(path!) ?? null).oid)
          const onPath = steps.filter((step) => step.path === path)
          return !leads(onPath, old!, now!)
        }
        const guardedOnly = (of: Judged) => of.said.filter((line) => line.includes('guarded-paths'))
        expect(guardedOnly(found), base).toEqual(guardedOnly(bare).filter(isOpen))
        covered += guardedOnly(bare).length - guardedOnly(found).length
      }
      expect(covered).toBeGreaterThan(5)
    },
  )
})
