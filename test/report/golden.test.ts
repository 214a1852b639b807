import { describe, expect, test } from 'vitest'
import { renderGitHub } from '../../src/report/github.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { renderText } from '../../src/report/text.ts'
import { expectGolden } from './golden.ts'
import { REPORTS, SARIF } from './reports.ts'

const command = 'npx --no-install precheck'

describe.each(Object.keys(REPORTS))('the report %s', (name) => {
  const report = REPORTS[name]!
  test('as text', () => expectGolden(`${name}.txt`, renderText(report, { colour: null, command })))
  // Its length is of interest where it is cut, and only there.
  if (name === 'long') return
  test('as JSON', () => expectGolden(`${name}.json`, renderJson(report)))
  test('as SARIF', () => expectGolden(`${name}.sarif`, renderSarif(report, SARIF)))
  test('as workflow commands', () => expectGolden(`${name}.github.txt`, renderGitHub(report)))
})

test('a missing golden file fails', () => {
  expect(() => expectGolden('no-such-file.txt', 'text', false)).toThrow()
})
