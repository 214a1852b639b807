import { describe, expect, test } from 'vitest'
import type { PolicyEffect } from '../../src/change.ts'
import { effectOn } from '../../src/collect/policy-file.ts'
import { differencesWords, differenceWords } from '../../src/policy/effect-words.ts'
import { A_KEY, aPolicy } from '../support/change.ts'

const TREE = ['deploy/a.sh', 'deploy/b.sh', 'docs/a.md', 'package-lock.json', '.precheck.yml', 'certs/a.pem']

const effect = (before: string, after: string, tree: readonly string[] = TREE): Promise<PolicyEffect> =>
  effectOn(tree, aPolicy(before), aPolicy(after))

const words = async (before: string, after: string, tree?: readonly string[]) => {
  const { weaker, stricter } = await effect(before, after, tree)
  return { weaker: weaker.map(differenceWords), stricter: stricter.map(differenceWords) }
}

const DEPLOY = "paths: [{ name: deploy, match: ['deploy/'] }]"
const signers = (...list: readonly string[]) => `signers:\n${list.map((each) => `  - ${each}\n`).join('')}`
const ANN = '{ name: Ann, email: [ann@example.com], groups: [platform] }'
const BOB = '{ name: Bob, email: [bob@example.com] }'
describe('what asks less, and its like the other way round', () => {
  test.each<readonly [string, string, string, readonly string[]]>([
    [
      'an entry is gone',
      DEPLOY,
      '',
      ['"deploy" guards no longer 2 files (deploy/a.sh, deploy/b.sh) and what matches deploy/'],
    ],
    [
      'a pattern is gone that nothing matches yet',
      "paths: [{ name: keys, match: ['*.key', '*.pem'] }]",
      "paths: [{ name: keys, match: ['*.pem'] }]",
      ['"keys" guards no longer what matches *.key (no file of the tree yet)'],
    ],
    [
      'one name of a pattern in braces is gone',
      "paths: [{ name: keys, match: ['*.{key,pem}'] }]",
      "paths: [{ name: keys, match: ['*.pem'] }]",
      ['"keys" guards no longer what matches *.{key,pem} (no file of the tree yet)'],
    ],
    [
      'a pattern is narrower',
      DEPLOY,
      "paths: [{ name: deploy, match: ['deploy/a.sh'] }]",
      ['"deploy" guards no longer 1 file (deploy/b.sh) and what matches deploy/'],
    ],
    [
      'an exception is new',
      DEPLOY,
      "paths: [{ name: deploy, match: ['deploy/'], except: ['/deploy/a.sh'] }]",
      ['"deploy" guards no longer 1 file (deploy/a.sh)', '"deploy" excepts /deploy/a.sh'],
    ],
    [
      'lock files are off',
      '',
      'lockfiles: off',
      ['"lockfiles" guards no longer 1 file (package-lock.json) and what matches'],
    ],
    [
      'what was blocked can be signed off',
      "paths: [{ name: keys, match: ['*.pem'], action: block }]",
      "paths: [{ name: keys, match: ['*.pem'] }]",
      ['"keys" asks block -> sign-off for 1 file (certs/a.pem) and what matches *.pem'],
    ],
    [
      'fewer people and a weaker strength',
      `${signers(`{ name: Ann, email: [ann@example.com], keys: ['${A_KEY}'] }`, BOB)}paths: [{ name: deploy, match: ['deploy/'], approvals: 2, strength: bound }]`,
      `${signers(`{ name: Ann, email: [ann@example.com], keys: ['${A_KEY}'] }`, BOB)}${DEPLOY}`,
      ['"deploy" asks approvals 2 -> approvals 1 for 2 files (deploy/a.sh, deploy/b.sh) and what matches deploy/'],
    ],
    [
      'others may sign',
      `${signers(ANN, BOB)}paths: [{ name: deploy, match: ['deploy/'], signers: [platform] }]`,
      `${signers(ANN, BOB)}${DEPLOY}`,
      [
        '"deploy" asks signers platform -> signers any, so also Bob for 2 files (deploy/a.sh, deploy/b.sh) and what matches deploy/',
      ],
    ],
    [
      'somebody has joined a group',
      `${signers(ANN, BOB)}paths: [{ name: deploy, match: ['deploy/'], signers: [platform] }]`,
      `${signers(ANN, BOB.replace('}', ', groups: [platform] }'))}paths: [{ name: deploy, match: ['deploy/'], signers: [platform] }]`,
      [
        '"deploy" asks signers platform -> signers platform, so also Bob for 2 files (deploy/a.sh, deploy/b.sh) and what matches deploy/',
      ],
    ],
    ['a signer is new', signers(ANN), signers(ANN, BOB), ['the signer "Bob" is added (bob@example.com)']],
    [
      'an address is new',
      signers(ANN),
      signers(ANN.replace('[ann@', '[eve@example.com, ann@')),
      ['the signer "Ann" has another address: eve@example.com'],
    ],
    ['anybody may sign', signers(ANN), '', ['who may sign off: Ann -> anybody']],
    ['it only warns', '', 'mode: warn', ['mode: block -> warn']],
    ['squashing', '', 'lands: squash', ['lands: commits -> squash']],
    ['requests go on', 'guarded-at: commit', '', ['guarded-at: commit -> request']],
    ['of fewer people', 'trailers-for: everyone', '', ['trailers-for: everyone -> agents']],
    ['a rule is off', '', 'rules: { suspicious-paths: off }', ['the rule "suspicious-paths": block -> off']],
    [
      'a bot is exempt',
      '',
      'bots: [{ name: dependabot, paths: lockfiles }]',
      ['the bot "dependabot" is exempt from "lockfiles"'],
    ],
    [
      'a trailer is optional, and another is gone',
      'trailers: { Team: {}, Plan: {} }',
      'trailers: { team: { required: false } }',
      ['the trailer "Team": required -> optional', 'the trailer "Plan": required -> not asked for'],
    ],
    [
      'a trailer may say none',
      'trailers: { Team: {} }',
      'trailers: { Team: { allow-none: true, per: change } }',
      ['the trailer "Team": per commit -> per change', 'the trailer "Team": allow-none: false -> allow-none: true'],
    ],
  ])('%s', async (_, before, after, weaker) => {
    const forth = await words(before, after)
    expect(forth.weaker.map((said, index) => said.slice(0, weaker[index]?.length))).toEqual(weaker)
    expect(forth.stricter).toEqual([])
    const back = await effect(after, before)
    // That a wider pattern holds for all that a narrower one did is more than is claimed.
    expect(back.weaker.filter(({ about }) => about !== 'pattern')).toEqual([])
    expect(back.stricter).toHaveLength(weaker.length)
  })

  test('a key that is added opens a way, and the policy file then asks for more', async () => {
    const keyed = signers(ANN.replace('}', `, keys: ['${A_KEY}'] }`))
    const { weaker, stricter } = await words(signers(ANN), keyed)
    expect(weaker).toEqual([expect.stringMatching(/^the signer "Ann" has another key: ssh-ed25519 …\S{12}$/)])
    expect(stricter).toEqual([
      expect.stringMatching(/^"policy" asks strength bound -> strength signed for 1 file \(.precheck.yml\)/),
    ])
    const taken = await words(keyed, signers(ANN))
    expect(taken.weaker).toEqual([expect.stringMatching(/^"policy" asks strength signed -> strength bound/)])
  })

  test('another pattern of a trailer or another repository is neither more nor less: it is said as less', async () => {
    const pattern = (text: string) => `trailers: { Team: { pattern: '${text}' } }`
    expect(await words(pattern('^a$'), pattern('^.+$'))).toEqual({
      weaker: ['the trailer "Team": pattern ^a$ -> pattern ^.+$'],
      stricter: [],
    })
    expect((await words('repository: a', 'repository: b')).weaker).toEqual(['repository: a -> b'])
    expect((await words('trailers: { Team: {} }', pattern('^a$'))).weaker).toEqual([])
  })
})

