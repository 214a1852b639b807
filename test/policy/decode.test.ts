import { describe, expect, test } from 'vitest'
import { compileRefs } from '../../src/policy/blocking-refs.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import type { Policy } from '../../src/policy/policy.ts'

const RULES = ['required-trailers', 'suspicious-paths', 'rollback-none']

const ED25519 = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'G'.repeat(43)}`
const OTHER_ED25519 = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'H'.repeat(43)}`
const SECURITY_KEY =
  'sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIERERERERERERERERERERERERERERERERERERERERERAAAAABHNzaDo='

/** A key that always counts, for sign-offs alone. */
const key = (text: string) => ({ key: text, validAfter: null, validBefore: null, commits: false })

/** The policy that the text says; fails with all that is wrong when it says none. */
function policyOf(text: string): Policy {
  const decoded = decodePolicy(`version: 1\n${text}`, RULES)
  if ('errors' in decoded) throw new Error(JSON.stringify(decoded.errors, null, 1))
  expect(decoded.warnings).toEqual([])
  return decoded.policy
}

const lines = (said: readonly { line: number; column: number; text: string }[]): string[] =>
  said.map(({ line, column, text }) => `${line}:${column} ${text}`)

/** `line:column text` of all that is wrong; `version: 1` is line 1, the text begins on line 2. */
function errorsOf(text: string): string[] {
  const decoded = decodePolicy(`version: 1\n${text}`, RULES)
  return 'errors' in decoded ? lines(decoded.errors) : []
}

const warningsOf = (text: string): string[] => lines(decodePolicy(`version: 1\n${text}`, RULES).warnings)

describe('a policy of one line', () => {
  test('has every default', () => {
    const { entries, trailers, ...rest } = policyOf('')
    expect(rest).toEqual({
      version: 1,
      repository: null,
      mode: 'block',
      trailersFor: 'agents',
      lands: 'commits',
      guardedAt: 'request',
      signers: null,
      rules: {},
      bots: [],
      message: { commitlint: 'auto' },
      refs: { block: compileRefs(['main', 'master', 'trunk', 'develop', 'release/*']) },
    })
    expect(trailers.map(({ key, required, per }) => [key, required, per])).toEqual([
      ['Task-Id', true, 'commit'],
      ['Tests-Run', true, 'commit'],
      ['Rollback', true, 'commit'],
    ])
    expect(entries.map(({ name, kind, action, strength, line }) => [name, kind, action, strength, line])).toEqual([
      ['lockfiles', 'lockfiles', 'sign-off', 'bound', null],
      ['policy', 'policy', 'sign-off', 'bound', null],
    ])
  })

  test('takes the task from the branch, by a pattern that its example satisfies', () => {
    const task = policyOf('').trailers[0]!
    expect(task.fromBranch).toBe(true)
    for (const value of [task.example!, '#12', 'https://tracker.example/1'])
      expect(value).toMatch(new RegExp(task.pattern!))
    for (const value of ['abc-1', 'later', 'ABC-1 and more']) expect(value).not.toMatch(new RegExp(task.pattern!))
  })
})

const FULL = String.raw`
repository: 7c0c6a1e-0d53-4a52-9e0c-0f8e2b1c9a11
mode: warn
trailers-for: unverified
trailers:
  Ticket: { required: false, per: change, pattern: '^T\d+$', from-branch: true, allow-none: true, many: true, example: T1 }
  Reviewed: {}
  Rollback: false
lands: squash
guarded-at: commit
paths:
  - name: env
    description: no passwords here
    match: ['.env', '*.pem']
    except: ['.env.example']
    action: block
  - { name: CI, pack: ci, match: [/tools/ci.sh], strength: signed, signers: [platform, Joe Bloggs], approvals: 2 }
lockfiles: { strength: signed, except: ['test/fixtures/'], signers: [platform] }
signers:
  - { name: Jane Doe, email: [jane@example.com, jane@example.org], keys: ['${ED25519} jane@laptop'], groups: [platform] }
  - { name: Joe Bloggs, email: [joe@example.com], keys: ['${SECURITY_KEY}'] }
rules: { suspicious-paths: warn }
bots: [{ name: dependabot, paths: lockfiles }]
message: { commitlint: off }
refs: { block: [main, 'hotfix/*', 'refs/tags/v*'] }
`

