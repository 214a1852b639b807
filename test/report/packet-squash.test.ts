import { describe, expect, test } from 'vitest'
import { readTrailers } from '../../src/git/trailers.ts'
import type { PacketFacts } from '../../src/packet.ts'
import { squashMessage, squashWords } from '../../src/report/packet-squash.ts'
import { fc } from '../support/fuzz.ts'
import { withRepository } from '../support/repository.ts'
import { commit, facts, PACKETS } from './packets.ts'
import { finding, oid, report } from './reports.ts'

type Trailer = readonly [key: string, value: string]

const said = (digit: string, subject: string, trailers: readonly Trailer[], body: readonly string[] = []) =>
  commit(digit, subject, { body, trailers: trailers.map(([key, value], index) => ({ key, value, line: index + 3 })) })

/** The trailers of the message of a squash, as one reads them. */
const trailersOf = (packet: PacketFacts): readonly string[] =>
  readTrailers(squashMessage(packet)).map(({ key, value }) => `${key}: ${value}`)

describe('the message of a squash', () => {
  test('of one commit is its message, with where it came from', () => {
    expect(squashMessage(facts({ commits: [said('a', 'fix: round', [['Task-Id', 'A-1']], ['Because.'])] }))).toBe(
      `fix: round\n\nBecause.\n\nSquashed from ${oid('a')}\n\nTask-Id: A-1\n`,
    )
  })

  test('of no commit of its own is none', () => {
    expect(squashMessage(PACKETS['empty']!)).toBe('')
    expect(squashMessage(facts({ commits: [commit('a', 'Merge main', { kind: 'merge', trailers: [] })] }))).toBe('')
  })

  test('has one value where the policy takes one: the newest, and says the others in its text', () => {
    const packet = facts({
      commits: [
        said('a', 'one', [
          ['Task-Id', 'A-1'],
          ['Tests-Run', 'npm test (1 passed)'],
        ]),
        said('c', 'two', [
          ['task-id', 'A-2'],
          ['Tests-Run', 'npm test (2 passed)'],
        ]),
      ],
    })
    expect(trailersOf(packet)).toEqual(['Task-Id: A-2', 'Tests-Run: npm test (2 passed)'])
    expect(squashMessage(packet)).toContain('(Task-Id A-1; Tests-Run npm test (1 passed))')
  })

  test('keeps every value where the policy takes many, and of keys that it does not know', () => {
    const packet = facts({
      trailers: [{ ...facts().trailers[0]!, many: true }],
      commits: [
        said('a', 'one', [
          ['Task-Id', 'A-1'],
          ['Co-authored-by', 'A <a@example.com>'],
          ['Fixes', '#1'],
        ]),
        said('c', 'two', [
          ['Task-Id', 'A-2'],
          ['co-authored-by', 'A <a@example.com>'],
          ['Fixes', '#2'],
        ]),
      ],
    })
    expect(trailersOf(packet)).toEqual([
      'Task-Id: A-1',
      'Co-authored-by: A <a@example.com>',
      'Fixes: #1',
      'Task-Id: A-2',
      'Fixes: #2',
    ])
  })

  test.each([
    [['revert', 'none: the data is gone', 'revert; restart'], 'none: the data is gone'],
    [['migration db/1.sql', 'runbook docs/undo.md', 'flag cards'], 'migration db/1.sql'],
    [['revert; restart the worker', 'revert'], 'revert; restart the worker'],
    [['just undo it', 'revert'], 'revert'],
    [['just undo it'], 'just undo it'],
  ])('of %j takes the way back that promises least: %s', (values, kept) => {
    const commits = values.map((value, index) => said(String(index + 1), `step ${index}`, [['Rollback', value]]))
    expect(trailersOf(facts({ commits }))).toEqual([`Rollback: ${kept}`])
  })

  test('takes tests that were run before the word that none were', () => {
    const commits = [
      said('a', 'one', [['Tests-Run', 'npm test (1 passed)']]),
      said('c', 'two', [['Tests-Run', 'none: docs only']]),
    ]
    const asked = { ...facts().trailers[1]!, allowNone: true }
    expect(trailersOf(facts({ commits, trailers: [asked] }))).toEqual(['Tests-Run: npm test (1 passed)'])
  })

  test('has the sign-offs that count, once, in paragraphs of their own, and no other line of one', () => {
    const text = PACKETS['refused']!.commits[1]!.signOffs[0]!.text
    const message = squashMessage(PACKETS['refused']!)
    expect(message).toContain(`\n\n${text}\n`)
    expect(message).not.toContain('joe@example.com')
    const twice = PACKETS['refused']!.commits.map((each) => ({
      ...each,
      signOffs: PACKETS['refused']!.commits[1]!.signOffs,
    }))
    expect(squashMessage({ ...PACKETS['refused']!, commits: twice }).split('Sign-off-made').length).toBe(2)
    const stray = facts({
      commits: [
        said('a', 'one', [
          ['Sign-off-made', '2026-11-21T00:40:00Z'],
          ['Task-Id', 'A-1'],
        ]),
      ],
    })
    expect(trailersOf(stray)).toEqual(['Task-Id: A-1'])
  })

  test('keeps the sign-offs that nobody could judge', () => {
    const { commits } = PACKETS['refused']!
    for (const packet of [
      facts({ report: null, commits }),
      facts({ report: report({ verdict: 'incomplete' }), commits }),
    ])
      expect(squashMessage(packet)).toContain('Sign-off-made')
  })

  test('asks for the sign-offs that are still to be given, and for no other', () => {
    expect(trailersOf(PACKETS['refused']!)).toContain('Sign-off-requested: package-lock.json')
    const given = { ...PACKETS['refused']!, report: report() }
    expect(trailersOf(given).filter((line) => line.startsWith('Sign-off-requested'))).toEqual([])
  })
})

