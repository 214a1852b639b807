import { describe, expect, test } from 'vitest'
import type { Finding, ReportedCommit } from '../../src/finding.ts'
import { mending } from '../../src/report/mending.ts'
import { finding, lacks, mend, oid } from './reports.ts'

const repeated = (...findings: readonly Finding[]) => mending(findings, []).repeat
const trailer = (line: string) => ['--trailer', line]
const runs = (argv: readonly string[], commit: string | null = null) =>
  finding({ fix: { kind: 'command', argv }, at: { commit } })
const commits = ['a', 'c', 'd'].map(
  (digit): ReportedCommit => ({
    sha: oid(digit),
    subject: digit,
    agent: { is: 'unknown', signs: [] },
    verifiedBy: null,
  }),
)

describe('what the refused command is repeated with', () => {
  test('is said once, in the order of the findings', () => {
    expect(repeated(lacks('B: 1'), lacks('A: 2'), lacks('B: 1'))).toEqual([trailer('B: 1'), trailer('A: 2')])
  })

  test('has no blank where another finding knows the value, however the key is written', () => {
    expect(repeated(lacks('Task-Id: <ABC-1>'), lacks('task-id: ABC-7'))).toEqual([trailer('task-id: ABC-7')])
    expect(repeated(lacks('Task-Id: ABC-7'), lacks('Task-Id: <ABC-1>'))).toEqual([trailer('Task-Id: ABC-7')])
  })

  test('has one blank for one key', () => {
    expect(repeated(lacks('Task-Id: <ABC-1>'), lacks('Task-Id: <task>'))).toEqual([trailer('Task-Id: <ABC-1>')])
  })

  test('keeps every path that a sign-off is asked for, one that looks like a blank too', () => {
    const lines = ['a.lock', '<b>', '<c>'].map((path) => `Sign-off-requested: ${path}`)
    expect(repeated(...lines.map((line) => lacks(line)))).toEqual(lines.map(trailer))
  })

  test('may hold options of other kinds, and a value that looks like one', () => {
    const args = ['-s', '--trailer', '--odd', '--author', 'Ann']
    expect(repeated(finding({ fix: { kind: 'repeat', args } }))).toEqual([
      ['-s'],
      ['--trailer', '--odd'],
      ['--author', 'Ann'],
    ])
  })

  test('is nothing more, when only a note says what to change', () => {
    const note = 'write the message again'
    const all = mending([finding({ fix: { kind: 'repeat', args: [], note } })], [])
    expect(all.repeat).toEqual([])
    expect([...all.byHand.keys()]).toEqual([note])
  })

  test('is null where nothing has to be repeated', () => expect(repeated(mend(oid('a'), 'A: b'))).toBeNull())
})

describe('commands', () => {
  test('that mend one commit become one, newest commit first; sign-offs last, after what there is to look at', () => {
    const signoff = ['precheck', 'signoff', 'x..y']
    const found = [
      runs(signoff, oid('d')),
      mend(oid('a'), 'Task-Id: <ABC-1>'),
      mend(oid('a'), 'Rollback: revert'),
      mend(oid('c'), 'Task-Id: ABC-2'),
      mend(oid('a'), 'Task-Id: ABC-9'),
      runs(signoff, oid('a')),
      runs(['git', 'diff', oid('1'), oid('2')], oid('a')),
    ]
    const start = (digit: string) => ['npx', '--no-install', 'precheck', 'mend', oid(digit)]
    expect(mending(found, commits).commands).toEqual([
      [...start('c'), '--trailer', 'Task-Id: ABC-2'],
      [...start('a'), '--trailer', 'Rollback: revert', '--trailer', 'Task-Id: ABC-9'],
      ['git', 'diff', oid('1'), oid('2')],
      signoff,
    ])
  })

  test('that take paths out of a commit are joined with those that set its trailers', () => {
    const start = (digit: string) => ['npx', '--no-install', 'precheck', 'mend', oid(digit)]
    const leaves = (digit: string, path: string) => runs([...start(digit), '--leave-out', path], oid(digit))
    const found = [
      leaves('a', '.env'),
      leaves('c', './-rf'),
      mend(oid('a'), 'Task-Id: ABC-1'),
      leaves('a', '--trailer'),
      leaves('a', '.env'),
    ]
    expect(mending(found, commits).commands).toEqual([
      [...start('c'), '--leave-out', './-rf'],
      [...start('a'), '--leave-out', '.env', '--trailer', 'Task-Id: ABC-1', '--leave-out', '--trailer'],
    ])
  })

  test('of git that differ in their paths become one', () => {
    const restore = ['git', 'restore', '--staged', '--']
    const found = [runs([...restore, 'a']), runs([...restore, '--trailer']), runs([...restore, 'a'])]
    expect(mending(found, []).commands).toEqual([[...restore, 'a', '--trailer']])
  })

  test('of other programs are never joined', () => {
    const run = ['precheck', 'run', '--']
    const found = [runs([...run, 'npm', 'test']), runs([...run, 'npm', 'run', 'lint'])]
    expect(mending(found, []).commands).toHaveLength(2)
  })

  test('are said once', () => {
    expect(mending([runs(['git', 'status']), runs(['git', 'status'])], []).commands).toEqual([['git', 'status']])
  })

  test('with words behind their trailers are left alone', () => {
    const argv = ['precheck', 'mend', 'x', '--trailer', 'A: b', '--add']
    expect(mending([runs(argv), runs([...argv, 'y'])], []).commands).toEqual([argv, [...argv, 'y']])
  })
})