describe('a policy with every key', () => {
  test('means what it says', () => {
    const policy = policyOf(FULL)
    expect(policy).toMatchObject({
      repository: '7c0c6a1e-0d53-4a52-9e0c-0f8e2b1c9a11',
      mode: 'warn',
      trailersFor: 'unverified',
      lands: 'squash',
      guardedAt: 'commit',
      rules: { 'suspicious-paths': 'warn' },
      bots: [{ name: 'dependabot', paths: 'lockfiles' }],
      message: { commitlint: 'off' },
      refs: { block: compileRefs(['main', 'hotfix/*', 'refs/tags/v*']) },
    })
    const plain = { per: 'commit', pattern: null, fromBranch: false, allowNone: false, many: false, example: null }
    expect(policy.trailers).toEqual([
      {
        key: 'Ticket',
        required: false,
        per: 'change',
        pattern: '^T\\d+$',
        fromBranch: true,
        allowNone: true,
        many: true,
        example: 'T1',
      },
      { ...plain, key: 'Reviewed', required: true },
    ])
    expect(policy.signers).toEqual([
      { name: 'Jane Doe', email: ['jane@example.com', 'jane@example.org'], keys: [key(ED25519)], groups: ['platform'] },
      { name: 'Joe Bloggs', email: ['joe@example.com'], keys: [key(SECURITY_KEY)], groups: [] },
    ])
    const [env, ci, lockfiles, own] = policy.entries
    expect(env).toMatchObject({
      name: 'env',
      kind: 'paths',
      description: 'no passwords here',
      action: 'block',
      patterns: ['.env', '*.pem'],
      exceptions: ['.env.example'],
      signers: null,
      approvals: 1,
      line: 13,
    })
    expect(ci).toMatchObject({
      name: 'CI',
      strength: 'signed',
      signers: ['platform', 'Joe Bloggs'],
      approvals: 2,
      line: 18,
    })
    expect(ci!.patterns.at(-1)).toBe('/tools/ci.sh')
    expect(ci!.patterns.length).toBeGreaterThan(1)
    expect(lockfiles).toMatchObject({ kind: 'lockfiles', strength: 'signed', signers: ['platform'], line: 19 })
    expect(own).toMatchObject({ name: 'policy', kind: 'policy', action: 'sign-off', strength: 'signed', approvals: 1 })
    expect(policy.entries).toHaveLength(4)
  })

  test('is plain JSON, as the copy in the git directory must be', () => {
    const policy = policyOf(FULL)
    expect(JSON.parse(JSON.stringify(policy))).toStrictEqual(policy)
  })
})

describe('lock files and the policy set', () => {
  test('lockfiles: off leaves lock files alone', () => {
    expect(policyOf('lockfiles: off').entries.map(({ name }) => name)).toEqual(['policy'])
  })

  test('the policy set is there whatever the policy says, and asks for a signature once any signer lists a key', () => {
    const own = (text: string) => policyOf(text).entries.at(-1)!
    const jane = 'signers: [{ name: Jane, email: [jane@example.com]'
    expect(own('paths: []\nlockfiles: off').strength).toBe('bound')
    expect(own(`${jane} }]`).strength).toBe('bound')
    expect(own(`${jane}, keys: ['${ED25519}'] }]`).strength).toBe('signed')
    expect(own('').patterns.length).toBeGreaterThan(0)
  })

  test('more can be asked for it, under another name', () => {
    expect(policyOf('paths: [{ name: rules of the house, pack: policy }]').entries).toHaveLength(3)
  })
})

