import type { Report } from '../../src/finding.ts'
import type { EntryAsks, PacketCommit, PacketFacts, PacketFile } from '../../src/packet.ts'
import { finding, oid, report } from './reports.ts'

const FILE = '100644'
const ABSENT = { mode: '000000', oid: oid('0') }
const state = (digit: string, mode = FILE) => ({ mode, oid: oid(digit) })

/** A changed file of no interest, with what a test wants otherwise. */
export const file = (path: string, over: Partial<PacketFile> = {}): PacketFile => ({
  path,
  old: state('1'),
  new: state('2'),
  lines: { added: 3, removed: 1 },
  classes: [],
  guards: [],
  movedFrom: null,
  movedTo: null,
  skips: [],
  tests: { added: 0, removed: 0 },
  unfinished: [],
  packages: null,
  ...over,
})

/** One trailer of each kind that is asked for. */
export const trailers = (tests = 'make test (12 passed)'): PacketCommit['trailers'] => [
  { key: 'Task-Id', value: 'SHOP-12', line: 3 },
  { key: 'Tests-Run', value: tests, line: 4 },
  { key: 'Rollback', value: 'revert', line: 5 },
]

/** A commit with one trailer of each kind that is asked for, with what a test wants otherwise. */
export const commit = (digit: string, subject: string, over: Partial<PacketCommit> = {}): PacketCommit => ({
  sha: oid(digit),
  parents: [oid('b')],
  author: { name: 'Ann Author', email: 'ann@example.com', date: '1700000000 +0000' },
  subject,
  body: [],
  trailers: trailers(),
  signOffs: [],
  kind: 'work',
  paths: ['src/tax.py'],
  ...over,
})

const trailer = (key: string, over: object = {}) => ({
  key,
  required: true,
  per: 'commit' as const,
  pattern: null,
  fromBranch: false,
  allowNone: false,
  many: false,
  example: null,
  ...over,
})

/** Facts of a change of one commit that passes, with what a test wants otherwise. */
export const facts = (over: Partial<PacketFacts> = {}): PacketFacts => ({
  report: report({
    subject: { kind: 'range', ref: null },
    head: oid('a'),
    commits: [{ sha: oid('a'), subject: 'fix: round the tax', agent: { is: 'unknown', signs: [] }, verifiedBy: null }],
  }),
  unread: null,
  named: 'main..rounding',
  branch: 'rounding',
  base: oid('b'),
  head: oid('a'),
  from: oid('b'),
  bases: [oid('b')],
  wayBackPaths: [],
  lands: 'commits',
  trailers: [trailer('Task-Id'), trailer('Tests-Run'), trailer('Rollback')],
  asks: [],
  commits: [commit('a', 'fix: round the tax')],
  files: [file('src/tax.py')],
  mentions: [],
  command: ['npx', '--no-install', 'precheck'],
  ...over,
})

export const agentCommit = (digit: string, subject: string): Report['commits'][number] => ({
  sha: oid(digit),
  subject,
  agent: {
    is: 'agent',
    signs: [{ agent: 'Claude Code', strength: 'strong', text: 'trailer Assisted-by: Claude Code:unknown' }],
  },
  verifiedBy: null,
})

const locked = (name: string, version: string, source: string) => ({
  name,
  version,
  source,
  integrity: `sha512-${name}`,
})

/** What an entry asks at least, with what a test wants otherwise. */
export const asks = (entry: string | null, over: Partial<EntryAsks> = {}): EntryAsks => ({
  ...{ entry, strength: 'bound', approvals: 1, independent: false, signers: null },
  ...over,
})

/** A finding of a path that waits for a sign-off. */
export const needs = (
  path: string,
  message: 'needs-sign-off' | 'requested',
  rule: string,
  entries: string,
  given: readonly object[] = [],
) =>
  finding({
    rule,
    message,
    text: `${path} is guarded (${entries}) and has no sign-off`,
    at: { commit: oid('c'), path },
    data: { path, entries, names: entries.split(', '), against: '', ...(given.length > 0 ? { given } : {}) },
  })

const cover = { path: 'deploy/run.sh', old: state('5'), new: state('6') }

/** A sign-off as lines of a message; only its text matters here. */
const SIGN_OFF = `Signed-off-by: Jane Doe <jane@example.com>
Sign-off-made: 2026-11-21T00:40:00Z
Sign-off-covers: ${oid('5')}..
 ${oid('6')} deploy/run.sh
`

