import { describe, expect, test } from 'vitest'
import { makeHistory, type Planned } from '../support/history.ts'
import { judged, judgeNamed } from '../support/judged.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

type Files = NonNullable<Planned['files']>

const POLICY = "version: 1\npaths:\n  - { name: deploy, match: ['deploy/'], action: sign-off }\n"
const lines = (first: string, last: string): string => `${first}\n${'a line between\n'.repeat(20)}${last}\n`
const asks = (commit: string, path: string, ...parents: number[]) =>
  parents.length === 0
    ? [`${commit}: guarded-paths/needs-sign-off ${path}`]
    : parents.map((parent) => `${commit}: guarded-paths/needs-sign-off ${path} [${parent}]`)

const START: Planned = {
  name: 'start',
  files: { '.precheck.yml': POLICY, 'deploy/run': lines('1', '1'), 'deploy/other': '1', a: '1' },
}

/** Base and topic part at the start; `head` merges the base into the topic. */
const update = (base: Files, topic: Files, merge: Files): readonly Planned[] => [
  START,
  { name: 'base', files: base },
  { name: 'topic', on: ['start'], files: topic },
  { name: 'head', on: ['topic', 'base'], files: merge },
]

describe('a clean merge is silent', () => {
  test.each<[string, Files, Files, Files, string[]]>([
    ['where one side touched what is guarded', { 'deploy/run': '2' }, { a: '2' }, { 'deploy/run': '2' }, []],
    [
      'where each side touched a path',
      { 'deploy/other': '2' },
      { 'deploy/run': '2' },
      { 'deploy/other': '2' },
      asks('topic', 'deploy/run'),
    ],
    [
      'where both touched other lines of one',
      { 'deploy/run': lines('2', '1') },
      { 'deploy/run': lines('1', '2') },
      { 'deploy/run': lines('2', '2') },
      asks('topic', 'deploy/run'),
    ],
    ['where both made the same change', { 'deploy/run': '2' }, { 'deploy/run': '2' }, {}, asks('topic', 'deploy/run')],
    ['where one side deleted', { 'deploy/run': null }, { a: '2' }, { 'deploy/run': null }, []],
    [
      'where one side renamed',
      { 'deploy/run': null, 'deploy/go': lines('1', '1') },
      { a: '2' },
      { 'deploy/run': null, 'deploy/go': lines('1', '1') },
      [],
    ],
    [
      'where one side changed a mode',
      { 'deploy/other': { mode: '100755', is: '1' } },
      { a: '2' },
      { 'deploy/other': { mode: '100755', is: '1' } },
      [],
    ],
    ['where nothing guarded was touched', { b: '1' }, { a: '2' }, { b: '1' }, []],
    ['where a suspicious name came in', { 'x:y': '1' }, { a: '2' }, { 'x:y': '1' }, []],
  ])('%s', async (_, base, topic, merge, said) => {
    const found = await judged(update(base, topic, merge))
    expect(found.said).toEqual(said)
    expect(found.unknown).toEqual([])
  })

  test('whichever side comes first, again and again', async () => {
    const found = await judged([
      START,
      { name: 'one', files: { 'deploy/run': lines('2', '1') } },
      { name: 'topic', on: ['start'], files: { a: '2' } },
      { name: 'first', on: ['topic', 'one'], files: { 'deploy/run': lines('2', '1') } },
      { name: 'work', files: { a: '3' } },
      { name: 'base', on: ['one'], files: { 'deploy/run': lines('2', '2') } },
      { name: 'head', on: ['base', 'work'], files: { a: '3' } },
    ])
    expect(found).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
  })

  test('of a criss-cross, which has several merge bases', async () => {
    const crossed: Planned[] = [
      START,
      { name: 'one', files: { 'deploy/run': lines('2', '1') } },
      { name: 'two', on: ['start'], files: { 'deploy/run': lines('1', '2') } },
      { name: 'base', on: ['one', 'two'], files: { 'deploy/run': lines('2', '2') } },
      { name: 'cross', on: ['two', 'one'], files: { 'deploy/run': lines('2', '2') } },
      { name: 'later', on: ['base'], files: { 'deploy/other': '2' } },
      { name: 'head', on: ['cross'], files: { a: '2' } },
      { name: 'joined', on: ['head', 'later'], files: { 'deploy/other': '2' } },
      { name: 'evil', on: ['head', 'later'], files: { 'deploy/other': '2', 'deploy/run': lines('2', '3') } },
    ]
    for (const head of ['head', 'joined']) {
      const found = await judged(crossed, { base: 'later', head })
      expect(found, head).toMatchObject({ verdict: 'pass', said: [], unknown: [] })
    }
    expect((await judged(crossed)).report.mergeBases).toHaveLength(2)
    expect((await judged(crossed, { base: 'later', head: 'evil' })).said).toEqual(asks('evil', 'deploy/run', 1, 2))
  })

  test('of three branches, where nothing guarded differs', async () => {
    const octopus = (files: Files): Planned[] => [
      START,
      { name: 'base', files: { b: '1' } },
      { name: 'one', on: ['start'], files: { c: '1', ...files } },
      { name: 'two', on: ['start'], files: { d: '1' } },
      { name: 'head', on: ['one', 'two', 'base'], files: { b: '1', d: '1' } },
    ]
    expect(await judged(octopus({}))).toMatchObject({ verdict: 'pass', said: [] })
    // git cannot recompute such a merge, so it is held against each parent.
    expect((await judged(octopus({ 'deploy/run': '2' }))).said).toEqual([
      ...asks('one', 'deploy/run'),
      ...asks('head', 'deploy/run', 2, 3),
    ])
  })

  test('and a fast-forward is none', async () => {
    const found = await judged([
      { ...START, name: 'base' },
      { name: 'head', files: { a: '2' } },
    ])
    expect(found.report.commits).toHaveLength(1)
    expect(found.verdict).toBe('pass')
  })
})