describe('trailers', () => {
  test('given, they are the whole list; an empty map asks for none', () => {
    expect(policyOf('trailers: { Task-Id: {} }').trailers.map(({ key }) => key)).toEqual(['Task-Id'])
    expect(policyOf('trailers: {}').trailers).toEqual([])
  })

  test('a key with nothing behind it asks for nothing, with a warning, as it may be a slip', () => {
    expect(warningsOf('trailers:\n  Task-Id:\n')).toEqual([
      '3:3 nothing is said of "Task-Id", so it is not asked for: write {} behind it to ask for it, or false to say that it is not',
    ])
  })
})

describe('what is wrong is said in words, with the nearest right word', () => {
  test.each([
    ['trailers_for: agents', '2:1 unknown key "trailers_for" in the policy: did you mean "trailers-for"?'],
    ['lockfile: off', '2:1 unknown key "lockfile" in the policy: did you mean "lockfiles"?'],
    ['mod: warn', '2:1 unknown key "mod" in the policy: did you mean "mode"?'],
    ['mode: wran', '2:7 expected warn or block, found "wran": did you mean "warn"?'],
    ['mode: true', '2:7 expected warn or block, found true'],
    ['lands: [squash]', '2:8 expected commits or squash, found a list'],
    ['guarded-at:', '2:12 expected request or commit, found nothing'],
    ['message: { commitlint: false }', '2:24 expected auto, off or on, found false: did you mean "off"?'],
    ['message: off', '2:10 expected the settings of "message", found "off"'],
    ['paths: 3', '2:8 expected a list of entries, found a number (3)'],
    ['paths: [x]', '2:9 expected an entry of "paths", found "x"'],
    ['paths: [{ name: x, match: 3 }]', '2:27 expected a list of paths, found a number (3)'],
    ['paths: [{ name: x, match: .env }]', '2:27 expected a list of paths, found ".env"'],
    ['paths: [{ name: x, match: [404] }]', '2:28 expected a path, found a number (404): put it in quotes'],
    ['paths: [{ name: x, match: [] }]', '2:27 expected a list of paths, found an empty one: it would guard nothing'],
    ['paths: [{ name: x, match: [~] }]', '2:28 expected a path, found nothing'],
    [
      'paths: [{ name: x }]',
      '2:9 an entry needs "match" (a list of paths), "pack" (a list that precheck keeps), or both',
    ],
    ['paths: [{ name: x, mach: [a] }]', '2:20 unknown key "mach" in an entry of "paths": did you mean "match"?'],
    ['paths: [{ match: [x] }]', '2:9 "name" is missing in an entry of "paths"'],
    ['paths: [{ name: x, pack: secerts }]', '2:26 there is no pack "secerts": did you mean "secrets"?'],
    ['paths: [{ name: x, match: [a], strength: claimed }]', '2:42 expected bound, signed or present, found "claimed"'],
    [
      'paths: [{ name: x, match: [a], action: signoff }]',
      '2:40 expected sign-off or block, found "signoff": did you mean "sign-off"?',
    ],
    ['paths: [{ name: x, match: [a], approvals: 0 }]', '2:43 expected a whole number from 1 to 10, found a number (0)'],
    [
      'paths: [{ name: x, match: [a], approvals: 11 }]',
      '2:43 expected a whole number from 1 to 10, found a number (11)',
    ],
    [
      'paths: [{ name: x, match: [a], approvals: 1.5 }]',
      '2:43 expected a whole number from 1 to 10, found a number (1.5)',
    ],
    ['paths: [{ name: x, match: [a], approvals: "2" }]', '2:43 expected a whole number from 1 to 10, found "2"'],
    ['lockfiles: on', '2:12 expected off, found "on"'],
    ['lockfiles: false', '2:12 expected off, found false: did you mean "off"?'],
    [
      'trailers: { Task_Id: {} }',
      '2:13 "Task_Id" cannot be the key of a trailer: it must be letters, digits and dashes',
    ],
    ['trailers: { Task-Id: true }', '2:22 expected the settings of a trailer, found true'],
    [
      'trailers: { Task-Id: { require: true } }',
      '2:24 unknown key "require" in the settings of a trailer: did you mean "required"?',
    ],
    ['trailers: { Task-Id: { required: yes } }', '2:34 expected true or false, found "yes"'],
    [
      'trailers: { A: { from-branch: true } }',
      '2:31 "from-branch" needs a "pattern", to know the value in the name of a branch',
    ],
    ['trailers: { A: { pattern: "a(" } }', '2:27 "a(" cannot be a regular expression: unterminated group'],
    ['rules: { suspicious-path: off }', '2:10 there is no rule "suspicious-path": did you mean "suspicious-paths"?'],
    ['rules: { suspicious-paths: error }', '2:28 expected off, warn or block, found "error"'],
    ['bots: [{ name: x, paths: lockfile }]', '2:26 no entry is called "lockfile": did you mean "lockfiles"?'],
    ['bots: [{ name: x, paths: policy }]', '2:26 no entry is called "policy"; known: lockfiles'],
    [
      'repository: two words',
      '2:13 "two words" cannot be the id of a repository: it must be one word of at most 100 letters, digits and . _ : / -',
    ],
  ])('%s', (text, said) => {
    expect(errorsOf(text)).toEqual([said])
  })

  test('a word that is near nothing is answered with the words there are', () => {
    expect(errorsOf('message: { zzz: 1 }')).toEqual([
      '2:12 unknown key "zzz" in the settings of "message"; known: commitlint',
    ])
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is no key, rule or pack', (word) => {
    expect(errorsOf(`${word}: {}`)[0]).toMatch(/^2:1 unknown key/)
    expect(errorsOf(`rules: { ${word}: off }`)[0]).toMatch(/^2:10 there is no rule/)
    expect(errorsOf(`paths: [{ name: x, pack: ${word} }]`)[0]).toMatch(/^2:26 there is no pack/)
  })

  test('text that a terminal would obey is shown, never passed on', () => {
    const said = errorsOf('"\\e[2Jmode": 1\npaths: [{ name: "a\\u202eb\\n", match: ["\\e[31m"] }]').join('\n')
    expect(said).toContain('\\x1B')
    expect(said).not.toMatch(/[\0-\x09\x0b-\x1f\u202e]/)
  })
})

