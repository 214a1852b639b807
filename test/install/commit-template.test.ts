import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Ran, type TestRepository, withRepository } from '../support/repository.ts'
import { install } from './installed.ts'

// Why install sets no commit.template, not even one of nothing but comments. Each test is one harm that it would do.

const TEMPLATE = '# Task-Id: the task\n# Rollback: revert\n'

/** A commit whose message is written in an editor, above what stands there. */
const commit = (repository: TestRepository, options: readonly string[] = [], cwd = repository.dir): Ran =>
  repository.tryGit([...options, 'commit', '-q', '--allow-empty'], {
    cwd,
    env: { GIT_EDITOR: 'sh -c \'printf "Subject\\\\n\\\\n" | cat - "$1" >message && mv message "$1"\' editor' },
  })

const withTemplate = (path: string, body: (repository: TestRepository) => void | Promise<void>): Promise<void> =>
  withRepository((repository) => {
    repository.commit('base', { 'template.txt': TEMPLATE })
    repository.write('.git/precheck/template.txt', TEMPLATE)
    repository.git('config', 'commit.template', path)
    return body(repository)
  })

const message = (repository: TestRepository): string => repository.git('log', '-1', '--format=%B').trim()

test('install sets none', () =>
  withRepository(async (repository) => {
    repository.commit('base')
    await install(repository)
    expect(repository.tryGit(['config', 'commit.template']).stdout).toBe('')
  }))

test('as git is set by default its comments do no harm', () =>
  withTemplate('template.txt', (repository) => {
    expect(commit(repository).status).toBe(0)
    expect(message(repository)).toBe('Subject')
  }))

test.each([
  ['commit.cleanup=scissors', ['-c', 'commit.cleanup=scissors']],
  ['commit.cleanup=whitespace', ['-c', 'commit.cleanup=whitespace']],
  ['core.commentChar=auto', ['-c', 'core.commentChar=auto']],
  ['another comment character', ['-c', 'core.commentChar=;']],
])('with %s its comments end up in the message', (_, options) =>
  withTemplate('template.txt', (repository) => {
    expect(commit(repository, options).status).toBe(0)
    expect(message(repository)).toContain('# Task-Id: the task')
  }),
)

test.each([
  ['in the work tree stops every commit on a branch from before it', 'template.txt', 'old'],
  ['in the git directory stops every commit in a linked work tree', '.git/precheck/template.txt', 'main'],
])('a file %s', (_, path, start) =>
  withTemplate(path, (repository) => {
    const old = repository.git(
      'commit-tree',
      '-m',
      'old',
      repository.git('hash-object', '-t', 'tree', '-w', '/dev/null'),
    )
    repository.git('branch', 'old', old)
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', '-b', 'topic', tree, start)
    expect(commit(repository, [], tree)).toMatchObject({
      status: 128,
      stderr: expect.stringContaining('could not read'),
    })
    repository.git('config', '--unset', 'commit.template')
    expect(commit(repository, [], tree).status).toBe(0)
  }),
)

test('an absolute path stops every commit once the repository is moved, or seen from a container', () =>
  withTemplate('template.txt', (repository) => {
    repository.git('config', 'commit.template', join(repository.dir, '.git/precheck/template.txt'))
    expect(commit(repository).status).toBe(0)
    const moved = join(repository.dir, '../moved')
    renameSync(repository.dir, moved)
    expect(commit(repository, [], moved)).toMatchObject({
      status: 128,
      stderr: expect.stringContaining('could not read'),
    })
  }))

test('hooks of others that fill in a message nobody has begun see one that was begun', () =>
  withTemplate('template.txt', (repository) => {
    repository.write('.git/hooks/prepare-commit-msg', '#!/bin/sh\n[ -n "$2" ] || echo "Issue: 12" >>"$1"\n')
    repository.run('chmod', ['+x', '.git/hooks/prepare-commit-msg'])
    commit(repository)
    expect(message(repository)).not.toContain('Issue')
    repository.git('config', '--unset', 'commit.template')
    commit(repository)
    expect(message(repository)).toContain('Issue: 12')
  }))
