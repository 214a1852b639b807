import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { uninstall } from '../install/installed.ts'
import type { TestRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'

/** Subjects of the commits that are noted, as far as a branch still has them. */
function noted(repository: TestRepository): readonly string[] {
  const file = join(repository.dir, '.git/precheck/unmet')
  if (!existsSync(file)) return []
  const ids = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const lines = repository.git('log', '--all', '--format=%H %s').split('\n')
  return lines.filter((line) => ids.includes(line.split(' ')[0]!)).map((line) => line.slice(line.indexOf(' ') + 1))
}

/** A commit of a new file, with more arguments. */
function commit(repository: TestRepository, name: string, ...args: readonly string[]): string {
  stage(repository, { [name]: `${name}\n` })
  const ran = repository.tryGit(['commit', '-q', '-m', name, ...args])
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  return repository.git('rev-parse', 'HEAD')
}

describe('a commit that never met commit-msg is noted', () => {
  test('with -n, also after one that was refused, and after an amend', () =>
    withHooks(TRAILERS, (repository) => {
      commit(repository, 'met')
      expect(noted(repository)).toEqual([])
      commit(repository, 'past', '-n')
      expect(noted(repository)).toEqual(['past'])
      stage(repository, { c: 'c\n' })
      expect(commitAsAgent(repository, ['-m', 'refused']).status).toBe(1)
      expect(commitAsAgent(repository, ['-n', '-m', 'refused, then past']).status).toBe(0)
      expect(noted(repository)).toEqual(['refused, then past', 'past'])
      repository.git('commit', '-q', '--amend', '-m', 'amended, and met')
      expect(noted(repository)).toEqual(['past'])
      repository.git('commit', '-q', '--amend', '-n', '-m', 'amended past')
      expect(noted(repository)).toEqual(['amended past', 'past'])
    }))

  test('in a linked work tree as in the first, and one does not take the mark of the other', () =>
    withHooks(TRAILERS, (repository) => {
      const other = join(repository.dir, '../other')
      repository.git('worktree', 'add', '-q', '-b', 'other', other)
      const there = (...args: readonly string[]) => repository.run('git', args, { cwd: other })
      expect(there('commit', '-q', '--allow-empty', '-m', 'met there').status).toBe(0)
      // A mark that waits there, as of a commit whose message is still being written.
      expect(repository.run('sh', ['-c', 'echo met >.git/worktrees/other/precheck-met']).status).toBe(0)
      commit(repository, 'past here', '-n')
      expect(there('commit', '-q', '-n', '--allow-empty', '-m', 'past there').status).toBe(0)
      expect([...noted(repository)].sort()).toEqual(['past here', 'past there'])
    }))

  test('and the note follows a rebase, and mend', () =>
    withHooks(TRAILERS, (repository) => {
      commit(repository, 'past', '-n')
      commit(repository, 'met')
      repository.git('checkout', '-q', 'main')
      repository.git('commit', '-q', '--allow-empty', '-m', 'base goes on')
      repository.git('checkout', '-q', 'work')
      repository.git('rebase', '-q', 'main')
      expect(noted(repository)).toEqual(['past'])
      expect(repository.precheck(['mend', 'HEAD~1', '--trailer', 'Task-Id: ABC-1']).status).toBe(0)
      expect(noted(repository)).toEqual(['past'])
    }))

  test('but not where all hooks are switched off: nothing of ours runs then', () =>
    withHooks(TRAILERS, (repository) => {
      stage(repository, { a: 'a\n' })
      repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '-m', 'unseen')
      expect(noted(repository)).toEqual([])
    }))
})

test('what git itself makes anew raises no alarm: merges, picks, reverts, rebases', () =>
  withHooks(TRAILERS, (repository) => {
    const first = commit(repository, 'first')
    repository.git('checkout', '-q', '-b', 'side', 'main')
    commit(repository, 'side')
    repository.git('cherry-pick', first)
    repository.git('cherry-pick', '-x', 'work', '--allow-empty', '--keep-redundant-commits')
    repository.git('revert', '--no-edit', 'HEAD~1')
    repository.git('revert', '--edit', 'HEAD')
    repository.git('cherry-pick', '--edit', 'HEAD~1')
    repository.git('checkout', '-q', 'work')
    repository.git('merge', '-q', '--no-edit', 'side')
    repository.git('checkout', '-q', '-b', 'rebased', 'side')
    repository.git('commit', '-q', '--allow-empty', '-m', 'kept')
    repository.git('rebase', '-q', '--keep-empty', 'main')
    repository.git('rebase', '-q', '--force-rebase', 'main')
    repository.git('rebase', '-q', '--apply', '--force-rebase', 'main')
    repository.run('git', ['rebase', '-i', '--force-rebase', 'main'], {
      env: { GIT_SEQUENCE_EDITOR: 'sed -i s/^pick/reword/' },
    })
    // A pick that stops, and goes on.
    repository.git('checkout', '-q', '-b', 'stopping', 'main')
    commit(repository, 'first', '--allow-empty')
    stage(repository, { first: 'other\n' })
    repository.git('commit', '-q', '-m', 'other first')
    expect(repository.tryGit(['cherry-pick', first]).status).not.toBe(0)
    stage(repository, { first: 'both\n' })
    repository.git('cherry-pick', '--continue')
    expect(noted(repository)).toEqual([])
  }))

test('a push names it beside what it finds there, and says nothing of one in which nothing is wrong', () =>
  withHooks(TRAILERS, async (repository) => {
    const bare = join(repository.dir, '../origin.git')
    repository.git('init', '-q', '--bare', bare)
    repository.git('remote', 'add', 'origin', bare)
    repository.git('push', '-q', 'origin', 'main')
    stage(repository, { a: 'a\n' })
    expect(commitAsAgent(repository, ['-n', '-m', `Add a\n\n${GOOD}`]).status).toBe(0)
    expect(repository.tryGit(['push', '-q', 'origin', 'work'])).toMatchObject({ status: 0, stderr: '' })
    expect(commitAsAgent(repository, ['-n', '--allow-empty', '-m', 'Add b']).status).toBe(0)
    const pushed = repository.tryGit(['push', '-q', 'origin', 'work'])
    expect(pushed.status).toBe(1)
    expect(pushed.stderr).toContain('no "Task-Id" trailer (this commit was made without the commit-msg hook)')
    repository.git(
      '-c',
      'core.hooksPath=/dev/null',
      'commit',
      '-q',
      '--amend',
      '--allow-empty',
      '-m',
      'Add b\n\nAssisted-by: Claude:opus',
    )
    const unseen = repository.tryGit(['push', '-q', 'origin', 'work'])
    expect(unseen.status).toBe(1)
    expect(unseen.stderr).not.toContain('made without')
    expect((await uninstall(repository)).status).toBe(0)
    expect(existsSync(join(repository.dir, '.git/precheck'))).toBe(false)
    expect(existsSync(join(repository.dir, '.git/precheck-met'))).toBe(false)
  }))
