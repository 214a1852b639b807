import { describe, expect, test } from 'vitest'
import type { Change, SeenSignOff } from '../src/change.ts'
import { evaluate, incomplete, type Judging } from '../src/evaluate.ts'
import type { Finding, Severity } from '../src/finding.ts'
import type { Policy } from '../src/policy/policy.ts'
import { rules } from '../src/rules/index.ts'
import { defineRule, type Rule, type Sentence, type Spot } from '../src/rules/rule.ts'
import { aChange, aCommit, aFileChange, aGuard, aMessage, anOid, aPolicy, aState } from './support/change.ts'

const DOCS = { summary: '', why: '', fix: '', good: [], bad: [] }

/** A rule that says one thing at each of some spots. */
const aRule = (
  id: string,
  spots: readonly Spot[] = [{}],
  sentence: Partial<Sentence> = {},
  severity?: Severity,
): Rule =>
  defineRule({
    ...{ id, docs: DOCS },
    ...(severity ? { severity } : {}),
    messages: { wrong: ({ at }: { at: number }) => ({ text: `${id} ${at}`, ...sentence }) },
    decode: () => null,
    *check(_change, _options, say) {
      for (const [at, spot] of spots.entries()) yield say.wrong(spot, { at })
    },
  })

const throwing = (id: string, thrown: unknown, first: readonly Spot[] = []): Rule =>
  defineRule({
    ...{ id, docs: DOCS, messages: { wrong: (_: Record<string, never>) => ({ text: id }) } },
    decode: () => null,
    *check(_change, _options, say) {
      for (const spot of first) yield say.wrong(spot, {})
      throw thrown
    },
  })

const judging = (of: readonly Rule[], more: Partial<Judging> = {}): Judging => ({
  policy: aPolicy(),
  source: { source: 'x:.precheck.yml', ref: null, why: 'tip of the base', digest: null },
  ...{ rules: of, command: ['precheck'], adoption: null, unknown: [] },
  ...more,
})

const judged = (of: readonly Rule[], more: Partial<Judging> = {}, change: Change = aChange()) =>
  evaluate(change, judging(of, more))

/** A policy that may name rules that only a test has. */
const withRules = (settings: Policy['rules'], mode: Policy['mode'] = 'block'): Policy => ({
  ...aPolicy(`mode: ${mode}`),
  rules: settings,
})

describe('the verdict', () => {
  const quiet = aRule('quiet', [])
  const warns = aRule('warns', [{}], {}, 'warn')
  const blocks = aRule('blocks')
  const broken = throwing('broken', new Error('boom'))
  const warnMode = { policy: withRules({}, 'warn') }

  test.each<readonly [string, readonly Rule[], Partial<Judging>, string]>([
    ['nothing is found', [quiet], {}, 'pass'],
    ['there are no rules', [], {}, 'pass'],
    ['a rule warns', [quiet, warns], {}, 'warn'],
    ['one warns and one blocks', [warns, blocks, warns], {}, 'block'],
    ['what could not be checked outweighs what blocks', [blocks, broken], {}, 'incomplete'],
    ['and what passes', [quiet, broken], {}, 'incomplete'],
    ['facts that are not known outweigh all', [blocks], { unknown: ['no common history'] }, 'incomplete'],
    ['a policy that only warns', [blocks, warns], warnMode, 'warn'],
    ['a policy that only warns, and nothing is found', [quiet], warnMode, 'pass'],
    ['a policy that only warns softens nothing that could not be checked', [broken], warnMode, 'incomplete'],
    ['the rule is off', [blocks], { policy: withRules({ blocks: 'off' }) }, 'pass'],
    ['a broken rule is off', [broken], { policy: withRules({ broken: 'off' }) }, 'pass'],
    ['the rule is turned down', [blocks], { policy: withRules({ blocks: 'warn' }) }, 'warn'],
    ['the rule is turned up', [warns], { policy: withRules({ warns: 'block' }) }, 'block'],
    ['turned up, in a policy that only warns', [warns], { policy: withRules({ warns: 'block' }, 'warn') }, 'warn'],
    ['another rule is off', [blocks], { policy: withRules({ warns: 'off' }) }, 'block'],
  ])('%s', (_, of, more, verdict) => {
    expect(judged(of, more).verdict).toBe(verdict)
  })

  test.each<readonly [string, Partial<Sentence>, Policy, Severity]>([
    ['held down, in a rule that blocks', { atMost: 'warn' }, withRules({}), 'warn'],
    ['held down, in a rule that is turned up', { atMost: 'warn' }, withRules({ one: 'block' }), 'warn'],
    ['raised, in a rule that is turned down', { raisedTo: 'block' }, withRules({ one: 'warn' }), 'block'],
    ['raised, in a policy that only warns', { raisedTo: 'block' }, withRules({}, 'warn'), 'warn'],
    ['neither', {}, withRules({ one: 'warn' }), 'warn'],
  ])('a message that is %s', (_, sentence, policy, severity) => {
    const report = judged([aRule('one', [{}], sentence)], { policy })
    expect(report.findings).toMatchObject([{ severity }])
    expect(report.verdict).toBe(severity)
  })

  test('a raised message of a rule that is off is not said', () => {
    const rule = aRule('one', [{}], { raisedTo: 'block' })
    expect(judged([rule], { policy: withRules({ one: 'off' }) })).toMatchObject({ findings: [], outcomes: [] })
  })
})

