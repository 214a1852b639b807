import { expect, test } from 'vitest'
import { movedSignOffs } from '../../src/collect/sign-offs/moved-sign-offs.ts'
import { relevantSignOffs } from '../../src/collect/sign-offs/relevant-sign-offs.ts'
import { seenSignOffs } from '../../src/collect/sign-offs/seen-sign-offs.ts'
import type { SignOffSource } from '../../src/collect/sign-offs/sign-off-source.ts'
import { worthVerifying } from '../../src/collect/sign-offs/worth-verifying.ts'
import type { SignOffBlock } from '../../src/signoff/block.ts'
import type { Cover } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { OF_ANYBODY, type Question } from '../../src/signoff/signed-off.ts'
import { LATER } from '../signoff/given.ts'
import { file, jane, state } from '../signoff/sign-offs.ts'
import { A_KEY, aCommit, aFileChange, aGuard, aPolicy } from '../support/change.ts'

// Anybody can push so many. Each cover held against each path takes minutes, which no test has.
const MANY = 120_000

const many = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at))

const policy = aPolicy(`signers:\n- name: Jane Doe\n  email: [${jane.email}]\n  keys: ["${A_KEY}"]`)
const block = (covers: readonly Cover[], seconds = LATER): SignOffBlock => ({
  ...{ signer: jane, made: writeMade(seconds), covers, signature: 'x', line: 1 },
})
const step = (path: string): Cover => ({ path, old: file('a'), new: file('b') })
const folder = (path: string): Cover => ({ path: `${path}/`, old: state('040000', 'a'), new: state('040000', 'b') })
const asked = (path: string): Question => ({ transition: step(path), asked: OF_ANYBODY })

const elsewhere = many(MANY, (at) => folder(`elsewhere/${at}`))
const paths = many(MANY, (at) => `here/${at}`)
const commit = aCommit({ changes: paths.map((path) => aFileChange(path, { guards: [aGuard()] })) })

/** Nothing of git is asked here. */
const source = { policy, base: null } as unknown as SignOffSource
const { place, repository } = source

test('many covers that many paths have nothing to do with', async () => {
  expect(await relevantSignOffs(place, repository, [block(elsewhere)], [], paths.map(asked))).toEqual({
    ...{ relevant: [], onWay: new Set() },
  })
})

test('many covers that what is open has nothing to do with', async () => {
  expect(await movedSignOffs(source, [block(elsewhere)], [commit], [])).toEqual([])
})

test('many covers of a sign-off that is told of, and one more of what is open', async () => {
  const covers = [...elsewhere, folder('here/7'), step('here/8')]
  const examined = { commit: null, block: block(covers), signature: 'good', valid: null, knownSigner: true } as const
  const [seen] = await seenSignOffs(place, [examined], { ways: [], spent: new Set(), settled: [commit] })
  expect(Object.keys(seen!.open)).toEqual(['here/8'])
})

test('many that look like a signer’s, each for one of many paths', () => {
  const few = paths.slice(0, MANY / 10)
  const others = elsewhere.slice(0, 9)
  const blocks = many(MANY / 2, (at) => block([...others, step(few[at % few.length]!)], LATER + at))
  const { left, most } = worthVerifying(policy, blocks, new Set(blocks), few.map(asked))
  expect(most).toBe(4 * few.length)
  expect(left).toEqual(new Set(blocks.slice(0, blocks.length - most)))
})
