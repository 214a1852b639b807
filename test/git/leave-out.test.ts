import { describe, expect, it } from 'vitest'
import { makeHistory, type Planned } from '../support/history.ts'
import { begunBy, type TestRepository } from '../support/repository.ts'
import { obstacles, rawOf, rewrite } from './rewriting.ts'

/** Makes a history whose last commit is checked out on `main`. */
const withHistory = (
  plan: readonly Planned[],
  body: (repository: TestRepository, ids: Readonly<Record<string, string>>) => Promise<void>,
  init: readonly string[] = [],
): Promise<void> =>
  begun(
    async (repository, ids) => {
      // Not kept: a name that is no text cannot be copied.
      repository.git('reset', '-q', '--hard')
      await body(repository, ids)
    },
    plan,
    { init },
  )

const begun = begunBy((repository, plan: readonly Planned[]) => {
  const ids = makeHistory(repository, plan)
  const names = plan.map(({ name }) => name).filter((name) => name !== 'main')
  const moves = [
    `update refs/heads/main ${ids[plan.at(-1)!.name]}\n`,
    ...names.map((name) => `delete refs/heads/${name}\n`),
  ]
  const done = repository.tryGit(['update-ref', '--stdin'], { input: moves.join('') })
  if (done.status !== 0) throw new Error(done.stderr)
  return ids
})

const leave = (repository: TestRepository, commit: string, ...paths: readonly string[]) =>
  rewrite(repository, {}, { leaveOut: { commit, paths } })

const refused = (repository: TestRepository, commit: string, ...paths: readonly string[]) =>
  obstacles(repository, {}, { leaveOut: { commit, paths } })

/** The paths that each commit of a first-parent history changes, oldest first. */
const changes = (repository: TestRepository): readonly string[] =>
  repository
    .git(
      'log',
      '--reverse',
      '--first-parent',
      '--root',
      '-m',
      '--name-status',
      '--no-renames',
      '--format=%x00%s',
      'HEAD',
    )
    .split('\0')
    .slice(1)
    .map((lines) => lines.trim().replaceAll(/\s+/g, ' '))

const START: Planned = { name: 'start', files: { a: '1', 'keep/me': '1' } }
const LINE: readonly Planned[] = [
  START,
  { name: 'secret', files: { '.env': 'TOKEN=1\n', 'b/key.pem': 'x', a: '2' } },
  { name: 'after', files: { a: '3', 'b/c': '1' } },
  { name: 'last', files: { 'b/c': '2' } },
]

