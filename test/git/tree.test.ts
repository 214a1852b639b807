import { describe, expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { EMPTY_TREE, entryOf, listIndex, listTree, whichAreTrees, whichExist } from '../../src/git/tree.ts'
import { makeHistory } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { withRepository } from '../support/repository.ts'

const FILES = {
  'a/b.txt': '1',
  'with\nnewline': '1',
  '\udcff/Makefile': '1',
  link: { mode: '120000', is: 'a' },
  run: { mode: '100755', is: '1' },
  sub: { mode: '160000', is: '1'.repeat(40) },
}

describe('a tree', () => {
  test('is listed with every path as it is', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [{ name: 'main', files: FILES }])
      await inIsolation(repository, async (place) => {
        expect([...(await listTree(place, main!))].sort()).toEqual(Object.keys(FILES).sort())
        expect(await listTree(place, EMPTY_TREE.sha1)).toEqual([])
        await expect(listTree(place, '0'.repeat(40))).rejects.toThrow(CouldNotCheck)
      })
    })
  })

  test('says the mode of a path, and that there is none', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [{ name: 'main', files: FILES }])
      await inIsolation(repository, async (place) => {
        const modeOf = async (path: string) => (await entryOf(place, main!, path))?.mode ?? null
        expect(await modeOf('a/b.txt')).toBe('100644')
        expect(await modeOf('link')).toBe('120000')
        expect(await modeOf('run')).toBe('100755')
        expect(await modeOf('sub')).toBe('160000')
        expect(await modeOf('a')).toBe('040000')
        expect(await modeOf('*')).toBeNull()
        expect(await modeOf('A/b.txt')).toBeNull()
      })
    })
  })

  test('the index is listed, not the work tree', async () => {
    await withRepository(async (repository) => {
      repository.write('staged', '1')
      repository.write('with\nnewline', '1')
      repository.git('add', '-A')
      repository.write('not staged', '1')
      expect(await listIndex({ cwd: repository.dir, env: repository.env, options: [] })).toEqual([
        'staged',
        'with\nnewline',
      ])
    })
  })
})

describe('which objects exist', () => {
  test('files, folders and commits do, in trees and the index', async () => {
    await withRepository(async (repository) => {
      repository.commit('x', { 'a/b': '1', ':0:odd': '1' })
      const place = { cwd: repository.dir, env: repository.env, options: [] }
      const there = ['HEAD', 'HEAD:a', 'HEAD:a/b', ':0:a/b', 'HEAD::0:odd']
      const missing = ['none', 'HEAD:c', ':0:c', ':1:a/b', ':0:a', 'HEAD:a/b/c']
      expect([...(await whichExist(place, [...missing, ...there]))]).toEqual(there)
      expect(await whichExist(place, [])).toEqual(new Set())
    })
  })

  test('what is a blob or a commit is no tree', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [{ name: 'main', files: FILES }])
      const named = (name: string) => repository.git('rev-parse', name)
      const trees = [named('main^{tree}'), named('main:a'), 'main:a', EMPTY_TREE.sha1]
      const others = [main!, named('main:a/b.txt'), 'main:run', '1'.repeat(40)]
      await inIsolation(repository, async (place) => {
        const names = [...trees, ...others].map((name) => name.replace(/^main:/, `${main}:`))
        expect([...(await whichAreTrees(place, names))]).toEqual(names.slice(0, 4))
      })
    })
  })

  test('a byte that is not UTF-8 in a path does not hide it', async () => {
    await withRepository(async (repository) => {
      const { main } = makeHistory(repository, [{ name: 'main', files: FILES }])
      await inIsolation(repository, async (place) => {
        const names = [`${main}:\udcff/Makefile`, `${main}:\udcfe/Makefile`]
        expect([...(await whichExist(place, names))]).toEqual([names[0]])
      })
    })
  })

  test.each(['./a/b', '../a/b', 'a\nb'])('no question is lost beside %j, which git cannot be asked', async (path) => {
    await withRepository(async (repository) => {
      const head = repository.commit('x', { 'a/b': '1' })
      await inIsolation(repository, async (place) => {
        const names = [`${head}:a/b`, `${head}:${path}`, `:0:${path}`, `${head}:a`]
        expect([...(await whichExist(place, names))]).toEqual([names[0], names[3]])
      })
    })
  })

  test('a git that does not answer is an error, not "none"', async () => {
    await withRepository(async (repository) => {
      const place = { cwd: repository.dir, env: { ...repository.env, GIT_DIR: '/nonexistent' }, options: [] }
      await expect(whichExist(place, ['HEAD'])).rejects.toThrow(CouldNotCheck)
    })
  })
})
