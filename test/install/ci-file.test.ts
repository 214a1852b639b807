import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import description from '../../package.json' with { type: 'json' }
import { gatherFacts } from '../../src/install/facts.ts'
import { forgeOf } from '../../src/install/forge.ts'
import { programDigest } from '../../src/install/own-files.ts'
import { planInstall } from '../../src/install/plan.ts'
import { EVERYTHING } from '../../src/install/wishes.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { install, snapshot, uninstall } from './installed.ts'

const FILE = '.github/workflows/precheck.yml'

const read = (repository: TestRepository, path = FILE): string => readFileSync(join(repository.dir, path), 'utf8')

test.each([
  ['https://github.com/o/r.git', 'github'],
  ['https://me:secret@github.com/o/r', 'github'],
  ['git@github.com:o/r.git', 'github'],
  ['ssh://git@github.com:22/o/r', 'github'],
  ['git://GitHub.com/o/r', 'github'],
  ['git+ssh://git@github.example.com/o/r', 'github'],
  ['github-work:o/r', 'github'],
  ['https://gitlab.com/o/r', 'gitlab'],
  ['git@gitlab.example.org:o/r', 'gitlab'],
  ['https://git.example.com/github.com/r', null],
  ['git@example.com:github/r', null],
  ['https://notgithub.com/o/r', null],
  ['https://bitbucket.org/o/r', null],
  ['/srv/github.com/r', null],
  ['../github.com', null],
  ['C:\\github.com\\r', null],
  ['', null],
])('%s is on %s', (url, forge) => {
  expect(forgeOf(url)).toBe(forge)
})

/** Repositories that get a workflow, and their twins that get none. */
const PLACES: Readonly<
  Record<string, readonly [make: (r: TestRepository) => void, args: readonly string[], written: boolean]>
> = {
  'a remote is on GitHub': [(r) => r.git('remote', 'add', 'up', 'git@github.com:o/r.git'), [], true],
  'a remote is there by another name': [
    (r) => {
      r.git('config', 'url.https://github.com/.insteadOf', 'gh:')
      r.git('remote', 'add', 'origin', 'gh:o/r')
    },
    [],
    true,
  ],
  'there is a .github folder': [(r) => r.write('.github/CODEOWNERS', ''), [], true],
  'it is asked for': [() => {}, ['--ci', 'github'], true],
  'nothing speaks for it': [() => {}, [], false],
  'the remote is elsewhere': [(r) => r.git('remote', 'add', 'origin', '/srv/github.com/r'), [], false],
  'none is wanted': [(r) => r.git('remote', 'add', 'origin', 'git@github.com:o/r.git'), ['--no-ci'], false],
}

describe.each(Object.entries(PLACES))('where %s', (_, [make, args, written]) => {
  test(`a workflow is ${written ? 'written, and taken back' : 'not written'}`, () =>
    withRepository(async (repository) => {
      repository.commit('base', { a: 'a' })
      make(repository)
      const was = snapshot(repository.dir)
      const { stdout, stderr } = await install(repository, args)
      expect(stdout.includes(`${FILE}: judges pull requests, by precheck ${description.version}`)).toBe(written)
      expect(stderr.includes('make the check "precheck" a required one')).toBe(written)
      expect(/^ {2}git add -- .*$/m.exec(stdout)?.[0].includes(FILE)).toBe(written)
      expect(Object.keys(snapshot(repository.dir)).includes(FILE)).toBe(written)
      expect((await install(repository, args)).stdout).toContain('nothing to change')
      await uninstall(repository)
      expect(snapshot(repository.dir)).toEqual(was)
    }))
})

test('it names the version and the bytes of the precheck that wrote it', () =>
  withRepository(async (repository) => {
    await install(repository, ['--ci', 'github'])
    const { jobs } = parse(read(repository)) as { jobs: { precheck: { steps: { env?: Record<string, string> }[] } } }
    const pins = jobs.precheck.steps.map(({ env }) => env).find((env) => env?.['VERSION'])
    expect(pins).toEqual({ VERSION: description.version, SHA256: programDigest() })
  }))