describe('a pattern that can match nothing, or too much', () => {
  test.each(['', ' .env', '!keep', '#x', 'a\\b', 'a/../b', './a', 'a//b', 'x'.repeat(1025)])(
    '%j is refused',
    (pattern) => {
      expect(errorsOf(`paths: [{ name: x, match: [${JSON.stringify(pattern)}] }]`)).toEqual([
        expect.stringMatching(/^2:28 /),
      ])
      expect(errorsOf(`lockfiles: { except: [${JSON.stringify(pattern)}] }`)).toEqual([expect.stringMatching(/^2:23 /)])
    },
  )

  test.each(['.env', '*.pem', '/deploy/', 'app/(auth)/@modal/[id].tsx', '{a,b}/**'])('%j is fine', (pattern) => {
    expect(policyOf(`paths: [{ name: x, match: ['${pattern}'] }]`).entries[0]!.patterns).toEqual([pattern])
  })
})

describe('more than one policy can need', () => {
  // Compiled, these took ten seconds and 100 MB.
  test('patterns whose braces stand for half a million paths', () => {
    const patterns = Array.from({ length: 500 }, (_, index) => `"*{1..999}?${index}"`)
    expect(errorsOf(`paths: [{ name: x, match: [\n ${patterns.join(',\n ')}] }]`)).toEqual([
      '8:2 from here on there are more than 5000 paths, with all that braces stand for',
    ])
  })

  test('patterns that are wrong, each after much work', () => {
    const patterns = Array.from({ length: 5000 }, () => '"{1..9999}"')
    expect(errorsOf(`paths: [{ name: x, match: [\n ${patterns.join(',\n ')}] }]`).at(-1)).toBe(
      '103:2 and 2 more from here on',
    )
  })

  test('more than 200 entries', () => {
    const entries = Array.from({ length: 201 }, (_, index) => `  - { name: e${index}, match: [a] }\n`)
    expect(errorsOf(`paths:\n${entries.slice(1).join('')}`)).toEqual([])
    expect(errorsOf(`paths:\n${entries.join('')}`)).toEqual(['203:5 a list of entries may hold 200 at most'])
  })

  test('5,000 plain paths are fine', () => {
    const paths = Array.from({ length: 5000 }, (_, index) => `/src/${index}.ts`)
    expect(policyOf(`paths: [{ name: x, match: [${paths.join(', ')}] }]`).entries[0]!.patterns).toEqual(paths)
  })
})

