import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import type { PacketFacts } from '../../src/packet.ts'
import { renderPacket } from '../../src/report/packet.ts'
import { worstOf } from '../../src/report/packet-worst.ts'
import { commit, facts, file, needs, PACKETS } from './packets.ts'
import { finding, oid, report } from './reports.ts'

const template = readFileSync(new URL('../../templates/packet.md', import.meta.url), 'utf8')

/** What stands directly under the verdict. */
const underVerdict = (packet: PacketFacts): readonly string[] =>
  /^- \*\*Verdict:\*\* .*\n((?: {2}- .*\n)*)/m
    .exec(renderPacket(packet, { template }))![1]!
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replace(/^ {2}- /, ''))

const ABSENT = { mode: '000000', oid: oid('0') }
const judged = (over: Parameters<typeof report>[0]) => report({ subject: { kind: 'range', ref: null }, ...over })
const saying = (key: string, value: string) =>
  facts({
    commits: [
      commit('a', 'x', {
        trailers: [...commit('a', '').trailers.filter((each) => each.key !== key), { key, value, line: 9 }],
      }),
    ],
  })

const signOff = (state: Report['signOffs'][number]['state']) => ({
  ...{ signer: 'jane@example.com', strength: 'signed' as const, covers: [], state, at: { commit: null } },
})

const moved = (to: string) => ({
  kind: 'moved' as const,
  name: 'lodash',
  before: { name: 'lodash', version: '4.17.21', source: 'registry.npmjs.org', integrity: 'sha512-x' },
  after: { name: 'lodash', version: '4.17.21', source: to, integrity: 'sha512-x' },
})

/** What is said, a change of which it is, and one that differs in nothing else and of which it is not. */
const CASES: readonly (readonly [said: string, change: PacketFacts, twin: PacketFacts])[] = [
  [
    '**could not be checked:** `the clone is shallow`',
    facts({
      report: judged({
        verdict: 'incomplete',
        outcomes: [{ rule: 'facts', status: 'could-not-check', reason: 'the clone is shallow' }],
      }),
    }),
    facts({ report: judged({ outcomes: [{ rule: 'facts', status: 'passed' }] }) }),
  ],
  [
    '`.env` changes, and the policy **blocks** it',
    facts({
      report: judged({
        verdict: 'block',
        findings: [finding({ rule: 'blocked-paths', message: 'blocked', at: { path: '.env' } })],
      }),
    }),
    facts({
      report: judged({ verdict: 'block', findings: [finding({ rule: 'suspicious-paths', at: { path: '.env' } })] }),
    }),
  ],
  [
    '`the policy asks less: deploy`',
    facts({
      report: judged({
        verdict: 'warn',
        findings: [
          finding({
            rule: 'policy-change',
            message: 'weakened',
            severity: 'warn',
            text: 'the policy asks less: deploy',
          }),
        ],
      }),
    }),
    facts({
      report: judged({
        verdict: 'warn',
        findings: [finding({ rule: 'policy-change', message: 'guards-nothing', severity: 'warn' })],
      }),
    }),
  ],
  [
    'a sign-off in the name of `jane@example.com` has a **bad signature**',
    facts({ report: judged({ signOffs: [signOff('bad-signature')] }) }),
    facts({ report: judged({ signOffs: [signOff('stale')] }) }),
  ],
  [
    'packages in `package-lock.json`: `! lodash 4.17.21 moved from registry.npmjs.org to evil.example, same hash`',
    facts({ files: [file('package-lock.json', { packages: [moved('evil.example')] })] }),
    facts({ files: [file('package-lock.json', { packages: [{ ...moved('x'), kind: 'changed' }] })] }),
  ],
  [
    '`db.dump` changes, **named as secrets or production data** are',
    facts({ files: [file('db.dump', { classes: ['production-data'] })] }),
    facts({ files: [file('db.dump', { classes: ['production-data'], new: ABSENT })] }),
  ],
  [
    '`src/auth/token.ts` changes with **no sign-off**',
    facts({
      report: judged({
        verdict: 'block',
        findings: [needs('src/auth/token.ts', 'needs-sign-off', 'guarded-paths', 'auth')],
      }),
    }),
    facts({ files: [file('src/auth/token.ts', { classes: ['auth'], guards: ['auth'] })] }),
  ],
  [
    '`yarn.lock` changes, and the sign-off that was asked for is **not given**',
    facts({
      report: judged({ verdict: 'block', findings: [needs('yarn.lock', 'requested', 'lockfiles', 'lockfiles')] }),
    }),
    facts({ files: [file('yarn.lock', { classes: ['lockfiles'], guards: ['lockfiles'] })] }),
  ],
  [
    '1 commit says that there is **no way back**: `the data is gone`',
    saying('Rollback', 'none: the data is gone'),
    saying('Rollback', 'revert; none of the data is gone'),
  ],
  [
    '1 commit says that **tests failed**: `make test (30 passed, 2 failed)`',
    saying('Tests-Run', 'make test (30 passed, 2 failed)'),
    saying('Tests-Run', 'make test (32 passed, 0 failed)'),
  ],
  [
    'tests **skipped** in `x.test.ts`',
    facts({ files: [file('x.test.ts', { classes: ['tests'], skips: ["it.skip('a')"] })] }),
    facts({ files: [file('x.test.ts', { classes: ['tests'] })] }),
  ],
  [
    'tests **deleted**: `x.test.ts`',
    facts({ files: [file('x.test.ts', { classes: ['tests'], new: ABSENT })] }),
    facts({ files: [file('x.test.ts', { classes: ['tests'], new: ABSENT, movedTo: 'y.test.ts' })] }),
  ],
  [
    '**fewer tests** in `x.test.ts`',
    facts({ files: [file('x.test.ts', { classes: ['tests'], tests: { added: 1, removed: 2 } })] }),
    facts({ files: [file('x.test.ts', { classes: ['tests'], tests: { added: 2, removed: 2 } })] }),
  ],
  [
    'a way back is named, and it is **not in the tree**: `docs/undo.md`',
    saying('Rollback', 'runbook docs/undo.md'),
    { ...saying('Rollback', 'runbook docs/undo.md'), wayBackPaths: ['docs/undo.md'] },
  ],
  [
    '1 commit says that **nothing was tested**: `none: words only`',
    saying('Tests-Run', 'none: words only'),
    saying('Tests-Run', 'make test (none failed)'),
  ],
  [
    'no commit says **what was tested**',
    facts({ commits: [commit('a', 'x', { trailers: [] })] }),
    facts({ commits: [commit('a', 'x', { trailers: [], kind: 'sign-off' })] }),
  ],
  [
    'messages mention new tests, and **no file of tests** changes (in `aaaaaaaaaaaa`)',
    facts({ commits: [commit('a', 'Add unit tests')] }),
    facts({ commits: [commit('a', 'Add unit tests')], files: [file('x.test.ts', { classes: ['tests'] })] }),
  ],
  [
    'messages mention `src/x.ts`, **nowhere** in the change or the tree',
    facts({ mentions: [{ name: 'src/x.ts', what: 'file', commit: oid('a'), is: 'absent' }] }),
    facts({ mentions: [{ name: 'src/x.ts', what: 'file', commit: oid('a'), is: 'unchanged' }] }),
  ],
  [
    '`fixup! x` is still **to be squashed**',
    facts({ commits: [commit('a', 'x'), commit('c', 'fixup! x', { kind: 'autosquash' })] }),
    facts({ commits: [commit('a', 'x'), commit('c', 'fix up x')] }),
  ],
  [
    'migrations by name, which **no revert undoes**: `db/1.sql`',
    facts({ files: [file('db/1.sql', { classes: ['migrations'] })] }),
    facts({ files: [file('db/1.sql')] }),
  ],
  [
    '**nothing guards** `src/auth.ts`, by name of this kind: auth',
    facts({ files: [file('src/auth.ts', { classes: ['auth'] })] }),
    facts({ files: [file('src/auth.ts', { classes: ['auth'], guards: ['auth'] })] }),
  ],
]

