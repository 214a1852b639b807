import { describe, expect, test } from 'vitest'
import { allowedSigners } from '../../src/install/allowed-signers.ts'
import { type Authored, type KnownKey, signersBlock } from '../../src/install/signers-block.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import { fc } from '../support/fuzz.ts'

const by = (name: string, email: string, committed = email): Authored => ({ name, email, committed })

/** A public key with this letter for its content. */
const key = (letter: string): string => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`

/** The people of a block as a policy reads them. */
function people(authored: readonly Authored[], keys: readonly KnownKey[] = []) {
  const { text } = signersBlock(authored, keys)
  const decoded = decodePolicy(`version: 1\n${text}`, [])
  if ('errors' in decoded) throw new Error(decoded.errors.map((error) => error.text).join('\n'))
  return (decoded.policy.signers ?? []).map(({ name, email, keys: own }) => [
    name,
    ...email,
    ...own.map((one) => one.key),
  ])
}

describe('people', () => {
  test('are listed once each, most commits first', () => {
    const [jane, rob] = [by('Jane', 'j@x.org'), by('Rob', 'r@x.org')]
    expect(people([rob, jane, rob, jane, rob])).toEqual([
      ['Rob', 'r@x.org'],
      ['Jane', 'j@x.org'],
    ])
  })

  test('have all addresses under one name, and all names under one address, in any order', () => {
    const seen = [by('Jane', 'j@x.org'), by('J. Doe', 'jd@y.org'), by('Jane', 'JD@y.org')]
    expect(people(seen)).toEqual([['Jane', 'j@x.org', 'jd@y.org']])
    expect(people(seen.toReversed())).toEqual([['Jane', 'JD@y.org', 'j@x.org']])
  })

  test('sign by the address that they commit with, and by the one that .mailmap gives them', () => {
    expect(people([by('Jane', 'j@x.org', 'jane@laptop')])).toEqual([['Jane', 'j@x.org', 'jane@laptop']])
  })

  test.each([
    ['an agent', by('Claude', 'noreply@anthropic.com')],
    ["a forge's bot", by('dependabot[bot]', '49699333+dependabot[bot]@users.noreply.github.com')],
    ['a bot by its name', by('renovate[bot]', 'bot@example.com')],
    ['a person and aider', by('Jane (aider)', 'j@x.org')],
    ['a bot that .mailmap calls a person', by('Jane', 'j@x.org', '49699333+dependabot[bot]@users.noreply.github.com')],
  ])('are no agents and bots: %s', (_, other) => {
    expect(people([other])).toEqual([])
    expect(people([other, by('Rob', 'r@x.org')])).toEqual([['Rob', 'r@x.org']])
  })

  test('that no policy could name are left out, and counted', () => {
    const hostile = [by('A\u202eB', 'a@x.org'), by('B', 'no address'), by('', 'c@x.org'), by('C\u001b[2J', 'd@x.org')]
    expect(signersBlock(hostile, [])).toEqual({ text: '', people: 0, keyed: 0, left: 4 })
    expect(signersBlock([...hostile, by('Rob "R" #1: x', 'r@x.org')], []).left).toBe(4)
    expect(people([by('Rob "R" #1: x', 'r@x.org')])).toEqual([['Rob "R" #1: x', 'r@x.org']])
  })

  test('of a crowd are the twenty with most commits', () => {
    const crowd = Array.from({ length: 25 }, (_, at) =>
      Array.from({ length: at + 1 }, () => by(`P${at}`, `p${at}@x.org`)),
    )
    expect(signersBlock(crowd.flat(), [])).toMatchObject({ people: 20, left: 5 })
    expect(people(crowd.flat())[0]).toEqual(['P24', 'p24@x.org'])
  })

  test('whatever commits say, the block is one that a policy can have', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('Jane', 'a@b', 'A@b', 'x y', '- "', ': #'),
    )
    const some = fc.array(fc.record({ name: word, email: word, committed: word }), { maxLength: 12 })
    const keys = fc.array(fc.record({ email: word, key: fc.constantFrom(key('a'), key('b'), 'x') }), { maxLength: 4 })
    fc.assert(
      fc.property(some, keys, (authored, known) => {
        const block = signersBlock(authored, known)
        expect(people(authored, known)).toHaveLength(block.people)
        expect(block.text).not.toMatch(/[^\n\x20-\x7e\xa0-\uffff]/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('keys', () => {
  const jane = by('Jane', 'Jane@x.org')

  test('stand with those whose address they go with, without a comment, each once', () => {
    const keys = [
      { email: 'jane@X.org', key: `${key('a')} jane@laptop` },
      { email: 'jane@x.org', key: key('a') },
      { email: 'jane@x.org', key: key('b') },
      { email: 'rob@x.org', key: key('c') },
    ]
    expect(people([jane], keys)).toEqual([['Jane', 'Jane@x.org', key('a'), key('b')]])
    expect(signersBlock([jane, by('Rob', 'r@x.org')], keys)).toMatchObject({ people: 2, keyed: 1 })
  })

  test('of two people count for the first alone', () => {
    const both = [jane, by('Rob', 'r@x.org')].map(({ email }) => ({ email, key: key('a') }))
    expect(people([jane, by('Rob', 'r@x.org')], both)).toEqual([
      ['Jane', 'Jane@x.org', key('a')],
      ['Rob', 'r@x.org'],
    ])
  })

  test('that are none, private ones among them, are not shown', () => {
    const none = ['-----BEGIN OPENSSH PRIVATE KEY-----', 'ssh-ed25519 AAAA', 'x', '']
    expect(
      people(
        [jane],
        none.map((each) => ({ email: 'jane@x.org', key: each })),
      ),
    ).toEqual([['Jane', 'Jane@x.org']])
  })
})

describe('a file of allowed signers', () => {
  test.each([
    ['a plain line', `j@x.org ${key('a')}`, ['j@x.org']],
    ['a comment behind the key', `j@x.org ${key('a')} laptop\r`, ['j@x.org']],
    ['several principals', `j@x.org,jd@y.org ${key('a')}`, ['j@x.org', 'jd@y.org']],
    ['quoted principals', `"j@x.org,jd@y.org" ${key('a')}`, ['j@x.org', 'jd@y.org']],
    ["git's own use", `j@x.org namespaces="file,git" ${key('a')}`, ['j@x.org']],
    ['a day from which it counts', `j@x.org valid-after="20200101" ${key('a')}`, ['j@x.org']],
    ['another use', `j@x.org namespaces="file" ${key('a')}`, []],
    ['an end', `j@x.org valid-before="20200101" ${key('a')}`, []],
    ['an authority', `*@x.org cert-authority ${key('a')}`, []],
    ['an authority for one', `j@x.org cert-authority ${key('a')}`, []],
    ['a pattern', `*@x.org ${key('a')}`, []],
    ['an exception', `*@x.org,!j@x.org ${key('a')}`, []],
    ['no address', `jane ${key('a')}`, []],
    ['a comment', `# j@x.org ${key('a')}`, []],
    ['half a line', 'j@x.org ssh-ed25519', []],
    ['nothing', '', []],
  ])('%s', (_, line, emails) => {
    expect(allowedSigners(line)).toEqual(emails.map((email) => ({ email, key: key('a') })))
    expect(allowedSigners(`\n${line}\nr@x.org ${key('b')}\n`).map(({ email }) => email)).toEqual([...emails, 'r@x.org'])
  })
})