describe('names of entries', () => {
  test('stand once, whatever their case', () => {
    expect(errorsOf('paths:\n  - { name: ci, pack: ci }\n  - { name: CI, match: [a] }')).toEqual([
      '4:13 the name "CI" stands twice; first on line 3',
    ])
  })

  test('policy cannot be redefined', () => {
    expect(errorsOf('paths: [{ name: Policy, match: [nothing] }]')).toEqual([
      '2:17 "Policy" cannot be the name of an entry: the policy file, the hooks and the CI file that runs them are always guarded under this name',
    ])
  })

  test('lock files have their own key', () => {
    expect(errorsOf('paths: [{ name: lockfiles, match: [x.lock] }]')).toEqual([
      '2:17 "lockfiles" cannot be the name of an entry: lock files have a key of their own at the top: "lockfiles"',
    ])
  })
})

describe('signers', () => {
  const signers = (...list: string[]): string => `signers:\n${list.map((one) => `  - { ${one} }`).join('\n')}\n`
  const jane = `name: Jane, email: [jane@example.com], keys: ['${ED25519}'], groups: [platform]`
  const joe = 'name: Joe, email: [joe@example.com]'

  test.each([
    ['ssh-rsa', `AAAAB3NzaC1yc2E${'A'.repeat(100)}A`],
    ['ecdsa-sha2-nistp256', `AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABB${'A'.repeat(88)}`],
  ])('list %s keys', (type, body) => {
    expect(policyOf(signers(`name: A, email: [a@b.c], keys: ['${type} ${body}']`)).signers![0]!.keys).toEqual([
      key(`${type} ${body}`),
    ])
  })

  test.each([
    ['another type', 'ssh-dss AAAA', /it must begin with one of ssh-ed25519, /],
    ['an abbreviated body', 'ssh-ed25519 AAAA…', /its second word must be the whole base64 body of an ssh-ed25519 key/],
    ['the body of another type', ED25519.replace('ssh-ed25519', 'ssh-rsa'), /the whole base64 body of an ssh-rsa key/],
    ['a body that is cut short', ED25519.slice(0, 40), /the whole base64 body/],
    ['options before it', `cert-authority ${ED25519}`, /it must begin with one of/],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----', /it is a private key/],
  ])('with %s for a key', (_, key, said) => {
    expect(errorsOf(signers(`name: A, email: [a@b.c], keys: ['${key}']`))).toEqual([expect.stringMatching(said)])
  })

  test.each([
    ['no address', 'name: A', '3:5 "email" is missing in a signer'],
    [
      'an empty list of addresses',
      'name: A, email: []',
      '3:23 expected a list of addresses, found an empty one: a sign-off names its signer by one',
    ],
    [
      'an address without a host',
      'name: A, email: [a]',
      '3:24 "a" cannot be an address: it is not of the form name@host',
    ],
    [
      'a name that git cannot write',
      'name: "A <b>", email: [a@b.c]',
      '3:13 "A <b>" cannot be a name: it holds < or > or begins or ends with a blank',
    ],
  ])('with %s', (_, signer, said) => {
    expect(errorsOf(signers(signer))).toEqual([said])
  })

  test('nobody at all', () => {
    expect(errorsOf('signers: []')).toEqual([
      '2:10 expected a list of signers, found an empty one: it would let nobody sign off; without "signers", any identity may',
    ])
  })

  const keyed = (...rest: string[]) => signers(`name: A, email: [a@b.c], keys: [{ ${rest.join(', ')} }]`)

  test('may say of a key when it counts, and for what', () => {
    const times = ['valid-after: 2026-01-01', "valid-before: '2027-01-01T12:00:00Z'"]
    expect(policyOf(keyed(`key: '${ED25519} jane@laptop'`, ...times, 'commits: true')).signers![0]!.keys).toEqual([
      { key: ED25519, validAfter: 1_767_225_600, validBefore: 1_798_804_800, commits: true },
    ])
    expect(policyOf(keyed(`key: '${ED25519}'`)).signers![0]!.keys).toEqual([key(ED25519)])
  })

  test.each([
    ['no key', ['commits: true'], ['3:39 "key" is missing in a key']],
    [
      'a misspelt word',
      [`key: '${ED25519}'`, 'valid-befor: 2027-01-01'],
      [/unknown key "valid-befor".*"valid-before"/],
    ],
    ['a day that there is not', [`key: '${ED25519}'`, 'valid-after: 2026-02-30'], [/:\d+ expected a day .*2026-02-30/]],
    ['an hour that there is not', [`key: '${ED25519}'`, "valid-after: '2026-02-03T24:00:00Z'"], [/expected a day/]],
    ['a year', [`key: '${ED25519}'`, 'valid-after: 2026'], [/expected a day .*found a number/]],
    [
      'an end that is no later than its beginning',
      [`key: '${ED25519}'`, 'valid-after: 2026-01-01', 'valid-before: 2026-01-01'],
      [/"valid-before" is not later than "valid-after" \(line 3\)/],
    ],
    ['a private key', ["key: '-----BEGIN OPENSSH PRIVATE KEY-----'"], [/it is a private key/]],
  ])('may not say of a key %s', (_, rest, said) => {
    expect(errorsOf(keyed(...rest))).toEqual(
      said.map((each) => (typeof each === 'string' ? each : expect.stringMatching(each))),
    )
  })

  test('one key stands once, however it is written', () => {
    const written = `keys: ['${ED25519}', { key: '${ED25519} laptop', valid-before: 2027-01-01 }]`
    expect(errorsOf(signers(`name: A, email: [a@b.c], ${written}`))).toEqual([expect.stringMatching(/stands twice/)])
  })

  test('two people with one address, name or key would be two approvals by one', () => {
    const twin = `name: Jane, email: [JANE@example.com], keys: ['${ED25519} other comment']`
    expect(errorsOf(signers(jane, twin))).toEqual([
      '4:13 the signer "Jane" stands twice; first on line 3',
      '4:27 the address "JANE@example.com" stands twice; first on line 3',
      expect.stringMatching(/^4:53 the key "ssh-ed25519 AAAA.*" stands twice; first on line 3$/),
    ])
    expect(errorsOf(signers(jane, `name: J, email: [j@example.com], keys: ['${OTHER_ED25519}']`))).toEqual([])
  })

  test('an entry may name signers and groups that there are', () => {
    const entry = (names: string) => `paths: [{ name: x, match: [a], signers: [${names}] }]`
    expect(errorsOf(signers(jane, joe) + entry('platform, Joe'))).toEqual([])
    expect(errorsOf(signers(jane, joe) + entry('plattform, Jane'))).toEqual([
      '5:42 no signer or group is called "plattform": did you mean "platform"?',
    ])
    expect(errorsOf(entry('platform'))).toEqual(['2:41 names signers, but this policy has no list of "signers"'])
  })

  test('an entry may ask for no more people than can sign, as it could never be satisfied', () => {
    const entry = (rest: string) => `${signers(jane, joe)}paths: [{ name: x, match: [a], ${rest} }]`
    expect(errorsOf(entry('approvals: 2'))).toEqual([])
    expect(errorsOf(entry('approvals: 3'))).toEqual([
      '5:43 asks for a sign-off by 3, which only 2 of the signers can give',
    ])
    expect(errorsOf(entry('approvals: 2, signers: [platform]'))).toHaveLength(1)
    expect(errorsOf(entry('strength: signed'))).toEqual([])
    expect(errorsOf(entry('strength: signed, approvals: 2'))).toHaveLength(1)
    expect(errorsOf(entry('strength: signed, signers: [Joe]'))).toHaveLength(1)
    expect(errorsOf(entry('strength: present'))).toEqual([
      '5:42 asks for a sign-off by 1 with a security key (sk-…), which none of the signers can give',
    ])
  })

  test('any number of people may be asked for where nobody is listed', () => {
    expect(errorsOf('paths: [{ name: x, match: [a], approvals: 10 }]')).toEqual([])
  })

  test('a signature needs somebody with a key', () => {
    expect(errorsOf('lockfiles: { strength: signed }')).toEqual([
      '2:24 "signed" needs a signer with a key, and this policy has no "signers"',
    ])
  })

  test('who may sign what is blocked means nothing, which is a warning', () => {
    expect(warningsOf('paths: [{ name: x, match: [a], action: block, approvals: 2, strength: signed }]')).toEqual([
      '2:58 "approvals" has no effect where "action" is block: nobody can sign that off',
      '2:71 "strength" has no effect where "action" is block: nobody can sign that off',
    ])
  })
})

