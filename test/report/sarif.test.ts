import type { Log, Result } from 'sarif'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import { relativeUri } from '../../src/report/relative-uri.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { rules } from '../../src/rules/index.ts'
import { fc } from '../support/fuzz.ts'
import { arbitraryReport } from './arbitrary.ts'
import { ANSI, BIDI, finding, NEWLINE, oid, REPORTS, report, SARIF } from './reports.ts'

const read = (of: Report): Log => JSON.parse(renderSarif(of, SARIF))
const runOf = (of: Report) => read(of).runs[0]!
const resultOf = (over: Parameters<typeof finding>[0]): Result =>
  runOf(report({ verdict: 'block', findings: [finding(over)] })).results![0]!

/** A text that says nothing but what it says: no placeholder, no link. */
const isPlain = (text: string): boolean =>
  !/[{}]/.test(text.replaceAll('{{', '').replaceAll('}}', '')) && !text.includes('](')

/** All texts of a document that people read. */
function texts(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return key === 'text' ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => texts(inner, name))
}

/**
 * Holds what SARIF 2.1.0 and GitHub ask beyond the types of the schema, to which the compiler holds the reporter: patterns,
 * limits, and that what refers to something finds it.
 */
function holdForm(of: Report): void {
  const log = read(of)
  expect(log).toMatchObject({ $schema: expect.stringMatching(/^https:.*sarif-2\.1\.0\.json$/), version: '2.1.0' })
  expect(log.runs).toHaveLength(1)
  const { tool, invocations, results, originalUriBaseIds, automationDetails } = log.runs[0]!
  const listed = tool.driver.rules!
  expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length)
  expect(automationDetails!.id).toMatch(/\/$/)
  for (const rule of listed) expect((rule.properties?.tags ?? []).length).toBeLessThanOrEqual(10)
  expect(results!.length).toBe(Math.min(of.findings.length, 5000))
  expect(invocations).toHaveLength(1)
  for (const { associatedRule } of invocations![0]!.toolExecutionNotifications!) {
    if (associatedRule) expect(listed[associatedRule.index!]!.id).toBe(associatedRule.id)
  }
  const hashes = new Set<string>()
  for (const { ruleId, ruleIndex, level, message, locations, partialFingerprints } of results!) {
    expect(listed[ruleIndex!]!.id).toBe(ruleId)
    expect(level).toMatch(/^(?:error|warning)$/)
    expect(message.text).not.toBe('')
    expect(locations).toHaveLength(1)
    const { artifactLocation, region } = locations![0]!.physicalLocation!
    // A relative reference of RFC 3986: path characters, no scheme, no host, no query, no fragment.
    expect(artifactLocation!.uri).toMatch(/^(?:[A-Za-z0-9._~!'()*-]|%[0-9A-F]{2}|\/)*$/)
    expect(artifactLocation!.uri).not.toMatch(/^\/|(?:^|\/)\.\.(?:\/|$)/)
    expect(Object.keys(originalUriBaseIds!)).toContain(artifactLocation!.uriBaseId)
    expect(region!.startLine).toBeGreaterThan(0)
    expect(region!.startColumn ?? 1).toBeGreaterThan(0)
    const { primaryLocationLineHash } = partialFingerprints!
    expect(primaryLocationLineHash).toMatch(/^[0-9a-f]{16}:[1-9]\d*$/)
    hashes.add(primaryLocationLineHash!)
  }
  expect(hashes.size).toBe(results!.length)
  expect(texts(log).filter((text) => !isPlain(text))).toEqual([])
}

test.each(Object.keys(REPORTS))('the report %s has the form of SARIF', (name) => holdForm(REPORTS[name]!))

test('whatever a report holds has it too, and nothing in it is unseen', () => {
  fc.assert(
    fc.property(arbitraryReport, (of) => {
      holdForm(of)
      const printed = renderSarif(of, SARIF)
      expect(printed).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u)
      expect(renderSarif(structuredClone(of), SARIF)).toBe(printed)
    }),
  )
})

describe('a result', () => {
  test('blocks as an error and warns as a warning', () => {
    expect(resultOf({}).level).toBe('error')
    expect(resultOf({ severity: 'warn' }).level).toBe('warning')
  })

  test('stands at its line of its file', () => {
    const { physicalLocation } = resultOf({ at: { path: '.precheck.yml', line: 3, column: 5 } }).locations![0]!
    expect(physicalLocation).toEqual({
      artifactLocation: { uri: '.precheck.yml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 3, startColumn: 5 },
    })
  })

  test('about a trailer of a commit names the commit, the line of its message and the key; its file is the policy', () => {
    const [location] = resultOf({ at: { commit: oid('a'), trailer: 'Task-Id', line: 4 } }).locations!
    expect(location!.logicalLocations).toEqual([
      { name: 'aaaaaaaaaaaa', fullyQualifiedName: oid('a'), kind: 'commit' },
      { name: 'line 4 of the message', fullyQualifiedName: `${oid('a')}:message:4`, kind: 'message' },
      { name: 'Task-Id', fullyQualifiedName: `${oid('a')}:trailer:Task-Id`, kind: 'trailer' },
    ])
    expect(location!.physicalLocation).toEqual({
      artifactLocation: { uri: '.precheck.yml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 1 },
    })
  })

  test('says how to mend it', () => {
    const fix = { kind: 'repeat', args: ['--trailer', 'Task-Id: {a}'] } as const
    expect(resultOf({ text: 'say so', fix }).message.text).toBe(
      "say so\nRun the same git command again with: --trailer 'Task-Id: {{a}}'",
    )
  })

  test('keeps its fingerprint, and is told from another that has the same', () => {
    const fingerprint = `sha256:${'ab'.repeat(32)}`
    const twice = [oid('a'), oid('c')].map((commit) => finding({ fingerprint, at: { commit } }))
    const prints = runOf(report({ verdict: 'block', findings: twice })).results!.map((each) => each.partialFingerprints)
    expect(prints).toEqual([
      { 'precheckFingerprint/v1': fingerprint, primaryLocationLineHash: 'abababababababab:1' },
      { 'precheckFingerprint/v1': fingerprint, primaryLocationLineHash: 'abababababababab:2' },
    ])
  })

  test.each([ANSI, BIDI, NEWLINE, '[click](https://example.com)', '{0}', '\udcff.lock'])(
    'shows %j as it is',
    (path) => {
      const text = resultOf({ text: `${path} changed`, at: { path } }).message.text!
      expect(isPlain(text)).toBe(true)
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u)
    },
  )
})

describe('a path as a URI', () => {
  test.each([
    ['src/app.ts', 'src/app.ts'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['a b/100%', 'a%20b/100%25'],
    ['a%2e%2e/b', 'a%252e%252e/b'],
    ['javascript:alert(1)', 'javascript%3Aalert(1)'],
    ['a?b#c', 'a%3Fb%23c'],
    ['naïve/漢', 'na%C3%AFve/%E6%BC%A2'],
    ['\udcff.lock', '%FF.lock'],
    ['a\udcc3\udca9', 'a%C3%A9'],
    ['a\nb\\c', 'a%0Ab%5Cc'],
    ['../../etc/passwd', '%2E%2E/%2E%2E/etc/passwd'],
    ['a/./b/..', 'a/%2E/b/%2E%2E'],
    ['..a/b..', '..a/b..'],
    ['//host/x', './/host/x'],
  ])('%j', (path, uri) => expect(relativeUri(path)).toBe(uri))

  test('gives back the bytes of any path', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (raw) => {
        const path = [...Buffer.from(raw).toString('latin1')]
          .map((character) => (character > '\x7f' ? String.fromCharCode(0xdc00 + character.charCodeAt(0)) : character))
          .join('')
          .replaceAll(/^\/+/g, '')
        const bytes = Buffer.from(unescape(relativeUri(path)), 'latin1')
        expect(bytes.toString('latin1')).toBe(
          path.replace(/[\udc80-\udcff]/g, (byte) => String.fromCharCode(byte.charCodeAt(0) - 0xdc00)),
        )
      }),
    )
  })
})

