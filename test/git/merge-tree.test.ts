import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { compareTrees, mergeTime, recomputeMerges } from '../../src/git/merge-tree.ts'
import { EMPTY_TREE } from '../../src/git/tree.ts'
import { crossing } from '../support/crossing.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

type Files = NonNullable<Planned['files']>

const lines = (...extra: readonly [number, string][]): string => {
  const text = Array.from({ length: 30 }, (_, index) => `line ${index}\n`)
  for (const [at, line] of extra) text[at] = `${line}\n`
  return text.join('')
}

const commit = (digit: string) => ({ mode: '160000', is: digit.repeat(40) })
const PLAIN = lines()

/** Name, the files of the base, what each side does, the paths that conflict. */
const MERGES: readonly (readonly [string, Files, Files, Files, readonly string[]])[] = [
  ['other files', { a: '1', b: '1' }, { a: '2' }, { b: '2' }, []],
  ['other lines of a file', { a: PLAIN }, { a: lines([1, 'x']) }, { a: lines([28, 'y']) }, []],
  ['the same change on both sides', { a: '1' }, { a: '2' }, { a: '2' }, []],
  ['one side that does nothing', { a: '1' }, {}, { a: '2', b: '1' }, []],
  ['a mode and a text', { a: '1' }, { a: { mode: '100755', is: '1' } }, { a: '2' }, []],
  ['a name and a text', { a: PLAIN }, { a: null, b: PLAIN }, { a: lines([1, 'x']) }, []],
  ['a submodule on one side', { s: commit('1') }, { s: commit('2') }, { a: '1' }, []],
  ['the same line', { a: '1' }, { a: '2' }, { a: '3' }, ['a']],
  ['a text and its deletion', { a: '1' }, { a: '2' }, { a: null }, ['a']],
  ['a name and its deletion', { a: PLAIN }, { a: null, b: PLAIN }, { a: null }, ['b']],
  ['two names for one', { a: PLAIN }, { a: null, b: PLAIN }, { a: null, c: PLAIN }, ['a', 'b', 'c']],
  ['two new files of one name', {}, { a: '1' }, { a: '2' }, ['a']],
  [
    'two new modes',
    { a: PLAIN },
    { a: { mode: '100755', is: PLAIN } },
    { a: { mode: '120000', is: 'x' } },
    ['a', 'a~ours'],
  ],
  ['a file and a folder', {}, { a: '1' }, { 'a/b': '1' }, ['a~ours']],
  ['two commits of a submodule', { s: commit('1') }, { s: commit('2') }, { s: commit('3') }, ['s']],
  [
    'a renamed folder that gets a file',
    { 'a/1': PLAIN, 'a/2': lines([2, 'x']) },
    { 'a/1': null, 'a/2': null, 'b/1': PLAIN, 'b/2': lines([2, 'x']) },
    { 'a/3': '1' },
    [],
  ],
  ['names that are not plain', {}, { 'a\nb': '1', '\udcff': '1' }, { 'a\nb': '2', '\udcff': '2' }, ['a\nb', '\udcff']],
]

/** Makes base, ours and theirs for each row, in branches that end in its number. */
function makeAll(repository: TestRepository): Readonly<Record<string, string>> {
  return makeHistory(
    repository,
    MERGES.flatMap(([, base, ours, theirs], row): Planned[] => [
      { name: `base${row}`, on: [], files: { ...base, 'keep/it': '1' } },
      { name: `ours${row}`, on: [`base${row}`], files: ours },
      { name: `theirs${row}`, on: [`base${row}`], files: theirs },
    ]),
  )
}