/** A change with something of everything. */
const REFUSED = facts({
  report: report({
    verdict: 'block',
    limits: ['bound: not proof of a person'],
    subject: { kind: 'range', ref: null },
    head: oid('f'),
    commits: [
      agentCommit('a', 'feat: pay by card'),
      agentCommit('c', 'build: newer packages'),
      agentCommit('f', 'wip'),
    ],
    findings: [
      finding({
        rule: 'blocked-paths',
        message: 'blocked',
        text: '.env is blocked by the policy (secrets)',
        at: { commit: oid('a'), path: '.env' },
      }),
      needs('.github/workflows/ci.yml', 'needs-sign-off', 'guarded-paths', 'ci', [
        { entry: 'ci', approvals: 2, people: [{ person: 'Jane Doe', strength: 'signed' }] },
      ]),
      needs('package-lock.json', 'requested', 'lockfiles', 'lockfiles'),
      finding({ text: 'the commit has no "Rollback" trailer', at: { commit: oid('a'), trailer: 'Rollback' } }),
      finding({ text: 'the commit has no "Rollback" trailer', at: { commit: oid('f'), trailer: 'Rollback' } }),
      finding({ rule: 'suspicious-paths', severity: 'warn', text: 'two names collide', at: { path: 'A.txt' } }),
    ],
    signOffs: [
      { signer: 'jane@example.com', strength: 'bound', covers: [cover], state: 'valid', at: { commit: oid('c') } },
      {
        signer: 'joe@example.com',
        strength: 'signed',
        covers: [{ ...cover, path: 'package-lock.json' }],
        state: 'stale',
        at: { commit: oid('a') },
      },
    ],
    outcomes: [{ rule: 'guarded-paths', status: 'failed' }],
  }),
  named: 'main..cards',
  head: oid('f'),
  asks: [
    asks('ci', {
      approvals: 2,
      strength: 'signed',
      signers: [{ name: 'platform', members: ['Jane Doe', 'Max Mann'] }],
    }),
    asks('lockfiles'),
  ],
  commits: [
    commit('a', 'feat: pay by card', {
      body: ['Adds unit tests for `charge()` in src/pay.test.ts and src/nowhere.ts.', '', 'Not done: refunds.'],
      trailers: [
        { key: 'Task-Id', value: 'SHOP-12', line: 5 },
        { key: 'Tests-Run', value: 'npm test (40 passed)', line: 6 },
        { key: 'Assisted-by', value: 'Claude Code:unknown', line: 7 },
      ],
    }),
    commit('c', 'build: newer packages', {
      trailers: [
        { key: 'Task-Id', value: 'SHOP-13', line: 3 },
        { key: 'Tests-Run', value: 'none: packages only', line: 4 },
        { key: 'Rollback', value: 'migration db/migrate/2_down.sql', line: 5 },
        { key: 'Sign-off-requested', value: 'package-lock.json', line: 6 },
        { key: 'Assisted-by', value: 'Claude Code:unknown', line: 7 },
      ],
      signOffs: [{ signer: 'jane@example.com', text: SIGN_OFF, covers: [cover] }],
    }),
    commit('e', 'Merge branch main into cards', {
      kind: 'merge',
      trailers: [],
      paths: [],
      parents: [oid('c'), oid('b')],
    }),
    commit('f', 'fixup! feat: pay by card', { kind: 'autosquash', trailers: [] }),
  ],
  files: [
    file('.env', { old: ABSENT, classes: ['secrets'], guards: ['secrets'] }),
    file('.github/workflows/ci.yml', { classes: ['ci'], guards: ['ci'] }),
    file('bin/run', { old: state('1'), new: state('1', '100755'), lines: { added: 0, removed: 0 } }),
    file('db/migrate/2_cards.sql', { old: ABSENT, classes: ['migrations'], lines: { added: 12, removed: 0 } }),
    file('deploy/run.sh', { old: state('5'), new: state('6'), classes: ['deploy'], guards: ['deploy'] }),
    file('logo.png', { lines: null }),
    file('package-lock.json', {
      classes: ['lockfiles'],
      guards: ['lockfiles'],
      packages: [
        {
          kind: 'moved',
          name: 'lodash',
          before: locked('lodash', '4.17.21', 'registry.npmjs.org'),
          after: locked('lodash', '4.17.21', 'evil.example'),
        },
        { kind: 'added', name: 'stripe', before: null, after: locked('stripe', '18.0.0', 'registry.npmjs.org') },
        { kind: 'removed', name: 'left-pad', before: locked('left-pad', '1.3.0', 'registry.npmjs.org'), after: null },
      ],
    }),
    file('package.json', { classes: ['dependencies'] }),
    file('src/card.ts', { old: ABSENT, movedFrom: 'src/old-card.ts', unfinished: ['// TODO: refunds'] }),
    file('src/old-card.ts', { new: ABSENT, movedTo: 'src/card.ts', lines: { added: 0, removed: 30 } }),
    file('src/pay.ts', { lines: { added: 120, removed: 4 } }),
    file('test/cart.test.ts', { classes: ['tests'], skips: ["it.skip('charges once', () => {"] }),
    file('test/gone.test.ts', {
      classes: ['tests'],
      new: ABSENT,
      lines: { added: 0, removed: 80 },
      tests: { added: 0, removed: 9 },
    }),
    file('test/tax.test.ts', { classes: ['tests'], tests: { added: 2, removed: 0 } }),
  ],
  mentions: [
    { name: 'src/pay.test.ts', what: 'file', commit: oid('a'), is: 'absent' },
    { name: 'src/nowhere.ts', what: 'file', commit: oid('a'), is: 'taken-back' },
    { name: 'src/pay.ts', what: 'file', commit: oid('a'), is: 'changed' },
    { name: 'README.md', what: 'file', commit: oid('c'), is: 'unchanged' },
    { name: 'test_charge', what: 'test', commit: oid('a'), is: 'absent' },
  ],
})

