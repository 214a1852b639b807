import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import type { Report } from '../../src/finding.ts'
import { renderJson, renderJsonRefs } from '../../src/report/json.ts'
import { fc } from '../support/fuzz.ts'
import { arbitraryReport } from './arbitrary.ts'
import { finding, oid, REPORTS, report } from './reports.ts'

const schema = JSON.parse(readFileSync(new URL('../../templates/report.schema.json', import.meta.url), 'utf8'))
const ajv = new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true })
const validate = ajv.compile(schema)
const errors = (document: unknown) => (validate(document) ? [] : validate.errors)

/** What a reader of the document gets: the report, with signs as words and without an adoption that is none. */
function asRead({ adoption, commits, ...rest }: Report): object {
  return {
    schemaVersion: 1,
    ...rest,
    commits: commits.map(({ agent, ...commit }) => ({
      ...commit,
      agent: { is: agent.is, signs: agent.signs.map((sign) => sign.text) },
    })),
    ...(adoption === null ? {} : { adoption }),
  }
}

describe('the schema', () => {
  test.each(Object.keys(REPORTS))('holds for the report %s', (name) => {
    expect(errors(JSON.parse(renderJson(REPORTS[name]!)))).toEqual([])
  })

  test('holds for a push of several refs', () => {
    const document = JSON.parse(renderJsonRefs([REPORTS['refused-push']!, report()]))
    expect(errors(document)).toEqual([])
    expect(document.refs.map((one: { verdict: string }) => one.verdict)).toEqual(['block', 'pass'])
  })

  test('lets fields be added', () => {
    expect(errors({ ...JSON.parse(renderJson(report())), newer: true })).toEqual([])
  })

  const broken = JSON.parse(renderJson(REPORTS['refused-range']!))
  test.each(Object.keys(broken))('does not hold without %s', (field) => {
    const { [field]: _left, ...rest } = broken
    expect(errors(rest)).not.toEqual([])
  })

  test.each([
    ['a verdict of another name', { verdict: 'ok' }],
    ['a later version', { schemaVersion: 2 }],
    ['an abbreviated id', { head: 'abc123' }],
    ['a finding without its place', { findings: [{ ...broken.findings[0], at: {} }] }],
    ['a fix of another kind', { findings: [{ ...broken.findings[0], fix: { kind: 'run', argv: ['x'] } }] }],
  ])('does not hold for %s', (_title, over) => expect(errors({ ...broken, ...over })).not.toEqual([]))
})

test('keys stand in the order of the contract', () => {
  const document = JSON.parse(renderJson(REPORTS['refused-range']!))
  expect(Object.keys(document)).toEqual([
    'schemaVersion',
    'verdict',
    'mode',
    'limits',
    'subject',
    'base',
    'mergeBases',
    'head',
    'policy',
    'commits',
    'findings',
    'signOffs',
    'outcomes',
  ])
  expect(Object.keys(document.findings[0])).toEqual([
    'rule',
    'message',
    'severity',
    'fingerprint',
    'text',
    'fix',
    'at',
    'transition',
    'data',
  ])
  expect(Object.keys(document.findings[0].at)).toEqual(['commit', 'path', 'trailer', 'line', 'column', 'ref'])
})

test('how base and head were found stands in it, where nobody gave them', () => {
  const printed = renderJson(report({ found: 'GitHub Actions, push: …' }))
  expect(errors(JSON.parse(printed))).toEqual([])
  expect(JSON.parse(printed).found).toBe('GitHub Actions, push: …')
  expect(JSON.parse(renderJson(report()))).not.toHaveProperty('found')
})

test('nothing gets out that is not in the contract', () => {
  const over = { ...report({ findings: [{ ...finding(), secret: 'x' } as never] }), secret: 'y' }
  expect(renderJson(over)).not.toContain('secret')
})

test('a path that is not UTF-8 survives, in a document that is', () => {
  const printed = renderJson(report({ findings: [finding({ at: { path: '\udcff.lock', commit: oid('a') } })] }))
  expect(printed).toContain('"path": "\\udcff.lock"')
  expect(printed).not.toMatch(/\p{Cs}/u)
})

test('whatever a report holds, a reader gets it back, and a terminal gets no control character', () => {
  fc.assert(
    fc.property(arbitraryReport, (of) => {
      const printed = renderJson(of)
      expect(JSON.parse(printed)).toEqual(asRead(of))
      expect(printed).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}]/u)
      expect(printed.endsWith('}\n')).toBe(true)
    }),
  )
})
