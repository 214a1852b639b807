import type { Finding, Report } from '../../src/finding.ts'
import type { SarifOptions } from '../../src/report/sarif.ts'

/** An object id of one hex digit, repeated. */
export const oid = (digit: string): string => digit.repeat(40)

export const ANSI = '\u001b[2K\u001b[1A\u001b[32mpassed\u001b[0m'
export const BIDI = 'invoice\u202egnp.exe\u2066\u200b'
export const NEWLINE = 'a\nb::error file=x::injected\r\n::add-mask::x\n##[error]y'

const NOWHERE: Finding['at'] = { commit: null, path: null, trailer: null, line: null, column: null, ref: null }

/** A finding of a commit that does not exist yet, with what a test wants otherwise. */
export function finding(over: Partial<Omit<Finding, 'at'>> & { readonly at?: Partial<Finding['at']> } = {}): Finding {
  return {
    rule: 'required-trailers',
    message: 'missing',
    severity: 'block',
    fingerprint: `sha256:${'0'.repeat(64)}`,
    text: 'the commit has no "Task-Id" trailer',
    fix: null,
    transition: null,
    data: {},
    ...over,
    at: { ...NOWHERE, ...over.at },
  }
}

/** A report of a hook that found nothing, with what a test wants otherwise. */
export function report(over: Partial<Report> = {}): Report {
  return {
    verdict: 'pass',
    mode: 'block',
    limits: [],
    subject: { kind: 'message', ref: null },
    base: oid('b'),
    mergeBases: [oid('b')],
    head: null,
    policy: {
      source: `${oid('b')}:.precheck.yml`,
      ref: 'refs/remotes/origin/main',
      why: 'origin/HEAD',
      digest: `sha256:${'f'.repeat(64)}`,
    },
    commits: [],
    findings: [],
    signOffs: [],
    outcomes: [{ rule: 'required-trailers', status: 'passed' }],
    adoption: null,
    ...over,
  }
}

/** A finding that asks for a trailer of a commit that does not exist yet. */
export const lacks = (line: string, note?: string): Finding =>
  finding({
    text: `the commit has no "${line.split(':')[0]}" trailer`,
    fix: { kind: 'repeat', args: ['--trailer', line], ...(note === undefined ? {} : { note }) },
    at: { trailer: line.split(':')[0]! },
  })

/** A finding that asks for a trailer of a commit that exists. */
export const mend = (commit: string, line: string): Finding => ({
  ...lacks(line),
  fix: { kind: 'command', argv: ['npx', '--no-install', 'precheck', 'mend', commit, '--trailer', line] },
  at: { ...NOWHERE, commit, trailer: line.split(':')[0]! },
})

const unsigned = (path: string, over: Partial<Finding> = {}): Finding =>
  finding({
    rule: 'lockfiles',
    message: 'needs-sign-off',
    text: 'a lock file changed and nobody has signed it off',
    at: { path },
    transition: { old: { mode: '100644', oid: oid('1') }, new: { mode: '100644', oid: oid('2') } },
    data: { packages: ['left-pad'] },
    fix: {
      kind: 'repeat',
      args: ['--trailer', `Sign-off-requested: ${path}`],
      note: 'or a person signs it off first, on their own terminal: npx --no-install precheck signoff --staged',
    },
    ...over,
  })

const commit = (digit: string, subject: string, isAgent = true): Report['commits'][number] => ({
  sha: oid(digit),
  subject,
  agent: isAgent
    ? {
        is: 'agent',
        signs: [
          {
            agent: 'Claude Code',
            strength: 'strong',
            text: 'trailer Co-authored-by: Claude <noreply@anthropic.com>',
          },
        ],
      }
    : { is: 'unknown', signs: [] },
  verifiedBy: null,
})

