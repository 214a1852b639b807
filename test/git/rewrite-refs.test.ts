import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { carryOut } from '../../src/git/rewrite.ts'
import { obstacles, plan, rewrite, shape, subjects, withThree } from './rewriting.ts'

describe('other refs on the rewritten commits', () => {
  it('stop it, unless they may move along', async () => {
    await withThree(async (repository, [one, two, three]) => {
      repository.git('branch', 'below', one)
      repository.git('branch', 'stacked', two)
      repository.git('symbolic-ref', 'refs/heads/alias', 'refs/heads/main')
      repository.git('tag', '-a', '-m', 'v1', 'v1', two)
      repository.git('tag', 'v0', one)
      expect(await obstacles(repository, { [two]: 'zwei\n' })).toEqual([
        { is: 'branch', ref: 'refs/heads/stacked' },
        { is: 'tag', ref: 'refs/tags/v1' },
      ])
      expect(await obstacles(repository, { [three]: 'drei\n' })).toEqual([])
      const { moves, tagsLeft } = await rewrite(repository, { [two]: 'zwei\n' }, { updateRefs: true })
      expect(moves.map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/heads/stacked'])
      expect(tagsLeft).toEqual(['refs/tags/v1'])
      expect(subjects(repository)).toBe('one,zwei,three')
      expect(repository.git('rev-parse', 'stacked')).toBe(repository.git('rev-parse', 'main^'))
      expect(repository.git('rev-parse', 'v1^{}')).toBe(two)
      expect(repository.git('rev-parse', 'below')).toBe(one)
    })
  })

  it('that have commits of their own on top move with them', async () => {
    await withThree(async (repository, [, two]) => {
      repository.git('switch', '-q', '-c', 'other', two)
      repository.commit('own', { b: '1' })
      repository.git('switch', '-q', 'main')
      const before = shape(repository, 'main', 'other')
      const { moves } = await rewrite(repository, { [two]: 'zwei\n' }, { updateRefs: true })
      expect(moves.map(({ ref, commits }) => [ref, commits])).toEqual([
        ['refs/heads/main', 2],
        ['refs/heads/other', 2],
      ])
      expect(subjects(repository, 'other')).toBe('one,zwei,own')
      expect(shape(repository, 'main', 'other')).toBe(before)
      expect(repository.git('merge-base', 'main', 'other')).toBe(repository.git('rev-parse', 'main^'))
    })
  })

  it('a stash on the branch is no branch', async () => {
    await withThree(async (repository, [, two]) => {
      repository.write('a', 'stashed')
      repository.git('stash')
      await rewrite(repository, { [two]: 'zwei\n' })
      repository.git('stash', 'pop')
      expect(readFileSync(join(repository.dir, 'a'), 'utf8')).toBe('stashed')
    })
  })

  it('move together or not at all', async () => {
    await withThree(async (repository, [, two, three]) => {
      repository.git('branch', 'stacked', two)
      const { opened, planned } = await plan(repository, { [two]: 'zwei\n' }, { updateRefs: true })
      if ('obstacles' in planned) throw new Error('refused')
      // Somebody commits between the look and the leap.
      repository.git('update-ref', 'refs/heads/stacked', three)
      await expect(carryOut(planned, opened, repository.env)).rejects.toThrow(CouldNotCheck)
      expect(repository.git('rev-parse', 'main')).toBe(three)
      expect(repository.git('rev-parse', 'stacked')).toBe(three)
    })
  })
})

describe('work trees', () => {
  it('a detached HEAD moves by itself', async () => {
    await withThree(async (repository, [, two, three]) => {
      repository.git('switch', '-q', '--detach')
      expect(await obstacles(repository, { [two]: 'zwei\n' })).toEqual([{ is: 'branch', ref: 'refs/heads/main' }])
      repository.git('update-ref', 'refs/heads/main', `${two}^`)
      const { moves } = await rewrite(repository, { [two]: 'zwei\n' })
      expect(moves.map(({ ref, old }) => [ref, old])).toEqual([['HEAD', three]])
      expect(repository.tryGit(['symbolic-ref', '-q', 'HEAD']).status).toBe(1)
      expect(subjects(repository)).toBe('one,zwei,three')
    })
  })

  it('linked ones on other branches do not see it, and can do it themselves', async () => {
    await withThree(async (repository, [one, two]) => {
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '-b', 'other', linked, one)
      repository.write('../linked/own', '1')
      repository.git('-C', linked, 'add', 'own')
      repository.git('-C', linked, 'commit', '-q', '-m', 'own')
      const own = repository.git('rev-parse', 'other')
      await rewrite(repository, { [two]: 'zwei\n' })
      expect(repository.git('rev-parse', 'other')).toBe(own)
      await rewrite(repository, { [own]: 'eigen\n' }, { in: linked })
      expect(subjects(repository, 'other')).toBe('one,eigen')
      expect(subjects(repository, 'main')).toBe('one,zwei,three')
      expect(repository.git('-C', linked, 'status', '--porcelain')).toBe('')
    })
  })

  it('a detached one on a rewritten commit stops it, unless it may move along', async () => {
    await withThree(async (repository, [, two]) => {
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '--detach', linked, two)
      expect(await obstacles(repository, { [two]: 'zwei\n' })).toEqual([{ is: 'worktree', path: linked }])
      await rewrite(repository, { [two]: 'zwei\n' }, { updateRefs: true })
      expect(repository.git('-C', linked, 'log', '-1', '--format=%s')).toBe('zwei')
      expect(repository.git('-C', linked, 'status', '--porcelain')).toBe('')
      expect(repository.git('-C', linked, 'reflog', '-1', '--format=%gs')).toBe('precheck mend')
    })
  })

  it('the main one counts as any other', async () => {
    await withThree(async (repository, [, two]) => {
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '-b', 'other', linked, 'main')
      repository.git('switch', '-q', '--detach', two)
      repository.git('branch', '-D', 'main')
      expect(await obstacles(repository, { [two]: 'zwei\n' }, { in: linked })).toEqual([
        { is: 'worktree', path: repository.dir },
      ])
      await rewrite(repository, { [two]: 'zwei\n' }, { in: linked, updateRefs: true })
      expect(repository.git('log', '-1', '--format=%s')).toBe('zwei')
    })
  })

  it('one whose folder is gone does not count', async () => {
    await withThree(async (repository, [, two]) => {
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '--detach', linked, two)
      repository.run('rm', ['-r', linked])
      expect(await obstacles(repository, { [two]: 'zwei\n' })).toEqual([])
    })
  })

  it('one that is in the middle of something keeps its branch', async () => {
    await withThree(async (repository, [one, two]) => {
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '-b', 'other', linked, two)
      repository.git('branch', 'conflict', one)
      repository.git('-C', linked, 'switch', '-q', 'conflict')
      repository.write('../linked/a', 'other')
      repository.git('-C', linked, 'commit', '-q', '-a', '-m', 'conflicts')
      repository.git('-C', linked, 'switch', '-q', 'other')
      const may = { updateRefs: true }
      expect(await obstacles(repository, { [two]: 'zwei\n' }, may)).toEqual([])
      expect(repository.tryGit(['-C', linked, 'rebase', 'conflict']).status).not.toBe(0)
      // The branch is not checked out there while it is rebased, but git will move it.
      expect(repository.tryGit(['-C', linked, 'symbolic-ref', 'HEAD']).status).not.toBe(0)
      expect(await obstacles(repository, { [two]: 'zwei\n' }, may)).toEqual([
        { is: 'busy-worktree', path: linked, what: 'a rebase' },
      ])
    })
  })
})
