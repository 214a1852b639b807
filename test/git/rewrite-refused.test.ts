import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { obstacles, rewrite, withThree } from './rewriting.ts'

describe('a rewrite is refused', () => {
  const protect = (repository: TestRepository, ref: string) => [{ ref, oid: repository.git('rev-parse', ref) }]

  it('of what a protected ref reaches, and of nothing above it', async () => {
    await withThree(async (repository, [one, two, three]) => {
      const may = { protected: protect(repository, two), published: true, updateRefs: true }
      expect(await obstacles(repository, { [two]: 'zwei\n' }, may)).toEqual([{ is: 'protected', ref: two }])
      expect(await obstacles(repository, { [one]: 'eins\n' }, may)).toEqual([{ is: 'protected', ref: two }])
      expect(await obstacles(repository, { [three]: 'drei\n' }, may)).toEqual([])
    })
  })

  it('of what HEAD does not reach', async () => {
    await withThree(async (repository) => {
      repository.git('switch', '-q', '-c', 'other', 'HEAD^')
      const other = repository.commit('other', { b: '1' })
      repository.git('switch', '-q', 'main')
      expect(await obstacles(repository, { [other]: 'x\n' })).toEqual([{ is: 'not-in-history', commit: other }])
    })
  })

  it('where a shallow clone ends, and of nothing above it', async () => {
    await withThree(async (repository, [, two, three]) => {
      const clone = join(repository.dir, '..', 'clone')
      repository.git('clone', '-q', '--depth=2', `file://${repository.dir}`, clone)
      repository.git('-C', clone, 'remote', 'set-head', 'origin', '-d')
      repository.git('-C', clone, 'remote', 'remove', 'origin')
      expect(await obstacles(repository, { [two]: 'zwei\n' }, { in: clone })).toEqual([{ is: 'shallow', commit: two }])
      await rewrite(repository, { [three]: 'drei\n' }, { in: clone })
      expect(repository.tryGit(['-C', clone, 'fsck']).status).toBe(0)
    })
  })

  it.each<[string, (repository: TestRepository) => void]>([
    ['a rebase', (repository) => repository.tryGit(['rebase', 'side'])],
    ['a rebase', (repository) => repository.tryGit(['rebase', '--apply', 'side'])],
    ['a merge', (repository) => repository.tryGit(['merge', 'side'])],
    ['a cherry-pick', (repository) => repository.tryGit(['cherry-pick', 'side'])],
    ['a revert', (repository) => repository.tryGit(['revert', '--no-edit', 'HEAD~1'])],
    ['a bisect', (repository) => repository.git('bisect', 'start')],
    [
      'git am',
      (repository) => {
        const patch = repository.git('format-patch', '-1', '--stdout', 'side')
        repository.tryGit(['am'], { input: `${patch}\n` })
      },
    ],
  ])('during %s', async (what, begin) => {
    await withThree(async (repository, [one]) => {
      repository.git('switch', '-q', '-c', 'side', one)
      repository.commit('side', { a: 'side' })
      repository.git('switch', '-q', 'main')
      const tip = repository.git('rev-parse', 'main')
      expect(await obstacles(repository, { [tip]: 'x\n' })).toEqual([])
      begin(repository)
      const head = repository.git('rev-parse', 'HEAD')
      expect(await obstacles(repository, { [head]: 'x\n' })).toEqual([{ is: 'operation', what }])
    })
  })
})

