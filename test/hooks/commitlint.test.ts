import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TestRepository } from '../support/repository.ts'
import { commitAsAgent, GOOD, stage, TRAILERS, withHooks } from './hooked.ts'

const SILENT = { status: 0, stdout: '', stderr: '' }

const CONFIGURATION = JSON.stringify({
  rules: { 'header-max-length': [2, 'always', 20], 'body-max-line-length': [1, 'always', 40] },
})

/** Lets a repository find commitlint as if it had installed it. */
function linkCommitlint(repository: TestRepository): void {
  const installed = new URL('../../node_modules', import.meta.url).pathname
  symlinkSync(installed, join(repository.dir, 'node_modules'))
  repository.write('.git/info/exclude', 'node_modules\n')
}

test("the repository's own commitlint has its say: an error refuses, a warning does not, and a mended message passes", () =>
  withHooks(
    TRAILERS,
    (repository) => {
      linkCommitlint(repository)
      stage(repository, { 'src/a.txt': 'a\n' })
      const commit = (message: string) => commitAsAgent(repository, ['-m', `${message}\n\n${GOOD}`])
      const refused = commit('Add a subject that is too long')
      expect(refused.status).toBe(1)
      expect(refused.stderr).toContain('(commitlint header-max-length)')
      expect(refused.stderr).toContain('First: change the message as said above')
      const warned = commit('Add a\n\nA line of the body that is a little too long for it')
      expect(warned.status).toBe(0)
      expect(warned.stderr).toContain('(commitlint body-max-line-length)')
      expect(commitAsAgent(repository, ['--amend', '-m', `Add a\n\nA line\n\n${GOOD}`])).toMatchObject(SILENT)
    },
    { files: { '.commitlintrc.json': CONFIGURATION } },
  ))

test('configured and not installed, it is not asked, unless the policy wants it', () =>
  withHooks(
    TRAILERS,
    (repository) => {
      expect(commitAsAgent(repository, ['--allow-empty', '-m', `${'long '.repeat(9)}\n\n${GOOD}`])).toMatchObject(
        SILENT,
      )
    },
    { files: { '.commitlintrc.json': CONFIGURATION } },
  ))

test('a hook that runs commitlint itself is not repeated', () =>
  withHooks(
    TRAILERS,
    (repository) => {
      linkCommitlint(repository)
      expect(commitAsAgent(repository, ['--allow-empty', '-m', `${'long '.repeat(9)}\n\n${GOOD}`])).toMatchObject(
        SILENT,
      )
    },
    {
      files: { '.commitlintrc.json': CONFIGURATION, '.husky/commit-msg': 'npx --no-install commitlint --edit "$1"\n' },
    },
  ))
