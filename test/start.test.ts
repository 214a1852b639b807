import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeLine } from './support/history.ts'
import { type TestRepository, withRepository } from './support/repository.ts'

const TOP = new URL('..', import.meta.url).pathname

const PASSING = 'feat: a\n\nTask-Id: A-1\nTests-Run: npm test (3 passed)\nRollback: revert\n'

/** A copy of the built package, which a test may change, and a repository whose hooks start it. */
const withPackage = (
  body: (repository: TestRepository, kept: () => readonly string[], folder: string) => void,
): Promise<void> =>
  withRepository((repository) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'precheck-package-')))
    try {
      for (const part of ['bin', 'dist', 'hooks', 'templates', 'package.json']) {
        cpSync(join(TOP, part), join(folder, part), { recursive: true })
      }
      rmSync(join(folder, 'dist/compiled'), { recursive: true, force: true })
      repository.commit('adopt', { '.precheck.yml': 'version: 1\ntrailers-for: everyone\n' })
      const installed = repository.run(process.execPath, [join(folder, 'bin/precheck.js'), 'install'])
      if (installed.status !== 0) throw new Error(installed.stderr)
      body(
        repository,
        () => {
          try {
            const names = readdirSync(join(folder, 'dist/compiled')).filter((name) => /^(?:judge|cli)-/.test(name))
            return names.map((name) => join(folder, 'dist/compiled', name))
          } catch {
            return []
          }
        },
        folder,
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

const commit = (repository: TestRepository, message: string) =>
  repository.tryGit(['commit', '-q', '--allow-empty', '-F', '-'], { input: message })

const passes = (repository: TestRepository): void =>
  expect(commit(repository, PASSING)).toMatchObject({ status: 0, stdout: '', stderr: '' })

const refuses = (repository: TestRepository): void => {
  const ran = commit(repository, 'feat: a\n')
  expect(ran.status).toBe(1)
  expect(ran.stderr).toContain('Task-Id')
}

test('the first commits that pass leave the compiled program for the next ones, which are judged the same by it', () =>
  withPackage((repository, kept) => {
    const [installed] = kept()
    expect(installed).toContain('cli-install-')
    const ofCommits = () => kept().filter((file) => file !== installed)
    refuses(repository)
    expect(ofCommits()).toEqual([])
    // The first decodes the policy, the second finds it decoded.
    for (const runs of [1, 2, 3]) {
      passes(repository)
      expect(ofCommits()).toEqual([expect.stringMatching(`judge-commit-msg-.*\\.${runs}$`)])
    }
    const [file] = ofCommits()
    const bytes = readFileSync(file!)
    passes(repository)
    refuses(repository)
    expect(ofCommits()).toEqual([file])
    expect(readFileSync(file!).equals(bytes)).toBe(true)
  }))

test.each([
  ['a range check', ['check', 'HEAD~1..HEAD'], 'judge-check', 1],
  ['a command', ['explain', 'b'], 'cli-explain', 0],
  ['anything else', ['--version'], 'cli-other', 0],
  ['a page of help', ['packet', '--help'], 'cli-other', 0],
] as const)('%s leaves its own, and says the same by it', (_, args, name, status) =>
  withPackage((repository, kept, folder) => {
    repository.commit('feat: b', { b: '1' })
    const run = () => repository.run(process.execPath, [join(folder, 'bin/precheck.js'), ...args])
    const first = run()
    expect([first.status, first.stderr]).toEqual([status, ''])
    const ofThis = () => kept().filter((file) => !file.includes('install'))
    expect(ofThis()).toEqual([expect.stringMatching(`${name}-.*\\.1$`)])
    for (const _ of [2, 3, 4]) expect(run()).toEqual(first)
    expect(ofThis()).toEqual([expect.stringMatching(`${name}-.*\\.3$`)])
  }),
)

test('characters beyond ASCII are what they are in the program, too', () =>
  withPackage((repository, _kept, folder) => {
    const run = (...args: readonly string[]) =>
      repository.run(process.execPath, [join(folder, 'bin/precheck.js'), ...args]).stdout
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('feat: b\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n', { b: '1\n' })
    const { commits } = JSON.parse(run('check', '--format', 'json', 'main..topic'))
    expect(commits).toMatchObject([{ agent: { is: 'agent' } }])
    expect(run('packet', 'main..topic')).toMatch(/, \+\d+ −0 lines;/)
  }))

test('what could not do its work leaves nothing', () =>
  withPackage((repository, kept, folder) => {
    const before = kept()
    const entry = join(folder, 'bin/precheck.js')
    expect(repository.run(process.execPath, [entry, 'check', 'nowhere..HEAD']).status).toBe(2)
    expect(kept()).toEqual(before)
  }))

test('a reader that closes the pipe early is no error, and the exit status stays', () =>
  withPackage((repository, _kept, folder) => {
    makeLine(repository, 'version: 1\ntrailers-for: everyone\n', Array(300).fill('feat: b'))
    const check = `"${process.execPath}" "${join(folder, 'bin/precheck.js')}" check --format json base..main; echo $? >&2`
    const ran = repository.run('sh', ['-c', `(${check}) | head -c 10`])
    expect([ran.stdout, ran.stderr]).toEqual(['{\n  "schema'.slice(0, 10), '1\n'])
  }))

test('what is no compiled program of this V8 is passed over, and written anew', () =>
  withPackage((repository, kept) => {
    const ofCommits = () => kept().filter((file) => file.includes('commit-msg'))
    passes(repository)
    const [file] = ofCommits()
    const bytes = readFileSync(file!)
    for (const damaged of [Buffer.alloc(0), Buffer.from('no program'), bytes.subarray(0, bytes.length / 2)]) {
      writeFileSync(file!, damaged)
      refuses(repository)
      passes(repository)
      expect(ofCommits()).toEqual([file])
      expect(readFileSync(file!).length).toBeGreaterThan(bytes.length / 2)
    }
  }))

test('where the package cannot be written to, commits are judged all the same', () =>
  withPackage((repository, kept) => {
    const folder = join(kept()[0]!, '..')
    rmSync(folder, { recursive: true })
    // A file in the way of the folder: even root cannot write there.
    writeFileSync(folder, '')
    passes(repository)
    refuses(repository)
  }))
