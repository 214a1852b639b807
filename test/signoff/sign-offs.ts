import type { State } from '../../src/change.ts'
import type { SignOff } from '../../src/signoff/block.ts'
import { type Cover, coverFault } from '../../src/signoff/cover.ts'
import { writeMade } from '../../src/signoff/made.ts'
import { isAddress, isName } from '../../src/signoff/signer-name.ts'
import { fc } from '../support/fuzz.ts'
import { blob, flags } from './signatures.ts'

/** A full id of one digit, so that tests can be read. */
export const id = (digit: string, length = 40): string => digit.repeat(length)

export const file = (digit: string): State => ({ mode: '100644', oid: id(digit) })
export const absent: State = { mode: '000000', oid: id('0') }
export const state = (mode: string, digit: string): State => ({ mode, oid: id(digit) })

export const jane = { name: 'Jane Doe', email: 'jane@example.com' }

export const SIMPLE: SignOff = {
  signer: jane,
  made: '2026-11-21T00:40:00Z',
  covers: [{ path: 'package-lock.json', old: file('a'), new: file('b') }],
  signature: null,
}

const oids = (length: number) =>
  fc.string({ unit: fc.constantFrom('0', '1', '7', 'a', 'f'), minLength: length, maxLength: length })

const sides = (length: number, modes: readonly string[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ mode: fc.constantFrom(...modes), oid: oids(length) }) },
    { weight: 1, arbitrary: fc.constant({ mode: '000000', oid: id('0', length) }) },
  )

const paths = fc
  .array(
    fc.string({
      unit: fc.constantFrom('a', 'Z', ' ', '"', '\\', '.', '..', 'ü', '中', '\uDCFF', '#', ':', '-'),
      minLength: 1,
      maxLength: 30,
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join('/'))

const covers = (length: number): fc.Arbitrary<Cover> =>
  fc
    .oneof(
      { weight: 5, arbitrary: transition(length, ['100644', '100644', '100755', '120000', '160000'], '') },
      { weight: 1, arbitrary: transition(length, ['040000'], '/') },
    )
    .filter((cover) => coverFault(cover) === null)

const transition = (length: number, modes: readonly string[], end: string): fc.Arbitrary<Cover> =>
  fc
    .record({ path: paths, old: sides(length, modes), new: sides(length, modes) })
    .map(({ path, ...states }) => ({ path: path + end, ...states }))

const signatures = fc
  .record({
    keyType: fc.constantFrom('ssh-ed25519', 'sk-ssh-ed25519@openssh.com'),
    hash: fc.constantFrom('sha256', 'sha512'),
    touch: fc.boolean(),
  })
  .map(({ touch, ...given }) =>
    blob(given.keyType.startsWith('sk-') ? { ...given, tail: flags(touch ? 1 : 0) } : given),
  )
  .map((bytes) => bytes.toString('base64'))

/** Any sign-off that can be written; its covers are in any order and may be twice. */
export const signOffs: fc.Arbitrary<SignOff> = fc.constantFrom(40, 64).chain((length) =>
  fc.record({
    signer: fc.record({
      name: fc.string({ unit: fc.constantFrom('J', 'é', ' ', '.', ':', '@', '#', '中'), minLength: 1 }).filter(isName),
      email: fc.string({ unit: fc.constantFrom('j', '@', '.', 'é', '*', '"'), minLength: 1 }).filter(isAddress),
    }),
    made: fc.integer({ min: 0, max: 4_000_000_000 }).map(writeMade),
    covers: fc.array(covers(length), { minLength: 1, maxLength: 8 }),
    signature: fc.option(signatures),
  }),
)