describe('what has been pushed', () => {
  /** A repository on branch `topic`, one commit above `main`, with both on a remote. */
  const withRemote = (body: (repository: TestRepository, topic: string, remote: string) => Promise<void>) =>
    withRepository(async (repository) => {
      const remote = join(repository.dir, '..', 'remote.git')
      repository.git('init', '-q', '--bare', '-b', 'main', remote)
      repository.git('remote', 'add', 'origin', remote)
      repository.commit('base', { a: '0' })
      repository.git('push', '-q', 'origin', 'main')
      repository.git('switch', '-q', '-c', 'topic')
      const topic = repository.commit('topic', { a: '1' })
      await body(repository, topic, remote)
    })

  it.each([
    ['with -u', ['push', '-q', '-u', 'origin', 'topic'], 'topic'],
    ['without -u', ['push', '-q', 'origin', 'topic'], 'topic'],
  ])('by the branch %s is rewritten only on demand, with what replaces it there', async (_title, push) => {
    await withRemote(async (repository, topic) => {
      repository.git(...push)
      repository.commit('more', { a: '2' })
      expect(await obstacles(repository, { [topic]: 'x\n' })).toEqual([
        { is: 'published', ref: 'refs/remotes/origin/topic' },
      ])
      const { pushes } = await rewrite(repository, { [topic]: 'x\n' }, { published: true })
      expect(pushes).toEqual([
        { branch: 'refs/heads/topic', to: { remote: 'origin', ref: 'refs/heads/topic' }, old: topic },
      ])
      // What is above the copy is nobody's business.
      repository.git('push', '-q', '-f', 'origin', 'topic~1:refs/heads/topic')
      expect(await obstacles(repository, { [repository.git('rev-parse', 'HEAD')]: 'x\n' })).toEqual([])
    })
  })

  it('to a branch of another name is found where git says that it goes', async () => {
    await withRemote(async (repository, topic) => {
      repository.git('config', 'push.default', 'upstream')
      repository.git('push', '-q', '-u', 'origin', 'topic:users/ann/topic')
      const { pushes } = await rewrite(repository, { [topic]: 'x\n' }, { published: true })
      expect(pushes.map(({ to }) => to.ref)).toEqual(['refs/heads/users/ann/topic'])
    })
  })

  it('and has grown there is not rewritten', async () => {
    await withRemote(async (repository, topic) => {
      repository.commit('more', { a: '2' })
      repository.git('push', '-q', '-u', 'origin', 'topic')
      repository.git('reset', '-q', '--hard', topic)
      expect(await obstacles(repository, { [topic]: 'x\n' }, { published: true })).toEqual([
        { is: 'behind', ref: 'refs/remotes/origin/topic' },
      ])
    })
  })

  it('by somebody else under another name is not rewritten', async () => {
    await withRemote(async (repository, topic) => {
      repository.git('push', '-q', 'origin', 'topic', 'topic:colleague')
      expect(await obstacles(repository, { [topic]: 'x\n' }, { published: true, updateRefs: true })).toEqual([
        { is: 'published-elsewhere', ref: 'refs/remotes/origin/colleague' },
      ])
    })
  })

  it('by somebody else under the same name on a remote of theirs is not rewritten', async () => {
    await withRemote(async (repository, topic, remote) => {
      repository.git('remote', 'add', 'ann', remote)
      repository.git('push', '-q', 'ann', 'topic')
      expect(await obstacles(repository, { [topic]: 'x\n' }, { published: true })).toEqual([
        { is: 'published-elsewhere', ref: 'refs/remotes/ann/topic' },
      ])
      repository.git('config', 'remote.pushDefault', 'ann')
      expect(await obstacles(repository, { [topic]: 'x\n' }, { published: true })).toEqual([])
    })
  })

  it('and fetched again as the head of a pull request does not count twice', async () => {
    await withRemote(async (repository, topic) => {
      repository.git('config', '--add', 'remote.origin.fetch', '+refs/pull/*/head:refs/remotes/origin/pr/*')
      repository.git('push', '-q', 'origin', 'topic', 'topic:refs/pull/7/head')
      repository.git('fetch', '-q', 'origin')
      expect(repository.git('rev-parse', 'refs/remotes/origin/pr/7')).toBe(topic)
      expect(await obstacles(repository, { [topic]: 'x\n' }, { published: true })).toEqual([])
    })
  })

  it('from a branch that moves along is pushed along', async () => {
    await withRemote(async (repository, topic) => {
      repository.git('switch', '-q', '-c', 'stacked')
      repository.commit('stacked', { b: '1' })
      repository.git('push', '-q', 'origin', 'topic', 'stacked')
      const { pushes } = await rewrite(repository, { [topic]: 'x\n' }, { published: true, updateRefs: true })
      expect(pushes.map(({ branch }) => branch)).toEqual(['refs/heads/stacked', 'refs/heads/topic'])
    })
  })
})