describe('an adoption', () => {
  const adoption = { guards: [{ entry: 'lockfiles', files: 3 }] }

  test('asks nothing yet, is shown what will be guarded, and is worth a look', () => {
    const report = judged([aRule('blocks'), throwing('broken', new Error('boom'))], { adoption })
    expect(report).toMatchObject({ verdict: 'warn', findings: [], outcomes: [], adoption })
  })

  test('brings a policy that can be read', () => {
    const policyFile = {
      path: '.precheck.yml',
      state: 'unreadable',
      errors: ['a'],
      idle: [],
      effect: null,
      commit: null,
    } as const
    const report = judged(rules, { adoption }, aChange({ commits: [aCommit()], policyFile }))
    expect(report.verdict).toBe('block')
    expect(report.findings).toMatchObject([{ rule: 'policy-change', message: 'unreadable' }])
    expect(report.outcomes).toEqual([{ rule: 'policy-change', status: 'failed' }])
  })

  test('is incomplete if its facts could not be had', () => {
    expect(judged([], { adoption, unknown: ['shallow'] }).verdict).toBe('incomplete')
  })
})

describe('a rule that throws', () => {
  test('could not check, with its reason, and the others go on', () => {
    const report = judged([aRule('first'), throwing('broken', new TypeError('x is not a function')), aRule('last', [])])
    expect(report.outcomes).toEqual([
      { rule: 'first', status: 'failed' },
      { rule: 'broken', status: 'could-not-check', reason: 'the rule itself failed: x is not a function' },
      { rule: 'last', status: 'passed' },
    ])
    expect(report.findings.map(({ rule }) => rule)).toEqual(['first'])
  })

  test('half way: what it found before still stands', () => {
    const report = judged([throwing('broken', new Error('boom'), [{}, {}])])
    expect(report.findings).toHaveLength(2)
    expect(report.outcomes).toMatchObject([{ status: 'could-not-check' }])
  })

  test('something that is no error', () => {
    for (const thrown of ['boom', null, undefined, 3]) {
      expect(judged([throwing('broken', thrown)]).outcomes).toMatchObject([
        { status: 'could-not-check', reason: `the rule itself failed: ${String(thrown)}` },
      ])
    }
  })

  test('while it takes from the policy what it needs', () => {
    const rule = defineRule({
      ...{ id: 'broken', docs: DOCS, messages: {} },
      decode: (): null => {
        throw new Error('no such entry')
      },
      check: () => [],
    })
    expect(judged([rule]).outcomes).toMatchObject([{ status: 'could-not-check' }])
  })
})

test('facts that are not known are outcomes, first of all, one for each reason', () => {
  expect(judged([aRule('one', [])], { unknown: ['a', 'b'] }).outcomes).toEqual([
    { rule: 'facts', status: 'could-not-check', reason: 'a' },
    { rule: 'facts', status: 'could-not-check', reason: 'b' },
    { rule: 'one', status: 'passed' },
  ])
})

