import { expect, test } from 'vitest'
import { readMoment } from '../../src/collect/hook/moment.ts'
import { stagedChanges } from '../../src/collect/hook/staged-changes.ts'
import { judgeReceived } from '../../src/collect/server/judge-received.ts'
import { mergeTime } from '../../src/git/merge-tree.ts'
import { openRepository } from '../../src/git/repository.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import { aSignOff, coversBetween } from '../signoff/given.ts'
import { crossing } from '../support/crossing.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { judgeNamed } from '../support/judged.ts'
import { noteGit } from '../support/noted-git.ts'
import { withRepository } from '../support/repository.ts'

const IN_TIME = 'git could not make every merge again in time: what it did not reach counts as made by hand'

/** What `base` did to a guarded path comes in cleanly, after branches that have merged each other again and again. */
const history = (branches: readonly string[]): Planned[] => [
  {
    name: 'start',
    files: {
      '.precheck.yml': "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n",
      'deploy/run': '1\n',
    },
  },
  ...crossing('start', branches, 30),
  { name: 'base', on: ['a30'], files: { 'deploy/run': '2\n' } },
  { name: 'head', on: ['b30', 'base'], files: { 'deploy/run': '2\n', 'src/a': '30\n' } },
]

test('a merge that git cannot make again in time is asked for as if made by hand, and can be signed', () =>
  withRepository(async (repository) => {
    const ids = makeHistory(repository, history(['a', 'b', 'c']))
    const started = noteGit(repository)
    const found = (await judgeNamed(repository, ids, { mergeTime: mergeTime(2_000) }))!
    expect(found).toMatchObject({ verdict: 'block', said: ['head: guarded-paths/needs-sign-off deploy/run [1]'] })
    expect(found.report.limits).toEqual([IN_TIME])
    const merges = started().filter(({ args }) => args.includes(' merge-tree '))
    expect(merges).toHaveLength(1)
    expect(() => process.kill(merges[0]!.pid, 0)).toThrow('ESRCH')

    const covers = coversBetween(repository, ids['b30']!, ids['head']!, 'deploy')
    repository.git('checkout', '-q', '-f', '--detach', ids['head']!)
    const signed = repository.commit(`Sign\n\n${writeBlock(aSignOff(covers))}`)
    const after = (await judgeNamed(repository, { ...ids, head: signed }, { mergeTime: mergeTime(300) }))!
    expect(after).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
    expect(after.report.limits).toContain(IN_TIME)
  }))

test('the same merge of two branches is made again, and silent', () =>
  withRepository(async (repository) => {
    const found = (await judgeNamed(repository, makeHistory(repository, history(['a', 'b']))))!
    expect(found).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
    expect(found.report.limits).toEqual([])
  }))

test('a server without any time left refuses such a merge, and with time says nothing of it', () =>
  withRepository(async (repository) => {
    const ids = makeHistory(repository, history(['a', 'b']))
    repository.git('update-ref', 'refs/heads/main', ids['b30']!)
    const opened = await openRepository(repository.dir, repository.env)
    const updates = [{ ref: 'refs/heads/main', old: ids['b30']!, new: ids['head']! }]
    const reports = async (...time: [ReturnType<typeof mergeTime>?]) =>
      (await judgeReceived(opened, repository.env, updates, ...time)).map(({ report }) => report)
    const [asked] = await reports(mergeTime(0))
    expect(asked).toMatchObject({ verdict: 'block', limits: [IN_TIME] })
    const paths = asked!.findings.map(({ at }) => `${at.commit === ids['head'] ? 'head ' : ''}${at.path}`)
    expect(paths).toContain('head deploy/run')
    const [answered] = await reports()
    expect(answered!.limits).toEqual([])
    expect(answered!.findings.some(({ at }) => at.commit === ids['head'])).toBe(false)
  }))

test('a hook holds such a merge against each parent', () =>
  withRepository(async (repository) => {
    const ids = makeHistory(repository, [
      { name: 'start', files: { a: '1\n', b: '1\n' } },
      { name: 'ours', files: { a: '2\n' } },
      { name: 'theirs', on: ['start'], files: { b: '2\n' } },
    ])
    repository.git('checkout', '-q', '-f', '--detach', ids['ours']!)
    repository.git('merge', '-q', '--no-commit', ids['theirs']!)
    const moment = await readMoment(repository.dir, repository.env)
    const parents = [ids['ours']!, ids['theirs']!]
    expect(await stagedChanges(moment, parents)).toEqual({ merge: 'clean', changes: [], added: [] })
    const missed = await stagedChanges(moment, parents, mergeTime(0))
    expect(missed).toMatchObject({ merge: 'edited', mergeMissed: true })
    expect(missed.changes.map(({ path, parent }) => `${path} ${parent}`)).toEqual(['b 0', 'a 1'])
  }))