/** Reports as commands make them, by the name of their golden files. */
export const REPORTS: Readonly<Record<string, Report>> = {
  'passing-hook': report(),
  'refused-hook': report({
    verdict: 'block',
    commits: [{ ...commit('0', 'fix: it'), sha: null }],
    findings: [
      lacks('Task-Id: <ABC-1>'),
      lacks('Tests-Run: <command> (<result>)'),
      lacks('Rollback: revert', 'only if a revert really undoes it'),
      unsigned('package-lock.json'),
      unsigned("web/it's here/yarn.lock"),
    ],
    outcomes: [
      { rule: 'required-trailers', status: 'failed' },
      { rule: 'lockfiles', status: 'failed' },
    ],
  }),
  'refused-hook-with-commands': report({
    verdict: 'block',
    findings: [
      lacks('Task-Id: ABC-1'),
      ...['.env', 'keys/server.pem'].map((path) =>
        finding({
          rule: 'blocked-paths',
          message: 'blocked',
          text: `${path} may not be committed`,
          at: { path },
          fix: {
            kind: 'command',
            argv: ['git', 'restore', '--staged', '--', path],
            note: 'then run the same git command again, without -a and without naming the path',
          },
        }),
      ),
      finding({
        rule: 'commit-message',
        text: 'the subject is empty',
        at: { line: 1 },
        fix: { kind: 'repeat', args: [], note: 'write the message again' },
      }),
    ],
  }),
  'refused-range': report({
    verdict: 'block',
    limits: ['bound: not proof of a person'],
    subject: { kind: 'range', ref: null },
    head: oid('d'),
    commits: [commit('a', 'feat: one'), commit('c', 'fix: two'), commit('d', 'docs: three', false)],
    findings: [
      finding({
        rule: 'policy-change',
        text: 'the policy does not parse: unknown key "trailer"',
        at: { path: '.precheck.yml', line: 3, column: 1 },
        fix: { kind: 'manual', note: 'mend .precheck.yml and add it' },
      }),
      mend(oid('a'), 'Task-Id: <ABC-1>'),
      mend(oid('a'), 'Rollback: revert'),
      mend(oid('c'), 'Task-Id: ABC-2'),
      unsigned('package-lock.json', {
        fix: {
          kind: 'command',
          argv: ['npx', '--no-install', 'precheck', 'signoff', `${oid('b')}..${oid('d')}`],
          note: 'a person runs "signoff", on their own terminal',
        },
        at: { ...NOWHERE, commit: oid('c'), path: 'package-lock.json' },
      }),
    ],
    signOffs: [
      {
        signer: 'jane@example.com',
        strength: 'bound',
        covers: [{ path: 'a.lock', old: { mode: '000000', oid: oid('0') }, new: { mode: '100644', oid: oid('2') } }],
        state: 'valid',
        at: { commit: oid('d') },
      },
    ],
  }),
  'refused-push': report({
    verdict: 'block',
    subject: { kind: 'push', ref: 'refs/heads/main' },
    head: oid('a'),
    commits: [commit('a', 'feat: one')],
    findings: [{ ...mend(oid('a'), 'Task-Id: <ABC-1>'), at: { ...mend(oid('a'), 'A: b').at, ref: 'refs/heads/main' } }],
  }),
  'passed-with-warning': report({
    verdict: 'warn',
    findings: [
      finding({ severity: 'warn', rule: 'suspicious-paths', text: 'two names collide', at: { path: 'A.txt' } }),
    ],
  }),
  'mode-warn': report({
    verdict: 'warn',
    mode: 'warn',
    findings: [{ ...lacks('Task-Id: <ABC-1>'), severity: 'warn' }],
  }),
  incomplete: report({
    verdict: 'incomplete',
    subject: { kind: 'range', ref: null },
    mergeBases: [],
    policy: { source: null, ref: null, why: 'none of the copies parses', digest: null },
    findings: [finding({ severity: 'warn', text: 'an entry of the policy matches nothing' })],
    outcomes: [
      { rule: 'facts', status: 'could-not-check', reason: `the clone is shallow at ${oid('e')}` },
      { rule: 'lockfiles', status: 'could-not-check', reason: 'the rule itself failed: \u001b[2Jboom' },
    ],
  }),
  adoption: report({
    verdict: 'warn',
    adoption: {
      guards: [
        { entry: 'lockfiles', files: 3 },
        { entry: 'ci', files: 1 },
      ],
    },
  }),
  hostile: report({
    verdict: 'block',
    subject: { kind: 'range', ref: null },
    head: oid('a'),
    commits: [commit('a', `${ANSI} ${BIDI} ${NEWLINE}`)],
    findings: [
      ...[ANSI, BIDI, NEWLINE, 'p'.repeat(10_000), '%0A::error::x', 'a,line=9::b', '\udcff.lock'].map((path) =>
        finding({
          rule: 'guarded-paths',
          message: 'needs-sign-off',
          text: `changed without a sign-off`,
          at: { commit: oid('a'), path },
          data: { path },
          fix: { kind: 'command', argv: ['git', 'checkout', 'main', '--', path] },
        }),
      ),
      finding({
        text: `the value "$(rm -rf ~) \`x\` '; exit" says nothing`,
        at: { commit: oid('a'), trailer: 'Tests-Run' },
        fix: {
          kind: 'command',
          argv: ['precheck', 'mend', oid('a'), '--trailer', "Tests-Run: $(rm -rf ~) `x` '; exit !!"],
        },
      }),
    ],
  }),
  long: report({
    verdict: 'block',
    subject: { kind: 'staged', ref: null },
    findings: [
      ...Array.from({ length: 233 }, (_, index) =>
        finding({
          rule: 'blocked-paths',
          severity: index < 215 ? 'warn' : 'block',
          text: `generated/${index}.pem may not be committed`,
          at: { path: `generated/${index}.pem` },
        }),
      ),
      ...Array.from({ length: 22 }, (_, index) => unsigned(`packages/${index}/package-lock.json`)),
    ],
  }),
}

const anExample = (name: string, message: string) => ({ name, message })

/** Two rules, with texts that would mean something in Markdown and in SARIF. */
export const SARIF: SarifOptions = {
  version: '1.2.3',
  rules: [
    {
      id: 'required-trailers',
      severity: 'block',
      summary: 'A commit has the trailers that the policy names: <key>: <value>.',
      why: 'Without them nobody knows what was *done*, [or](https://example.com) {0}.',
      fix: 'Add `Task-Id: <task-id>`.',
      good: [anExample('all of them', 'Add retry\n\nTask-Id: ABC-1\n')],
      bad: [anExample('none', 'Add retry\n')],
    },
    {
      id: 'suspicious-paths',
      severity: 'warn',
      summary: 'No two names are one.',
      why: 'Some systems fold them.',
      fix: 'Rename one.',
      good: [],
      bad: [],
    },
  ],
}
