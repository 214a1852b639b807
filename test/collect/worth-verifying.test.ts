import { expect, test } from 'vitest'
import { worthVerifying } from '../../src/collect/sign-offs/worth-verifying.ts'
import { smallestPolicy } from '../../src/policy/load.ts'
import type { SignOffBlock } from '../../src/signoff/block.ts'
import { coversPath } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { OF_ANYBODY, type Question } from '../../src/signoff/signed-off.ts'
import { LATER } from '../signoff/given.ts'
import { file, jane } from '../signoff/sign-offs.ts'
import { fc, runs } from '../support/fuzz.ts'

const key = { key: 'ssh-ed25519 AAAA', validAfter: null, validBefore: null, commits: false }
const policy = {
  ...smallestPolicy(),
  signers: [{ name: 'Jane Doe', email: [jane.email], groups: [], keys: [key] }],
}

const step = (path: string) => ({ path, old: file('a'), new: file('b') })
const asked = (path: string): Question => ({ transition: step(path), asked: OF_ANYBODY })

const blocks = (path: string, count: number, more: Partial<SignOffBlock> = {}): readonly SignOffBlock[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ signer: jane, made: writeMade(LATER + at), covers: [step(path)], signature: 'x', line: 1 },
    ...more,
  }))

const look = (relevant: readonly SignOffBlock[], onWay: readonly SignOffBlock[], paths: readonly string[] = ['a']) =>
  worthVerifying(policy, relevant, new Set(onWay), paths.map(asked))

test('as many as are verified at most are all looked at', () => {
  const all = blocks('a', 100)
  expect(look(all, all)).toEqual({ looked: all, left: new Set(), most: 100 })
})

test('of more the newest are looked at, and the rest is told', () => {
  const all = blocks('a', 130)
  expect(look(all, all)).toEqual({ looked: all.slice(30), left: new Set(all.slice(0, 30)), most: 100 })
})

test('what leads all the way comes before what is newer and only begins there', () => {
  const begins = blocks('a', 130, { made: writeMade(LATER + 1000) })
  const way = blocks('a', 3)
  expect(look([...begins, ...way], way).looked).toEqual([...begins.slice(0, 97), ...way])
})

test('many for one path leave room for another', () => {
  const [many, few] = [blocks('a', 200, { made: writeMade(LATER + 1000) }), blocks('b', 3)]
  const { looked } = look([...many, ...few], [...many, ...few], ['a', 'b'])
  expect(looked).toHaveLength(100)
  expect(looked.slice(-3)).toEqual(few)
})

test('a change of many transitions has as many more', () => {
  const paths = Array.from({ length: 50 }, (_, at) => `${at}`)
  const all = paths.flatMap((path) => blocks(path, 4))
  expect(look(all, all, paths).looked).toEqual(all)
})

test('what costs nothing to look at is always looked at', () => {
  const stranger = { name: 'Mallory', email: 'mallory@example.com' }
  const all = [...blocks('a', 200, { signature: null }), ...blocks('a', 200, { signer: stranger })]
  expect(look(all, all)).toEqual({ looked: all, left: new Set(), most: 100 })
})

const parts = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
const files = parts.map((names) => names.join('/'))
const covered = fc.oneof(
  files,
  files.map((path) => `${path}/`),
)

test('each path has its turn with what covers it, newest first, in a folder or not', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(files, { maxLength: 12 }),
      fc.array(fc.record({ names: fc.array(covered, { minLength: 1, maxLength: 3 }), at: fc.nat(5) }), {
        ...{ minLength: 100, maxLength: 160 },
      }),
      (paths, given) => {
        const all = given.map(({ names, at }) => ({
          ...{ signer: jane, made: writeMade(LATER + at), covers: names.map(step), signature: 'x', line: 1 },
        }))
        const chosen = new Set<SignOffBlock>()
        const newestFirst = all.toSorted((one, other) => (one.made < other.made ? 1 : one.made > other.made ? -1 : 0))
        const queues = paths.map((path) =>
          newestFirst.filter(({ covers }) => covers.some((each) => coversPath(each, path))),
        )
        for (let turn = 0; turn < all.length; turn += 1)
          for (const block of queues.flatMap((queue) => queue[turn] ?? [])) if (chosen.size < 100) chosen.add(block)
        const expected = all.length <= 100 ? all : all.filter((block) => chosen.has(block))
        expect(look(all, all, paths).looked).toEqual(expected)
      },
    ),
    { numRuns: runs(100) },
  )
})