const many = <T>(number: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: number }, (_, at) => make(at))

/** Far more of everything than fits. */
const LONG = facts({
  ...REFUSED,
  commits: many(400, (at) =>
    commit('a', `feat: step ${at} of a long way ${'x'.repeat(120)}`, {
      sha: at === 399 ? oid('f') : `${at}`.padStart(40, '0'),
      body: many(40, (line) => `line ${line} ${'y'.repeat(100)}`),
    }),
  ),
  files: many(900, (at) =>
    file(`packages/${at % 13}/src/some/quite/deep/folder/file-${at}.ts`, {
      classes: at % 3 === 0 ? ['ci'] : at % 3 === 1 ? ['tests'] : [],
      guards: at % 5 === 0 ? ['everything'] : [],
      unfinished: [`// TODO: ${at} ${'z'.repeat(150)}`],
    }),
  ),
  mentions: many(300, (at) => ({ name: `src/imagined-${at}.ts`, what: 'file', commit: oid('a'), is: 'absent' })),
})

/** Facts as they are gathered, by the name of their golden files. */
export const PACKETS: Readonly<Record<string, PacketFacts>> = {
  passing: facts(),
  refused: REFUSED,
  'lands-squashed': facts({ lands: 'squash' }),
  'merge-that-landed': facts({
    commits: [
      commit('c', 'fix: round the tax', { body: ['Add database migration for it.'] }),
      commit('a', 'Merge rounding', { kind: 'merge', parents: [oid('b'), oid('c')], trailers: [], paths: [] }),
    ],
  }),
  'no-policy': facts({
    report: null,
    trailers: [],
    commits: [commit('a', 'fix: round', { trailers: [] })],
    named: null,
  }),
  adoption: facts({
    report: report({
      verdict: 'warn',
      subject: { kind: 'range', ref: null },
      head: oid('a'),
      adoption: { guards: [{ entry: 'lockfiles', files: 3 }] },
    }),
    files: [file('.precheck.yml', { old: ABSENT, classes: ['policy'], guards: ['policy'] })],
  }),
  incomplete: facts({
    report: report({
      verdict: 'incomplete',
      subject: { kind: 'range', ref: null },
      policy: { source: null, ref: null, why: 'not known', digest: null },
      outcomes: [
        {
          rule: 'facts',
          status: 'could-not-check',
          reason: 'this clone is shallow and the range reaches past its end',
        },
      ],
    }),
    unread: 'base and head have no common history',
    from: null,
    commits: [],
    files: [],
  }),
  empty: facts({ commits: [], files: [], head: oid('b') }),
  long: LONG,
}
