import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findHookPlace, mergeHeads } from '../../src/git/git-dir.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

/** What git puts into the environment of a hook that runs here. */
function environmentOfHook(repository: TestRepository, cwd: string): Record<string, string> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's
  repository.write('hooks/pre-commit', '#!/bin/sh\nprintf "%s\\0" "$PWD" "${GIT_DIR-}" >"$SEEN"; exit 1\n')
  repository.run('chmod', ['+x', join(repository.dir, 'hooks/pre-commit')])
  repository.git('config', 'core.hooksPath', join(repository.dir, 'hooks'))
  const seen = join(repository.dir, 'seen')
  repository.tryGit(['commit', '--allow-empty', '-m', 'x'], { cwd, env: { SEEN: seen } })
  const [pwd, gitDir] = repository.run('cat', [seen]).stdout.split('\0') as [string, string]
  return { ...repository.env, PWD: pwd, ...(gitDir === '' ? {} : { GIT_DIR: gitDir }) }
}

async function placeOfHook(repository: TestRepository, cwd: string) {
  const env = environmentOfHook(repository, cwd)
  return await findHookPlace(env['PWD']!, env, { cwd: env['PWD']!, env, options: [] })
}

describe('a hook stands', () => {
  test('at the top of the work tree, wherever its user does', async () => {
    await withRepository(async (repository) => {
      repository.commit('x', { 'a/b/c': '1' })
      const gitDir = join(repository.dir, '.git')
      const found = await placeOfHook(repository, join(repository.dir, 'a/b'))
      expect(found).toEqual({ topLevel: repository.dir, gitDir, commonDir: gitDir })
    })
  })

  test('in a linked work tree, whose git directory is its own and whose refs are shared', async () => {
    await withRepository(async (repository) => {
      repository.commit('x', { a: '1' })
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', '-b', 'topic', linked)
      const found = await placeOfHook(repository, linked)
      expect(found.topLevel).toBe(linked)
      expect(found.gitDir).toBe(join(repository.dir, '.git/worktrees/linked'))
      expect(found.commonDir).toBe(join(repository.dir, '.git'))
      // The same without a word in the environment: .git is a file there.
      expect(await findHookPlace(linked, {}, { cwd: linked, env: repository.env, options: [] })).toEqual(found)
    })
  })

  test('with a common directory that the environment names', async () => {
    await withRepository(async (repository) => {
      const env = { ...repository.env, GIT_DIR: '.git', GIT_COMMON_DIR: join(repository.dir, 'common') }
      const found = await findHookPlace(repository.dir, env, { cwd: repository.dir, env, options: [] })
      expect(found).toMatchObject({ gitDir: join(repository.dir, '.git'), commonDir: join(repository.dir, 'common') })
    })
  })
})

test('the heads of a merge are those that it has', async () => {
  await withRepository((repository) => {
    repository.commit('base', { a: '1' })
    repository.git('checkout', '-q', '-b', 'one')
    const one = repository.commit('one', { b: '1' })
    repository.git('checkout', '-q', '-b', 'two', 'main')
    const two = repository.commit('two', { c: '1' })
    repository.git('checkout', '-q', 'main')
    repository.commit('main', { d: '1' })
    const gitDir = join(repository.dir, '.git')
    expect(mergeHeads(gitDir)).toEqual([])
    repository.git('merge', '-q', '--no-commit', 'one', 'two')
    expect(mergeHeads(gitDir)).toEqual([one, two])
  })
})