describe('nothing is said where nothing is asked otherwise', () => {
  test.each<readonly [string, string, string]>([
    ['another order', `mode: block\n${DEPLOY}`, `${DEPLOY}\nmode: block`],
    ['comments and what holds anyway', DEPLOY, `# why\n${DEPLOY}\nlands: commits\nrules: { suspicious-paths: block }`],
    ['another name', DEPLOY, "paths: [{ name: ship, match: ['deploy/'] }]"],
    ['a description', DEPLOY, "paths: [{ name: deploy, match: ['deploy/'], description: pages us }]"],
    [
      'a group of another name',
      `${signers(ANN, BOB)}paths: [{ name: deploy, match: ['deploy/'], signers: [platform] }]`,
      `${signers(ANN.replace('platform', 'ops'), BOB)}paths: [{ name: deploy, match: ['deploy/'], signers: [ops] }]`,
    ],
    [
      'two entries for one',
      "paths: [{ name: a, match: ['x/', 'y/'] }]",
      "paths: [{ name: a, match: ['y/'] }, { name: b, match: ['x/'] }]",
    ],
  ])('%s', async (_, before, after) => {
    expect(await effect(before, after)).toEqual({ weaker: [], stricter: [] })
  })

  test('a wider pattern in place of a narrow one only asks more', async () => {
    const { weaker, stricter } = await words(
      "paths: [{ name: a, match: ['*.pem'] }]",
      "paths: [{ name: a, match: ['certs/', '*.pem'] }]",
    )
    expect(weaker).toEqual([])
    expect(stricter).toEqual(['"a" guards what matches certs/ (no file of the tree yet)'])
  })
})

