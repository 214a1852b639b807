import { describe, expect, test } from 'vitest'
import { renderGitHub } from '../../src/report/github.ts'
import { fc } from '../support/fuzz.ts'
import { arbitraryReport } from './arbitrary.ts'
import { ANSI, BIDI, finding, NEWLINE, report } from './reports.ts'

// As the runner reads it: trimmed, `::name key=value,key=value::data`, then the escapes are taken back.
function read(line: string) {
  const parts = /^::(\w+) ([^:]*)::(.*)$/.exec(line)
  if (!parts) throw new Error(`no workflow command: ${line}`)
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const value = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','))
  const properties = parts[2]!
    .split(',')
    .map((pair) => [pair.split('=', 1)[0]!, value(pair.slice(pair.indexOf('=') + 1))])
  return { name: parts[1], properties: Object.fromEntries(properties), text: data(parts[3]!) }
}

const lines = (text: string) => text.split('\n').slice(0, -1)
const one = (over: Parameters<typeof finding>[0]) =>
  read(lines(renderGitHub(report({ verdict: 'block', findings: [finding(over)] })))[1]!)

describe('a finding', () => {
  test('stands beside its line', () => {
    const said = one({ text: 'unknown key', at: { path: '.precheck.yml', line: 3, column: 5 } })
    expect(said).toEqual({
      name: 'error',
      properties: { file: '.precheck.yml', line: '3', col: '5', title: 'precheck: required-trailers' },
      text: 'unknown key, .precheck.yml:3:5',
    })
  })

  test('has no line of a file when it is about a message', () => {
    expect(one({ at: { line: 3 } }).properties).toEqual({ title: 'precheck: required-trailers' })
  })

  test('that only warns is a warning', () => expect(one({ severity: 'warn' }).name).toBe('warning'))

  test('brings its fix', () => {
    const text = "say so\nRun the same git command again with: --trailer 'Task-Id: 50%'\nNote: really"
    expect(
      one({ text: 'say so', fix: { kind: 'repeat', args: ['--trailer', 'Task-Id: 50%'], note: 'really' } }).text,
    ).toBe(text)
  })

  test.each(['a,line=9', 'a::b', 'a:b', '100%', '%0A', '%25', 'a%2Cb', '::error::x', '##[group]x'])(
    'keeps the path %s',
    (path) => {
      const said = one({ at: { path } })
      expect(said.properties).toEqual({ file: path, title: 'precheck: required-trailers' })
    },
  )

  test.each([ANSI, BIDI, NEWLINE, '\r::add-mask::x'])('makes no command of the path %j', (path) => {
    const said = one({ at: { path } })
    expect(Object.keys(said.properties)).toEqual(['file', 'title'])
    expect(said.properties.file).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })
})

describe('quiet', () => {
  const quiet = (of: Parameters<typeof report>[0]) => renderGitHub(report(of), { quiet: true })
  const warning = finding({ severity: 'warn', text: 'only a warning' })

  test('says what blocks, and nothing else', () => {
    const printed = lines(quiet({ verdict: 'block', findings: [warning, finding({ text: 'this one' })] })).map(read)
    expect(printed.map(({ text }) => text)).toEqual(['this one'])
  })

  test('says nothing of warnings, and of an adoption', () => {
    expect(quiet({ verdict: 'warn', findings: [warning] })).toBe('')
    expect(quiet({ verdict: 'warn', adoption: { guards: [] } })).toBe('')
  })

  test('says what could not be checked', () => {
    const outcomes = [{ rule: 'facts', status: 'could-not-check', reason: 'shallow' }] as const
    expect(lines(quiet({ verdict: 'incomplete', outcomes })).map((line) => read(line).text)).toEqual([
      'could not check: shallow',
    ])
  })
})

test('of each rule the first are said, those that block before the others, and how many more there are', () => {
  const of = (rule: string, severity: 'warn' | 'block', count: number) =>
    Array.from({ length: count }, (_, index) => finding({ rule, severity, text: `${severity} ${index}` }))
  const outcomes = Array.from({ length: 60 }, () => ({
    rule: 'facts',
    status: 'could-not-check' as const,
    reason: 'x',
  }))
  const findings = [...of('lockfiles', 'warn', 40_000), ...of('lockfiles', 'block', 30), ...of('rollback', 'block', 50)]
  const printed = lines(renderGitHub(report({ verdict: 'incomplete', findings, outcomes }))).map(read)
  const texts = printed.map(({ text }) => text)
  expect(texts.filter((text) => text.startsWith('warn '))).toHaveLength(20)
  expect(texts.filter((text) => text.startsWith('block '))).toHaveLength(80)
  expect(texts.filter((text) => text.startsWith('could not check'))).toHaveLength(50)
  expect(printed.slice(-2).map(({ text, properties }) => [properties.title, text])).toEqual([
    ['precheck: check', 'and 10 more like these: see --format json'],
    ['precheck: lockfiles', 'and 39980 more like these: see --format json'],
  ])
})

test('a pass says nothing', () => expect(renderGitHub(report())).toBe(''))

test('whatever a report holds, each line is one command of ours, and there is one for each thing said', () => {
  fc.assert(
    fc.property(arbitraryReport, (of) => {
      const printed = lines(renderGitHub(of))
      const unknown = of.outcomes.filter(({ status }) => status === 'could-not-check').length
      const things = of.findings.length + unknown
      expect(printed).toHaveLength(things === 0 && of.adoption === null ? 0 : things + 1)
      for (const line of printed) {
        const { name, properties } = read(line)
        expect(name).toMatch(/^(?:error|warning)$/)
        for (const key of Object.keys(properties)) expect(['file', 'line', 'col', 'title']).toContain(key)
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      }
    }),
  )
})
