import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import { aSignOff } from '../signoff/given.ts'
import { judge } from '../support/example.ts'
import { makeHistory, type Planned } from '../support/history.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { LOCK, lockWith } from './story.ts'

const MINE = lockWith({ 2: '2.0.0' })
const THEIRS = lockWith({ 17: '3.0.0' })
const BOTH = lockWith({ 2: '2.0.0', 17: '3.0.0' })
const CLASHING = lockWith({ 2: '4.0.0' })
const RESOLVED = lockWith({ 2: '5.0.0' })

const base = (policy = ''): Planned => ({
  name: 'base',
  files: {
    '.precheck.yml': `version: 1\nlockfiles: { action: sign-off }\n${policy}`,
    'package.json': '{}\n',
    'notes.txt': 'first\n',
    [LOCK]: lockWith(),
  },
})

/** Makes this history on a base with the policy; HEAD is `topic`, and `main` is wherever the plan puts it. */
const withHistory = (
  plan: readonly Planned[],
  body: (repository: TestRepository) => Promise<void>,
  policy = '',
): Promise<void> =>
  withRepository(async (repository) => {
    makeHistory(repository, [base(policy), ...plan])
    writeFileSync(join(repository.dir, '.git/HEAD'), 'ref: refs/heads/topic\n')
    await body(repository)
  })

/** What a branch stands on. It was made or moved here, and so is a loose ref. */
const tipOf = (repository: TestRepository, branch: string): string =>
  readFileSync(join(repository.dir, '.git/refs/heads', branch), 'utf8').trim()

/** Puts a commit on top of `topic`, past index and work tree. */
const onTop = (repository: TestRepository, commit: Omit<Planned, 'name' | 'on'>) =>
  makeHistory(repository, [{ ...commit, name: 'topic', on: [tipOf(repository, 'topic')] }])

/** Merges into `topic`. */
function merge(repository: TestRepository, ...args: readonly string[]): void {
  repository.git('reset', '-q', '--hard')
  repository.git('merge', '-q', ...args)
}

/** The same history, and `topic` is one commit further than what it ends with. */
const andOneMore = (plan: readonly Planned[]): readonly Planned[] => [
  ...plan.slice(0, -1),
  { ...plan.at(-1)!, name: 'merged' },
  { name: 'topic', on: ['merged'] },
]

/** Puts a sign-off on top, of how the lock file goes from each first commit to the second. */
function sign(repository: TestRepository, ...steps: readonly (readonly [string, string])[]): void {
  const oids = repository.git('rev-parse', ...steps.flat().map((name) => `${name}:${LOCK}`)).split('\n')
  const [covers, states] = [[] as Cover[], oids.map((oid) => ({ mode: '100644', oid }))]
  for (let at = 0; at < states.length; at += 2) covers.push({ path: LOCK, old: states[at]!, new: states[at + 1]! })
  if (covers.some((cover) => cover.old.oid === cover.new.oid)) throw new Error('a step changes nothing')
  onTop(repository, { message: signOffMessage(aSignOff(covers)) })
}

const judgedNow = (repository: TestRepository) =>
  judge(repository, tipOf(repository, 'main'), tipOf(repository, 'topic'))

const judged = async (repository: TestRepository) => said(await judgedNow(repository))

/** The verdict, and each path that is refused with the parent that it was compared with. */
const said = ({ verdict, findings }: Report) => [
  verdict,
  ...findings.map(({ at, text }) => {
    const parent = /against parent (\d)/.exec(text)?.[1]
    return parent === undefined ? at.path : `${at.path} against parent ${parent}`
  }),
]

