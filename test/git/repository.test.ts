import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.ts'
import type { Report } from '../../src/finding.ts'
import { isolate } from '../../src/git/isolated.ts'
import { runGit } from '../../src/git/process.ts'
import { openRepository } from '../../src/git/repository.ts'
import { shallowBoundary } from '../../src/git/shallow.ts'
import { judge } from '../support/example.ts'
import { makeHistory } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { TestRepository, withRepository } from '../support/repository.ts'

const POLICY = "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"

/** Two branches from `root`: `bad` changes a guarded path, `good` does not. */
function makeBoth(repository: TestRepository) {
  return makeHistory(repository, [
    { name: 'root', files: { '.precheck.yml': POLICY, 'deploy/run': '1', a: '1' } },
    { name: 'base', files: { a: '2' } },
    { name: 'bad', on: ['root'], files: { 'deploy/run': '2' } },
    { name: 'good', on: ['root'], files: { b: '1' } },
  ])
}

/** What is said of both branches, without what only a place can tell. */
async function saidOf(repository: TestRepository): Promise<readonly unknown[]> {
  const said = ({ verdict, findings, outcomes }: Report) => [
    verdict,
    ...findings.map(({ rule, message, at }) => `${rule}/${message} ${at.path}`),
    ...outcomes.flatMap(({ reason }) => reason ?? []),
  ]
  return [said(await judge(repository, 'base', 'bad')), said(await judge(repository, 'base', 'good'))]
}

const EXPECTED = [['block', 'guarded-paths/needs-sign-off deploy/run'], ['pass']]

/** Another view of a test repository, with the same home. */
const at = (dir: string, repository: TestRepository) => new TestRepository(dir, repository.env['HOME']!)

describe('the answer is the same', () => {
  test.each(['sha1', 'sha256'])('in a %s repository', async (format) => {
    await withRepository(
      async (repository) => {
        makeBoth(repository)
        expect(await saidOf(repository)).toEqual(EXPECTED)
        expect((await openRepository(repository.dir, repository.env)).objectFormat).toBe(format)
      },
      { init: [`--object-format=${format}`] },
    )
  })

  test('in a bare repository', async () => {
    await withRepository(
      async (repository) => {
        makeBoth(repository)
        expect(await saidOf(repository)).toEqual(EXPECTED)
        const opened = await openRepository(repository.dir, repository.env)
        expect(opened).toMatchObject({ topLevel: null, gitDir: repository.dir, commonDir: repository.dir })
      },
      { init: ['--bare'] },
    )
  })

  test('in a folder of the work tree, in .git, and in a linked work tree', async () => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      repository.git('checkout', '-q', 'good')
      const linked = join(repository.dir, '..', 'linked')
      repository.git('worktree', 'add', '-q', linked, 'bad')
      for (const dir of ['deploy', '.git', '.git/objects', '../linked/deploy', '.git/worktrees/linked']) {
        expect(await saidOf(at(join(repository.dir, dir), repository)), dir).toEqual(EXPECTED)
      }
      const opened = await openRepository(linked, repository.env)
      expect(opened).toMatchObject({
        topLevel: linked,
        gitDir: join(repository.dir, '.git/worktrees/linked'),
        commonDir: join(repository.dir, '.git'),
        objectsDir: join(repository.dir, '.git/objects'),
      })
    })
  })

  test('in a repository whose git directory is elsewhere', async () => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      const gitDir = join(repository.dir, '..', 'elsewhere')
      repository.git('init', '-q', '--separate-git-dir', gitDir)
      expect(await saidOf(repository)).toEqual(EXPECTED)
      expect(await openRepository(repository.dir, repository.env)).toMatchObject({ topLevel: repository.dir, gitDir })
    })
  })

  test('with objects that are borrowed from a chain of repositories, by relative paths', async () => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      const root = join(repository.dir, '..')
      for (const [name, lender] of [
        ['second', 'work'],
        ['third', 'second'],
      ] as const) {
        repository.git('clone', '-q', '--shared', '--bare', join(root, lender), join(root, name))
        const objects = lender === 'work' ? 'work/.git/objects' : `${lender}/objects`
        writeFileSync(join(root, name, 'objects/info/alternates'), `../../${objects}\n`)
      }
      const third = at(join(root, 'third'), repository)
      expect(readdirSync(join(third.dir, 'objects/pack'))).toEqual([])
      expect(await saidOf(third)).toEqual(EXPECTED)
    })
  })

  test.each(['a:b', 'a"b', '#a', 'a\\b', 'é ', "a'b", ' a'])('in a folder called %j', async (name) => {
    await withRepository(async (repository) => {
      const dir = join(repository.dir, '..', name)
      mkdirSync(dir)
      repository.git('init', '-q', dir)
      const odd = at(dir, repository)
      makeBoth(odd)
      expect(await saidOf(odd)).toEqual(EXPECTED)
    })
  })

  test.each(['server', 'ser:ver', 'ser"ver'])('for objects that are not in yet: a push to %j', async (name) => {
    await withRepository(async (repository) => {
      const { base, bad, good } = makeBoth(repository)
      const server = at(join(repository.dir, '..', name), repository)
      repository.git('clone', '-q', '--bare', '--no-local', '--single-branch', '-b', 'base', repository.dir, server.dir)
      const copy = join(repository.dir, '..', 'quarantine')
      // A copy of the quarantine outlives the push, and so does what git said of the other objects.
      const script = `cp -r "$GIT_OBJECT_DIRECTORY" '${copy}'\nprintf %s "$GIT_ALTERNATE_OBJECT_DIRECTORIES" >'${copy}.others'\nexit 1\n`
      writeFileSync(join(server.dir, 'hooks/pre-receive'), `#!/bin/sh\n${script}`, { mode: 0o755 })
      repository.tryGit(['push', '-q', server.dir, 'bad', 'good'])
      expect(server.tryGit(['cat-file', '-e', bad!]).status).not.toBe(0)
      const others = readFileSync(`${copy}.others`, 'utf8')
      expect(others.startsWith('"')).toBe(name === 'ser:ver')
      Object.assign(server.env, { GIT_OBJECT_DIRECTORY: copy, GIT_ALTERNATE_OBJECT_DIRECTORIES: others })
      const verdicts = [await judge(server, base!, bad), await judge(server, base!, good)].map(({ verdict }) => verdict)
      expect(verdicts).toEqual(['block', 'pass'])
    })
  })
})