test('an entry that goes where another one stays is what the other asks less', async () => {
  const { weaker } = await words(
    "paths: [{ name: keys, match: ['*.pem'], action: block }, { name: certs, match: ['certs/'] }]",
    "paths: [{ name: certs, match: ['certs/'] }]",
    ['certs/a.pem', 'b.pem'],
  )
  expect(weaker).toEqual([
    '"keys" asks block -> sign-off for 1 file (certs/a.pem)',
    '"keys" guards no longer 1 file (b.pem) and what matches *.pem',
  ])
})

test('hostile names are shown harmless, and long lists are counted', async () => {
  const evil = 'deploy/\u001b[2J\u202e\n'
  const tree = [evil, ...Array.from({ length: 30 }, (_, index) => `deploy/${index}`)]
  const found = await effect(
    `paths: [{ name: "\\u202edeploy", match: ['deploy/'] }]\nsigners: [{ name: "A\\u200bB", email: [a@b] }]`,
    signers(ANN),
    tree,
  )
  const said = differencesWords(found.weaker, 12)
  expect(said).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  expect(said).toContain('guards no longer 31 files (deploy/\\x1B[2J\\u{202E}\\x0A, deploy/0, deploy/1 and 28 more)')
  expect(found.weaker[0]).toMatchObject({ files: 31, first: [evil, 'deploy/0', 'deploy/1', 'deploy/2', 'deploy/3'] })
  expect(differencesWords(found.weaker, 1)).toMatch(/; and 1 more$/)
})

describe('what is taken away cannot hide behind a path that still matches', () => {
  test.each<readonly [string, string, string, readonly string[]]>([
    [
      'a pattern in place of a wider one',
      "paths: [{ name: keys, match: ['*.pem'] }]",
      "paths: [{ name: keys, match: ['a*.pem'] }]",
      [
        '"keys" guards no longer 1 file (b.pem)',
        '"keys" has no pattern *.pem any more, and other patterns hold for some of that',
      ],
    ],
    [
      'a strict entry for one name, and less for all others',
      "paths: [{ name: keys, match: ['*.key'], action: block }]",
      "paths: [{ name: keys, match: ['*.key'] }, { name: some, match: ['any.key', 'a*.key'], action: block }]",
      ['"keys" asks block -> sign-off for what matches *.key (no file of the tree yet)'],
    ],
    [
      'the same pattern under another name, with an exception',
      "paths: [{ name: keys, match: ['*.key', 'x/'] }]",
      "paths: [{ name: keys, match: ['x/'] }, { name: other, match: ['*.key'], except: ['b*.key'] }]",
      ['"keys" has no pattern *.key any more, and other patterns hold for some of that'],
    ],
  ])('%s', async (_, before, after, weaker) => {
    expect((await words(before, after, ['b.pem'])).weaker).toEqual(weaker)
  })

  test('braces written out say the same', async () => {
    const { weaker, stricter } = await words(
      "paths: [{ name: keys, match: ['*.{key,pem}'] }]",
      "paths: [{ name: keys, match: ['*.pem', '*.key'] }]",
    )
    expect([weaker, stricter]).toEqual([[], []])
  })
})
