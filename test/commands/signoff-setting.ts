import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { readBlocks } from '../../src/signoff/read-blocks.ts'
import { begunBy, type Ran, type TestRepository } from '../support/repository.ts'
import { type Called, precheck } from './in-process.ts'

/** What an agent's commit owes, so that nothing but sign-offs is open. */
export const TRAILERS = `Task-Id: ABC-1
Tests-Run: npm test (3 passed)
Rollback: revert
Co-authored-by: Claude <noreply@anthropic.com>`

export const POLICY = `version: 1
repository: 7c0c6a1e-2b1f-4e0c-9d55-0d1f6a3c9b10
paths:
  - name: deploy
    match: ['deploy/']
    action: sign-off
  - name: secrets
    match: ['*.pem']
    action: block
signers:
  - { name: Jane Doe, email: [jane@example.com], groups: [platform] }
  - { name: Max Mann, email: [max@example.com] }
`

export const MAX = { GIT_COMMITTER_NAME: 'Max Mann', GIT_COMMITTER_EMAIL: 'max@example.com' }

/** A base with a policy, and a branch on it that is checked out. */
export function adopt(
  repository: TestRepository,
  policy = POLICY,
  files: Readonly<Record<string, string>> = {},
): string {
  const base = repository.commit('Adopt precheck', { '.precheck.yml': policy, ...files })
  repository.git('switch', '-q', '-c', 'topic')
  return base
}

/** Such a repository. */
export const adopted = begunBy((repository) => adopt(repository))

/** A commit by an agent that owes nothing but sign-offs. */
export const byAgent = (
  repository: TestRepository,
  subject: string,
  files: Readonly<Record<string, string | Buffer>>,
  more = '',
): string => repository.commit(`${subject}\n\n${more}${TRAILERS}\n`, files)

export const check = (repository: TestRepository, ...args: readonly string[]): Ran =>
  repository.precheck(['check', ...args, '--format', 'json'])

/** The same in this process. */
export const checked = (repository: TestRepository, ...args: readonly string[]): Promise<Called> =>
  precheck(repository, ['check', ...args, '--format', 'json'])

/** The paths that the sign-offs in a commit's message cover. */
export const covered = (repository: TestRepository, rev = 'HEAD'): readonly string[] =>
  readBlocks(repository.git('log', '-1', '--format=%B', rev)).blocks.flatMap(({ covers }) =>
    covers.map(({ path }) => path),
  )

/** Index, work tree, refs and HEAD, byte for byte. */
export function everything(repository: TestRepository): Readonly<Record<string, string>> {
  const found: Record<string, string> = {
    refs: repository.git('for-each-ref'),
    head: repository.git('rev-parse', 'HEAD'),
  }
  for (const path of readdirSync(repository.dir, { recursive: true, encoding: 'utf8' })) {
    const file = join(repository.dir, path)
    const status = lstatSync(file)
    if (status.isSymbolicLink()) found[path] = readlinkSync(file)
    else if (status.isFile() && !/^\.git\/objects/.test(path)) found[path] = readFileSync(file, 'latin1')
  }
  return found
}