describe('versions', () => {
  test('a later one is one clear error, whatever else is in it', () => {
    const decoded = decodePolicy('mode: gentle\nversion: 2\nnew-key: 1', RULES)
    expect('errors' in decoded && lines(decoded.errors)).toEqual([
      '2:10 this is a policy of version 2, and this precheck reads 1: update precheck',
    ])
  })

  test.each([
    ['', '1:1 expected the policy, found nothing'],
    ['[]', '1:1 expected the policy, found a list'],
    ['mode: warn', '1:1 "version" is missing in the policy'],
    ['version: "1"', '1:10 expected the number 1'],
    ['version: 0', '1:10 expected the number 1'],
  ])('%j', (text, said) => {
    const decoded = decodePolicy(text, RULES)
    expect('errors' in decoded && lines(decoded.errors)).toEqual([said])
  })
})

describe('many errors', () => {
  test('all are said, in the order of the text', () => {
    const text =
      'mode: w\nmode: x\nzzz: 1\npaths:\n  - { name: a, pack: b }\n  - { match: [1], name: a }\nrules: { x: y }'
    expect(errorsOf(text).map((line) => line.split(' ')[0])).toEqual([
      '2:7',
      '3:1',
      '3:7',
      '4:1',
      '6:22',
      '7:15',
      '7:25',
      '8:10',
      '8:13',
    ])
  })

  test('but no more than anybody would read', () => {
    const said = errorsOf(Array.from({ length: 500 }, (_, index) => `zz${index}: 1`).join('\n'))
    expect(said).toHaveLength(101)
    expect(said.at(-1)).toBe('102:1 and 400 more from here on')
  })

  test('what hangs on a part that is wrong is not said on top', () => {
    expect(errorsOf('paths: [{ name: x, match: 1 }]')).toHaveLength(1)
    expect(errorsOf('trailers: { A: { pattern: "(", from-branch: true } }')).toHaveLength(1)
  })
})
