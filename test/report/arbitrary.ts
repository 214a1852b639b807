import type { Finding, Fix, Report } from '../../src/finding.ts'
import { fc } from '../support/fuzz.ts'
import { ANSI, BIDI, finding, NEWLINE, oid, report } from './reports.ts'

/** Text as an attacker would write it: any code unit, lone surrogates too, and what terminals and CI runners obey. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit))).map((units) => units.join('')),
  fc.constantFrom(
    ANSI,
    BIDI,
    NEWLINE,
    '\n::error::x',
    '::set-output name=a::b',
    '##[add-mask]a',
    '##vso[task.setvariable variable=a]b',
    '###teamcity[buildStatus]',
    '::stop-commands::x',
    '%0A%0D%25',
    'a,b:c',
    '\udcff',
  ),
)

const fix: fc.Arbitrary<Fix | null> = fc.oneof(
  fc.constant(null),
  hostile.map((value): Fix => ({ kind: 'repeat', args: ['--trailer', `Key: ${value}`] })),
  fc.record({ args: fc.array(hostile), note: hostile }).map(({ args, note }): Fix => ({ kind: 'repeat', args, note })),
  fc.array(hostile, { minLength: 1 }).map((argv): Fix => ({ kind: 'command', argv })),
  hostile.map((note): Fix => ({ kind: 'manual', note })),
)

const place = fc.record({
  commit: fc.option(fc.constantFrom(oid('a'), oid('c'))),
  path: fc.option(hostile),
  trailer: fc.option(hostile),
  line: fc.option(fc.integer({ min: 1, max: 9999 })),
  column: fc.option(fc.integer({ min: 1, max: 9999 })),
  ref: fc.option(hostile),
})

const arbitraryFinding: fc.Arbitrary<Finding> = fc
  .record({
    rule: hostile,
    message: hostile,
    severity: fc.constantFrom('warn' as const, 'block' as const),
    // Every rule says something; a full stop at the end is left out.
    text: hostile.filter((text) => !['', '.'].includes(text)),
    fix,
    at: place,
    data: fc.dictionary(hostile, hostile),
  })
  .map(finding)

/** Reports of every verdict with hostile text wherever there is text. */
export const arbitraryReport: fc.Arbitrary<Report> = fc
  .record({
    verdict: fc.constantFrom('pass' as const, 'warn' as const, 'block' as const, 'incomplete' as const),
    mode: fc.constantFrom('warn' as const, 'block' as const),
    limits: fc.array(hostile, { maxLength: 2 }),
    subject: fc.record({ kind: fc.constantFrom('message' as const, 'push' as const), ref: fc.option(hostile) }),
    commits: fc.array(
      fc.record({
        sha: fc.constantFrom(oid('a'), oid('c'), null),
        subject: hostile,
        agent: hostile.map((sign) => ({
          is: 'agent' as const,
          signs: [{ agent: sign, strength: 'strong' as const, text: sign }],
        })),
        verifiedBy: fc.option(hostile),
      }),
      { maxLength: 3 },
    ),
    findings: fc.array(arbitraryFinding, { maxLength: 8 }),
    outcomes: fc.array(
      fc.record({
        rule: hostile,
        status: fc.constantFrom('passed' as const, 'could-not-check' as const),
        reason: hostile,
      }),
      { maxLength: 3 },
    ),
    adoption: fc.option(fc.record({ guards: fc.array(fc.record({ entry: hostile, files: fc.nat() })) })),
  })
  .map(report)