describe('what the maker of a merge did is held against each parent', () => {
  test.each<[string, Files, Files, Files, string[]]>([
    ['a change that neither side made', {}, { a: '2' }, { 'deploy/run': '2' }, asks('head', 'deploy/run', 1, 2)],
    ['a path that neither side has', {}, { a: '2' }, { 'deploy/new': '2' }, asks('head', 'deploy/new', 1, 2)],
    ['a deletion', {}, { a: '2' }, { 'deploy/run': null }, asks('head', 'deploy/run', 1, 2)],
    ['a mode', {}, { a: '2' }, { 'deploy/other': { mode: '100755', is: '1' } }, asks('head', 'deploy/other', 1, 2)],
    [
      'a mend of the base that was dropped, as by -s ours',
      { 'deploy/run': '2' },
      { a: '2' },
      {},
      asks('head', 'deploy/run', 2),
    ],
    ['a file of the base that was dropped', { 'deploy/new': '2' }, { a: '2' }, {}, asks('head', 'deploy/new', 2)],
    [
      'lines that were added to a clean merge',
      { 'deploy/run': lines('2', '1') },
      { 'deploy/run': lines('1', '2') },
      { 'deploy/run': lines('2', '3') },
      [...asks('topic', 'deploy/run'), ...asks('head', 'deploy/run', 1, 2)],
    ],
    [
      'a side that was taken where git would have merged, as by -X theirs',
      { 'deploy/run': lines('2', '1') },
      { 'deploy/run': lines('1', '2') },
      { 'deploy/run': lines('2', '1') },
      [...asks('topic', 'deploy/run'), ...asks('head', 'deploy/run', 1)],
    ],
    [
      'a conflict that was resolved',
      { 'deploy/other': '2' },
      { 'deploy/other': '3' },
      { 'deploy/other': '4' },
      [...asks('topic', 'deploy/other'), ...asks('head', 'deploy/other', 1, 2)],
    ],
    [
      'a conflict that was resolved as one side had it',
      { 'deploy/other': '2' },
      { 'deploy/other': '3' },
      { 'deploy/other': '2' },
      [...asks('topic', 'deploy/other'), ...asks('head', 'deploy/other', 1)],
    ],
    [
      'a deletion that lost against a change',
      { 'deploy/other': null },
      { 'deploy/other': '3' },
      {},
      [...asks('topic', 'deploy/other'), ...asks('head', 'deploy/other', 2)],
    ],
  ])('%s', async (_, base, topic, merge, said) => {
    const found = await judged(update({ b: '1', ...base }, topic, { b: '1', ...merge }))
    expect(found.said).toEqual(said)
  })

  test('a conflict elsewhere charges nothing guarded', async () => {
    const found = await judged(update({ a: '2', 'deploy/run': '2' }, { a: '3' }, { a: '4', 'deploy/run': '2' }))
    expect(found).toMatchObject({ verdict: 'pass', said: [] })
  })

  test('a suspicious name that it adds', async () => {
    const found = await judged(update({ b: '1' }, { a: '2' }, { b: '1', 'x:y': '1' }))
    expect(found.said).toEqual(['head: suspicious-paths/colon x:y'])
  })

  test('two commits of a submodule that git could not choose between', async () => {
    const at = (digit: string) => ({ mode: '160000', is: digit.repeat(40) })
    const found = await judged([
      { ...START, files: { ...START.files, 'deploy/sub': at('1') } },
      { name: 'base', files: { 'deploy/sub': at('2') } },
      { name: 'topic', on: ['start'], files: { 'deploy/sub': at('3') } },
      { name: 'head', on: ['topic', 'base'] },
    ])
    expect(found.said).toEqual([...asks('topic', 'deploy/sub'), ...asks('head', 'deploy/sub', 2)])
  })
})