describe('a merge that drops a guarded fix of the base', () => {
  const plan: readonly Planned[] = [
    { name: 'main', on: ['base'], files: { [LOCK]: THEIRS, 'notes.txt': 'fixed\n' } },
    { name: 'topic', on: ['base'], files: { 'use.ts': 'x\n' } },
  ]

  test('with -s ours: refused, and passes once the way back is signed', () =>
    withHistory(plan, async (repository) => {
      merge(repository, '-s', 'ours', '-m', 'Merge main', 'main')
      expect(await judged(repository)).toEqual(['block', `${LOCK} against parent 2`])
      sign(repository, ['main', 'topic'])
      expect(await judged(repository)).toEqual(['pass'])
    }))

  test('with -X ours in a conflict: refused', () =>
    withHistory(
      [
        { ...plan[0]!, files: { [LOCK]: CLASHING } },
        { ...plan[1]!, files: { [LOCK]: MINE } },
      ],
      async (repository) => {
        sign(repository, ['base', 'topic'])
        merge(repository, '-X', 'ours', '-m', 'Merge main', 'main')
        expect(await judged(repository)).toEqual(['block', `${LOCK} against parent 2`])
      },
    ))

  test('the harmless twin keeps the fix: passes', () =>
    withHistory(plan, async (repository) => {
      merge(repository, '-m', 'Merge main', 'main')
      expect(repository.git('show', `HEAD:${LOCK}`)).toBe(THEIRS.trimEnd())
      expect(await judged(repository)).toEqual(['pass'])
    }))

  test('what is not guarded may be dropped', () =>
    withHistory([{ ...plan[0]!, files: { 'notes.txt': 'fixed\n' } }, plan[1]!], async (repository) => {
      merge(repository, '-s', 'ours', '-m', 'Merge main', 'main')
      expect(await judged(repository)).toEqual(['pass'])
    }))
})

describe('a merge of three, which git cannot make again by itself', () => {
  const octopus = (lock: string | null): readonly Planned[] => [
    { name: 'main', on: ['base'] },
    { name: 'mine', on: ['base'], files: { [LOCK]: MINE } },
    { name: 'theirs', on: ['base'], files: { [LOCK]: THEIRS } },
    { name: 'other', on: ['base'], files: { 'use.ts': 'x\n' } },
    { name: 'topic', on: ['mine', 'theirs', 'other'], files: { 'use.ts': 'x\n', ...(lock && { [LOCK]: lock }) } },
  ]
  const SIDES = [['base', 'mine'] as const, ['base', 'theirs'] as const]
  const FROM_EACH = (['mine', 'theirs', 'other'] as const).map((parent) => [parent, 'topic~1'] as const)
  const refused = (...parents: number[]) => parents.map((parent) => `${LOCK} against parent ${parent}`)

  test.each([
    ['none of them', [], [1, 2, 3]],
    ['the first, to which steps lead from the third', [0], [2]],
    ['the second and third', [1, 2], [1]],
    ['the first and third', [0, 2], [2]],
  ] as const)('what it brings by itself, signed from %s: refused against the others', (_, from, open) =>
    withHistory(andOneMore(octopus(BOTH)), async (repository) => {
      sign(repository, ...SIDES, ...from.map((at) => FROM_EACH[at]!))
      expect(await judged(repository)).toEqual(['block', ...refused(...open)])
    }),
  )

  test('twin: signed from every parent', () =>
    withHistory(andOneMore(octopus(BOTH)), async (repository) => {
      sign(repository, ...SIDES, ...FROM_EACH)
      expect(await judged(repository)).toEqual(['pass'])
    }))

  test('taking one side needs the way from the other, and what leads there by steps will do', () =>
    withHistory(octopus(null), async (repository) => {
      sign(repository, ...SIDES)
      expect(await judged(repository)).toEqual(['block', ...refused(2)])
      sign(repository, ['theirs', 'base'])
      expect(await judged(repository)).toEqual(['pass'])
    }))
})

