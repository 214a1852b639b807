import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import { openRepository } from '../../src/git/repository.ts'
import { branchOf, firstThatExists, resolveCommit, resolveEnds } from '../../src/git/revision.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const opened = (repository: TestRepository) => openRepository(repository.dir, repository.env)

describe('a name stands for a commit', () => {
  test('by branch, tag, id, part of an id, and ways from there', async () => {
    await withRepository(async (repository) => {
      const first = repository.commit('first', { a: '1' })
      const head = repository.commit('second', { a: '2' })
      repository.git('tag', '-a', '-m', 'tag', 'v1')
      const found = await opened(repository)
      for (const name of ['HEAD', '@', 'main', 'v1', 'refs/tags/v1', head, head.slice(0, 8), 'HEAD^0', 'main@{0}']) {
        expect(await resolveCommit(found, name), name).toBe(head)
      }
      for (const name of ['HEAD~1', 'v1^', '@~', 'main^{/first}'])
        expect(await resolveCommit(found, name), name).toBe(first)
    })
  })

  test('or for none', async () => {
    await withRepository(async (repository) => {
      const found = await opened(repository)
      await expect(resolveCommit(found, 'HEAD')).rejects.toThrow('no commits here yet')
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
        await expect(resolveCommit(found, name), name).rejects.toThrow(UsageError)
      }
    })
  })

  test.each(['main', 'origin/main', 'main~1'])('not where a tag goes before the branch: %s', async (name) => {
    await withRepository(async (repository) => {
      const first = repository.commit('first', { a: '1' })
      repository.commit('second', { a: '2' })
      repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD')
      const found = await opened(repository)
      const before = await resolveCommit(found, name)
      repository.git('config', 'core.warnAmbiguousRefs', 'false')
      repository.git('update-ref', `refs/tags/${name.replace('~1', '')}`, first)
      await expect(resolveCommit(found, name === 'main~1' ? 'main~0' : name)).rejects.toThrow('several refs')
      expect(await resolveCommit(found, `refs/${name === 'origin/main' ? 'remotes' : 'heads'}/${name}`)).toBe(before)
    })
  })

  test('and refs named like ids or HEAD hide nothing and refuse nothing', async () => {
    await withRepository(async (repository) => {
      const first = repository.commit('first', { a: '1' })
      const head = repository.commit('second', { a: '2' })
      for (const name of [head, 'HEAD', 'refs/heads/main', '@'])
        repository.git('update-ref', `refs/tags/${name}`, first)
      const found = await opened(repository)
      for (const name of [head, 'HEAD', 'HEAD~0', 'refs/heads/main', '@~0']) {
        expect(await resolveCommit(found, name), name).toBe(head)
      }
    })
  })
})

describe('what is not there is not', () => {
  // git looks a name up under refs/tags and elsewhere where there is no ref of the name itself.
  const RIVALS = ['refs/tags/', 'refs/heads/', 'refs/remotes/', 'refs/']

  test.each(['files', 'packed'])('a full name is taken for no other ref that ends so: %s', async (how) => {
    await withRepository(async (repository) => {
      const head = repository.commit('first', { a: '1' })
      for (const rival of RIVALS) repository.git('update-ref', `${rival}refs/remotes/origin/main`, head)
      if (how === 'packed') repository.git('pack-refs', '--all')
      const found = await opened(repository)
      for (const name of ['refs/remotes/origin/main', 'refs/remotes/origin/main~0']) {
        await expect(resolveCommit(found, name)).rejects.toThrow('names no commit here')
        await expect(resolveEnds(found, name, 'HEAD')).rejects.toThrow('names no commit here')
        await expect(resolveEnds(found, 'HEAD', name)).rejects.toThrow('names no commit here')
      }
      expect(await firstThatExists(found, ['refs/remotes/origin/main'])).toBeNull()
      repository.git('update-ref', 'refs/remotes/origin/main', head)
      if (how === 'packed') repository.git('pack-refs', '--all')
      expect(await resolveCommit(found, 'refs/remotes/origin/main')).toBe(head)
      expect(await firstThatExists(found, ['refs/remotes/origin/main'])).toMatchObject({ oid: head })
    })
  })

  test.each(['tags', 'heads'])(
    "a remote's branch that was not fetched is not what is called so in refs/%s",
    async (where) => {
      await withRepository(async (repository) => {
        const head = repository.commit('first', { a: '1' })
        repository.git('update-ref', `refs/${where}/origin/main`, head)
        const found = await opened(repository)
        // Twin: nobody calls a remote so, and it is a name as any other.
        expect(await resolveCommit(found, 'origin/main')).toBe(head)
        repository.git('remote', 'add', 'origin', '../origin.git')
        for (const name of ['origin/main', 'origin/main^0']) {
          await expect(resolveCommit(found, name)).rejects.toThrow('names no commit here')
          await expect(resolveEnds(found, name, 'HEAD')).rejects.toThrow('names no commit here')
        }
        expect(await resolveCommit(found, `refs/${where}/origin/main`)).toBe(head)
        repository.git('update-ref', 'refs/tags/release/1.0', head)
        expect(await resolveCommit(found, 'release/1.0')).toBe(head)
      })
    },
  )

  test('a ref of one work tree alone is there', async () => {
    await withRepository(async (repository) => {
      const head = repository.commit('first', { a: '1' })
      repository.git('update-ref', 'refs/worktree/mine', head)
      expect(await resolveCommit(await opened(repository), 'refs/worktree/mine')).toBe(head)
    })
  })
})

describe('the branch that a name stands for', () => {
  test('is that of HEAD, or none when it is detached', async () => {
    await withRepository(async (repository) => {
      const head = repository.commit('first', { a: '1' })
      repository.git('branch', 'agent/fix-1')
      repository.git('tag', 'v1')
      const found = await opened(repository)
      expect(await branchOf(found.place, 'HEAD')).toBe('main')
      expect(await branchOf(found.place, 'agent/fix-1')).toBe('agent/fix-1')
      expect(await branchOf(found.place, 'refs/heads/main')).toBe('main')
      for (const name of ['v1', head, 'none', '--help']) expect(await branchOf(found.place, name), name).toBeNull()
      repository.git('checkout', '-q', '--detach')
      expect(await branchOf(found.place, 'HEAD')).toBeNull()
    })
  })
})

describe('the first of some names', () => {
  test('that is a commit, with its id', async () => {
    await withRepository(async (repository) => {
      const oid = repository.commit('first', { a: '1' })
      const found = await opened(repository)
      const names = ['refs/remotes/origin/HEAD', 'HEAD:a', '--all', 'refs/heads/main', 'HEAD']
      expect(await firstThatExists(found, names)).toEqual({ name: 'refs/heads/main', oid })
      expect(await firstThatExists(found, ['none', '', 'x\nHEAD'])).toBeNull()
      expect(await firstThatExists(found, [])).toBeNull()
    })
  })
})
