import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/git/config.ts'
import { openRepository } from '../../src/git/repository.ts'
import { branchOf, firstThatExists, resolveCommit } from '../../src/git/revision.ts'
import { listIndex } from '../../src/git/tree.ts'
import { judge } from '../support/example.ts'
import { makeHistory } from '../support/history.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const POLICY = "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"
const lines = (first: string, last: string): string => `${first}\n${'line\n'.repeat(20)}${last}\n`

/** A range with all that git has drivers for: changes, a clean merge of one text, and one that conflicts. */
function makeRange(repository: TestRepository): void {
  makeHistory(repository, [
    { name: 'root', files: { '.precheck.yml': POLICY, 'deploy/run': lines('1', '1'), a: '1', '.gitattributes': ALL } },
    { name: 'base', files: { 'deploy/run': lines('2', '1'), a: '2' } },
    { name: 'topic', on: ['root'], files: { 'deploy/run': lines('1', '2'), a: '3', '.lfs': 'x' } },
    { name: 'head', on: ['topic', 'base'], files: { 'deploy/run': lines('2', '2'), a: 'resolved' } },
  ])
  repository.git('checkout', '-q', 'head')
}

const ALL = '* merge=evil diff=evil filter=evil text=auto working-tree-encoding=UTF-16 ident export-subst\n'

const HOOKS = ['post-checkout', 'post-index-change', 'pre-auto-gc', 'reference-transaction', 'fsmonitor-watchman']

/** Everything in a configuration that names a program to be started. */
const programs = (evil: string): readonly (readonly [string, string])[] => [
  ...[
    'merge.evil.driver',
    'merge.tool',
    'mergetool.evil.cmd',
    'diff.evil.command',
    'diff.evil.textconv',
    'diff.external',
    'diff.tool',
    'difftool.evil.cmd',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'core.fsmonitor',
    'core.pager',
    'core.editor',
    'core.askPass',
    'core.sshCommand',
    'core.gitProxy',
    'core.alternateRefsCommand',
    'pager.log',
    'pager.diff',
    'gpg.program',
    'gpg.ssh.program',
    'gpg.x509.program',
    'gpg.ssh.defaultKeyCommand',
    'interactive.diffFilter',
    'credential.helper',
    'sequence.editor',
    'trailer.x.command',
    'trailer.task-id.cmd',
    'uploadpack.packObjectsHook',
    'remote.origin.uploadpack',
    'browser.evil.cmd',
    'hook.evil.command',
  ].map((key) => [key, evil] as const),
  ['filter.evil.required', 'true'],
  ['merge.default', 'evil'],
  ['merge.renames', 'false'],
  ['log.showSignature', 'true'],
  ['hook.evil.event', 'post-index-change'],
  ['protocol.ext.allow', 'always'],
  ['remote.origin.url', `ext::${evil}`],
  ['remote.origin.promisor', 'true'],
  ['extensions.partialClone', 'origin'],
  ['core.repositoryFormatVersion', '1'],
  ...['log', 'cat-file', 'diff-tree', 'merge-tree', 'ls-tree', 'rev-parse', 'config', 'ls-files', 'merge-base'].map(
    (name) => [`alias.${name}`, `!${evil}`] as const,
  ),
]

/** Puts the program everywhere that git could find it, and gives the file that it would write. */
function plant(repository: TestRepository): { readonly marker: string; readonly global: string } {
  const marker = join(repository.dir, '..', 'marker')
  const evil = join(repository.dir, '.git', 'evil')
  const script = `#!/bin/sh\necho "$0 $*" >>'${marker}'\nexit 1\n`
  const hooks = join(repository.dir, '.git', 'evil-hooks')
  mkdirSync(hooks)
  for (const file of [
    evil,
    ...HOOKS.map((hook) => join(hooks, hook)),
    ...HOOKS.map((hook) => join(repository.dir, '.git/hooks', hook)),
  ]) {
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, script)
    chmodSync(file, 0o755)
  }
  const global = join(repository.dir, '..', 'gitconfig')
  for (const [key, value] of [...programs(evil), ['core.hooksPath', hooks] as const]) {
    repository.git('config', key, value)
    repository.git('config', '--file', global, key, value)
  }
  for (const file of ['.git/info/attributes', '.gitattributes']) repository.write(file, ALL)
  return { marker, global }
}

test('no program that a repository names is ever started, and none changes the answer', async () => {
  const calm = await withRepository(async (repository) => {
    makeRange(repository)
    return [await judge(repository, 'base', 'head'), await judge(repository, 'root', 'topic')]
  })
  expect(calm.map(({ verdict }) => verdict)).toEqual(['block', 'block'])
  expect(calm[0]!.findings.map(({ at }) => at.path)).toEqual(['deploy/run'])

  await withRepository(async (repository) => {
    makeRange(repository)
    const { marker, global } = plant(repository)
    repository.env['GIT_CONFIG_GLOBAL'] = global
    expect([await judge(repository, 'base', 'head'), await judge(repository, 'root', 'topic')]).toEqual(calm)

    const found = await openRepository(repository.dir, repository.env)
    const { place } = found
    expect(await resolveCommit(found, 'head')).toMatch(/^[0-9a-f]{40}$/)
    expect(await branchOf(place, 'HEAD')).toBe('head')
    expect(await firstThatExists(found, ['refs/heads/none', '0123456789'.repeat(4), 'HEAD'])).toMatchObject({
      name: 'HEAD',
    })
    expect((await readConfig(place)).get('alias.log')).toContain('evil')
    expect(await listIndex(place)).toContain('deploy/run')
    expect(existsSync(marker) && readFileSync(marker, 'utf8'), 'something was started').toBe(false)
  })
})

test('the programs are planted well: plain git starts them', async () => {
  await withRepository(async (repository) => {
    makeRange(repository)
    const { marker } = plant(repository)
    const starts = (...args: string[]): boolean => {
      rmSync(marker, { force: true })
      repository.tryGit(args)
      return existsSync(marker)
    }
    expect(starts('status')).toBe(true)
    expect(starts('diff', 'root', 'topic')).toBe(true)
    expect(starts('show', '--format=%(trailers:key=Task-Id)', 'topic')).toBe(true)
    expect(starts('merge-tree', '--write-tree', 'topic', 'base')).toBe(true)
    expect(starts('cat-file', '-p', '0123456789'.repeat(4))).toBe(true)
  })
})
