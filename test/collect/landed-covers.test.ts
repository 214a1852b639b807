import { expect, test } from 'vitest'
import { landedCover, landedCovers } from '../../src/collect/sign-offs/landed-covers.ts'
import { writeBlock } from '../../src/signoff/block.ts'
import { aSignOff } from '../signoff/given.ts'
import { file, jane } from '../signoff/sign-offs.ts'
import { makeHistory } from '../support/history.ts'
import { inIsolation } from '../support/isolated.ts'
import { withRepository } from '../support/repository.ts'

const signOffs = ['a', 'b', 'c'].map((path) => aSignOff([{ path, old: file('a'), new: file('b') }]))
const [one, two, three] = signOffs.map(({ made, covers }) => landedCover(jane.email, made, covers[0]!))
const [first, second, third] = signOffs.map((signOff) => `Sign\n\n${writeBlock(signOff)}`)

test('a sign-off has landed for a commit in whose history it stands, and for no other that is asked about with it', () =>
  withRepository(async (repository) => {
    const ids = makeHistory(repository, [
      { name: 'one', message: first! },
      { name: 'two', message: second! },
      { name: 'side', on: ['one'], message: third! },
      { name: 'merge', on: ['two', 'side'] },
    ])
    const landedIn = (names: readonly string[]) =>
      inIsolation(repository, async (place) => {
        const hasLanded = await landedCovers(
          place,
          names.map((name) => ids[name]!),
        )
        const of = (name: string) => Promise.all([one!, two!, three!].map((line) => hasLanded(line, ids[name]!)))
        return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await of(name)])))
      })
    const expected = {
      one: [true, false, false],
      two: [true, true, false],
      side: [true, false, true],
      merge: [true, true, true],
    }
    expect(await landedIn(Object.keys(expected))).toEqual(expected)
    expect(await landedIn(['two'])).toEqual({ two: expected.two })
    expect(await landedIn([])).toEqual({})
  }))