describe('the order of findings', () => {
  const [first, second] = [aCommit({ sha: anOid('2') }), aCommit({ sha: anOid('1') })]

  test('no commit, then by commit from the oldest, then by rule, then as the rule said them', () => {
    const change = aChange({ commits: [first!, second!] })
    const spots = [{ commit: second! }, {}, { commit: first! }, { commit: second! }]
    const report = judged([aRule('b', spots), aRule('a', spots)], {}, change)
    expect(report.findings.map(({ text }) => text)).toEqual([
      ...['b 1', 'a 1'],
      ...['b 2', 'a 2'],
      ...['b 0', 'b 3', 'a 0', 'a 3'],
    ])
  })

  test('the same input gives the same bytes, and is not touched', () => {
    const commits = ['1', '2', '3'].map((digit) =>
      aCommit({
        sha: anOid(digit),
        message: aMessage('Task-Id: n/a', 'Rollback: none: gone'),
        changes: [
          aFileChange('deploy/a', { guards: [aGuard()] }),
          aFileChange('.env', { guards: [aGuard({ action: 'block' })] }),
          aFileChange('a:b'),
        ],
      }),
    )
    const change = aChange({ commits })
    const before = JSON.stringify(change)
    const bytes = JSON.stringify(judged(rules, {}, change))
    expect(JSON.stringify(judged(rules, {}, structuredClone(change)))).toBe(bytes)
    expect(JSON.stringify(change)).toBe(before)
    expect(JSON.parse(bytes).findings.length).toBeGreaterThan(10)
  })

  test('holds for many findings', () => {
    const commits = Array.from({ length: 3_000 }, (_, at) => aCommit({ sha: at.toString(16).padStart(40, '0') }))
    const spots = commits.toReversed().map((commit) => ({ commit }))
    const report = judged([aRule('a', spots), aRule('b', spots)], {}, aChange({ commits }))
    expect(report.findings.map(({ at }) => at.commit)).toEqual(commits.flatMap(({ sha }) => [sha, sha]))
  })
})

describe('a finding', () => {
  const file = aFileChange('deploy/run.sh', { old: aState('100644', '1'), new: aState('100755', '2') })
  const findingAt = (spot: Spot, more: Partial<Change> = {}): Finding => {
    const change = aChange({ commits: spot.commit ? [spot.commit] : [], ...more })
    return judged([aRule('one', [spot])], {}, change).findings[0]!
  }

  test('has its place, and null where it has none', () => {
    expect(findingAt({})).toMatchObject({
      at: { commit: null, path: null, trailer: null, line: null, column: null, ref: null },
      transition: null,
      fix: null,
      data: { at: 0 },
    })
    const commit = aCommit({ sha: anOid('d') })
    const spot = { commit, change: file, trailer: 'Task-Id', line: 3, column: 7 }
    expect(findingAt(spot, { ref: 'refs/heads/main' })).toMatchObject({
      ...{ rule: 'one', message: 'wrong', text: 'one 0', severity: 'block' },
      at: { commit: anOid('d'), path: file.path, trailer: 'Task-Id', line: 3, column: 7, ref: 'refs/heads/main' },
      transition: { old: file.old, new: file.new },
    })
    expect(findingAt({ path: 'a' })).toMatchObject({ at: { path: 'a' }, transition: null })
    expect(findingAt({ commit: aCommit({ sha: null }) })).toMatchObject({ at: { commit: null } })
  })

  describe('keeps its fingerprint', () => {
    const spot: Spot = { commit: aCommit(), change: file, trailer: 'Task-Id', line: 3 }
    const { fingerprint } = findingAt(spot)

    test('which is a digest', () => expect(fingerprint).toMatch(/^sha256:[0-9a-f]{64}$/))

    test.each<readonly [string, Spot, Partial<Change>]>([
      ['over a rebase', { ...spot, commit: aCommit({ sha: anOid('9'), parents: [anOid('8')] }) }, {}],
      ['on another line', { ...spot, line: 9, column: 2 }, {}],
      ['with the key in other case', { ...spot, trailer: 'task-id' }, {}],
      ['on another ref', spot, { ref: 'refs/heads/x' }],
      ['against another parent in the same state', { ...spot, change: { ...file, parent: 1 } }, {}],
      ['signed off or not', { ...spot, change: { ...file, guards: [aGuard()] } }, {}],
    ])('%s', (_, other, more) => {
      expect(findingAt(other, more).fingerprint).toBe(fingerprint)
    })

    test('whatever it does to the verdict, and whatever else is found', () => {
      const of = [aRule('zero'), aRule('one', [{}, spot])]
      const report = judged(of, { policy: withRules({}, 'warn') }, aChange({ commits: [spot.commit!] }))
      expect(report.findings.at(-1)).toMatchObject({ fingerprint, severity: 'warn', text: 'one 1' })
    })
  })

  test('has another fingerprint for another rule, message, path, state or trailer', () => {
    const commit = aCommit()
    const spots: readonly Spot[] = [
      {},
      { commit, change: file },
      { commit, change: { ...file, path: 'deploy/run.s' } },
      { commit, change: { ...file, path: 'deploy/run.sh\u0000' } },
      { commit, change: { ...file, old: file.new, new: file.old } },
      { commit, change: { ...file, new: aState('100644', '2') } },
      { commit, change: { ...file, new: aState('100755', '3') } },
      { commit, change: { ...file, old: aState() } },
      { commit, path: file.path },
      { commit, trailer: 'Task-Id' },
      { commit, trailer: 'Task' },
      { commit, path: 'Task-Id' },
      { commit, change: file, trailer: 'Task-Id' },
    ]
    const prints = spots.map((spot) => findingAt(spot).fingerprint)
    prints.push(judged([aRule('two')]).findings[0]!.fingerprint)
    const otherMessage = defineRule({
      ...{ id: 'one', docs: DOCS, messages: { other: (_: Record<string, never>) => ({ text: 'one 0' }) } },
      decode: () => null,
      check: (_change, _options, say) => [say.other({}, {})],
    })
    prints.push(judged([otherMessage]).findings[0]!.fingerprint)
    expect(new Set(prints).size).toBe(spots.length + 2)
    expect(findingAt({}).fingerprint).toBe(prints[0])
  })
})

