import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { decodePolicy } from '../../src/policy/decode.ts'
import { packs } from '../../src/policy/packs.ts'

const read = (name: string): string => readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8')
const SCHEMA = JSON.parse(read('policy.schema.json'))

const isExpression = (source: string): boolean => {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return false
  }
}
const fits = new Ajv({ formats: { regex: isExpression } }).compile(SCHEMA)

/** JSON is YAML. */
const decodes = (document: unknown): boolean => 'policy' in decodePolicy(JSON.stringify(document), [])

const policy = (rest: object): object => ({ version: 1, ...rest })
const entry = (rest: object): object => policy({ paths: [{ name: 'x', match: ['a'], ...rest }] })
const trailer = (rest: object): object => policy({ trailers: { 'Task-Id': rest } })
const signer = (rest: object): object => policy({ signers: [{ name: 'Jane', email: ['jane@example.com'], ...rest }] })
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'G'.repeat(43)}`

/** A public key packet of no bytes: what is in it, gpg says. */
const PGP = 'openpgp:xgA='
const armored = (key: string): string =>
  `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${key.slice(8)}\n-----END PGP PUBLIC KEY BLOCK-----\n`
const OTHER = KEY.replace('GG', 'HH')
const TIMES = { 'valid-after': '2026-01-01', 'valid-before': '2027-01-01T12:00:00Z' }

test('the starter policy fits the schema', () => {
  fits(parse(read('policy.yml')))
  expect(fits.errors).toBeNull()
})

describe('schema and decoder take the same documents', () => {
  test.each<[string, object]>([
    ['the least there is', policy({})],
    ['words', policy({ mode: 'warn', 'trailers-for': 'everyone', lands: 'squash', 'guarded-at': 'commit' })],
    ['the id that install writes', policy({ repository: '7c0c6a1e-0d53-4a52-9e0c-0f8e2b1c9a11' })],
    ['no trailers', policy({ trailers: {} })],
    ['a trailer without settings', trailer({})],
    ['a trailer that is dropped', policy({ trailers: { Rollback: false, 'Tests-Run': null } })],
    [
      'a trailer with all settings',
      trailer({
        required: false,
        per: 'change',
        pattern: '^T\\d+$',
        'from-branch': true,
        'allow-none': true,
        many: true,
        example: 'T1',
      }),
    ],
    ['from-branch: false without a pattern', trailer({ 'from-branch': false })],
    ['no entries', policy({ paths: [] })],
    ['an entry', entry({ description: 'why', except: [], action: 'block' })],
    ['an entry by pack', policy({ paths: [{ name: 'ci', pack: 'ci' }] })],
    ['lock files off', policy({ lockfiles: 'off' })],
    ['lock files by default', policy({ lockfiles: {} })],
    [
      'lock files with settings',
      policy({
        lockfiles: { description: 'x', except: ['fixtures/'], action: 'sign-off', strength: 'bound', approvals: 2 },
      }),
    ],
    ['a signer', signer({})],
    ['a signer with a key and groups', signer({ keys: [`${KEY} jane@laptop`], groups: ['platform', 'web'] })],
    ['a signer with a key that says more', signer({ keys: [{ key: KEY, ...TIMES, commits: true }, { key: OTHER }] })],
    ['a signer with an OpenPGP key', signer({ keys: [PGP] })],
    ['the same, armored', signer({ keys: [{ key: armored(PGP) }] })],
    ['an entry for independent people', entry({ independent: true })],
    ['bots', policy({ bots: [{ name: 'dependabot', paths: 'lockfiles' }] })],
    ['no rules', policy({ rules: {} })],
    ['commitlint', policy({ message: { commitlint: 'off' } })],
    ['an empty message', policy({ message: {} })],
    ['refs by default', policy({ refs: {} })],
    ['refs that block', policy({ refs: { block: ['main', 'refs/tags/v*'] } })],
    ['no refs but the default branch', policy({ refs: { block: [] } })],
  ])('%s', (_, document) => {
    expect({ schema: fits(document), decoder: decodes(document) }).toEqual({ schema: true, decoder: true })
  })

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a list', []],
    ['no version', {}],
    ['version 2', { version: 2 }],
    ['a version in quotes', { version: '1' }],
    ['an unknown key', policy({ modus: 'warn' })],
    ['an unknown word', policy({ mode: 'gentle' })],
    ['a boolean for a word', policy({ message: { commitlint: false } })],
    ['an id of two words', policy({ repository: 'a b' })],
    ['a list of trailers', policy({ trailers: ['Task-Id'] })],
    ['a trailer key with a blank', policy({ trailers: { 'Task Id': {} } })],
    ['trailer: true', policy({ trailers: { 'Task-Id': true } })],
    ['an unknown trailer setting', trailer({ require: true })],
    ['required: yes', trailer({ required: 'yes' })],
    ['a pattern that is none', trailer({ pattern: '(' })],
    ['an empty pattern', trailer({ pattern: '' })],
    ['a long pattern', trailer({ pattern: 'a'.repeat(501) })],
    ['from-branch without a pattern', trailer({ 'from-branch': true })],
    ['an empty example', trailer({ example: '' })],
    ['an entry without a name', policy({ paths: [{ match: ['a'] }] })],
    ['an entry without paths', policy({ paths: [{ name: 'a' }] })],
    ['an entry with a blank name', entry({ name: ' ' })],
    ['an entry called Policy', entry({ name: 'Policy' })],
    ['an entry called lockfiles', entry({ name: 'lockfiles' })],
    ['an entry with a name of two lines', entry({ name: 'a\nb' })],
    ['an entry with a long name', entry({ name: 'a'.repeat(101) })],
    ['an unknown pack', entry({ pack: 'everything' })],
    ['a list of packs', entry({ pack: ['ci'] })],
    ['one path that is no list', entry({ match: '.env' })],
    ['an empty match', entry({ match: [] })],
    ['an empty path', entry({ match: [''] })],
    ['a number for a path', entry({ except: [404] })],
    ['a very long path', entry({ match: ['a'.repeat(1025)] })],
    ['strength: claimed', entry({ strength: 'claimed' })],
    ['no approvals', entry({ approvals: 0 })],
    ['eleven approvals', entry({ approvals: 11 })],
    ['half an approval', entry({ approvals: 1.5 })],
    ['nobody may sign', entry({ signers: [] })],
    ['lockfiles: false', policy({ lockfiles: false })],
    ['lock files with a match', policy({ lockfiles: { match: ['x'] } })],
    ['no signers', policy({ signers: [] })],
    ['a signer without an address', policy({ signers: [{ name: 'Jane' }] })],
    ['a signer with no addresses', signer({ email: [] })],
    ['an address without a host', signer({ email: ['jane'] })],
    ['an address that is no list', signer({ email: 'jane@example.com' })],
    ['a name that git cannot write', signer({ name: 'Jane <x>' })],
    ['a key of a type that is not taken', signer({ keys: ['ssh-dss AAAAB3NzaC1kc3M='] })],
    ['an OpenPGP key that is none', signer({ keys: ['openpgp:…'] })],
    ['a key without a body', signer({ keys: ['ssh-ed25519'] })],
    ['a key in a map without its key', signer({ keys: [{ commits: true }] })],
    ['a key in a list', signer({ keys: [[KEY]] })],
    ['a key with a word of no use', signer({ keys: [{ key: KEY, until: '2027-01-01' }] })],
    ['a key that counts from a year on', signer({ keys: [{ key: KEY, 'valid-after': 2026 }] })],
    ['a key that counts from a local time on', signer({ keys: [{ key: KEY, 'valid-after': '2026-01-01T00:00:00' }] })],
    ['a key that is good for something unknown', signer({ keys: [{ key: KEY, commits: 'yes' }] })],
    ['independent: yes', entry({ independent: 'yes' })],
    ['a rule set to a word that is none', policy({ rules: { x: 'error' } })],
    ['a bot without paths', policy({ bots: [{ name: 'x' }] })],
    ['an unknown key of message', policy({ message: { lint: 'off' } })],
    ['refs: off', policy({ refs: 'off' })],
    ['an unknown key of refs', policy({ refs: { warn: ['topic'] } })],
    ['one branch that is no list', policy({ refs: { block: 'main' } })],
    ['an empty branch', policy({ refs: { block: [''] } })],
    ['a very long branch', policy({ refs: { block: ['a'.repeat(201)] } })],
    ['more branches than anybody reads', policy({ refs: { block: Array.from({ length: 101 }, (_, at) => `b${at}`) } })],
  ])('not %s', (_, document) => {
    expect({ schema: fits(document), decoder: decodes(document) }).toEqual({ schema: false, decoder: false })
  })

  // What one part of a policy says of another is beyond a schema.
  test.each<[string, object]>([
    ['a rule that there is not', policy({ rules: { 'no-such-rule': 'off' } })],
    ['a signer that there is not', entry({ signers: ['nobody'] })],
    ['more approvals than signers', { ...entry({ approvals: 2 }), ...signer({}) }],
    ['a key whose body is of another type', signer({ keys: [KEY.replace('ssh-ed25519', 'ssh-rsa')] })],
    ['a day that there is not', signer({ keys: [{ key: KEY, 'valid-after': '2026-02-30' }] })],
    ['a key that never counts', signer({ keys: [{ key: KEY, ...TIMES, 'valid-before': '2025-01-01' }] })],
    ['an OpenPGP key of nothing', signer({ keys: ['openpgp:AAAA'] })],
    ['a repetition within a repetition', trailer({ pattern: '(a+)+' })],
    ['a path that can match nothing', entry({ match: ['a/../b'] })],
    ['a branch that git cannot have', policy({ refs: { block: ['a..b'] } })],
  ])('only the decoder sees %s', (_, document) => {
    expect({ schema: fits(document), decoder: decodes(document) }).toEqual({ schema: true, decoder: false })
  })
})

describe('schema and decoder know the same words', () => {
  /** The decoder's own list of the keys that may stand where an unknown one does. */
  function keysAt(document: object): string[] {
    const decoded = decodePolicy(JSON.stringify(document), [])
    const texts = 'errors' in decoded ? decoded.errors.map(({ text }) => text) : []
    const known = texts.find((text) => text.startsWith('unknown key "-"'))?.split('; known: ')[1]
    return known?.split(', ').toSorted() ?? []
  }
  const { properties, definitions } = SCHEMA

  test.each<[string, object, object]>([
    ['the policy', properties, { '-': 1 }],
    ['a trailer', definitions.trailerSettings.properties, trailer({ '-': 1 })],
    ['an entry', definitions.entry.properties, entry({ '-': 1 })],
    ['lock files', definitions.lockfiles.properties, policy({ lockfiles: { '-': 1 } })],
    ['a signer', definitions.signer.properties, signer({ '-': 1 })],
    ['a key', definitions.key.properties, signer({ keys: [{ '-': 1 }] })],
    ['a bot', definitions.bot.properties, policy({ bots: [{ '-': 1 }] })],
    ['the message', properties.message.properties, policy({ message: { '-': 1 } })],
  ])('keys of %s', (_, inSchema, document) => {
    expect(keysAt(document)).toEqual(Object.keys(inSchema).toSorted())
  })

  test('packs', () => {
    expect(definitions.entry.properties.pack.enum.toSorted()).toEqual(Object.keys(packs).toSorted())
  })
})
