import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import { renderPacket } from '../../src/report/packet.ts'
import { breakdown, sharesOf } from '../../src/report/packet-breakdown.ts'
import { rules } from '../../src/rules/index.ts'
import { fc } from '../support/fuzz.ts'
import { facts, needs, PACKETS } from './packets.ts'
import { finding, oid, report } from './reports.ts'

const lacks = (commit: string, ...trailers: readonly string[]): readonly Finding[] =>
  trailers.map((trailer) => finding({ at: { commit: oid(commit), trailer } }))

const said = (...findings: readonly Finding[]): string => breakdown(findings).markdown

describe('what the numbers of a verdict are made of', () => {
  test('commits that lack the same trailers are one share', () => {
    const all = ['Task-Id', 'Tests-Run', 'Rollback']
    expect(said(...lacks('a', ...all), ...lacks('c', ...all), ...lacks('d', 'Rollback'))).toBe(
      ': 2 commits without `Task-Id`, `Tests-Run` and `Rollback` (6), 1 commit without `Rollback`',
    )
  })

  test('of which there are most comes first', () => {
    const lock = needs('yarn.lock', 'needs-sign-off', 'lockfiles', 'lockfiles')
    const ci = needs('ci.yml', 'needs-sign-off', 'guarded-paths', 'ci')
    const asked = needs('ci.yml', 'requested', 'guarded-paths', 'ci')
    expect(said(ci, lock, lock, asked)).toBe(
      ': 2 lock file changes that are not signed off, 1 guarded change that is not signed off, 1 guarded change whose sign-off is asked for and not given',
    )
  })

  test('what blocks and what warns are told apart', () => {
    const odd = finding({ rule: 'suspicious-paths', severity: 'warn' })
    expect(said(...lacks('a', 'Rollback'), odd, odd)).toBe(
      ': to mend 1 commit without `Rollback`; warnings 2 suspicious path names',
    )
    expect(said(odd)).toBe(': 1 suspicious path name')
    expect(said()).toBe('')
  })

  test('stands behind them in the packet', () => {
    const template = readFileSync(new URL('../../templates/packet.md', import.meta.url), 'utf8')
    expect(renderPacket(PACKETS['refused']!, { template })).toContain(
      '**refused, 5 things to mend, 1 warning**: to mend 2 commits without `Rollback`, 1 change of a blocked path, 1 guarded change that is not signed off, 1 lock file change whose sign-off is asked for and not given; warnings 1 suspicious path name; rests on',
    )
    const packet = renderPacket(facts({ report: report({ subject: { kind: 'range', ref: null } }) }), { template })
    expect(packet).toContain('- **Verdict:** **passed**. By the policy')
  })
})

test('every message of every rule has words of its own', () => {
  for (const { id, messages } of rules)
    for (const message of messages)
      expect(said(finding({ rule: id, message, at: { trailer: 'X' } })), `${id}/${message}`).toMatch(
        /^: 1 (?!of the rule)/,
      )
})

const anyFinding = fc
  .record({
    rule: fc.constantFrom(...rules.map(({ id }) => id), 'constructor', 'of a plugin'),
    message: fc.constantFrom('missing', 'needs-sign-off', 'requested', 'autosquash', 'toString', 'other'),
    severity: fc.constantFrom('warn' as const, 'block' as const),
    at: fc.record({
      commit: fc.constantFrom(oid('a'), oid('c'), oid('d'), null),
      trailer: fc.constantFrom('Task-Id', 'Tests-Run', 'Rollback', null),
    }),
  })
  .map((over) => finding(over))

test('the numbers add up to the total that is printed', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 60 }), (findings) => {
      for (const severity of ['block', 'warn'] as const) {
        const shares = sharesOf(findings, severity)
        const total = findings.filter((each) => each.severity === severity).length
        // What a reader adds up: the number in brackets at the end, else the one in front.
        const read = shares.map(({ words }) => /\((\d+)\)$/.exec(words.markdown) ?? /^(\d+) /.exec(words.markdown)!)
        expect(read.reduce((sum, [, number]) => sum + Number(number), 0)).toBe(total)
        expect(shares.length).toBeLessThanOrEqual(6)
      }
    }),
  )
})
