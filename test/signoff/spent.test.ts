import { expect, test } from 'vitest'
import { MODE_ABSENT, type State } from '../../src/change.ts'
import { CouldNotCheck } from '../../src/errors.ts'
import { isolate } from '../../src/git/isolated.ts'
import { pathFromBytes } from '../../src/git/path-bytes.ts'
import { openRepository } from '../../src/git/repository.ts'
import { lastTakenAway, type StateOnPath } from '../../src/signoff/spent.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'

const ABSENT: State = { mode: MODE_ABSENT, oid: '0'.repeat(40) }

/** Long after the commits of the test repositories. */
const NOW = 1_800_000_000

/** The state of a plain file with this content. */
const content = (repository: TestRepository, text: string): State => ({
  mode: '100644',
  oid: repository.run('git', ['hash-object', '--stdin'], { input: text }).stdout.trim(),
})

const seconds = (repository: TestRepository, name = 'HEAD'): number =>
  Number(repository.git('log', '-1', '--format=%ct', name))

async function ask(repository: TestRepository, states: readonly StateOnPath[], dir = repository.dir) {
  const opened = await openRepository(dir, repository.env)
  const { place, close } = isolate(opened, repository.env)
  try {
    const taken = await lastTakenAway(opened, place, repository.git('-C', dir, 'rev-parse', 'main'), states, NOW)
    return taken.map((away) => away?.seconds ?? null)
  } finally {
    close()
  }
}

/** What history says of the states 1, 2 and absent of one path. */
const asked = async (repository: TestRepository, path = 'lock') => {
  const states = [content(repository, '1'), content(repository, '2'), ABSENT].map((state) => ({ path, state }))
  const [one, two, absent] = await ask(repository, states)
  return { one, two, absent }
}

test('a bump that was reverted: taken away when it was reverted', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    const added = seconds(repository)
    repository.commit('bump', { lock: '2' })
    const bumped = seconds(repository)
    expect(await asked(repository)).toEqual({ one: bumped, two: null, absent: added })
    repository.commit('revert', { lock: '1' })
    expect(await asked(repository)).toEqual({ one: bumped, two: seconds(repository), absent: added })
  })
})

test('a state that was had twice: the last time counts', async () => {
  await withRepository(async (repository) => {
    for (const lock of ['1', '2', '1', '2', '1']) repository.commit(`to ${lock}`, { lock })
    const [last, before] = [seconds(repository), seconds(repository, 'HEAD~1')]
    expect(await asked(repository)).toMatchObject({ one: before, two: last })
  })
})

test('a deletion can be replayed too: being absent is taken away by adding', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('rm', '-q', 'lock')
    repository.commit('delete')
    const deleted = seconds(repository)
    repository.commit('add again', { lock: '1' })
    expect(await asked(repository)).toEqual({ one: deleted, two: null, absent: seconds(repository) })
  })
})

test('a mode is part of the state', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('update-index', '--chmod=+x', 'lock')
    repository.git('commit', '-q', '-m', 'executable')
    const executable = { ...content(repository, '1'), mode: '100755' }
    const changed = seconds(repository)
    expect(await ask(repository, [{ path: 'lock', state: executable }])).toEqual([null])
    expect(await asked(repository)).toMatchObject({ one: changed })
  })
})

test('another path\u2019s history says nothing', async () => {
  await withRepository(async (repository) => {
    for (const text of ['1', '2', '1']) repository.commit(`to ${text}`, { 'a/lock': text, 'lock.txt': text })
    expect(await asked(repository)).toEqual({ one: null, two: null, absent: null })
  })
})

test('only the base counts, not what the change itself did', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('bump', { lock: '2' })
    repository.commit('take it back', { lock: '1' })
    expect(await asked(repository)).toMatchObject({ one: null, two: null })
  })
})

test('a merge takes away what it changed on the branch, when it landed', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('bump', { lock: '2' })
    const bumped = seconds(repository)
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--no-ff', '-m', 'land', 'topic')
    const { one, two } = await asked(repository)
    expect(one).toBe(seconds(repository))
    expect(one).toBeGreaterThan(bumped)
    expect(two).toBeNull()
  })
})

test('a branch that lagged behind takes nothing away when it lands', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('branch', 'topic')
    repository.commit('bump', { lock: '2' })
    const bumped = seconds(repository)
    repository.git('checkout', '-q', 'topic')
    repository.commit('elsewhere', { other: 'x' })
    repository.git('merge', '-q', '-m', 'catch up', 'main')
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--no-ff', '-m', 'land', 'topic')
    expect(await asked(repository)).toMatchObject({ one: bumped, two: null })
  })
})

