import { describe, expect, test } from 'vitest'
import { writeMade } from '../../src/signoff/made.ts'
import { judge } from '../support/example.ts'
import { withRepository } from '../support/repository.ts'
import { aSignOff, coversBetween, LATER, signedBlock } from './given.ts'
import { type Keys, withKeys } from './keys.ts'

const REPOSITORY = '7c0c6a1e-0000-4000-8000-000000000000'
const DAY = 24 * 60 * 60

const policy = (keys: readonly string[], strength = 'signed') => `version: 1
repository: ${REPOSITORY}
paths:
  - { name: deploy, match: ['deploy/'], strength: ${strength} }
signers:
  - name: Jane Doe
    email: [jane@example.com]
    keys: [${keys.join(', ')}]
`

const moment = (seconds: number) => `'${writeMade(seconds)}'`

/** What becomes of a sign-off that Jane made at LATER; `keys` are those of the policy when it is judged. */
async function judgedWith(keys: (keys: Keys) => readonly string[], strength?: string) {
  return await withKeys(async (made) => {
    const path = made.make('jane', '-t', 'ed25519')
    made.make('other', '-t', 'ed25519')
    return await withRepository(async (repository) => {
      repository.commit('Adopt', { '.precheck.yml': policy(keys(made), strength) })
      repository.git('branch', 'base')
      const work = repository.commit('Deploy', { 'deploy/run': 'x\n' })
      const signOff = aSignOff(coversBetween(repository, 'base', work))
      repository.commit(`Sign\n\n${await signedBlock(signOff, path, REPOSITORY)}`)
      const { verdict, signOffs } = await judge(repository, 'base')
      return [verdict, signOffs[0]!.state, signOffs[0]!.strength]
    })
  })
}

const GOOD = ['pass', 'valid', 'signed']
const BAD = ['block', 'bad-signature', 'bound']

describe('a signed sign-off counts only while its key does', () => {
  test.each<[string, string, readonly string[]]>([
    ['from its first second on', `valid-after: ${moment(LATER)}`, GOOD],
    ['not a second before', `valid-after: ${moment(LATER + 1)}`, BAD],
    ['to its last second', `valid-before: ${moment(LATER + 1)}`, GOOD],
    ['and not a second longer', `valid-before: ${moment(LATER)}`, BAD],
    ['between two moments', `valid-after: ${moment(LATER - DAY)}, valid-before: ${moment(LATER + DAY)}`, GOOD],
    ['and for ever, where nothing is said', 'commits: true', GOOD],
  ])('%s', async (_, more, expected) => {
    expect(await judgedWith((keys) => [`{ key: '${keys.publicKey('jane')}', ${more} }`])).toEqual(expected)
  })

  test('another key that does count does not stand in for it', async () => {
    const keys = (all: Keys) => [
      `{ key: '${all.publicKey('jane')}', valid-before: ${moment(LATER)} }`,
      `'${all.publicKey('other')}'`,
    ]
    expect(await judgedWith(keys)).toEqual(BAD)
  })

  test('and is worth no more than none even where a typed one is enough', async () => {
    const outdated = (all: Keys) => [`{ key: '${all.publicKey('jane')}', valid-before: ${moment(LATER)} }`]
    expect(await judgedWith(outdated, 'bound')).toEqual(BAD)
    expect(await judgedWith((all) => [`'${all.publicKey('jane')}'`], 'bound')).toEqual(GOOD)
  })
})

describe('a key that was taken out of the policy on the base', () => {
  test('counts no more, whatever it signed before', async () => {
    expect(await judgedWith((keys) => [`'${keys.publicKey('other')}'`])).toEqual(BAD)
  })

  test('harmless: another key was added beside it', async () => {
    expect(await judgedWith((keys) => [`'${keys.publicKey('other')}'`, `'${keys.publicKey('jane')}'`])).toEqual(GOOD)
  })
})