/** The repository as it is seen with some variables set; ids are asked for without them. */
function seenWith(repository: TestRepository, variables: Readonly<Record<string, string>>): TestRepository {
  const names = ['base', 'bad', 'good'].map((name) => `${name}^{commit}`)
  const found = repository.git('rev-parse', ...names).split('\n')
  const ids = new Map(names.map((name, index) => [name, found[index]!]))
  const seen = at(repository.dir, repository)
  Object.assign(seen.env, repository.env, variables)
  return Object.assign(seen, { git: (_: string, ...asked: string[]) => asked.map((name) => ids.get(name)).join('\n') })
}

describe('the environment of whoever calls cannot change the answer', () => {
  const elsewhere = '/nonexistent'
  test.each<Record<string, string>>([
    { GIT_TRACE: '1', GIT_TRACE2: '2', GIT_TRACE_SETUP: '1', GIT_CURL_VERBOSE: '1' },
    { LC_ALL: 'de_DE.UTF-8', LANG: 'ja_JP.UTF-8', LANGUAGE: 'fr' },
    { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.worktree', GIT_CONFIG_VALUE_0: elsewhere },
    { GIT_CONFIG_COUNT: 'x' },
    { GIT_CONFIG_PARAMETERS: "'core.bare=true' 'core.repositoryformatversion=9'" },
    { GIT_CONFIG: elsewhere },
    { GIT_NAMESPACE: 'elsewhere' },
    { GIT_EXTERNAL_DIFF: elsewhere, GIT_DIFF_OPTS: '-u0', GIT_PAGER: elsewhere, GIT_EDITOR: elsewhere },
    { GIT_REPLACE_REF_BASE: 'refs/heads/' },
    { GIT_GRAFT_FILE: elsewhere, GIT_SHALLOW_FILE: elsewhere },
    { GIT_GLOB_PATHSPECS: '1' },
    { GIT_ICASE_PATHSPECS: '1', GIT_NOGLOB_PATHSPECS: '1' },
    { GIT_DEFAULT_HASH: 'sha256', GIT_DEFAULT_REF_FORMAT: 'reftable' },
    { GIT_ATTR_SOURCE: 'bad', GIT_ATTR_NOSYSTEM: '0' },
    { GIT_INDEX_FILE: elsewhere, GIT_PREFIX: 'deploy/' },
    { GIT_EXEC_PATH: elsewhere },
    { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1', GIT_TEST_DISALLOW_ABBREVIATED_OPTIONS: '1' },
    { GIT_FLUSH: '0', GIT_MERGE_VERBOSITY: '9', GIT_ASK_YESNO: elsewhere },
    { NODE_OPTIONS: '--no-warnings', TZ: 'Pacific/Kiritimati' },
  ])('%o', async (variables) => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      expect(await saidOf(seenWith(repository, variables))).toEqual(EXPECTED)
    })
  })

  test('a git directory, objects or a work tree elsewhere never make a green of it', async () => {
    await withRepository(async (other) => {
      makeHistory(other, [{ name: 'root', files: { '.precheck.yml': 'version: 1\n' } }])
      await withRepository(async (repository) => {
        makeBoth(repository)
        for (const variables of [
          { GIT_DIR: join(other.dir, '.git') },
          { GIT_OBJECT_DIRECTORY: join(other.dir, '.git/objects') },
          { GIT_COMMON_DIR: join(other.dir, '.git') },
        ] as Record<string, string>[]) {
          const { verdict } = await judge(seenWith(repository, variables), 'base', 'bad')
          expect(verdict, JSON.stringify(variables)).toBe('incomplete')
        }
        const moved = { GIT_DIR: join(repository.dir, '.git'), GIT_WORK_TREE: other.dir }
        expect(await saidOf(seenWith(repository, moved))).toEqual(EXPECTED)
      })
    })
  })
})

