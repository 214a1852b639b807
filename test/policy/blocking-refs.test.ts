import { describe, expect, test } from 'vitest'
import { blockingRefs } from '../../src/policy/blocking-refs.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import { globOf } from '../../src/policy/globs.ts'

/** Whether a push to a ref is refused under a policy with these lines. */
function blocks(lines: string, ref: string): boolean {
  const decoded = decodePolicy(`version: 1\n${lines}\n`, [])
  if ('errors' in decoded) throw new Error(JSON.stringify(decoded.errors))
  return blockingRefs(decoded.policy.refs.block, globOf)(ref)
}

/** `line:column text` of what is wrong; the text begins on line 2. */
function errorsOf(lines: string): readonly string[] {
  const decoded = decodePolicy(`version: 1\n${lines}\n`, [])
  return 'errors' in decoded ? decoded.errors.map(({ line, column, text }) => `${line}:${column} ${text}`) : []
}

describe('which refs block', () => {
  test.each([
    ['', 'refs/heads/main', true],
    ['', 'refs/heads/release/1.2', true],
    ['', 'refs/heads/topic', false],
    ['', 'refs/heads/my/main', false],
    ['', 'refs/heads/domain', false],
    ['', 'refs/tags/main', false],
    ['', 'refs/heads/released', false],
    ['refs: { block: [main] }', 'refs/heads/release/1.2', false],
    ['refs: { block: [] }', 'refs/heads/main', false],
    ['refs: { block: ["*"] }', 'refs/heads/any/where', true],
    ['refs: { block: ["*"] }', 'refs/tags/v1', false],
    ['refs: { block: ["hotfix-*"] }', 'refs/heads/hotfix-1', true],
    ['refs: { block: ["**/main"] }', 'refs/heads/my/main', true],
    ['refs: { block: ["v?"] }', 'refs/heads/v1', true],
    ['refs: { block: ["v?"] }', 'refs/heads/v12', false],
    ['refs: { block: ["refs/tags/v*"] }', 'refs/tags/v1.0', true],
    ['refs: { block: ["refs/tags/v*"] }', 'refs/heads/v1.0', false],
    // One file on a server that takes no notice of case or of Unicode's form.
    ['', 'refs/heads/MAIN', true],
    ['', 'refs/Heads/main', true],
    ['refs: { block: ["\u00e9tat"] }', 'refs/heads/e\u0301tat', true],
    ['', 'refs/heads/ma\u200bin', true],
  ])('%j, %s: %s', (lines, ref, expected) => expect(blocks(lines, ref)).toBe(expected))
})

describe('what is wrong with refs is said at its place', () => {
  test.each([
    ['ref: {}', '2:1 unknown key "ref" in the policy: did you mean "refs"?'],
    ['refs: [main]', '2:7 expected the settings of "refs", found a list'],
    ['refs: { blocks: [main] }', '2:9 unknown key "blocks" in the settings of "refs": did you mean "block"?'],
    ['refs: { block: main }', '2:16 expected a list of branches, found "main"'],
    ['refs:\n  block:\n    - main\n    - 1.0', '5:7 expected a branch, found a number (1): put it in quotes'],
    [
      'refs: { block: ["!topic"] }',
      '2:17 "!topic" cannot be a branch: the list only adds: leave out what does not block',
    ],
    ['refs: { block: ["a b"] }', '2:17 "a b" cannot be a branch: git knows no branch of such a name'],
    ['refs: { block: ["a/../b"] }', '2:17 "a/../b" cannot be a branch: git knows no branch of such a name'],
    ['refs: { block: ["x.lock"] }', '2:17 "x.lock" cannot be a branch: git knows no branch of such a name'],
    [
      'refs: { block: ["release/"] }',
      '2:17 "release/" cannot be a branch: write it without a slash at its beginning or end; "release/*" means all below',
    ],
    [
      'refs: { block: ["v[0-9]"] }',
      '2:17 "v[0-9]" cannot be a branch: of wildcards there are only *, ** and ?: write the others out, one by one',
    ],
  ])('%j', (lines, ...expected) => expect(errorsOf(lines)).toEqual(expected))

  test('all of it at once', () => {
    expect(errorsOf('refs: { block: ["", "/a", " b"] }').map((each) => each.split(' ')[0])).toEqual([
      '2:17',
      '2:21',
      '2:27',
    ])
  })
})
