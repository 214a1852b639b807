import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { lookBack } from '../../src/collect/range/look-back.ts'
import { CouldNotCheck } from '../../src/errors.ts'
import type { Report } from '../../src/finding.ts'
import { openRepository } from '../../src/git/repository.ts'
import { aPolicy } from '../support/change.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const SOURCE = { source: 'test', ref: null, why: 'test', digest: null }

const look = async (repository: TestRepository, dir = repository.dir, lines = ''): Promise<Report | null> =>
  await lookBack(
    await openRepository(dir, repository.env),
    repository.env,
    { policy: aPolicy(lines), source: SOURCE },
    ['precheck'],
  )

const AGENTS = 'Rework\n\nCo-authored-by: Claude <noreply@anthropic.com>'

/** Findings as `subject: rule path`. */
function said(report: Report | null): readonly string[] {
  if (report === null) throw new Error('there were no commits')
  const subjects = new Map(report.commits.map(({ sha, subject }) => [sha, subject]))
  return report.findings.map(({ rule, at }) => `${subjects.get(at.commit)}: ${rule} ${at.path ?? at.trailer}`)
}

test('each commit is judged by itself, from the first one on', () =>
  withRepository(async (repository) => {
    repository.commit('First', { 'yarn.lock': '1', a: '1' })
    repository.commit('By hand', { a: '2' })
    repository.commit(AGENTS, { a: '3' })
    const report = await look(repository)
    expect(report?.commits.map(({ subject }) => subject)).toEqual(['First', 'By hand', 'Rework'])
    expect(said(report)).toEqual([
      'First: lockfiles yarn.lock',
      'Rework: required-trailers Task-Id',
      'Rework: required-trailers Tests-Run',
      'Rework: required-trailers Rollback',
    ])
    expect(said(await look(repository, repository.dir, 'trailers-for: everyone\nlockfiles: off'))).toHaveLength(9)
  }))

test('merges are left out, and what they bring is not', () =>
  withRepository(async (repository) => {
    repository.commit('First', { a: '1' })
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('Topic', { 'yarn.lock': '1' })
    repository.git('checkout', '-q', 'main')
    repository.commit('Main', { b: '1' })
    repository.git('merge', '-q', '--no-edit', 'topic')
    const report = await look(repository)
    expect(report?.commits.map(({ subject }) => subject).sort()).toEqual(['First', 'Main', 'Topic'])
    expect(said(report)).toEqual(['Topic: lockfiles yarn.lock'])
  }))

test('the last 200 commits count, and no more', () =>
  withRepository(async (repository) => {
    const commits = Array.from({ length: 205 }, (_, at) => {
      const files = at === 3 || at === 7 ? `M 644 inline yarn.lock\ndata 1\n${at}\n` : ''
      return `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + at} +0000\ndata 2\nx\n${files}`
    })
    repository.run('git', ['fast-import', '--quiet'], { input: commits.join('\n') })
    const report = await look(repository)
    expect(report?.commits).toHaveLength(200)
    expect(said(report)).toEqual(['x: lockfiles yarn.lock'])
  }))

test('a shallow clone is looked at as far as it reaches', () =>
  withRepository(async (repository) => {
    for (const at of [1, 2, 3]) repository.commit(`Commit ${at}`, { 'yarn.lock': `${at}` })
    const clone = (depth: number): string => {
      const dir = join(repository.dir, `../depth-${depth}`)
      repository.git('clone', '-q', '--depth', `${depth}`, pathToFileURL(repository.dir).href, dir)
      return dir
    }
    expect((await look(repository, clone(2)))?.commits.map(({ subject }) => subject)).toEqual(['Commit 3'])
    expect(await look(repository, clone(1))).toBeNull()
  }))

test('without a commit there is nothing to look at, and what cannot be read is said', () =>
  withRepository(async (repository) => {
    expect(await look(repository)).toBeNull()
    repository.commit('First', { a: '1' })
    repository.commit('Second', { a: '2' })
    const tree = repository.git('rev-parse', 'HEAD^{tree}')
    rmSync(join(repository.dir, '.git/objects', tree.slice(0, 2), tree.slice(2)))
    await expect(look(repository)).rejects.toThrow(CouldNotCheck)
  }))
