import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { openRepository } from '../../src/git/repository.ts'
import { branchOf, firstThatExists, resolveCommit } from '../../src/git/revision.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const placeOf = async (repository: TestRepository) => (await openRepository(repository.dir, repository.env)).place

describe('a name stands for a commit', () => {
  test('by branch, tag, id, part of an id, and ways from there', async () => {
    await withRepository(async (repository) => {
      const first = repository.commit('first', { a: '1' })
      const head = repository.commit('second', { a: '2' })
      repository.git('tag', '-a', '-m', 'tag', 'v1')
      const place = await placeOf(repository)
      for (const name of ['HEAD', '@', 'main', 'v1', 'refs/tags/v1', head, head.slice(0, 8), 'HEAD^0', 'main@{0}']) {
        expect(await resolveCommit(place, name), name).toBe(head)
      }
      for (const name of ['HEAD~1', 'v1^', '@~', 'main^{/first}'])
        expect(await resolveCommit(place, name), name).toBe(first)
    })
  })

  test('or for none', async () => {
    await withRepository(async (repository) => {
      const place = await placeOf(repository)
      await expect(resolveCommit(place, 'HEAD')).rejects.toThrow('no commits here yet')
      repository.commit('first', { a: '1' })
      for (const name of [
        'none',
        '0'.repeat(40),
        'HEAD:a',
        'HEAD^{tree}',
        '--all',
        '',
        'a b',
        'HEAD\n',
        'HEAD..main',
      ]) {
        await expect(resolveCommit(place, name), name).rejects.toThrow(UsageError)
      }
    })
  })

  test.each(['main', 'origin/main', 'main~1'])('not where a tag goes before the branch: %s', async (name) => {
    await withRepository(async (repository) => {
      const first = repository.commit('first', { a: '1' })
      repository.commit('second', { a: '2' })
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD')
      const place = await placeOf(repository)
      const before = await resolveCommit(place, name)
      repository.git('config', 'core.warnAmbiguousRefs', 'false')
      repository.git('update-ref', `refs/tags/${name.replace('~1', '')}`, first)
      await expect(resolveCommit(place, name === 'main~1' ? 'main~0' : name)).rejects.toThrow('several refs')
      expect(await resolveCommit(place, `refs/${name === 'origin/main' ? 'remotes' : 'heads'}/${name}`)).toBe(before)
    })
  })

  test('and refs named like ids or HEAD hide nothing and refuse nothing', async () => {
    await withRepository(async (repository) => {
      const first = repository.commit('first', { a: '1' })
      const head = repository.commit('second', { a: '2' })
      for (const name of [head, 'HEAD', 'refs/heads/main', '@'])
        repository.git('update-ref', `refs/tags/${name}`, first)
      const place = await placeOf(repository)
      for (const name of [head, 'HEAD', 'HEAD~0', 'refs/heads/main', '@~0']) {
        expect(await resolveCommit(place, name), name).toBe(head)
      }
    })
  })
})

describe('the branch that a name stands for', () => {
  test('is that of HEAD, or none when it is detached', async () => {
    await withRepository(async (repository) => {
      const head = repository.commit('first', { a: '1' })
      repository.git('branch', 'agent/fix-1')
      repository.git('tag', 'v1')
      const place = await placeOf(repository)
      expect(await branchOf(place, 'HEAD')).toBe('main')
      expect(await branchOf(place, 'agent/fix-1')).toBe('agent/fix-1')
      expect(await branchOf(place, 'refs/heads/main')).toBe('main')
      for (const name of ['v1', head, 'none', '--help']) expect(await branchOf(place, name), name).toBeNull()
      repository.git('checkout', '-q', '--detach')
      expect(await branchOf(place, 'HEAD')).toBeNull()
    })
  })
})

describe('the first of some names', () => {
  test('that is a commit, with its id', async () => {
    await withRepository(async (repository) => {
      const oid = repository.commit('first', { a: '1' })
      const place = await placeOf(repository)
      const names = ['refs/remotes/origin/HEAD', 'HEAD:a', '--all', 'refs/heads/main', 'HEAD']
      expect(await firstThatExists(place, names)).toEqual({ name: 'refs/heads/main', oid })
      expect(await firstThatExists(place, ['none', '', 'x\nHEAD'])).toBeNull()
      expect(await firstThatExists(place, [])).toBeNull()
    })
  })
})