describe('the run', () => {
  const notes = (of: Report) => runOf(of).invocations![0]!.toolExecutionNotifications!

  test.each(['pass', 'warn', 'block', 'incomplete'] as const)(
    'succeeds unless something could not be checked: %s',
    (verdict) => {
      expect(runOf(report({ verdict })).invocations![0]!.executionSuccessful).toBe(verdict !== 'incomplete')
    },
  )

  test('says what could not be checked, and of which rule', () => {
    const outcomes = [
      { rule: 'facts', status: 'could-not-check', reason: 'the clone is {shallow}' },
      { rule: 'suspicious-paths', status: 'could-not-check' },
    ] as const
    expect(notes(report({ verdict: 'incomplete', outcomes }))).toMatchObject([
      { level: 'error', message: { text: 'facts could not be checked: the clone is {{shallow}}' } },
      { level: 'error', associatedRule: { id: 'suspicious-paths', index: 1 } },
      { level: 'note', message: { text: 'precheck: incomplete, 2 checks could not be made' } },
    ])
  })

  test('says what the verdict rests on, and what will be guarded', () => {
    const limits = ['bound: not proof of a person']
    expect(notes(report({ limits }))[0]!.message.text).toBe('precheck: passed (bound: not proof of a person)')
    expect(notes(REPORTS.adoption!)[0]!.message.text).toContain('it guards:\n  lockfiles: 3 files')
  })

  test('that finds more than GitHub keeps leaves out what only warns, and says so', () => {
    const many = Array.from({ length: 6000 }, (_, index) =>
      finding({ severity: index % 3 === 0 ? 'warn' : 'block', text: `number ${index}`, at: { line: index + 1 } }),
    )
    const of = report({ verdict: 'block', findings: many })
    const { results } = runOf(of)
    expect(results).toHaveLength(5000)
    expect(results!.filter(({ level }) => level === 'error')).toHaveLength(4000)
    const lines = results!.map(({ message }) => Number(/number (\d+)/.exec(message.text!)![1]))
    expect(lines).toEqual([...lines].sort((one, other) => one - other))
    expect(notes(of)[0]).toEqual({
      level: 'warning',
      message: {
        text: '5000 of 6000 results are in this file, as many as GitHub keeps: "--format json" has all of them',
      },
    })
    const fewer = report({ verdict: 'block', findings: many.slice(0, 5000) })
    expect(notes(fewer).map(({ level }) => level)).toEqual(['note'])
  })
})

test('every rule of ours comes with its words', () => {
  const own = rules.map(({ id, severity, docs }) => ({ id, severity, ...docs }))
  const log: Log = JSON.parse(renderSarif(report(), { rules: own, version: '1.2.3' }))
  const listed = log.runs[0]!.tool.driver.rules!
  expect(listed.map(({ id }) => id)).toEqual(rules.map(({ id }) => id))
  for (const [index, { help, shortDescription, fullDescription, defaultConfiguration }] of listed.entries()) {
    expect(shortDescription!.text).not.toBe('')
    expect(fullDescription!.text).not.toBe('')
    expect(help!.text).toContain(`precheck explain ${rules[index]!.id}`)
    expect(help!.markdown).toContain('**Mend:** ')
    // No HTML outside of what is shown as it is.
    expect(help!.markdown!.replace(/^~{6}$[\s\S]*?^~{6}$|`[^`]*`|\\[<>]/gm, '')).not.toMatch(/[<>]/)
    expect(defaultConfiguration!.level).toMatch(/^(?:error|warning)$/)
  }
  expect(texts(log).filter((text) => !isPlain(text))).toEqual([])
})