describe('directly under the verdict stands', () => {
  test.each(CASES)('%s', (said, change, twin) => {
    expect(underVerdict(change)).toEqual([said])
    expect(underVerdict(twin)).toEqual([])
  })

  test('nothing, where nothing stands out', () => {
    expect(underVerdict(PACKETS['passing']!)).toEqual([])
  })

  test('most severe first, at most five lines, and how many there are beside them', () => {
    const all = worstOf(PACKETS['refused']!)
    const lines = underVerdict(PACKETS['refused']!)
    expect(lines).toEqual([
      '`.env` changes, and the policy **blocks** it',
      'packages in `package-lock.json`: `! lodash 4.17.21 moved from registry.npmjs.org to evil.example, same hash`',
      '`.github/workflows/ci.yml` changes with **too few sign-offs**',
      '`package-lock.json` changes, and the sign-off that was asked for is **not given**',
      'tests **skipped** in `test/cart.test.ts`',
      `… and ${all.length - 5} more such things`,
    ])
  })

  test('each kind once, the riskiest paths first, and how many there are beside them', () => {
    const paths = ['a.lock', 'b/Dockerfile', 'c/ci.yml', 'd/login.ts', 'e.txt']
    const classes = [['lockfiles'], ['deploy'], ['ci'], ['auth'], []] as const
    const change = facts({
      report: judged({
        verdict: 'block',
        findings: paths.map((path) => needs(path, 'needs-sign-off', 'guarded-paths', 'all')),
      }),
      files: paths.map((path, at) => file(path, { classes: classes[at]!, guards: ['all'] })),
    })
    expect(underVerdict(change)).toEqual([
      '`c/ci.yml`, `d/login.ts`, `b/Dockerfile` and 2 more change with **no sign-off**',
    ])
  })

  test('nothing about commits that could not be read', () => {
    expect(underVerdict(PACKETS['incomplete']!)).toEqual([
      '**could not be checked:** `this clone is shallow and the range reaches past its end`',
    ])
  })
})

test('what a commit says of its tests stands in the line of tests too, what failed first', () => {
  const commits = [
    ['a', 'make test (30 passed)'],
    ['e', 'make test (not run: no compiler here)'],
    ['c', 'make test (29 passed, 1 failed)'],
    ['d', 'none: words only'],
  ].map(([sha, value]) => commit(sha!, 'x', { trailers: [{ key: 'Tests-Run', value: value!, line: 3 }] }))
  const packet = facts({ commits })
  const line = /^- \*\*Tests:\*\* .*/m.exec(renderPacket(packet, { template }))![0]
  expect(line).toMatch(/\*\*failed\*\*, `make test \(29 .*\*\*not tested\*\*, `none: words only`.*and 2 more values/)
  expect(worstOf(packet).map(({ is, commits: of }) => [is, of.length])).toEqual([
    ['tests-failed', 1],
    ['not-tested', 2],
  ])
})

test('its kinds are said in one order', () => {
  const everything = CASES.map(([, change]) => worstOf(change)[0]!.is)
  expect(new Set(everything).size).toBe(CASES.length)
  const ofRefused = worstOf(PACKETS['refused']!).map(({ is }) => everything.indexOf(is))
  expect(ofRefused).toEqual([...ofRefused].sort((one, other) => one - other))
})
