import { describe, expect, test } from 'vitest'
import { makeLine, type Planned } from '../support/history.ts'
import { judged, judgeNamed } from '../support/judged.ts'
import { withRepository } from '../support/repository.ts'

const POLICY = 'version: 1\ntrailers:\n  Task-Id: { required: true }\n'
const SIGNED = 'work\n\nTask-Id: A-1\nAssisted-by: Claude Code:unknown\n'

const people = (count: number) => Array.from({ length: count }, (_, index) => `part ${index}`)

describe('a range that is let go as it is read', () => {
  test('lists every commit, whether there is something to say of it or not', async () => {
    await withRepository(async (repository) => {
      const ids = makeLine(repository, POLICY, [...people(600), SIGNED.replace('Task-Id: A-1\n', '')])
      const found = (await judgeNamed(repository, ids))!
      expect(found.report.commits).toHaveLength(601)
      expect(found.report.commits.map(({ subject }) => subject)).toEqual([...people(600), 'work'])
      expect(found.report.commits.filter(({ agent }) => agent.is === 'agent')).toHaveLength(601)
      // The first sign of an agent is in the last commit, and counts for all.
      expect(found.report.findings).toHaveLength(601)
      expect(found.report.findings.map(({ at }) => at.commit)).toEqual(found.report.commits.map(({ sha }) => sha))
    })
  })

  test('of people alone asks nothing, however long it is', async () => {
    await withRepository(async (repository) => {
      const found = (await judgeNamed(repository, makeLine(repository, POLICY, people(1_500))))!
      expect([found.verdict, found.report.commits.length]).toEqual(['pass', 1_500])
    })
  })

  test('asks commits that were taken for people’s again, when an agent shows late', async () => {
    await withRepository(async (repository) => {
      const found = (await judgeNamed(
        repository,
        makeLine(repository, POLICY, [...people(1_500), SIGNED, ...people(3)]),
      ))!
      expect(found.verdict).toBe('block')
      expect(found.report.findings).toHaveLength(1_503)
      expect(found.report.commits).toHaveLength(1_504)
    })
  })

  test('finds one commit among many', async () => {
    await withRepository(async (repository) => {
      const messages = Array.from({ length: 600 }, () => SIGNED)
      messages[555] = SIGNED.replace('A-1', 'n/a')
      const found = (await judgeNamed(repository, makeLine(repository, POLICY, messages)))!
      expect(found.report.findings.map(({ at, rule }) => [at.commit, rule])).toEqual([
        [found.report.commits[555]!.sha, 'task-id'],
      ])
    })
  })
})

describe('what a rule sees only in view of other commits', () => {
  const base = (policy: string): Planned => ({ name: 'base', files: { '.precheck.yml': policy } })

  test('is seen where those are silent: the commit that a fixup belongs to', async () => {
    const found = await judged([
      base(POLICY),
      { name: 'first', files: { a: '1' }, message: SIGNED },
      { name: 'head', files: { a: '2' }, message: 'fixup! work\n' },
    ])
    expect(found.said).toEqual(['head: required-trailers/autosquash'])
    expect(found.report.findings[0]!.fix).toMatchObject({ kind: 'command' })
  })

  test('is seen where those are silent: a trailer of the whole change', async () => {
    const plan = (message: string): readonly Planned[] => [
      base('version: 1\ntrailers-for: everyone\ntrailers:\n  Plan: { required: true, per: change }\n'),
      { name: 'first', files: { a: '1' }, message },
      { name: 'head', files: { a: '2' } },
    ]
    expect((await judged(plan('first\n\nPlan: in three steps\n'))).said).toEqual([])
    expect((await judged(plan('first\n'))).said).toEqual(['head: required-trailers/missing-in-change'])
  })

  test('is seen where it is silent itself: a name that collides with another', async () => {
    const found = await judged([
      { ...base(POLICY), files: { '.precheck.yml': POLICY, readme: '1' } },
      { name: 'adds', files: { README: '1' }, message: SIGNED },
      { name: 'head', files: { a: '2' }, message: SIGNED },
    ])
    expect(found.said).toEqual(['adds: suspicious-paths/same-but-case README'])
  })

  test('is seen where it is silent itself: a file for which a later commit asks a sign-off', async () => {
    const found = await judged([
      base(POLICY),
      { name: 'changes', files: { 'src/pay.ts': '1' }, message: SIGNED },
      { name: 'head', files: { a: '2' }, message: `${SIGNED}Sign-off-requested: src/pay.ts\n` },
    ])
    expect(found.said).toEqual(['changes: requested-sign-offs/requested src/pay.ts'])
  })
})