describe('a conflict in a guarded file, resolved by hand', () => {
  const plan = (resolution: string): readonly Planned[] => [
    { name: 'main', on: ['base'], files: { [LOCK]: CLASHING } },
    { name: 'mine', on: ['base'], files: { [LOCK]: MINE } },
    { name: 'topic', on: ['mine', 'main'], files: { [LOCK]: resolution } },
  ]
  const OWN = ['base', 'mine'] as const
  const FROM_MINE = ['mine', 'topic~1'] as const
  const FROM_MAIN = ['main', 'topic~1'] as const

  test.each([
    ['neither side', [], [`${LOCK} against parent 1`, `${LOCK} against parent 2`]],
    ['one side', [FROM_MINE], [`${LOCK} against parent 2`]],
    ['the other side', [FROM_MAIN], [`${LOCK} against parent 1`]],
  ])('signed from %s: refused', (_, steps, refused) =>
    withHistory(andOneMore(plan(RESOLVED)), async (repository) => {
      sign(repository, OWN, ...steps)
      expect(await judged(repository)).toEqual(['block', ...refused])
    }),
  )

  test('signed from both sides: passes, and one more byte is refused', () =>
    withHistory(andOneMore(plan(RESOLVED)), async (repository) => {
      sign(repository, OWN, FROM_MINE, FROM_MAIN)
      expect(await judged(repository)).toEqual(['pass'])
      onTop(repository, { message: 'One byte', files: { [LOCK]: `${RESOLVED}x\n` } })
      expect(await judged(repository)).toEqual(['block', LOCK])
    }))

  test('to what one side had: only the other side is asked', () =>
    withHistory(andOneMore(plan(CLASHING)), async (repository) => {
      sign(repository, OWN)
      expect(await judged(repository)).toEqual(['block', `${LOCK} against parent 1`])
      sign(repository, FROM_MINE)
      expect(await judged(repository)).toEqual(['pass'])
    }))

  test('not at all: git\u2019s own text with the markers in it is refused like any other', () =>
    withHistory([...plan(RESOLVED).slice(0, 2), { name: 'topic', on: ['mine'] }], async (repository) => {
      // To the byte what comes out when the merge is recomputed: its markers name the commits by their ids.
      const ids = ['topic', 'main'].map((name) => tipOf(repository, name))
      const [tree] = repository.tryGit(['merge-tree', '--write-tree', ...ids]).stdout.split('\n')
      const parents = ids.flatMap((id) => ['-p', id])
      const merged = repository.git('commit-tree', tree!, ...parents, '-m', 'Merge main')
      repository.git('update-ref', 'refs/heads/topic', merged)
      expect(repository.git('show', `HEAD:${LOCK}`)).toContain('<<<<<<<')
      sign(repository, OWN)
      expect(await judged(repository)).toEqual(['block', `${LOCK} against parent 1`, `${LOCK} against parent 2`])
    }))
})

describe('what is added and taken back again', () => {
  const plan: readonly Planned[] = [
    { name: 'main', on: ['base'], files: { 'notes.txt': 'theirs\n' } },
    { name: 'there', on: ['base'], files: { [LOCK]: MINE } },
    { name: 'topic', on: ['there'], files: { [LOCK]: lockWith() } },
  ]
  const THERE = ['base', 'there'] as const
  const BACK = ['there', 'base'] as const

  test.each([
    ['nothing is signed', [], ['block', LOCK, LOCK]],
    ['the way there is signed', [THERE], ['block', LOCK]],
    ['the way back is signed', [BACK], ['block', LOCK]],
    ['both are signed', [THERE, BACK], ['pass']],
  ])('when %s', (_, steps, expected) =>
    withHistory(plan, async (repository) => {
      if (steps.length > 0) sign(repository, ...steps)
      expect(await judged(repository)).toEqual(expected)
    }),
  )
})

describe('a merge that git makes by itself', () => {
  test('hands on what both sides have signed off or landed', () =>
    withHistory(
      [
        { name: 'main', on: ['base'], files: { [LOCK]: THEIRS } },
        { name: 'topic', on: ['base'], files: { [LOCK]: MINE } },
      ],
      async (repository) => {
        sign(repository, ['base', 'topic'])
        merge(repository, '-m', 'Merge main', 'main')
        expect(repository.git('show', `HEAD:${LOCK}`)).toBe(BOTH.trimEnd())
        expect(await judged(repository)).toEqual(['pass'])
      },
    ))

  test('hides no commit that it brings in: an unsigned change of a side branch is refused', () =>
    withHistory(
      [
        { name: 'main', on: ['base'] },
        { name: 'side', on: ['base'], files: { [LOCK]: THEIRS } },
        { name: 'topic', on: ['base'], files: { 'use.ts': 'x\n' } },
      ],
      async (repository) => {
        merge(repository, '-m', 'Merge side', 'side')
        expect(await judged(repository)).toEqual(['block', LOCK])
        sign(repository, ['base', 'side'])
        expect(await judged(repository)).toEqual(['pass'])
      },
    ))

  test('with a guarded change slipped in by hand: refused', () =>
    withHistory(
      [
        { name: 'main', on: ['base'], files: { 'notes.txt': 'theirs\n' } },
        { name: 'mine', on: ['base'], files: { 'use.ts': 'x\n' } },
        { name: 'topic', on: ['mine', 'main'], files: { 'notes.txt': 'theirs\n', [LOCK]: MINE } },
      ],
      async (repository) => {
        expect(await judged(repository)).toEqual(['block', `${LOCK} against parent 1`, `${LOCK} against parent 2`])
        sign(repository, ['mine', 'topic'])
        expect(await judged(repository)).toEqual(['pass'])
      },
    ))
})