/** Lines that end a message for some reader, or look like its end. */
const line = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      '---',
      '--- a/file',
      '# ------------------------ >8 ------------------------',
      '# a comment',
      'Conflicts:',
      '\tsrc/a.ts',
      'Task-Id: FAKE-1',
      'Signed-off-by: Eve <eve@example.com>',
    ],
    ...[
      '(cherry picked from commit 1234567)',
      '  indented',
      'Rollback : none',
      'text',
      '* item',
      'diff --git a/x b/x',
      '-----',
      'Fixes: #1',
      ' folded',
    ],
  ),
  fc.string({ maxLength: 30 }).map((text) => text.replace(/[\0\r\n]/g, '')),
)
const word = fc.stringMatching(/^[A-Za-z0-9#][A-Za-z0-9 ;()/.-]{0,30}[A-Za-z0-9)]$/)
const anyCommit = fc
  .record({
    subject: word,
    body: fc.array(line, { maxLength: 8 }),
    trailers: fc.array(
      fc.tuple(fc.constantFrom('Task-Id', 'Tests-Run', 'Rollback', 'Assisted-by', 'Fixes', 'Co-authored-by'), word),
      { maxLength: 5 },
    ),
  })
  .map(({ subject, body, trailers }) => said('a', subject, trailers, body))

test('both of git’s own readers read the trailers that were meant, whatever the commits say', async () => {
  await withRepository((repository) => {
    const tree = repository.git('write-tree')
    const isolated = { GIT_DIR: '/dev/null' }
    fc.assert(
      fc.property(fc.array(anyCommit, { minLength: 1, maxLength: 4 }), (commits) => {
        const message = squashMessage(facts({ commits, report: null }))
        const meant = new Set(commits.flatMap(({ trailers }) => trailers.map(({ key }) => key)))
        const single = new Set(['Task-Id', 'Tests-Run', 'Rollback'])
        const expected = new Set(
          commits.flatMap(({ trailers }) =>
            trailers.filter(({ key }) => !single.has(key)).map(({ key, value }) => `${key}: ${value}`),
          ),
        )
        const sha = repository.run('git', ['commit-tree', tree, '-F', '-'], { input: message }).stdout.trim()
        const stored = repository.git('log', '-1', '--format=%(trailers:only,unfold)', sha).split('\n').filter(Boolean)
        for (const options of [['--no-divider'], []]) {
          const parsed = repository.tryGit(['interpret-trailers', '--parse', ...options], {
            env: isolated,
            input: message,
          })
          expect(parsed.stdout.split('\n').filter(Boolean)).toEqual(stored)
        }
        expect(new Set(stored.map((each) => each.split(':')[0]))).toEqual(meant)
        expect(new Set(stored.filter((each) => !single.has(each.split(':')[0]!)))).toEqual(expected)
        for (const key of single) expect(stored.filter((each) => each.startsWith(`${key}:`)).length).toBeLessThan(2)
        // What git stores is what was written.
        expect(repository.run('git', ['stripspace'], { input: message }).stdout).toBe(message)
      }),
      { numRuns: 60 },
    )
  })
})

test('what is wrong with the one commit is said in words that name no commit', () => {
  expect(squashWords(report())).toEqual([])
  const many = Array.from({ length: 30 }, (_, at) =>
    finding({ text: `thing ${at}\u001b[2J`, at: { commit: oid('d') } }),
  )
  const words = squashWords(report({ verdict: 'block', findings: many }))
  expect(words[0]).toBe('as one commit with this message, it would be refused, 30 things to mend:')
  expect(words).toHaveLength(23)
  expect(words.join('\n')).not.toMatch(/dddd|\u001b/)
})