describe('a path is left out', () => {
  it.each(['sha1', 'sha256'])(
    'of a commit in the middle and all above it, and of nothing else, in %s',
    async (format) => {
      await withHistory(
        LINE,
        async (repository, ids) => {
          const before = rawOf(repository, ids['last']!)
          const staged = repository.git('ls-files', '-s')
          await leave(repository, ids['secret']!, '.env', 'b/key.pem')
          expect(changes(repository)).toEqual(['start A a A keep/me', 'secret M a', 'after M a A b/c', 'last M b/c'])
          expect(repository.git('rev-list', '--objects', 'HEAD')).not.toMatch(/\.env|key\.pem/)
          const after = rawOf(repository, repository.git('rev-parse', 'HEAD'))
          const rest = (raw: string) => raw.replaceAll(/^(?:tree|parent) .*\n/gm, '')
          expect(rest(after)).toBe(rest(before))
          expect(repository.git('fsck', '--strict')).toBe('')
          // Neither is read nor written; so the paths are there, and not committed.
          expect(repository.git('ls-files', '-s')).toBe(staged)
          expect(repository.git('status', '--porcelain')).toBe('A  .env\nA  b/key.pem')
        },
        [`--object-format=${format}`],
      )
    },
  )

  it('of HEAD, which may change nothing then', async () => {
    await withHistory([START, { name: 'secret', files: { '.env': '1' } }], async (repository, ids) => {
      await leave(repository, ids['secret']!, '.env')
      expect(repository.git('rev-parse', 'HEAD^{tree}')).toBe(repository.git('rev-parse', 'HEAD^^{tree}'))
      expect(changes(repository).at(-1)).toBe('secret')
    })
  })

  it('of a root commit, to the last file', async () => {
    await withHistory(
      [
        { name: 'root', files: { 'x/.env': '1' } },
        { name: 'next', files: { a: '1' } },
      ],
      async (repository, ids) => {
        await leave(repository, ids['root']!, 'x/.env')
        expect(changes(repository)).toEqual(['root', 'next A a'])
        expect(repository.git('fsck', '--strict')).toBe('')
      },
    )
  })

  it.each<[string, Planned['files'], Planned['files'], string[], string]>([
    ['changed', { '.env': '1' }, { '.env': '2' }, ['.env'], ''],
    ['deleted', { 'x/.env': '1' }, { 'x/.env': null }, ['x/.env'], ''],
    ['made executable', { '.env': '1' }, { '.env': { mode: '100755', is: '1' } }, ['.env'], ''],
    ['made a link', { '.env': '1' }, { '.env': { mode: '120000', is: 'a' } }, ['.env'], ''],
    [
      'a submodule that moved',
      { sub: { mode: '160000', is: '1'.repeat(40) } },
      { sub: { mode: '160000', is: '2'.repeat(40) } },
      ['sub'],
      '',
    ],
    ['a folder in place of a file', { x: '1' }, { x: null, 'x/y': '1' }, ['x/y', 'x'], ''],
    ['a file in place of a folder', { 'x/y': '1' }, { 'x/y': null, x: '1' }, ['x/y', 'x'], ''],
    ['a whole folder', {}, { 'deep/er/a': '1', 'deep/er/b': '1', other: '1' }, ['deep/er'], 'A other'],
  ])('that was %s', async (_, before, after, paths, left) => {
    const plan: Planned[] = [
      { name: 'start', files: { a: '1', ...before } },
      { name: 'change', files: after! },
      { name: 'next', files: { a: '2' } },
    ]
    await withHistory(plan, async (repository, ids) => {
      await leave(repository, ids['change']!, ...paths)
      expect(changes(repository).slice(1)).toEqual([`change ${left}`.trim(), 'next M a'])
    })
  })

  it.each(['gr\u00fcn/\u00e4', 'caf\udce9', 'a\nb', ' x ', '*'])('whatever its name: %j', async (path) => {
    await withHistory([START, { name: 'change', files: { [path]: '1', a: '2' } }], async (repository, ids) => {
      await leave(repository, ids['change']!, path)
      expect(changes(repository).at(-1)).toBe('change M a')
    })
  })

  it('with a new message of the same commit, and another branch that moves along', async () => {
    await withHistory(LINE, async (repository, ids) => {
      repository.git('branch', 'other', 'HEAD~1')
      await rewrite(
        repository,
        { [ids['secret']!]: 'no secret\n' },
        { leaveOut: { commit: ids['secret']!, paths: ['.env', 'b/key.pem'] }, updateRefs: true },
      )
      expect(changes(repository)[1]).toBe('no secret M a')
      expect(repository.git('rev-parse', 'other')).toBe(repository.git('rev-parse', 'HEAD~1'))
    })
  })

  it('where a merge brings in a base that has it as it was', async () => {
    const plan: Planned[] = [
      START,
      { name: 'base', files: { d: '1' } },
      { name: 'secret', on: ['start'], files: { '.env': '1' } },
      { name: 'merge', on: ['secret', 'base'], files: { d: '1' } },
      { name: 'last', files: { a: '2' } },
    ]
    await withHistory(plan, async (repository, ids) => {
      await leave(repository, ids['secret']!, '.env')
      expect(repository.git('log', '--all', '--format=%s', '--', '.env')).toBe('')
      expect(repository.git('log', '-1', '--format=%P', 'HEAD~1').split(' ')[1]).toBe(ids['base'])
      expect(repository.git('ls-tree', '--name-only', 'HEAD')).toBe('a\nd\nkeep')
    })
  })

  it('of a merge whose maker put it there', async () => {
    const plan: Planned[] = [
      START,
      { name: 'base', files: { d: '1' } },
      { name: 'topic', on: ['start'], files: { e: '1' } },
      { name: 'merge', on: ['topic', 'base'], files: { d: '1', '.env': '1' } },
    ]
    await withHistory(plan, async (repository, ids) => {
      await leave(repository, ids['merge']!, '.env')
      expect(repository.git('ls-tree', '--name-only', 'HEAD')).toBe('a\nd\ne\nkeep')
    })
  })
})

describe('a path is not left out', () => {
  it('where it is not changed', async () => {
    await withHistory(LINE, async (repository, ids) => {
      for (const path of ['keep/me', 'nowhere', 'a/x']) {
        expect(await refused(repository, ids['secret']!, path)).toEqual([
          { is: 'not-changed', commit: ids['secret'], path },
        ])
      }
    })
  })

  it('where a later commit changes it again, until it is left out of that', async () => {
    const plan: Planned[] = [...LINE, { name: 'again', files: { '.env': null } }, { name: 'end', files: { a: '4' } }]
    await withHistory(plan, async (repository, ids) => {
      const path = '.env'
      expect(await refused(repository, ids['secret']!, path)).toEqual([
        { is: 'changed-again', commit: ids['again'], path },
      ])
      await leave(repository, ids['again']!, path)
      await leave(repository, ids['secret']!, path)
      expect(repository.git('log', '--format=%s', '--', path)).toBe('')
    })
  })

  it('where a merge brings in another state of it', async () => {
    const plan: Planned[] = [
      { name: 'start', files: { '.env': '1', a: '1' } },
      { name: 'base', files: { '.env': '2' } },
      { name: 'secret', on: ['start'], files: { '.env': '3' } },
      { name: 'merge', on: ['secret', 'base'] },
    ]
    await withHistory(plan, async (repository, ids) => {
      const path = '.env'
      expect(await refused(repository, ids['secret']!, path)).toEqual([
        { is: 'merged-otherwise', commit: ids['merge'], path },
      ])
      expect(await refused(repository, ids['merge']!, path)).toEqual([
        { is: 'sides-differ', commit: ids['merge'], path },
      ])
    })
  })

  it('where something else has taken its place', async () => {
    const plan: Planned[] = [
      { name: 'start', files: { a: '1', x: '1' } },
      { name: 'change', files: { x: null, 'x/y': '1' } },
    ]
    await withHistory(plan, async (repository, ids) => {
      expect(await refused(repository, ids['change']!, 'x')).toEqual([
        { is: 'no-room', commit: ids['change'], path: 'x' },
      ])
    })
  })

  it('and whatever is in the way, nothing is written', async () => {
    await withHistory([...LINE, { name: 'again', files: { '.env': null } }], async (repository, ids) => {
      const all = () => repository.git('count-objects', '-v')
      const before = all()
      await refused(repository, ids['secret']!, '.env', 'b/key.pem')
      expect(all()).toBe(before)
    })
  })
})