describe('an octopus', () => {
  const plan = (merged: string): readonly Planned[] => [
    { name: 'main', on: ['base'] },
    { name: 'one', on: ['base'], files: { 'one.ts': 'x\n' } },
    { name: 'two', on: ['base'], files: { [LOCK]: MINE } },
    { name: 'three', on: ['base'], files: { 'three.ts': 'x\n' } },
    { name: 'topic', on: ['one', 'two', 'three'], files: { [LOCK]: merged, 'three.ts': 'x\n' } },
  ]

  test('hands on what one of its branches has signed off', () =>
    withHistory(plan(MINE), async (repository) => {
      sign(repository, ['base', 'two'])
      expect(await judged(repository)).toEqual(['pass'])
    }))

  test('that none of its branches explains is refused against each', () =>
    withHistory(plan(RESOLVED), async (repository) => {
      sign(repository, ['base', 'two'])
      const against = [1, 2, 3].map((parent) => `${LOCK} against parent ${parent}`)
      expect(await judged(repository)).toEqual(['block', ...against])
      sign(repository, ['two', 'topic~1'])
      expect(await judged(repository)).toEqual(['pass'])
    }))
})

describe('a base and a branch that crossed', () => {
  // The base took the branch's first commit as the branch took the base's: two merge bases, and neither is newer.
  const plan: readonly Planned[] = [
    { name: 'theirs', on: ['base'], files: { [LOCK]: THEIRS } },
    { name: 'mine', on: ['base'], files: { [LOCK]: MINE } },
    { name: 'main', on: ['theirs', 'mine'], files: { [LOCK]: BOTH } },
    { name: 'crossed', on: ['mine', 'theirs'], files: { [LOCK]: BOTH } },
    { name: 'topic', on: ['crossed'], files: { 'use.ts': 'x\n' } },
  ]

  test('need nothing for what both have', () =>
    withHistory(plan, async (repository) => {
      expect(repository.git('merge-base', '--all', 'main', 'topic').split('\n')).toHaveLength(2)
      expect(await judged(repository)).toEqual(['pass'])
      merge(repository, '-m', 'Merge main', 'main')
      expect(await judged(repository)).toEqual(['pass'])
    }))

  test('need a sign-off for what one of them changes then', () =>
    withHistory(
      [...plan.slice(0, -1), { name: 'topic', on: ['crossed'], files: { [LOCK]: RESOLVED } }],
      async (repository) => {
        expect(await judged(repository)).toEqual(['block', LOCK])
        sign(repository, ['crossed', 'topic'])
        expect(await judged(repository)).toEqual(['pass'])
      },
    ))

  test('need one, too, where a merge goes back to one of the merge bases', () =>
    withHistory(
      [...plan.slice(0, -2), { name: 'topic', on: ['mine', 'theirs'], files: { [LOCK]: MINE } }],
      async (repository) => {
        expect(await judged(repository)).toEqual(['block', `${LOCK} against parent 2`])
      },
    ))
})

