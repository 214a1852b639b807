import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { obstacles, rawOf, rewrite, store, subjects } from './rewriting.ts'

/** Lets commits of a repository be signed with a new SSH key. */
function signWithSsh(repository: TestRepository): void {
  const key = join(repository.dir, '..', 'key')
  if (!existsSync(key)) repository.run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  repository.git('config', 'gpg.format', 'ssh')
  repository.git('config', 'user.signingKey', `${key}.pub`)
  repository.git('config', 'commit.gpgSign', 'true')
}

describe('a signed commit', () => {
  it('of the user loses its signature, and that is said', async () => {
    await withRepository(async (repository) => {
      const one = repository.commit('one', { a: '1' })
      signWithSsh(repository)
      const two = repository.commit('two', { a: '2' })
      expect(rawOf(repository, two)).toContain('gpgsig -----BEGIN SSH')
      const { unsigned } = await rewrite(repository, { [one]: 'eins\n' })
      expect(unsigned).toEqual([two])
      expect(rawOf(repository, 'HEAD')).not.toContain('gpgsig')
      expect(subjects(repository)).toBe('eins,two')
      expect(repository.tryGit(['fsck', '--strict']).stderr).toBe('')
    })
  })

  it('below the rewritten one keeps it', async () => {
    await withRepository(async (repository) => {
      signWithSsh(repository)
      const one = repository.commit('one', { a: '1' })
      repository.git('config', 'commit.gpgSign', 'false')
      const two = repository.commit('two', { a: '2' })
      expect((await rewrite(repository, { [two]: 'zwei\n' })).unsigned).toEqual([])
      expect(repository.git('rev-parse', 'HEAD^')).toBe(one)
    })
  })

  it('of somebody else is not rewritten', async () => {
    await withRepository(async (repository) => {
      const one = repository.commit('one', { a: '1' })
      signWithSsh(repository)
      repository.env['GIT_COMMITTER_EMAIL'] = 'noreply@forge.example'
      const two = repository.commit('two', { a: '2' })
      repository.env['GIT_COMMITTER_EMAIL'] = 'ann@example.com'
      expect(await obstacles(repository, { [one]: 'eins\n' })).toEqual([
        { is: 'signature', commit: two, committer: 'noreply@forge.example' },
      ])
      // Without a signature, other people's commits move as they do in a rebase.
      repository.git('update-ref', 'HEAD', store(repository, rawOf(repository, two).replace(/gpgsig(.|\n )*\n/, '')))
      expect(await obstacles(repository, { [one]: 'eins\n' })).toEqual([])
    })
  })

  it('is nobody’s own when git does not know who the user is', async () => {
    await withRepository(async (repository) => {
      signWithSsh(repository)
      const one = repository.commit('one', { a: '1' })
      for (const name of Object.keys(repository.env))
        if (/^GIT_(AUTHOR|COMMITTER)/.test(name)) delete repository.env[name]
      repository.git('config', 'user.useConfigOnly', 'true')
      expect(await obstacles(repository, { [one]: 'eins\n' })).toMatchObject([{ is: 'signature', commit: one }])
    })
  })
})
