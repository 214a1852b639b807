import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import { milderSettings } from '../../src/policy/milder.ts'
import { finding, oid, report } from '../report/reports.ts'
import { aPolicy } from '../support/change.ts'

const POLICY = aPolicy(`paths:
  - name: ci
    pack: ci
  - { name: deploy, pack: migrations, match: [/deploy/] }
  - { name: secrets, match: ['*.pem'], action: block }`)

const at = (commit: number) => ({ commit: oid(commit.toString(16)), path: 'x' })
const guarded = (commit: number, ...entries: readonly string[]): Finding =>
  finding({
    rule: 'guarded-paths',
    // The words of an entry may have a comma of their own.
    data: { entries: entries.map((entry) => `${entry}, by somebody`).join(', '), names: entries },
    at: at(commit),
  })
const lock = (commit: number): Finding => finding({ rule: 'lockfiles', at: at(commit) })
const trailer = (commit: number): Finding => finding({ at: at(commit) })
const secret = (commit: number): Finding =>
  finding({ rule: 'blocked-paths', data: { entry: 'secrets' }, at: at(commit) })

/** Ten commits, so that two of them are a fifth. */
const proposed = (findings: readonly Finding[], policy = POLICY, length = 10): readonly string[] => {
  const commits = Array.from({ length }, (_, index) => ({
    ...{ sha: oid(index.toString(16)), subject: '', agent: { is: 'unknown' as const, signs: [] }, verifiedBy: null },
  }))
  return milderSettings(report({ commits, findings }), policy).map(
    ({ line, change, commits: met }) => `${line ?? '-'} ${change} ${met}`,
  )
}

const CI = '3 take out the entry "ci"'
const DEPLOY = '5 take out the entry "deploy" (pack migrations)'
const LOCKS = '- rules: { lockfiles: warn }'
const WARN = '- mode: warn, for a week or two'

describe('a policy that fits is left alone', () => {
  test.each([
    ['nothing found', []],
    ['a fifth refused', [guarded(0, 'ci'), guarded(1, 'ci')]],
    ['many findings in few commits', [0, 0, 0, 0, 1].map((commit) => guarded(commit, 'ci'))],
    ['warnings', [0, 1, 2, 3].map((commit) => finding({ ...guarded(commit, 'ci'), severity: 'warn' }))],
    ['findings of no commit', [finding(), finding(), finding()]],
  ])('%s', (_, findings) => {
    expect(proposed(findings)).toEqual([])
  })
})

test('a history of a few commits proposes nothing', () => {
  const refused = Array.from({ length: 9 }, (_, commit) => guarded(commit, 'ci'))
  expect(proposed(refused, POLICY, 9)).toEqual([])
  expect(proposed(refused, POLICY, 10)).not.toEqual([])
})

describe('of more than a fifth refused', () => {
  test('one busy entry goes', () => {
    expect(proposed([0, 1, 2].map((commit) => guarded(commit, 'ci')))).toEqual([`${CI} 3`])
  })

  test('lock files only warn', () => {
    expect(proposed([0, 1, 2].map(lock))).toEqual([`${LOCKS} 3`])
  })

  test('the busiest goes, and the other stays where that is enough', () => {
    expect(proposed([...[0, 1, 2, 3].map(lock), ...[4, 5].map((commit) => guarded(commit, 'deploy'))])).toEqual([
      `${LOCKS} 4`,
    ])
  })

  test('both go where they guard the same commits, or one path', () => {
    expect(proposed([0, 1, 2].flatMap((commit) => [lock(commit), guarded(commit, 'ci')]))).toEqual([
      `${CI} 3`,
      `${LOCKS} 3`,
    ])
    expect(proposed([0, 1, 2].map((commit) => guarded(commit, 'ci', 'deploy')))).toEqual([`${CI} 3`, `${DEPLOY} 3`])
  })

  test('a busy one that turns out not to be needed stays', () => {
    // Without ci nothing is won by itself: each of its commits needs another entry gone, too.
    const found = [
      ...[0, 1, 2, 3].map((commit) => guarded(commit, 'deploy')),
      ...[0, 1, 2, 3, 4].map((commit) => guarded(commit, 'ci', 'policy')),
    ]
    expect(proposed(found)).toEqual([`${WARN} 5`, `${CI} 5`, `${DEPLOY} 4`])
    expect(proposed([...[0, 1].map((commit) => guarded(commit, 'ci', 'policy')), ...[2, 3, 4].map(lock)])).toEqual([
      `${LOCKS} 3`,
    ])
  })

  test('missing trailers need a while of warnings, and entries that are too busy by themselves are named', () => {
    expect(proposed([0, 1, 2].map(trailer))).toEqual([`${WARN} 3`])
    expect(proposed([...[0, 1, 2].map(trailer), ...[3, 4, 5].map(lock), guarded(6, 'ci')])).toEqual([
      `${WARN} 7`,
      `${LOCKS} 3`,
    ])
  })

  test('what is blocked and what guards the policy is never given up', () => {
    expect(proposed([0, 1, 2].map(secret))).toEqual([`${WARN} 3`])
    expect(proposed([0, 1, 2].map((commit) => guarded(commit, 'policy')))).toEqual([`${WARN} 3`])
  })
})

test('no commits, no proposal', () => {
  expect(milderSettings(report(), POLICY)).toEqual([])
})