test.each([FILE, '.github/workflows/precheck.yaml'])('%s that is there stays as it is', (path) =>
  withRepository(async (repository) => {
    repository.commit('base', { [path]: 'on: push\n' })
    const { stdout } = await install(repository, ['--ci', 'github'])
    expect(stdout).not.toContain('judges pull requests')
    await uninstall(repository)
    expect(read(repository, path)).toBe('on: push\n')
  }),
)

test('one of ours that runs another version is left to its owner, who is told what to change', () =>
  withRepository(async (repository) => {
    await install(repository, ['--ci', 'github'])
    const older = read(repository).replace(`VERSION: '${description.version}'`, "VERSION: '0.0.9'")
    repository.write(FILE, older)
    const { stdout, stderr } = await install(repository)
    expect(stdout).toContain('nothing to change')
    expect(stderr).toContain(`set VERSION to '${description.version}' and SHA256 to '${programDigest()}'`)
    expect(read(repository)).toBe(older)
    expect((await uninstall(repository)).stdout).toContain(`${FILE}: left, because it was changed since`)
  }))

test('something in the way of its folder is said, and the rest is installed', () =>
  withRepository(async (repository) => {
    repository.write('.github', 'a file\n')
    const { status, stderr } = await install(repository, ['--ci', 'github'])
    expect(status).toBe(0)
    expect(stderr).toContain('note: .github is no folder: no workflow was written')
    rmSync(join(repository.dir, '.github'))
    mkdirSync(join(repository.dir, '.github'))
    repository.write('.github/workflows', '')
    expect((await install(repository)).stderr).toContain('.github/workflows is no folder')
  }))

test('a precheck that is not built, so that nobody could download it, is not pinned', () =>
  withRepository(async (repository) => {
    const facts = await gatherFacts(repository.dir, repository.env)
    for (const ci of ['github', 'gitlab'] as const) {
      const { steps, notes, gitlabJob } = planInstall({ ...facts, digest: null }, { ...EVERYTHING, ci })
      expect(notes.filter((note) => note.includes('runs from its sources'))).toHaveLength(1)
      expect(steps.some(({ says }) => says.includes('pull requests'))).toBe(false)
      expect(gitlabJob).toBeNull()
    }
  }))

const JOB = /^For GitLab:\n\n([\s\S]*?check --require-policy.*\n)/m

test('for GitLab a job is printed, whole and pinned, and nothing is written', () =>
  withRepository(async (repository) => {
    repository.git('remote', 'add', 'origin', 'git@gitlab.example.com:o/r.git')
    const { stdout } = await install(repository)
    const job = JOB.exec(stdout)?.[1] ?? ''
    expect(parse(job)).toMatchObject({ precheck: { needs: [] } })
    expect(job).toContain(`precheck@${description.version}"`)
    expect(job).toContain(`'${programDigest()}'`)
    expect(Object.keys(snapshot(repository.dir)).filter((path) => /gitlab|github/.test(path))).toEqual([])
    // Once it is saved, or where there is nothing to change, only who asks for it gets it again.
    expect((await install(repository)).stdout).not.toMatch(JOB)
    expect((await install(repository, ['--ci', 'gitlab'])).stdout).toMatch(JOB)
    await uninstall(repository)
    repository.write('.gitlab/precheck.yml', job)
    expect((await install(repository)).stdout).not.toMatch(JOB)
  }))

test('--ci takes the names of forges, and not with --no-ci', () =>
  withRepository(async (repository) => {
    const was = snapshot(repository.dir)
    await expect(install(repository, ['--ci', 'jenkins'])).rejects.toThrow(/--ci takes github, gitlab/)
    await expect(install(repository, ['--ci', 'github', '--no-ci'])).rejects.toThrow(/contradict/)
    expect(snapshot(repository.dir)).toEqual(was)
    expect((await install(repository, ['--ci', 'gitlab'])).stdout).toMatch(JOB)
  }))
