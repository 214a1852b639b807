import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodePolicy } from '../../src/policy/decode.ts'
import { packs } from '../../src/policy/packs.ts'
import { fc, runs } from '../support/fuzz.ts'

const STARTER = readFileSync(new URL('../../templates/policy.yml', import.meta.url), 'utf8')
const SCHEMA = JSON.parse(readFileSync(new URL('../../templates/policy.schema.json', import.meta.url), 'utf8'))

/** A setting that is off: a comment that reads `key: value`. */
const OFF = /^( *)# ((?: {2})*(?:- )?[a-z-]+:(?: .*)?)$/

/** Line numbers (from 0) of settings that are off, one list for each run of such lines. */
function blocksOff(): number[][] {
  const blocks: number[][] = [[]]
  for (const [index, line] of STARTER.split('\n').entries()) {
    if (OFF.test(line) && index > 0) blocks.at(-1)!.push(index)
    else if (blocks.at(-1)!.length > 0) blocks.push([])
  }
  return blocks.filter((block) => block.length > 0)
}

const lineOf = (index: number): string => STARTER.split('\n')[index]!

const switchedOn = (indexes: readonly number[]): string =>
  STARTER.split('\n')
    .map((line, index) => (indexes.includes(index) ? line.replace(OFF, '$1$2') : line))
    .join('\n')

describe('the starter policy', () => {
  test('is a policy, with nothing to warn of', () => {
    expect(decodePolicy(STARTER, [])).toMatchObject({ policy: { version: 1 }, warnings: [] })
  })

  test('names its schema in the first line, for editors', () => {
    const [first] = STARTER.split('\n')
    expect(first).toBe('# yaml-language-server: $schema=./node_modules/precheck/templates/policy.schema.json')
  })

  test('has one line with the id that install replaces', () => {
    expect(STARTER.match(/^repository: 00000000-0000-0000-0000-000000000000$/gm)).toHaveLength(1)
  })

  test('says what holds without it, so that removing a line does not surprise', () => {
    const decoded = decodePolicy(STARTER, [])
    const bare = decodePolicy('version: 1', [])
    if (!('policy' in decoded && 'policy' in bare)) throw new Error('not a policy')
    const { entries, repository, trailers, ...settings } = decoded.policy
    expect(bare.policy).toMatchObject(settings)
    expect(trailers.map(({ example, ...rest }) => rest)).toEqual(
      bare.policy.trailers.map(({ example, ...rest }) => rest),
    )
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(bare.policy.entries.map(({ name }) => name)))
  })

  test('names every key that there is', () => {
    const keys = new Set<string>()
    const collect = (schema: { properties?: object; definitions?: object }): void => {
      for (const [key, inner] of Object.entries(schema.properties ?? {})) {
        keys.add(key)
        collect(inner)
      }
      for (const inner of Object.values(schema.definitions ?? {})) collect(inner)
    }
    collect(SCHEMA)
    expect(keys.size).toBeGreaterThan(25)
    for (const key of keys) expect(STARTER).toMatch(new RegExp(`^[ #-]*${key}(?:: | {2,}|:$)`, 'm'))
  })

  test('is still a policy with every setting switched on that is off', () => {
    const decoded = decodePolicy(switchedOn(blocksOff().flat()), [])
    expect(decoded).toMatchObject({ policy: { version: 1 }, warnings: [] })
    const packed = Object.keys(packs).filter((name) => name !== 'policy')
    expect('policy' in decoded && decoded.policy.entries.map(({ name }) => name)).toEqual(
      expect.arrayContaining(packed),
    )
    expect('policy' in decoded && decoded.policy.signers).toHaveLength(1)
  })

  // An entry may name a signer, so that the list of signers goes with each.
  const signers = blocksOff().find(([first]) => lineOf(first!).startsWith('# signers'))!
  test.each(blocksOff().map((block) => [lineOf(block[0]!).trim(), block] as const))(
    'is still one with %s switched on',
    (_, block) => {
      expect(decodePolicy(switchedOn([...block, ...signers]), [])).toMatchObject({
        policy: { version: 1 },
        warnings: [],
      })
    },
  )
})

/** Fails unless the text gives a policy, or errors that all stand inside it. */
function holds(text: string): void {
  const decoded = decodePolicy(text, ['required-trailers'])
  const lines = text.replace(/^\ufeff/, '').split('\n')
  const said = 'errors' in decoded ? decoded.errors : []
  if ('errors' in decoded) expect(said.length).toBeGreaterThan(0)
  for (const { line, column, text: sentence } of [...said, ...decoded.warnings]) {
    expect(sentence).not.toBe('')
    expect(sentence).not.toMatch(/[\p{Cc}\p{Cs}]/u)
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1)
  }
  const order = said.map(({ line, column }) => line * 1e6 + column)
  expect(order).toEqual(order.toSorted((one, other) => one - other))
  if ('policy' in decoded) expect(JSON.parse(JSON.stringify(decoded.policy))).toStrictEqual(decoded.policy)
}

describe('whatever the text, there is a policy or errors with their place', () => {
  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), holds), { numRuns: runs(300) })
  })

  test('pieces of YAML in any order', () => {
    const piece = fc.constantFrom(
      '\n',
      '\r\n',
      '  ',
      '\t',
      '- ',
      '? ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '!t ',
    )
    const word = fc.constantFrom(
      'version',
      'paths',
      'name',
      'match',
      'signers',
      'trailers',
      'rules',
      '1',
      'off',
      '#',
      '---',
      '...',
      '%',
      '~',
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, word), { maxLength: 60 }).map((parts) => parts.join('')),
        holds,
      ),
      { numRuns: runs(300) },
    )
  })

  test('the starter with a piece cut out or put in', () => {
    const edit = fc.record({
      at: fc.nat(STARTER.length),
      cut: fc.nat(60),
      put: fc.oneof(
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.constantFrom('\n', ' ', '\t', '- ', ': ', '[', '{', '*', '&', '!', '#', '\0'),
      ),
    })
    const edited = fc
      .array(edit, { minLength: 1, maxLength: 3 })
      .map((edits) => edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), STARTER))
    fc.assert(fc.property(edited, holds), { numRuns: runs(300) })
  })

  test('values of any type under the right keys', () => {
    const value = fc.jsonValue({ maxDepth: 2 })
    const any = (...keys: string[]) =>
      fc.record(Object.fromEntries(keys.map((key) => [key, value])), { requiredKeys: [] })
    const entry = fc.oneof(value, any('name', 'match', 'pack', 'except', 'action', 'strength', 'signers', 'approvals'))
    const document = fc.record({
      version: fc.oneof(fc.constant(1), value),
      trailers: fc.oneof(
        value,
        fc.dictionary(fc.string(), fc.oneof(value, any('required', 'per', 'pattern', 'from-branch'))),
      ),
      paths: fc.oneof(value, fc.array(entry)),
      lockfiles: entry,
      signers: fc.oneof(value, fc.array(any('name', 'email', 'keys', 'groups'))),
      rules: fc.oneof(value, fc.dictionary(fc.string(), value)),
      bots: fc.oneof(value, fc.array(any('name', 'paths'))),
      message: any('commitlint'),
    })
    // JSON is YAML but for the strings that it leaves unescaped.
    fc.assert(
      fc.property(document, (written) => holds(JSON.stringify(written, null, 1))),
      { numRuns: runs(300) },
    )
  })
})