describe('what is not there', () => {
  test.each([
    ['blob:none', ['incomplete', 'incomplete']],
    ['tree:0', ['incomplete', 'incomplete']],
  ])('is not fetched by a partial clone (%s), and makes no green', async (filter, verdicts) => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      repository.git('config', 'uploadpack.allowFilter', 'true')
      repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true')
      const partial = at(join(repository.dir, '..', 'partial'), repository)
      repository.git(
        'clone',
        '-q',
        '--bare',
        '--no-local',
        `--filter=${filter}`,
        `file://${repository.dir}`,
        partial.dir,
      )
      const marker = join(repository.dir, '..', 'fetched')
      const upload = join(repository.dir, '..', 'upload')
      writeFileSync(upload, `#!/bin/sh\n: >'${marker}'\nexec git-upload-pack "$@"\n`, { mode: 0o755 })
      partial.git('config', 'remote.origin.uploadpack', upload)
      const found = [await judge(partial, 'base', 'bad'), await judge(partial, 'base', 'good')]
      expect(found.map(({ verdict }) => verdict)).toEqual(verdicts)
      expect(existsSync(marker)).toBe(false)
      // Plain git would have fetched it.
      partial.git('cat-file', '-p', 'base:.precheck.yml')
      expect(existsSync(marker)).toBe(true)
    })
  })

  test('is not missed by a partial clone that has what it takes', async () => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      repository.git('config', 'uploadpack.allowFilter', 'true')
      const partial = at(join(repository.dir, '..', 'partial'), repository)
      repository.git(
        'clone',
        '-q',
        '--bare',
        '--no-local',
        '--filter=blob:none',
        `file://${repository.dir}`,
        partial.dir,
      )
      partial.git('cat-file', '-p', 'base:.precheck.yml')
      expect(await saidOf(partial)).toEqual(EXPECTED)
    })
  })

  test('in a shallow clone is incomplete, and what is there is judged', async () => {
    await withRepository(async (repository) => {
      const { root } = makeHistory(repository, [
        { name: 'older' },
        { name: 'root', files: { '.precheck.yml': POLICY, 'deploy/run': '1' } },
        ...[1, 2, 3].map((number) => ({ name: `n${number}`, files: { a: `${number}` } })),
        { name: 'good', files: { b: '1' } },
        { name: 'bad', files: { 'deploy/run': '2' } },
      ])
      const clone = (depth: number) => {
        const shallow = at(join(repository.dir, '..', `shallow${depth}`), repository)
        repository.git(
          'clone',
          '-q',
          '--bare',
          `--depth=${depth}`,
          '-b',
          'bad',
          `file://${repository.dir}`,
          shallow.dir,
        )
        return shallow
      }
      const two = clone(2)
      const cut = await judge(two, 'bad~1', 'bad')
      expect([cut.verdict, cut.findings.map(({ at }) => at.path)]).toEqual(['block', ['deploy/run']])
      const reaching = await judge(two, null, 'bad')
      expect(reaching.verdict).toBe('incomplete')
      expect(reaching.outcomes[0]!.reason).toContain('git fetch --unshallow')
      expect([...shallowBoundary(await openRepository(two.dir, two.env))]).toEqual([two.git('rev-parse', 'bad~1')])
      // A base that was fetched beside it, with no history between the two.
      two.git('fetch', '-q', '--depth=1', 'origin', `${root}:refs/heads/base`)
      expect((await judge(two, 'base', 'bad')).verdict).toBe('incomplete')
      expect((await judge(clone(6), 'bad~4', 'bad')).verdict).toBe('block')
      expect(shallowBoundary(await openRepository(repository.dir, repository.env)).size).toBe(0)
    })
  })

  test('makes no green where somebody says that history ends', async () => {
    await withRepository(async (repository) => {
      const { base } = makeHistory(repository, [
        { name: 'base', files: { '.precheck.yml': POLICY, 'deploy/run': '1' } },
        { name: 'bad', files: { 'deploy/run': '2' } },
        { name: 'top', files: { b: '1' } },
      ])
      repository.write('.git/shallow', `${repository.git('rev-parse', 'top')}\n`)
      expect((await judge(repository, base!, 'top')).verdict).toBe('incomplete')
    })
  })
})