describe('the rest of the report', () => {
  const signed = (restsOn: 'bound' | 'signed' | 'present') =>
    aCommit({ changes: [aFileChange('a', { guards: [aGuard({ standing: 'signed-off', restsOn })] })] })

  test('names what the verdict rests on that is weaker than it looks', () => {
    const limitsOf = (...commits: readonly ReturnType<typeof aCommit>[]) => judged([], {}, aChange({ commits })).limits
    expect(limitsOf(signed('bound'))).toEqual(['bound: not proof of a person'])
    expect(limitsOf(signed('present'), signed('bound'), signed('bound'))).toEqual(['bound: not proof of a person'])
    expect(limitsOf(signed('signed'), signed('present'))).toEqual([])
    expect(limitsOf(aCommit({ changes: [aFileChange('a', { guards: [aGuard()] })] }))).toEqual([])
    expect(limitsOf()).toEqual([])
  })

  test('says what was judged, by which policy, and who made it', () => {
    const signs = [{ agent: 'claude', strength: 'strong', text: 'trailer Co-authored-by: Claude' }] as const
    const commits = [
      aCommit({ sha: anOid('1'), message: '\n\nAdd\nretry\n\nbody\n', signs }),
      aCommit({ sha: anOid('2'), byAgent: false }),
    ]
    const report = judged([], {}, aChange({ commits, ref: 'refs/heads/main' }))
    expect(report).toMatchObject({
      ...{ verdict: 'pass', mode: 'block', subject: { kind: 'range', ref: 'refs/heads/main' } },
      ...{ base: anOid('b'), mergeBases: [anOid('b')], head: anOid('2') },
      policy: { why: 'tip of the base' },
      commits: [
        { sha: anOid('1'), subject: 'Add retry', agent: { is: 'agent', signs }, verifiedBy: null },
        { sha: anOid('2'), subject: 'Add retry', agent: { is: 'unknown', signs: [] } },
      ],
    })
  })

  test('lists sign-offs without what only rules need of them', () => {
    const seen: SeenSignOff = {
      ...{ signer: 'jane@example.com', strength: 'bound', state: 'valid', covers: [] },
      ...{ commit: anOid('1'), line: 3, open: {} },
    }
    expect(judged([], {}, aChange({ signOffs: [seen] })).signOffs).toEqual([
      { signer: 'jane@example.com', strength: 'bound', state: 'valid', covers: [], at: { commit: anOid('1') } },
    ])
  })

  test('of facts that could not be had is incomplete and says why', () => {
    const request = { kind: 'range', ref: null, base: anOid('b'), head: anOid('c') } as const
    expect(incomplete(request, 'the clone is shallow')).toMatchObject({
      ...{ verdict: 'incomplete', mode: 'block', findings: [], base: anOid('b'), head: anOid('c') },
      outcomes: [{ rule: 'facts', status: 'could-not-check', reason: 'the clone is shallow' }],
    })
  })
})
