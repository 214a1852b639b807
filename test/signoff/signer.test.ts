import { expect, test } from 'vitest'
import type { Signer } from '../../src/policy/policy.ts'
import { knownSigner, personOf } from '../../src/signoff/signer.ts'
import { readSignerName } from '../../src/signoff/signer-name.ts'

const KEY = { key: 'ssh-ed25519 AAAA', validAfter: null, validBefore: null, commits: false }

const JANE: Signer = {
  name: 'Jane Doe',
  email: ['jane@example.com', 'Jane@Work.example'],
  keys: [KEY],
  groups: ['platform', 'release'],
}

const known = { person: 'Jane Doe', called: ['Jane Doe', 'platform', 'release'], keys: [KEY] }

test.each(['jane@example.com', 'JANE@example.com', 'jane@work.example'])(
  'one person is one, by whichever address: %s',
  (email) => {
    expect(knownSigner([JANE], { name: 'J.', email })).toEqual(known)
  },
)

test.each([
  ['an address that is not listed', 'Jane Doe', 'jane@example.org'],
  ['an address with a part of a listed one', 'Jane Doe', 'xjane@example.com'],
  ['a group is no address', 'platform', 'platform'],
])('the policy does not know %s', (_, name, email) => {
  expect(knownSigner([JANE], { name, email })).toBeNull()
})

test('where the policy lists nobody, anybody may sign, by their address', () => {
  expect(knownSigner(null, { name: 'Bo', email: 'Bo@Example.com' })).toEqual({
    person: 'bo@example.com',
    called: [],
    keys: [],
  })
})

test.each([
  ['an agent', 'Claude', 'noreply@anthropic.com'],
  ['a bot of a forge', 'dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com'],
  ['a token of a project', 'token', 'project_123_bot_4ffca233d8298ea1@noreply.gitlab.example'],
  ['a person through an agent', 'Jane Doe (aider)', 'jane@example.com'],
])('%s never signs, listed or not', (_, name, email) => {
  expect(knownSigner(null, { name, email })).toBeNull()
  expect(knownSigner([{ ...JANE, email: [email] }], { name, email })).toBeNull()
})

test('a person is the same by each of their addresses, and an address that is not listed is one of its own', () => {
  const people = ['JANE@example.com', 'jane@work.example', 'Bo@Example.com'].map((email) => personOf([JANE], email))
  expect(people).toEqual(['Jane Doe', 'Jane Doe', 'bo@example.com'])
  expect(personOf(null, 'Bo@Example.com')).toBe('bo@example.com')
})

test.each([
  ['Jane Doe <jane@example.com>', { name: 'Jane Doe', email: 'jane@example.com' }],
  ['J <j>', { name: 'J', email: 'j' }],
  ['Jane  Doe <jane@example.com>', { name: 'Jane  Doe', email: 'jane@example.com' }],
  ['Jane Doe  <jane@example.com>', null],
  ['Jane Doe<jane@example.com>', null],
  ['Jane Doe <jane@example.com> ', null],
  ['Jane <x> <jane@example.com>', null],
  ['Jane Doe <>', null],
  ['<jane@example.com>', null],
  [' <jane@example.com>', null],
])('a name and an address: %j', (text, expected) => {
  expect(readSignerName(text)).toEqual(expected)
})
