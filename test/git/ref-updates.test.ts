import { describe, expect, test } from 'vitest'
import { CouldNotCheck } from '../../src/errors.ts'
import { readRefUpdates } from '../../src/git/ref-updates.ts'

const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)]
const refs = (text: string | Buffer) => readRefUpdates(Buffer.from(text)).map(({ ref }) => ref)

test('a line for each ref', () => {
  expect(readRefUpdates(Buffer.from(`${OLD} ${NEW} refs/heads/main\n${NEW} ${OLD} refs/tags/v1\n`))).toEqual([
    { old: OLD, new: NEW, ref: 'refs/heads/main' },
    { old: NEW, new: OLD, ref: 'refs/tags/v1' },
  ])
})

describe('names of any kind', () => {
  test.each([
    ['refs/heads/-x', ['refs/heads/-x']],
    ['refs/heads/$(id)', ['refs/heads/$(id)']],
    ['refs/heads/a\u202eb', ['refs/heads/a\u202eb']],
    ['refs/heads/a b', ['refs/heads/a b']],
  ])('%j', (name, expected) => expect(refs(`${OLD} ${NEW} ${name}\n`)).toEqual(expected))

  test('bytes that are no UTF-8 stay apart', () => {
    const name = (byte: number) => Buffer.concat([Buffer.from(`${OLD} ${NEW} refs/heads/x`), Buffer.from([byte, 10])])
    expect(refs(name(0xff))).toEqual(['refs/heads/x\udcff'])
    expect(refs(name(0xfe))).toEqual(['refs/heads/x\udcfe'])
  })

  test('ids of SHA-256, and a last line without an end', () => {
    expect(refs(`${'a'.repeat(64)} ${'b'.repeat(64)} refs/heads/main`)).toEqual(['refs/heads/main'])
  })
})

describe('a line of another form is no push that was looked at', () => {
  test.each(['x', '\n', `${OLD} ${NEW}\n`, `${OLD} ${NEW} \n`, `${OLD}  ${NEW} refs/heads/main\n`, `${OLD} main\n`])(
    '%j',
    (text) => expect(() => refs(text)).toThrow(CouldNotCheck),
  )
})