test('a merge that resolves against its own branch takes away what that had', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('elsewhere', { other: 'x' })
    repository.git('checkout', '-q', 'main')
    repository.commit('bump', { lock: '2' })
    repository.git('merge', '-q', '--no-ff', '--no-commit', 'topic')
    repository.commit('merge, and drop the bump', { lock: '1' })
    expect(repository.git('rev-list', '--count', '--merges', 'main')).toBe('1')
    expect(await asked(repository)).toMatchObject({ two: seconds(repository) })
  })
})

test('a revert is seen also where the branch was turned around, so that it stands on no first parent', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('branch', 'topic')
    repository.commit('bump', { lock: '2' })
    repository.commit('revert', { lock: '1' })
    const reverted = seconds(repository)
    repository.git('checkout', '-q', 'topic')
    repository.commit('elsewhere', { other: 'x' })
    repository.git('merge', '-q', '-m', 'catch up', 'main')
    repository.git('branch', '-f', 'main', 'topic')
    expect(repository.git('log', '--first-parent', '--format=%s', 'main')).not.toContain('revert')
    expect(await asked(repository)).toMatchObject({ two: reverted })
  })
})

test('a merge that makes something of its own takes away what its parents had, wherever it stands', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('bump', { lock: '2' })
    repository.git('checkout', '-q', 'main')
    repository.commit('elsewhere', { other: 'x' })
    repository.git('checkout', '-q', 'topic')
    repository.git('merge', '-q', '--no-ff', '--no-commit', 'main')
    repository.commit('merge, and bump further', { lock: '3' })
    const merged = seconds(repository)
    repository.git('checkout', '-q', 'main')
    repository.git('merge', '-q', '--no-ff', '-m', 'land', 'topic')
    expect(await asked(repository)).toMatchObject({ one: seconds(repository), two: merged })
  })
})

test('a revert that is dated back takes away no earlier than the bump came', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.commit('bump', { lock: '2' })
    const bumped = seconds(repository)
    repository.write('lock', '1')
    const env = { GIT_COMMITTER_DATE: '1000000000 +0000' }
    repository.tryGit(['commit', '-q', '-a', '-m', 'revert'], { env })
    expect(seconds(repository)).toBe(1_000_000_000)
    expect(await asked(repository)).toMatchObject({ two: bumped })
  })
})

test.each([
  ['a revert', 'revert', (_added: number, bumped: number) => ({ one: bumped, two: bumped })],
  ['a bump', 'bump', (added: number, _bumped: number, reverted: number) => ({ one: added, two: reverted })],
])('%s that is dated in the future takes away when it can have been', async (_, future, expected) => {
  await withRepository(async (repository) => {
    const dates: number[] = []
    for (const [name, lock] of [
      ['add', '1'],
      ['bump', '2'],
      ['revert', '1'],
    ] as const) {
      repository.write('lock', lock)
      repository.git('add', 'lock')
      const env = name === future ? { GIT_COMMITTER_DATE: '4070908800 +0000' } : undefined
      repository.tryGit(['commit', '-q', '-m', name], env && { env })
      dates.push(seconds(repository))
    }
    expect(dates.filter((date) => date > NOW)).toHaveLength(1)
    const [added, bumped, reverted] = dates as [number, number, number]
    expect(await asked(repository)).toMatchObject(expected(added, bumped, reverted))
  })
})

test('a history with dates out of order is walked to its end', async () => {
  await withRepository(async (repository) => {
    repository.commit('add', { lock: '1' })
    repository.commit('bump', { lock: '2' })
    repository.commit('revert', { lock: '1' })
    const reverted = seconds(repository)
    const env = { GIT_COMMITTER_DATE: '1000000000 +0000' }
    repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'old'], { env })
    expect(await asked(repository)).toMatchObject({ two: reverted })
  })
})

test.each([
  ['not UTF-8', Buffer.from([0x64, 0x2f, 0xff, 0x61])],
  ['not UTF-8, at the top', Buffer.from([0xff])],
  ['magic to git', Buffer.from(':(exclude)x')],
  ['a pattern', Buffer.from('*')],
  ['an option', Buffer.from('--all')],
  ['longer than an argument can be', Buffer.from(`d/${`${'e'.repeat(200)}/`.repeat(800)}f`)],
  ['of a name longer than an argument can be', Buffer.from('f'.repeat(160_000))],
])('a path that is %s', async (_, bytes) => {
  await withRepository(async (repository) => {
    repository.commit('start', { other: 'x' })
    for (const text of ['1', '2', '1']) {
      const { oid } = content(repository, text)
      repository.run('git', ['hash-object', '-w', '--stdin'], { input: text })
      const input = Buffer.concat([Buffer.from(`100644 ${oid}\t`), bytes, Buffer.from([0])])
      repository.tryGit(['update-index', '-z', '--index-info'], { input })
      repository.git('commit', '-q', '-m', `to ${text}`)
    }
    const path = pathFromBytes(bytes)
    expect(await asked(repository, path)).toMatchObject({
      two: seconds(repository),
      one: seconds(repository, 'HEAD~1'),
    })
  })
})