describe('a repository', () => {
  test('that is none is the user’s to mend', async () => {
    await withRepository(async (repository) => {
      await expect(openRepository(join(repository.dir, '..'), repository.env)).rejects.toThrow('not a git repository')
      await expect(openRepository('/nonexistent', repository.env)).rejects.toThrow(UsageError)
      rmSync(join(repository.dir, '.git/HEAD'))
      await expect(openRepository(repository.dir, repository.env)).rejects.toThrow('not a git repository')
    })
  })

  test('with a newline in its path is refused', async () => {
    await withRepository(async (repository) => {
      const dir = join(repository.dir, '..', 'a\nb')
      mkdirSync(dir)
      repository.git('init', '-q', dir)
      await expect(openRepository(dir, repository.env)).rejects.toThrow('newline')
    })
  })

  // Only root can give files away.
  test.skipIf(process.getuid?.() !== 0)('of somebody else is opened where its user says that it is safe', async () => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      const seen = seenWith(repository, {})
      for (const dir of [repository.dir, join(repository.dir, '.git')]) chownSync(dir, 12_345, 12_345)
      await expect(openRepository(seen.dir, seen.env)).rejects.toThrow('dubious ownership')
      // A variable for one call is no word of the user's.
      const variables = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
      await expect(openRepository(seen.dir, { ...seen.env, ...variables })).rejects.toThrow('dubious ownership')
      seen.env['GIT_CONFIG_GLOBAL'] = join(repository.dir, '..', 'gitconfig')
      writeFileSync(seen.env['GIT_CONFIG_GLOBAL'], `[safe]\n\tdirectory = ${repository.dir}\n`)
      expect(await saidOf(seen)).toEqual(EXPECTED)
    })
  })
})

describe('an isolated place', () => {
  test('writes nothing into the repository, and is gone when it is closed', async () => {
    await withRepository(async (repository) => {
      makeBoth(repository)
      const opened = await openRepository(repository.dir, repository.env)
      const files = () => readdirSync(join(repository.dir, '.git'), { recursive: true }).map(String).sort()
      const before = files()
      const room = isolate(opened, repository.env)
      const written = await inIsolation(repository, async (place) => {
        return (await runGit(place, ['hash-object', '-w', '--stdin'], 'new')).toString().trim()
      })
      expect(repository.tryGit(['cat-file', '-e', written]).status).not.toBe(0)
      expect(files()).toEqual(before)
      expect(existsSync(room.place.cwd)).toBe(true)
      room.close()
      room.close()
      expect(existsSync(room.place.cwd)).toBe(false)
    })
  })
})