describe('recomputed merges', () => {
  test('say what could not be merged, one after the other, and are the trees of "git merge"', async () => {
    await withRepository(async (repository) => {
      const ids = makeAll(repository)
      const pairs = MERGES.map((_, row): [string, string] => [ids[`ours${row}`]!, ids[`theirs${row}`]!])
      const merged = await inIsolation(repository, (place) => recomputeMerges(place, pairs, mergeTime()))
      for (const [row, [name, , , , conflicts]] of MERGES.entries()) {
        const found = [...merged[row]!.conflicts].map((path) => path.replace(/~[0-9a-f]{7,}$/, '~ours'))
        expect(found, name).toEqual(conflicts)
        if (conflicts.length > 0) continue
        repository.git('checkout', '-q', '-f', '--detach', ids[`ours${row}`]!)
        repository.git('-c', 'merge.directoryRenames=false', 'merge', '-q', '--no-ff', '-m', 'x', ids[`theirs${row}`]!)
        expect(merged[row]!.tree, name).toBe(repository.git('rev-parse', 'HEAD^{tree}'))
      }
    })
  })

  test('none is no process and no answer', async () => {
    expect(await recomputeMerges({ cwd: '/nonexistent', env: {}, options: [] }, [], mergeTime())).toEqual([])
  })

  test('of a criss-cross take both merge bases into account', async () => {
    await withRepository(async (repository) => {
      const ids = makeHistory(repository, [
        { name: 'root', files: { a: PLAIN } },
        { name: 'one', files: { a: lines([1, 'one']) } },
        { name: 'two', on: ['root'], files: { a: lines([28, 'two']) } },
        { name: 'left', on: ['one', 'two'], files: { a: lines([1, 'one'], [28, 'two']), l: '1' } },
        { name: 'right', on: ['two', 'one'], files: { a: lines([1, 'one'], [28, 'two']), r: '1' } },
      ])
      expect(repository.git('merge-base', '--all', 'left', 'right').split('\n')).toHaveLength(2)
      const [merged] = await inIsolation(repository, (place) =>
        recomputeMerges(place, [[ids['left']!, ids['right']!]], mergeTime()),
      )
      expect(merged!.conflicts.size).toBe(0)
      repository.git('checkout', '-q', 'left')
      repository.git('merge', '-q', '-m', 'x', 'right')
      expect(merged!.tree).toBe(repository.git('rev-parse', 'HEAD^{tree}'))
    })
  })

  test('that would take years hold up no other, which git answers for together with them', async () => {
    await withRepository(async (repository) => {
      const ids = makeHistory(repository, [
        { name: 'root', files: { a: '1', b: '1' } },
        { name: 'ours', files: { a: '2' } },
        { name: 'theirs', on: ['root'], files: { b: '2' } },
        ...crossing('root', ['x', 'y', 'z'], 40),
      ])
      const time = mergeTime(8_000)
      const pairs: [string, string][] = [
        [ids['ours']!, ids['theirs']!],
        [ids['x40']!, ids['y40']!],
      ]
      const [plain, endless] = await inIsolation(repository, (place) => recomputeMerges(place, pairs, time))
      expect(plain?.conflicts.size).toBe(0)
      expect(endless).toBeNull()
      expect(time.missed).toBe(1)
      expect(time.left).toBeGreaterThan(0)
    })
  })

  test('without any time left are none, and no process', async () => {
    const time = mergeTime(0)
    const place = { cwd: '/nonexistent', env: {}, options: [] }
    expect(
      await recomputeMerges(
        place,
        [
          ['1', '2'],
          ['1', '3'],
        ],
        time,
      ),
    ).toEqual([null, null])
    expect(time.missed).toBe(2)
  })

  test('of histories that have nothing in common conflict only where both have a path', async () => {
    await withRepository(async (repository) => {
      const ids = makeHistory(repository, [
        { name: 'one', files: { a: '1', same: '1', other: '1' } },
        { name: 'two', on: [], files: { b: '1', same: '1', other: '2' } },
      ])
      const [merged] = await inIsolation(repository, (place) =>
        recomputeMerges(place, [[ids['one']!, ids['two']!]], mergeTime()),
      )
      expect([...merged!.conflicts]).toEqual(['other'])
    })
  })

  test('of a commit that is not there are an error', async () => {
    await withRepository(async (repository) => {
      const ids = makeAll(repository)
      await inIsolation(repository, async (place) => {
        const good: [string, string] = [ids['ours0']!, ids['theirs0']!]
        await expect(
          recomputeMerges(place, [good, ['1'.repeat(40), ids['ours0']!], good], mergeTime()),
        ).rejects.toThrow(CouldNotCheck)
      })
    })
  })

  test('of a text that is not there are an error, never a guess', async () => {
    await withRepository(async (repository) => {
      repository.git('config', 'fastimport.unpackLimit', '10000')
      const ids = makeHistory(repository, [
        { name: 'base', files: { a: PLAIN } },
        { name: 'ours', files: { a: lines([1, 'x']) } },
        { name: 'theirs', on: ['base'], files: { a: lines([28, 'y']) } },
      ])
      const oid = repository.git('rev-parse', 'theirs:a')
      rmSync(join(repository.dir, '.git/objects', oid.slice(0, 2), oid.slice(2)))
      await inIsolation(repository, async (place) => {
        await expect(recomputeMerges(place, [[ids['ours']!, ids['theirs']!]], mergeTime())).rejects.toThrow(
          CouldNotCheck,
        )
      })
    })
  })
})

describe('compared trees', () => {
  test('differ pair by pair in what is watched, however often a pair stands there', async () => {
    await withRepository(async (repository) => {
      const ids = makeHistory(repository, [
        { name: 'one', files: { a: '1', b: '1', ':odd': '1' } },
        { name: 'two', files: { a: '2', b: null, ':odd': '2', 'x\ny': '1' } },
      ])
      const [one, two] = [ids['one']!, ids['two']!].map((id) => repository.git('rev-parse', `${id}^{tree}`)) as [
        string,
        string,
      ]
      await inIsolation(repository, async (place) => {
        const pairs: [string, string][] = [
          [one, two],
          [one, one],
          [two, one],
          [one, two],
          [EMPTY_TREE.sha1, one],
        ]
        const differing = await compareTrees(place, 'sha1', pairs, (path) => path !== 'a')
        const paths = differing.map((changes) => changes.map(({ path }) => path))
        expect(paths).toEqual([[':odd', 'b', 'x\ny'], [], [':odd', 'b', 'x\ny'], [':odd', 'b', 'x\ny'], [':odd', 'b']])
        expect(await compareTrees(place, 'sha1', [], () => true)).toEqual([])
      })
    })
  })

  test('that are not there are an error: git passes them over', async () => {
    await withRepository(async (repository) => {
      const { one } = makeHistory(repository, [{ name: 'one', files: { a: '1' } }])
      const tree = repository.git('rev-parse', `${one}^{tree}`)
      await inIsolation(repository, async (place) => {
        for (const pair of [
          [tree, '1'.repeat(40)],
          ['1'.repeat(40), tree],
        ] as [string, string][]) {
          const asked = compareTrees(place, 'sha1', [[EMPTY_TREE.sha1, tree], pair], () => true)
          await expect(asked).rejects.toThrow(CouldNotCheck)
        }
      })
    })
  })
})