/** Merges with git itself: `topic` gets the base, whatever strategy and hand are given. */
async function mergedByGit(
  merge: (repository: TestRepository) => void,
  sides: { readonly base: Files; readonly topic: Files } = {
    base: { 'deploy/run': lines('2', '1'), 'deploy/other': '2' },
    topic: { 'deploy/run': lines('1', '2'), a: '2' },
  },
) {
  return await withRepository(async (repository) => {
    const ids = makeHistory(repository, update(sides.base, sides.topic, {}).slice(0, 3))
    repository.git('checkout', '-q', 'topic')
    merge(repository)
    return (await judgeNamed(repository, { ...ids, head: repository.git('rev-parse', 'HEAD') }))!
  })
}

describe('merges that git makes', () => {
  const conflicting = { base: { 'deploy/other': '2\n' }, topic: { 'deploy/other': '3\n' } }

  test.each(['ort', 'recursive', 'resolve'])('cleanly by %s are silent', async (strategy) => {
    const merged = await mergedByGit((repository) => repository.git('merge', '-q', '--no-edit', '-s', strategy, 'base'))
    expect(merged.said).toEqual(asks('topic', 'deploy/run'))
  })

  test('by -s ours drop what the base did', async () => {
    const merged = await mergedByGit((repository) => repository.git('merge', '-q', '--no-edit', '-s', 'ours', 'base'))
    expect(merged.said).toEqual([
      ...asks('topic', 'deploy/run'),
      ...asks('head', 'deploy/other', 2),
      ...asks('head', 'deploy/run', 2),
    ])
  })

  test.each([
    ['theirs', 1],
    ['ours', 2],
  ] as const)('by -X %s resolve what only a person could', async (option, parent) => {
    const merged = await mergedByGit(
      (repository) => repository.git('merge', '-q', '--no-edit', '-X', option, 'base'),
      conflicting,
    )
    expect(merged.said).toEqual([...asks('topic', 'deploy/other'), ...asks('head', 'deploy/other', parent)])
  })

  test('with conflict markers in them are what git left, and nobody’s resolution', async () => {
    const merged = await mergedByGit((repository) => {
      expect(repository.tryGit(['merge', '-q', 'base']).status).toBe(1)
      repository.git('commit', '-q', '-a', '--no-edit')
      expect(repository.git('show', 'HEAD:deploy/other')).toContain('<<<<<<<')
    }, conflicting)
    expect(merged.said).toEqual([...asks('topic', 'deploy/other'), ...asks('head', 'deploy/other', 1, 2)])
  })

  test('with a change slipped in before the commit are not clean', async () => {
    const merged = await mergedByGit((repository) => {
      repository.git('merge', '-q', '--no-commit', 'base')
      repository.write('deploy/other', 'slipped in')
      repository.git('commit', '-q', '-a', '--no-edit')
    })
    expect(merged.said).toEqual([...asks('topic', 'deploy/run'), ...asks('head', 'deploy/other', 1, 2)])
  })

  test('that were reverted and made again ask for each step', async () => {
    const merged = await mergedByGit((repository) => {
      repository.git('merge', '-q', '--no-edit', 'base')
      repository.git('revert', '--no-edit', '-m', '1', 'HEAD')
      repository.git('revert', '--no-edit', 'HEAD')
    })
    expect(merged.said).toHaveLength(5)
    expect(merged.said.filter((said) => said.includes('deploy/other'))).toHaveLength(2)
  })
})