test('a submodule', async () => {
  await withRepository(async (repository) => {
    for (const digit of ['1', '2', '1']) {
      repository.git('update-index', '--add', '--cacheinfo', `160000,${digit.repeat(40)},sub`)
      repository.git('commit', '-q', '-m', digit)
    }
    const states = ['1', '2'].map((digit) => ({ path: 'sub', state: { mode: '160000', oid: digit.repeat(40) } }))
    expect(await ask(repository, states)).toEqual([seconds(repository, 'HEAD~1'), seconds(repository)])
  })
})

test('more paths than one command line takes, each with its answer in its place', async () => {
  await withRepository(async (repository) => {
    const paths = Array.from({ length: 600 }, (_, at) => `folder/${'long'.repeat(5)}/${at}`)
    const files = (text: string) => Object.fromEntries(paths.map((path, at) => [path, at % 2 ? text : 'same']))
    repository.commit('one', files('1'))
    repository.commit('two', files('2'))
    const state = content(repository, '1')
    const found = await ask(
      repository,
      paths.map((path) => ({ path, state })),
    )
    expect(found).toEqual(paths.map((_, at) => (at % 2 ? seconds(repository) : null)))
  })
})

test('a shallow clone cannot tell', async () => {
  await withRepository(async (repository) => {
    for (const lock of ['1', '2', '1']) repository.commit(`to ${lock}`, { lock })
    const dir = `${repository.dir}-shallow`
    repository.git('clone', '-q', '--depth=1', `file://${repository.dir}`, dir)
    await expect(ask(repository, [{ path: 'lock', state: ABSENT }], dir)).rejects.toThrow(CouldNotCheck)
    expect(await ask(repository, [], dir)).toEqual([])
  })
})

/** `main` is where the plan ends; gives when the state that the file named `lock` has as `2` was last taken away. */
const takenAt = (plan: readonly Planned[]): Promise<number | null | undefined> =>
  withRepository(async (repository) => {
    makeHistory(repository, plan)
    return (await asked(repository)).two
  })

const DAY = 86_400
const START = 1_700_000_000
const BUMPED: readonly Planned[] = [
  { name: 'start', files: { lock: '1', a: '1' }, at: START },
  { name: 'bump', files: { lock: '2' }, at: START + 60 },
]

test.each<[string, readonly Planned[]]>([
  [
    'into which the base was merged',
    [
      { name: 'work', on: ['start'], files: { a: '2' } },
      { name: 'main', on: ['work', 'bump'], files: { lock: '1' }, at: START + DAY },
    ],
  ],
  [
    'by a merge on a branch that landed later',
    [
      { name: 'work', on: ['start'], files: { a: '2' } },
      { name: 'drop', on: ['work', 'bump'], files: { lock: '1' }, at: START + DAY },
      { name: 'other', on: ['start'], files: { b: '1' } },
      { name: 'main', on: ['other', 'drop'], files: { a: '2' }, at: START + DAY + 60 },
    ],
  ],
  [
    'by a merge in which both sides had changed it',
    [
      { name: 'work', on: ['start'], files: { lock: '3' } },
      { name: 'main', on: ['work', 'bump'], files: { lock: '3' }, at: START + DAY },
    ],
  ],
])('a merge that drops what another parent brought takes it away: a branch %s', async (_, merges) => {
  expect(await takenAt([...BUMPED, ...merges])).toBe(START + DAY)
})

test('twin: one in which the other parent only lags behind takes nothing away', async () => {
  const lagging: readonly Planned[] = [
    { name: 'next', on: ['bump'], files: { lock: '3' }, at: START + 120 },
    { name: 'work', on: ['bump'], files: { a: '2' }, at: START + 180 },
    { name: 'caught-up', on: ['work', 'next'], files: { lock: '3' }, at: START + DAY },
    { name: 'main', on: ['next', 'caught-up'], files: { a: '2' }, at: START + DAY + 60 },
  ]
  expect(await takenAt([...BUMPED, ...lagging])).toBe(START + 120)
})

test('a removal is no older than anything below it, whatever path that touches and date it has itself', async () => {
  const dated = (at: number): readonly Planned[] => [
    { name: 'between', files: { a: '2' }, at: START + DAY },
    { name: 'main', files: { lock: '1' }, at },
  ]
  expect(await takenAt([...BUMPED, ...dated(START + 90)])).toBe(START + DAY)
  expect(await takenAt([...BUMPED, ...dated(START + 2 * DAY)])).toBe(START + 2 * DAY)
  const future: readonly Planned[] = [
    { name: 'between', files: { a: '2' }, at: NOW + 3 * DAY },
    { name: 'main', files: { lock: '1' }, at: START + 90 },
  ]
  expect(await takenAt([...BUMPED, ...future])).toBe(START + 90)
})
