import { expect, test } from 'vitest'
import { asksOf } from '../../src/collect/packet/packet-asks.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import { ruleIds } from '../../src/rules/index.ts'

const asksUnder = (policy: string) => {
  const decoded = decodePolicy(`version: 1\n${policy}`, ruleIds)
  if (!('policy' in decoded)) throw new Error(JSON.stringify(decoded))
  return Object.fromEntries(asksOf(decoded.policy).map(({ entry, ...asked }) => [entry, asked]))
}

const LEAST = { strength: 'bound', approvals: 1, independent: false }

test('whoever may sign is named as the policy names them, a group with the people in it', () => {
  const asks = asksUnder(`
paths:
  - { name: ci, match: [ci/], signers: [platform, Eve], approvals: 2, independent: true }
  - { name: docs, match: [docs/] }
  - { name: secrets, match: ['*.pem'], action: block }
signers:
  - { name: Jane Doe, email: [jane@example.com], groups: [platform] }
  - { name: Max Mann, email: [max@example.com], groups: [platform, web] }
  - { name: Eve, email: [eve@example.com] }
`)
  expect(asks['ci']).toEqual({
    ...{ strength: 'bound', approvals: 2, independent: true },
    signers: [
      { name: 'platform', members: ['Jane Doe', 'Max Mann'] },
      { name: 'Eve', members: null },
    ],
  })
  const everybody = ['Jane Doe', 'Max Mann', 'Eve'].map((name) => ({ name, members: null }))
  expect(asks['docs']).toEqual({ ...LEAST, signers: everybody })
  expect(asks['lockfiles']).toEqual({ ...LEAST, signers: everybody })
  // What a commit asks for by itself; what is blocked asks nobody.
  expect(asks['null']).toEqual({ ...LEAST, signers: everybody })
  expect(asks['secrets']).toBeUndefined()
})

test('a policy that lists nobody asks anybody', () => {
  expect(asksUnder('paths: [{ name: ci, match: [ci/] }]')['ci']).toEqual({ ...LEAST, signers: null })
})

test('a group that is called as a person is has both in it', () => {
  const asks = asksUnder(`
paths: [{ name: ci, match: [ci/], signers: [Eve] }]
signers:
  - { name: Eve, email: [eve@example.com] }
  - { name: Max Mann, email: [max@example.com], groups: [Eve] }
`)
  expect(asks['ci']!.signers).toEqual([{ name: 'Eve', members: ['Eve', 'Max Mann'] }])
})

test('an agent that is listed is nobody who may sign', () => {
  const asks = asksUnder(`
paths:
  - { name: ci, match: [ci/] }
  - { name: docs, match: [docs/], signers: [team] }
signers:
  - { name: Claude, email: [noreply@anthropic.com], groups: [team] }
  - { name: Eve, email: [eve@example.com], groups: [team] }
`)
  expect(asks['ci']!.signers).toEqual([{ name: 'Eve', members: null }])
  expect(asks['docs']!.signers).toEqual([{ name: 'team', members: ['Eve'] }])
})
