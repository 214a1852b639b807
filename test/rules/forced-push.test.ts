import { describe, expect, test } from 'vitest'
import { MODE_FILE } from '../../src/change.ts'
import { forcedPush } from '../../src/rules/forced-push.ts'
import { aChange, aFileChange, aGuard, aPolicy, aState, told } from '../support/change.ts'
import { judge } from '../support/example.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { withRepository } from '../support/repository.ts'

const policy = aPolicy()

test('each guarded path that is taken back is said with its entries', () => {
  const takenBack = [
    aFileChange('deploy/run.sh', {
      ...{ old: aState(MODE_FILE, '1'), new: aState() },
      guards: [aGuard(), aGuard({ entry: 'ci' })],
    }),
  ]
  expect(told(forcedPush, aChange({ kind: 'push', takenBack }), policy)).toMatchObject([
    {
      ...{ message: 'takes-back', path: 'deploy/run.sh', data: { path: 'deploy/run.sh', entries: 'deploy, ci' } },
      text: 'deploy/run.sh is guarded (deploy, ci), and this push takes back what has landed of it',
    },
  ])
})

test('a change that takes nothing back is not mentioned', () => {
  expect(told(forcedPush, aChange({ kind: 'push', takenBack: [] }), policy)).toEqual([])
  expect(told(forcedPush, aChange(), policy)).toEqual([])
})

/** The paths that are taken back when `head` takes the place of `old`; lock files alone are guarded. */
const takenBack = (...plan: readonly Planned[]): Promise<readonly (string | null)[]> =>
  withRepository(async (repository) => {
    makeHistory(repository, [
      { name: 'base', files: { '.precheck.yml': 'version: 1\n', 'Gleam.lock': 'x\n' } },
      ...plan,
    ])
    const report = await judge(repository, 'old', 'head', { replacesBase: true })
    return report.findings.filter(({ rule }) => rule === 'forced-push').map(({ at }) => at.path)
  })

const LOCK = 'package-lock.json'

describe('what a push by force takes back', () => {
  test.each<[string, readonly Planned[], readonly string[]]>([
    [
      'what only the old tip has',
      [
        { name: 'old', on: ['base'], files: { [LOCK]: '1\n', 'src/a.txt': 'x\n' } },
        { name: 'head', on: ['base'], files: { 'src/b.txt': 'x\n' } },
      ],
      [LOCK],
    ],
    [
      'what the new tip has in another way',
      [
        { name: 'old', on: ['base'], files: { [LOCK]: '1\n' } },
        { name: 'head', on: ['base'], files: { [LOCK]: '2\n' } },
      ],
      [LOCK],
    ],
    ['all of it where the branch is set back', [{ name: 'head' }, { name: 'old', files: { [LOCK]: '1\n' } }], [LOCK]],
    [
      'nothing that the new tip has as well, whatever it says of it',
      [
        { name: 'old', on: ['base'], files: { [LOCK]: '1\n' } },
        { name: 'head', on: ['base'], message: 'In other words', files: { [LOCK]: '1\n' } },
      ],
      [],
    ],
    [
      'nothing that only the new tip changed',
      [
        { name: 'old', on: ['base'], files: { 'src/a.txt': 'x\n' } },
        { name: 'head', on: ['base'], files: { [LOCK]: '1\n' } },
      ],
      [],
    ],
    [
      'nothing where it goes on',
      [
        { name: 'old', files: { [LOCK]: '1\n' } },
        { name: 'head', files: { [LOCK]: null } },
      ],
      [],
    ],
    [
      'a name that is a lock file only beside its manifest, where that lies',
      [
        {
          name: 'old',
          on: ['base'],
          files: { 'a/manifest.toml': 'x\n', 'a/gleam.toml': 'x\n', 'b/manifest.toml': 'x\n' },
        },
        { name: 'head', on: ['base'], files: {} },
      ],
      ['a/manifest.toml'],
    ],
    [
      'after histories that crossed, nothing that one of the places has where they met',
      [
        { name: 'one', on: ['base'], files: { [LOCK]: '1\n' } },
        { name: 'two', on: ['base'], files: { 'src/a.txt': 'x\n' } },
        { name: 'old', on: ['one', 'two'], files: { 'src/a.txt': 'x\n' } },
        { name: 'head', on: ['two', 'one'], files: {} },
      ],
      [],
    ],
  ])('%s', async (_, plan, expected) => expect(await takenBack(...plan)).toEqual(expected))
})