describe('where pull requests land squashed', () => {
  const plan: readonly Planned[] = [
    { name: 'main', on: ['base'] },
    { name: 'half', on: ['base'], files: { [LOCK]: RESOLVED } },
    { name: 'topic', on: ['half'], files: { [LOCK]: MINE } },
  ]
  const SQUASH = 'lands: squash\n'

  test('the net change signed off is enough', () =>
    withHistory(
      plan,
      async (repository) => {
        sign(repository, ['base', 'topic'])
        expect(await judged(repository)).toEqual(['pass'])
      },
      SQUASH,
    ))

  test('and only there: elsewhere each commit lands, and it is said why the sign-off does not help', () =>
    withHistory(plan, async (repository) => {
      sign(repository, ['base', 'topic'])
      const report = await judgedNow(repository)
      expect(said(report)).toEqual(['block', LOCK, LOCK, LOCK])
      expect(report.findings.map(({ message }) => message)).toEqual(['needs-sign-off', 'needs-sign-off', 'other-steps'])
    }))

  test('every step signed off is enough as well', () =>
    withHistory(
      plan,
      async (repository) => {
        sign(repository, ['base', 'half'], ['half', 'topic'])
        expect(await judged(repository)).toEqual(['pass'])
      },
      SQUASH,
    ))

  test('a net that goes on after it was signed is refused', () =>
    withHistory(
      plan,
      async (repository) => {
        sign(repository, ['base', 'topic'])
        onTop(repository, { message: 'One byte', files: { [LOCK]: `${MINE}x\n` } })
        const [verdict] = await judged(repository)
        expect(verdict).toBe('block')
      },
      SQUASH,
    ))

  const crossed = (fix: Planned['files'], newer: 'x1' | 'x2', ends: readonly Planned[]): readonly Planned[] => {
    const late = (name: string) => (name === newer ? { at: 1_700_100_000 } : {})
    return [
      { name: 'other', on: ['base'], files: { [LOCK]: MINE } },
      { name: 'x1', on: ['base'], files: { 'notes.txt': 'x1\n' }, ...late('x1') },
      { name: 'x2', on: ['base'], files: fix!, ...late('x2') },
      { name: 'main', on: ['x1', 'x2'], files: fix!, at: 1_700_200_000 },
      { name: 'crossing', on: ['x1', 'x2'], files: fix!, at: 1_700_200_060 },
      ...ends.map((end, at) => ({ at: 1_700_300_000 + at * 60, ...end })),
    ]
  }

  test.each(['x1', 'x2'] as const)(
    'a net change from one of two merge bases is none where the other has another state (newer: %s)',
    (newer) =>
      withHistory(
        crossed({ [LOCK]: THEIRS }, newer, [{ name: 'topic', on: ['crossing'], files: { [LOCK]: MINE } }]),
        async (repository) => {
          // Signed for a change that never landed; what would land takes back what main has.
          sign(repository, ['base', 'other'])
          const [verdict, ...others] = await judged(repository)
          expect([verdict, others[0]]).toEqual(['block', LOCK])
        },
        SQUASH,
      ),
  )

  test('twin: where the path is the same in both, it counts', () =>
    withHistory(
      crossed({ 'later.txt': 'x2\n' }, 'x1', [
        { name: 'half', on: ['crossing'], files: { [LOCK]: RESOLVED } },
        { name: 'topic', on: ['half'], files: { [LOCK]: MINE } },
      ]),
      async (repository) => {
        sign(repository, ['base', 'topic'])
        expect(await judged(repository)).toEqual(['pass'])
      },
      SQUASH,
    ))

  test('what is added and taken back needs its sign-offs: it may have run in between', () =>
    withHistory(
      [...plan.slice(0, 2), { name: 'topic', on: ['half'], files: { [LOCK]: lockWith() } }],
      async (repository) => {
        expect(await judged(repository)).toEqual(['block', LOCK, LOCK])
      },
      SQUASH,
    ))

  test('what is blocked stays blocked in each commit, even where the net is empty', () =>
    withHistory(
      [
        { name: 'main', on: ['base'] },
        { name: 'there', on: ['base'], files: { '.env': 'TOKEN=x\n' } },
        { name: 'topic', on: ['there'], files: { '.env': null } },
      ],
      async (repository) => {
        expect(await judged(repository)).toEqual(['block', '.env', '.env'])
      },
      `${SQUASH}paths: [{ name: secrets, match: ['.env'], action: block }]\n`,
    ))
})
