import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { openForWriting, withoutRepository } from '../../src/git/write.ts'
import { withRepository } from '../support/repository.ts'

/** What git and a shell put around a hook, and a user around both. */
const NOISE = {
  GIT_DIR: '/nowhere',
  GIT_INDEX_FILE: '/nowhere/index',
  GIT_EDITOR: ':',
  GIT_PAGER: 'cat',
  GIT_SSH_COMMAND: 'ssh',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'core.bare',
  GIT_CONFIG_VALUE_0: 'true',
  GIT_CEILING_DIRECTORIES: '/nowhere',
  EDITOR: 'vi',
  VISUAL: 'vi',
  PAGER: 'less',
  SSH_ASKPASS: 'ask',
  PREFIX: '/usr',
}

test('settings go into the configuration that all work trees share, whatever the environment of a hook says', () =>
  withRepository(async (repository) => {
    repository.commit('base')
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', tree)
    const git = openForWriting(tree, { ...repository.env, ...NOISE })
    await git.setConfig('precheck.base', 'refs/heads/a=b c"d')
    expect(repository.git('config', '--local', 'precheck.base')).toBe('refs/heads/a=b c"d')
    await git.unsetConfig('precheck.base')
    expect(repository.tryGit(['config', 'precheck.base']).status).toBe(1)
    await git.unsetConfig('precheck.base')
  }))

test("the user's own settings count", () =>
  withRepository(async (repository) => {
    repository.write('../global', '[core]\n\tsymlinks = nonsense\n')
    const env = { ...repository.env, GIT_CONFIG_GLOBAL: join(repository.dir, '../global') }
    await expect(openForWriting(repository.dir, env).stageIgnored('a')).rejects.toThrow(/symlinks/)
  }))

test('core.hooksPath is taken away, and a failure has the words of git', () =>
  withRepository(async (repository) => {
    const git = openForWriting(repository.dir, { ...repository.env, ...NOISE })
    repository.git('config', 'core.hooksPath', 'x')
    await git.unsetHooksPath()
    expect(repository.tryGit(['config', 'core.hooksPath']).status).toBe(1)
    await expect(git.stageIgnored('not-there')).rejects.toThrow(CouldNotCheck)
    await expect(git.stageIgnored('not-there')).rejects.toThrow(/did not match any files/)
    await expect(git.setConfig('precheck', 'x')).rejects.toThrow(/section/)
  }))

test('ignored files are staged and unstaged by exactly their path, and stay in the work tree', () =>
  withRepository(async (repository) => {
    repository.commit('base', { '.gitignore': '*\n', 'a/x': 'x', 'ab/x': 'x' })
    repository.write('[a]*/x', 'y')
    repository.write('a/new', 'new')
    const git = openForWriting(repository.dir, { ...repository.env, ...NOISE })
    await git.stageIgnored('[a]*')
    expect(repository.git('-c', 'core.quotePath=false', 'ls-files')).toBe('[a]*/x')
    await git.unstage('a*')
    await git.unstage('[a]*')
    expect(repository.git('ls-files')).toBe('')
    expect(repository.git('status', '--short', '--ignored=matching', '[[]a]*')).toContain('[a]*/')
  }))

test('what names a repository is dropped, and what names settings is kept', () => {
  expect(withoutRepository({ ...NOISE, GIT_CONFIG_GLOBAL: 'x', PATH: 'p' })).toEqual({
    GIT_CEILING_DIRECTORIES: '/nowhere',
    GIT_CONFIG_GLOBAL: 'x',
    EDITOR: 'vi',
    VISUAL: 'vi',
    PAGER: 'less',
    SSH_ASKPASS: 'ask',
    PREFIX: '/usr',
    PATH: 'p',
  })
})
