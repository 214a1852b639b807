import { expect, test } from 'vitest'
import type { Finding, Report } from '../../src/finding.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { expectGolden } from './golden.ts'
import { finding, oid, REPORTS, report } from './reports.ts'

type Sign = Report['commits'][number]['agent']['signs'][number]

const commits = (count: number, signs: (index: number) => readonly Sign[] = () => []): Report['commits'] =>
  Array.from({ length: count }, (_, index) => ({
    sha: oid(index.toString(16)),
    subject: 'x',
    // In a range one agent's commit makes all of them an agent's.
    agent: { is: 'agent' as const, signs: signs(index) },
    verifiedBy: null,
  }))

const lock = (commit: number, path = 'yarn.lock', more: Partial<Finding> = {}): Finding =>
  finding({ rule: 'lockfiles', ...more, at: { commit: oid(commit.toString(16)), path } })

test('counts commits, and not what was found in them', () => {
  const found = [lock(1), lock(1, 'web/yarn.lock'), lock(2), finding({ at: { commit: oid('2') } })]
  expect(renderSummary(report({ commits: commits(8), findings: found }), 'A title:')).toBe(`A title:
  refused: 2 of 8 commits (25 %)
  by agents: 0 of 8 commits (0 %)
By rule:
  2 commits  lockfiles
   1 commit  required-trailers
Most often:
  2 commits  yarn.lock
   1 commit  web/yarn.lock
`)
})

test('counts agents by their own signs, and only strong ones', () => {
  const sign = (strength: Sign['strength']): Sign => ({ agent: 'Amp', strength, text: 'x' })
  const signs = (index: number): Sign[] => (index === 0 ? [sign('strong')] : index === 1 ? [sign('weak')] : [])
  expect(renderSummary(report({ commits: commits(4, signs) }))).toContain('by agents: 1 of 4 commits (25 %)')
})

test('says of a rule that it only warned, and counts nobody as refused for it', () => {
  const text = renderSummary(report({ commits: commits(2), findings: [lock(0, 'a', { severity: 'warn' })] }))
  expect(text).toContain('refused: 0 of 2 commits')
  expect(text).toContain('1 commit  lockfiles (only warned)\n')
  const both = [lock(0, 'a', { severity: 'warn' }), lock(1)]
  expect(renderSummary(report({ commits: commits(2), findings: both }))).toContain('2 commits  lockfiles\n')
})

test('names three paths at most, those of most commits first, and of as many by their names', () => {
  const found = [...[0, 1].map((at) => lock(at, 'z')), ...['c', 'b', 'd', 'a'].map((path) => lock(2, path))]
  expect(renderSummary(report({ commits: commits(3), findings: found })).split('Most often:\n')[1]).toBe(
    '  2 commits  z\n   1 commit  a\n   1 commit  b\n',
  )
})

test('a finding of no commit is one of the change as a whole, and refuses no commit', () => {
  const text = renderSummary(report({ commits: commits(1), findings: [finding()] }))
  expect(text).toContain('refused: 0 of 1 commit (0 %)')
  expect(text).toContain('the change as a whole  required-trailers\n')
})

test('says what could not be checked, and that there was nothing', () => {
  const outcomes: Report['outcomes'] = [{ rule: 'facts', status: 'could-not-check', reason: 'shallow' }]
  const text = renderSummary(report({ verdict: 'incomplete', outcomes }))
  expect(text).toMatch(/^precheck: incomplete.*\nCould not check:\n {2}facts: shallow\n {2}no commits\n$/)
})

test.each(['refused-range', 'hostile'])('%s is shown like this', (name) => {
  expectGolden(`${name}.summary.txt`, renderSummary(REPORTS[name]!))
})
