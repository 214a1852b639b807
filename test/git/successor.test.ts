import { describe, expect, it } from 'vitest'
import { openRepository } from '../../src/git/repository.ts'
import { successorOf } from '../../src/git/successor.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { oneTwoThree, rewrite } from './rewriting.ts'

describe('an id from before a rewrite', () => {
  const successor = async (repository: TestRepository, old: string) =>
    await successorOf((await openRepository(repository.dir, repository.env)).place, old, 'HEAD')

  it('leads to the commit that stands in its place', async () => {
    await withRepository(async (repository) => {
      const [one, two, three] = oneTwoThree(repository)
      await rewrite(repository, { [two]: 'zwei\n' })
      expect(await successor(repository, two)).toBe(repository.git('rev-parse', 'HEAD^'))
      expect(await successor(repository, three)).toBe(repository.git('rev-parse', 'HEAD'))
      await rewrite(repository, { [one]: 'eins\n' })
      expect(await successor(repository, three)).toBe(repository.git('rev-parse', 'HEAD'))
    })
  })

  it('leads nowhere after an amend, and from another branch', async () => {
    await withRepository(async (repository) => {
      const [, two, three] = oneTwoThree(repository)
      repository.git('commit', '-q', '--amend', '-m', 'drei')
      expect(await successor(repository, three)).toBeNull()
      repository.git('switch', '-q', '-c', 'other', two)
      const other = repository.commit('other', { a: '3' })
      repository.git('switch', '-q', 'main')
      expect(await successor(repository, other)).toBeNull()
    })
  })
})
