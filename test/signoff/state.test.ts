import { expect, test } from 'vitest'
import { type SignatureFact, type SignOffFacts, stateOf, strengthOf } from '../../src/signoff/state.ts'

const FINE: SignOffFacts = { knownSigner: true, signature: 'none', objectsKnown: true, arrows: ['counts'] }

const CASES: readonly (readonly [string, Partial<SignOffFacts>, string])[] = [
  ['one that counts', {}, 'valid'],
  ['one that counts somewhere', { arrows: ['spent', 'too-weak', 'not-asked', 'counts'] }, 'valid'],
  ['a good signature', { signature: 'good' }, 'valid'],
  ['a touched one', { signature: 'touched' }, 'valid'],
  ['a signature that nobody can check', { signature: 'unchecked' }, 'valid'],
  ['a stranger', { knownSigner: false }, 'unknown-signer'],
  ['a stranger with a bad signature', { knownSigner: false, signature: 'bad' }, 'unknown-signer'],
  ['one of whom nothing is asked', { arrows: ['not-asked'] }, 'unknown-signer'],
  ['a bad signature', { signature: 'bad' }, 'bad-signature'],
  ['a bad signature over what is not here', { signature: 'bad', objectsKnown: false }, 'other-repository'],
  ['a bad signature that leads nowhere', { signature: 'bad', arrows: [] }, 'bad-signature'],
  ['a good signature over what is not here', { signature: 'good', objectsKnown: false, arrows: [] }, 'stale'],
  ['an unsigned one over what is not here', { objectsKnown: false, arrows: [] }, 'stale'],
  ['one that leads nowhere', { arrows: [] }, 'stale'],
  ['one too weak', { arrows: ['too-weak', 'not-asked'] }, 'too-weak'],
  ['one too weak here and spent there', { arrows: ['spent', 'too-weak'] }, 'too-weak'],
  ['one that was used', { arrows: ['not-asked', 'spent'] }, 'spent'],
]

test.each(CASES)('%s', (_, facts, state) => {
  expect(stateOf({ ...FINE, ...facts })).toBe(state)
})

const STRENGTHS: readonly (readonly [SignatureFact, string])[] = [
  ['none', 'bound'],
  ['unchecked', 'bound'],
  ['bad', 'bound'],
  ['good', 'signed'],
  ['touched', 'present'],
]

test.each(STRENGTHS)('a signature that is %s makes it %s', (signature, strength) => {
  expect(strengthOf(signature)).toBe(strength)
})
