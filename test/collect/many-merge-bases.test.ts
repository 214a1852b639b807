import { describe, expect, test } from 'vitest'
import { changedFromAll } from '../../src/collect/range/net.ts'
import { mergeTime } from '../../src/git/merge-tree.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { judged, judgeNamed } from '../support/judged.ts'
import { noteGit } from '../support/noted-git.ts'
import { withRepository } from '../support/repository.ts'

const START: Planned = {
  name: 'start',
  files: {
    '.precheck.yml': "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n",
    'deploy/run': 'run\n',
  },
}
type Files = NonNullable<Planned['files']>

/** Topics that each add a file, merged one after the other into `base` and into `head`: each is a merge base. */
function topics(added: readonly string[], last: Files = {}): Planned[] {
  const files = added.map((path): Files => ({ [path]: `${path}\n` }))
  const merged = (into: string) =>
    files.map(
      (_, at): Planned => ({
        name: at === added.length - 1 ? into : `${into}${at}`,
        on: [at === 0 ? 'start' : `${into}${at - 1}`, `topic${at}`],
        files: Object.assign({}, ...files.slice(0, at + 1), at === added.length - 1 && into === 'head' ? last : {}),
      }),
    )
  return [
    START,
    ...files.map((own, at): Planned => ({ name: `topic${at}`, on: ['start'], files: own })),
    ...merged('base'),
    ...merged('head'),
  ]
}

const guarded = Array.from({ length: 24 }, (_, at) => `deploy/${at}`)

describe('a range with as many merge bases as there were topics', () => {
  test('is silent where each path came from one of them, and costs a few processes', () =>
    withRepository(async (repository) => {
      const ids = makeHistory(repository, topics(guarded))
      const started = noteGit(repository)
      const found = (await judgeNamed(repository, ids))!
      expect(found).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
      expect(found.report.mergeBases).toHaveLength(guarded.length)
      const all = started().map(({ args }) => args)
      // The merges of the range, and the one by which it would land, and none of two merge bases.
      expect(all.filter((args) => args.includes(' merge-tree '))).toHaveLength(2)
      expect(all.filter((args) => args.includes(' diff-tree ')).length).toBeLessThan(7)
      expect(all.length).toBeLessThan(20)
    }))

  test('asks for what its last merge slips in', async () => {
    const found = await judged(topics(guarded.slice(0, 3), { 'deploy/run': 'evil\n' }))
    expect(found.said).toEqual([1, 2].map((parent) => `head: guarded-paths/needs-sign-off deploy/run [${parent}]`))
  })

  test('finds nothing new in names that collide since two of them came together', async () => {
    const spelled = ['src/a', 'src/b', 'Docs/one', 'src/c', 'docs/two']
    expect(await judged(topics(spelled))).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
    const evil = await judged(topics(spelled, { 'SRC/a': '1\n' }))
    expect(evil.said).toEqual([expect.stringMatching(/^head: suspicious-paths\/\S+ SRC\/a/)])
  })

  test('asks git for each tree in one process where names collide', () =>
    withRepository(async (repository) => {
      const ids = makeHistory(repository, topics(['Docs/one', ...guarded.slice(0, 6), 'docs/two']))
      const started = noteGit(repository)
      expect(await judgeNamed(repository, ids)).toMatchObject({ verdict: 'pass', said: [] })
      expect(started().filter(({ args }) => args.includes(' ls-tree ')).length).toBeLessThan(4)
    }))
})

describe('what two merge bases come to together', () => {
  const text = (first: string, last: string) => `${first}\n${'between\n'.repeat(20)}${last}\n`
  const crossed: Planned[] = [
    { ...START, files: { ...START.files, 'deploy/run': text('1', '1') } },
    { name: 'one', files: { 'deploy/run': text('2', '1') } },
    { name: 'two', on: ['start'], files: { 'deploy/run': text('1', '2') } },
    { name: 'head', on: ['one', 'two'], files: { 'deploy/run': text('2', '2'), 'deploy/new': '1' } },
  ]
  const paths = ['deploy/run', 'deploy/new']

  test('explains a path, and where git has no time left, nothing', () =>
    withRepository(async (repository) => {
      const { one, two, head } = makeHistory(repository, crossed)
      await inIsolation(repository, async (place, opened) => {
        const left = async (time = mergeTime()) =>
          await changedFromAll({ place, repository: opened, mergeTime: time }, [one!, two!], head!, paths)
        expect([...(await left())]).toEqual(['deploy/new'])
        const none = mergeTime(0)
        expect([...(await left(none))].sort()).toEqual(['deploy/new', 'deploy/run'])
        expect(none.missed).toBe(1)
      })
    }))
})
