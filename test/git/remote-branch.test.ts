import { describe, expect, it } from 'vitest'
import { readFetchRules, remoteBranchOf } from '../../src/git/remote-branch.ts'
import { openRepository } from '../../src/git/repository.ts'
import { withRepository } from '../support/repository.ts'

const rulesOf = (...fetch: readonly (readonly [remote: string, rule: string])[]) =>
  withRepository(async (repository) => {
    for (const [remote, rule] of fetch) repository.git('config', '--add', `remote.${remote}.fetch`, rule)
    return await readFetchRules((await openRepository(repository.dir, repository.env)).place)
  })

describe('a tracking ref', () => {
  it('is a copy of a branch of the remote that is fetched to it', async () => {
    const rules = await rulesOf(
      ['origin', '+refs/heads/*:refs/remotes/origin/*'],
      ['up.stream', 'main:refs/remotes/up/trunk'],
    )
    expect(remoteBranchOf('refs/remotes/origin/a/$&b', rules)).toEqual({ remote: 'origin', ref: 'refs/heads/a/$&b' })
    expect(remoteBranchOf('refs/remotes/up/trunk', rules)).toEqual({ remote: 'up.stream', ref: 'refs/heads/main' })
  })

  it('is no copy of a branch when a forge makes what is fetched', async () => {
    const rules = await rulesOf(
      ['origin', '+refs/heads/*:refs/remotes/origin/*'],
      ['pulls', '+refs/pull/*/head:refs/remotes/pulls/*'],
    )
    expect(remoteBranchOf('refs/remotes/pulls/12', rules)).toBeNull()
    const among = await rulesOf(
      ['origin', '+refs/heads/*:refs/remotes/origin/*'],
      ['origin', '+refs/pull/*/head:refs/remotes/origin/pr/*'],
    )
    expect(remoteBranchOf('refs/remotes/origin/pr/12', among)).toBeNull()
    expect(remoteBranchOf('refs/remotes/origin/topic', among)).toEqual({ remote: 'origin', ref: 'refs/heads/topic' })
  })

  it('is still a branch when two rules fetch to it', async () => {
    const rules = await rulesOf(
      ['origin', '+refs/pull/*/head:refs/remotes/origin/*'],
      ['origin', '+refs/heads/*:refs/remotes/origin/*'],
      ['origin', '^refs/heads/tmp'],
    )
    expect(remoteBranchOf('refs/remotes/origin/12', rules)).toEqual({ remote: 'origin', ref: 'refs/heads/12' })
  })

  it('is not known when nobody fetches to it any more', async () => {
    expect(remoteBranchOf('refs/remotes/gone/main', await rulesOf())).toBe('unknown')
    expect(remoteBranchOf('refs/remotes/o', await rulesOf(['o', '+refs/heads/*:refs/remotes/o/*']))).toBe('unknown')
  })
})
