import { describe, expect, test } from 'vitest'
import { writeMade } from '../../src/signoff/made.ts'
import { signOffMessage } from '../../src/signoff/message.ts'
import { writeStatement } from '../../src/signoff/statement.ts'
import { LATER } from '../signoff/given.ts'
import { softSecurityKey } from '../signoff/security-key.ts'
import { jane } from '../signoff/sign-offs.ts'
import { judge } from '../support/example.ts'
import { ID, janeAtHome, LOCK, mallory, outcome, robin, type Scene, type Setting, withScene } from './scene.ts'

const OPEN = 'lockfiles/needs-sign-off'

/** One thing tried: what it is played on, and what the range check makes of the sign-offs that are put on top. */
interface Try extends Setting {
  readonly name: string
  readonly says: (scene: Scene) => Promise<readonly string[]> | readonly string[]
  readonly gives: { readonly verdict: string; readonly found?: readonly string[]; readonly signOffs: readonly string[] }
}

const PASSES = { verdict: 'pass', found: [], signOffs: ['valid'] } as const

const refused = (state: string, ...found: readonly string[]) => ({
  verdict: 'block',
  found: [OPEN, ...(found.length > 0 ? found : [`sign-offs/${state}`])],
  signOffs: [state],
})

const DAMAGED = { verdict: 'block', found: [OPEN, 'sign-offs/damaged'], signOffs: [] }

const BOUND: Setting = { policy: 'lockfiles: { action: sign-off }\n' }
const TWO: Setting = { policy: 'lockfiles: { action: sign-off, strength: signed, approvals: 2 }\n' }
const PLATFORM: Setting = { policy: 'lockfiles: { action: sign-off, signers: [platform] }\n' }
const NOBODY_LISTED: Setting = { ...BOUND, people: () => '' }

const ANTHROPIC = { name: 'Claude', email: 'noreply@anthropic.com' }
const DEPENDABOT = { name: 'dependabot[bot]', email: '49699333+dependabot[bot]@users.noreply.github.com' }

const listing = (...addresses: readonly string[]): Setting => ({
  ...BOUND,
  people: () => `signers: [${addresses.map((email) => `{ name: '${email}', email: ['${email}'] }`).join(', ')}]\n`,
})

const oid = (text: string) => text.replace(/[0-9a-f]{40}(?= package-lock)/, (id) => id.replace(/./, nextDigit))
const nextDigit = (digit: string): string => (digit === 'f' ? '0' : 'f')

/** Lines of a signature, longest possible first, joined and folded elsewhere. */
const foldedElsewhere = (text: string): string => {
  const [head, signature] = text.split('Sign-off-signature: ')
  return `${head}Sign-off-signature: ${signature!.replaceAll('\n ', '').replace(/.{60}/g, '$&\n ').trimEnd()}\n`
}

const TRIES: Readonly<Record<string, readonly Try[]>> = {
  'who signs': [
    {
      name: 'a name of the list with an address that is not on it',
      says: async ({ message }) => [await message({ by: { ...jane, email: mallory.email }, key: 'mallory' })],
      gives: refused('unknown-signer'),
    },
    {
      name: 'twin: an address of the list with another name',
      says: async ({ message }) => [await message({ by: { ...jane, name: 'J. Doe' } })],
      gives: PASSES,
    },
    {
      name: 'twin: an address in other letters',
      says: async ({ message }) => [await message({ by: { ...jane, email: 'Jane@EXAMPLE.com' } })],
      gives: PASSES,
    },
    {
      name: 'an agent, even where the policy lists it',
      ...listing(ANTHROPIC.email),
      says: async ({ message }) => [await message({ by: ANTHROPIC, key: null })],
      gives: refused('unknown-signer'),
    },
    {
      name: 'a bot, even where the policy lists it',
      ...listing(DEPENDABOT.email),
      says: async ({ message }) => [await message({ by: DEPENDABOT, key: null })],
      gives: refused('unknown-signer'),
    },
    {
      name: 'twin: a person with a noreply address of a forge',
      ...listing('12345+jane@users.noreply.github.com'),
      says: async ({ message }) => [
        await message({ by: { ...jane, email: '12345+jane@users.noreply.github.com' }, key: null }),
      ],
      gives: PASSES,
    },
    {
      name: 'an agent where the policy lists nobody',
      ...NOBODY_LISTED,
      says: async ({ message }) => [await message({ by: ANTHROPIC, key: null })],
      gives: refused('unknown-signer'),
    },
    {
      name: 'twin: anybody else where the policy lists nobody',
      ...NOBODY_LISTED,
      says: async ({ message }) => [await message({ by: mallory, key: null })],
      gives: PASSES,
    },
    {
      name: 'one of the list who is not in the group that is asked',
      ...PLATFORM,
      says: async ({ message }) => [await message({ by: robin, key: null })],
      gives: refused('unknown-signer'),
    },
    {
      name: 'twin: one who is in the group',
      ...PLATFORM,
      says: async ({ message }) => [await message({ key: null })],
      gives: PASSES,
    },
  ],
  'how many sign': [
    {
      name: 'one person from two addresses',
      ...TWO,
      says: async ({ message }) => [await message(), await message({ by: janeAtHome })],
      gives: { verdict: 'block', found: [OPEN], signOffs: ['valid', 'valid'] },
    },
    {
      name: 'one block in three commits',
      ...TWO,
      says: async ({ message, block }) => [await message(), `Next\n\n${await block()}`, `Last\n\n${await block()}`],
      gives: { verdict: 'block', found: [OPEN], signOffs: ['valid', 'valid', 'valid'] },
    },
    {
      name: 'twin: one block in three commits, where one person is enough',
      says: async ({ message, block }) => [await message(), `Next\n\n${await block()}`, `Last\n\n${await block()}`],
      gives: { ...PASSES, signOffs: ['valid', 'valid', 'valid'] },
    },
    {
      name: 'a person and an agent',
      ...TWO,
      says: async ({ message }) => [await message(), await message({ by: ANTHROPIC, key: 'mallory' })],
      gives: { verdict: 'block', found: [OPEN, 'sign-offs/unknown-signer'], signOffs: ['valid', 'unknown-signer'] },
    },
    {
      name: 'two people, one of them without a key',
      ...TWO,
      says: async ({ message }) => [await message(), await message({ by: robin, key: null })],
      gives: { verdict: 'block', found: [OPEN, 'sign-offs/too-weak'], signOffs: ['valid', 'too-weak'] },
    },
    {
      name: 'twin: two people',
      ...TWO,
      says: async ({ message }) => [await message(), await message({ by: robin, key: 'robin' })],
      gives: { ...PASSES, signOffs: ['valid', 'valid'] },
    },
    {
      name: 'twin: two people in one commit, under each other',
      ...TWO,
      says: async ({ block }) => [`Both\n\n${await block()}${await block({ by: robin, key: 'robin' })}`],
      gives: { ...PASSES, signOffs: ['valid', 'valid'] },
    },
  ],
  'what is signed': [
    {
      name: 'other content under a good signature',
      says: async ({ message }) => [oid(await message())],
      gives: refused('bad-signature'),
    },
    {
      name: 'one more path under a good signature',
      says: async ({ message }) => {
        const text = await message()
        const line = /^Sign-off-covers: .*\n .*\n/m.exec(text)![0]
        return [text.replace(line, line + line.replace(LOCK, 'yarn.lock'))]
      },
      gives: refused('bad-signature'),
    },
    {
      name: 'a good signature of another sign-off',
      says: async ({ message, block }) => {
        const other = await block({ made: writeMade(LATER + 1) })
        const signature = /^Sign-off-signature: [\s\S]*/m
        return [(await message()).replace(signature, signature.exec(other)![0])]
      },
      gives: refused('bad-signature'),
    },
    {
      name: 'a later date over a good signature',
      says: async ({ message }) => [(await message()).replace(writeMade(LATER), writeMade(LATER + 86_400))],
      gives: refused('bad-signature'),
    },
    {
      name: 'another of the list over a good signature',
      says: async ({ message }) => [(await message()).replace(jane.email, robin.email)],
      gives: refused('bad-signature'),
    },
    {
      name: 'signed with the key of another of the list',
      says: async ({ message }) => [await message({ key: 'robin' })],
      gives: refused('bad-signature'),
    },
    {
      name: 'signed for another repository',
      says: async ({ message }) => [await message({ id: 'another' })],
      gives: refused('bad-signature'),
    },
    {
      name: 'signed for another repository, in which all is',
      says: async ({ message }) => {
        const elsewhere = { mode: '100644', oid: '1'.repeat(40) }
        return [
          await message({
            id: 'another',
            covers: [{ path: LOCK, old: elsewhere, new: { ...elsewhere, oid: '2'.repeat(40) } }],
          }),
        ]
      },
      gives: refused('other-repository'),
    },
    {
      name: 'signed where the policy has no id of the repository: it could be carried to any',
      hasId: false,
      says: async ({ message }) => [await message()],
      gives: refused('too-weak'),
    },
    {
      name: 'a cut signature',
      says: async ({ message }) => [(await message()).replace(/\n [^\n]*\n$/, '\n')],
      gives: DAMAGED,
    },
    {
      name: 'a signature folded in another way',
      says: async ({ message }) => [foldedElsewhere(await message())],
      gives: DAMAGED,
    },
    {
      name: 'a signature made for something else with the same key',
      says: async ({ message }) => [
        // The namespace stands in the signature's own bytes: what git signs commits with says `git`.
        (await message()).replace(/(?<=ssh:)[\s\S]*/, (base64) => {
          const bytes = Buffer.from(base64.replaceAll('\n ', ''), 'base64').toString('latin1')
          const other = Buffer.from(bytes.replace('precheck-signoff', 'precheck-signofF'), 'latin1').toString('base64')
          return `${other.slice(0, 48)}${other.slice(48).replace(/.{1,71}/g, '\n $&')}\n`
        }),
      ],
      gives: DAMAGED,
    },
    {
      name: 'no signature where one is asked',
      says: async ({ message }) => [await message({ key: null })],
      gives: refused('too-weak'),
    },
    { name: 'twin: as it was signed', says: async ({ message }) => [await message()], gives: PASSES },
    {
      name: 'twin: no signature where none is asked',
      ...BOUND,
      says: async ({ message }) => [await message({ key: null })],
      gives: PASSES,
    },
  ],
  'where it stands': [
    {
      name: 'twin: in a code fence of another message, unsigned: it proves as much as anywhere',
      ...BOUND,
      says: async ({ block }) => [`Say how it works\n\n\`\`\`\n${await block({ key: null })}\`\`\`\n`],
      gives: PASSES,
    },
    {
      name: 'twin: in a code fence, signed',
      says: async ({ block }) => [`Say how it works\n\n\`\`\`\n${await block()}\`\`\`\n`],
      gives: PASSES,
    },
    {
      name: 'in a code fence, as an example of other content',
      ...BOUND,
      says: async ({ block }) => [`Say how it works\n\n\`\`\`\n${oid(await block({ key: null }))}\`\`\`\n`],
      gives: refused('stale'),
    },
    {
      name: 'quoted: somebody\u2019s words about one',
      says: async ({ block }) => [`Answer\n\n${(await block()).replace(/^/gm, '> ').trimEnd()}\n`],
      gives: { verdict: 'block', found: [OPEN], signOffs: [] },
    },
    {
      name: 'twin: indented by a forge, with blanks or a tab',
      says: async ({ block }) => [`Squashed\n\n${(await block()).replace(/^(?=.)/gm, '    ')}`],
      gives: PASSES,
    },
    {
      name: 'twin: indented by a tab',
      says: async ({ block }) => [`Squashed\n\n${(await block()).replace(/^(?=.)/gm, '\t')}`],
      gives: PASSES,
    },
    {
      name: 'indented unevenly',
      says: async ({ block }) => [`Squashed\n\n${(await block()).replace(/^(?=Sign-off-c)/gm, '  ')}`],
      gives: DAMAGED,
    },
    {
      name: 'twin: with the line ends of Windows',
      says: async ({ message }) => [(await message()).replaceAll('\n', '\r\n')],
      gives: PASSES,
    },
    {
      name: 'with the line ends of Windows, and other content',
      says: async ({ message }) => [oid(await message()).replaceAll('\n', '\r\n')],
      gives: refused('bad-signature'),
    },
    {
      name: 'twin: with statements of origin and other trailers around it',
      says: async ({ block }) => [
        `Next\n\nTask-Id: ABC-1\nSigned-off-by: Al <al@example.com>\n${await block()}Signed-off-by: Bo <bo@example.com>\n`,
      ],
      gives: PASSES,
    },
    {
      name: 'a statement of origin in its place',
      says: () => ['Next\n\nSigned-off-by: Jane Doe <jane@example.com>\n'],
      gives: { verdict: 'block', found: [OPEN], signOffs: [] },
    },
    {
      name: 'only its own lines, typed without a signer',
      says: async ({ block }) => [`Next\n\n${(await block({ key: null })).split('\n').slice(1).join('\n')}`],
      gives: DAMAGED,
    },
    {
      name: 'with ids cut short',
      says: async ({ block }) => [
        `Next\n\n${(await block({ key: null })).replace(/([0-9a-f]{12})[0-9a-f]{28}/g, '$1')}`,
      ],
      gives: DAMAGED,
    },
  ],
}

describe.each(Object.entries(TRIES))('%s', (_, tries) => {
  test.each(tries.map((tried) => [tried.name, tried] as const))('%s', (_name, tried) =>
    withScene(tried, async (scene) => {
      expect(await outcome(scene, ...(await tried.says(scene)))).toEqual(tried.gives)
    }),
  )
})

test('a security key that recorded no touch, where one is asked; the twin recorded one', async () => {
  const key = softSecurityKey()
  const setting: Setting = {
    policy: 'lockfiles: { action: sign-off, strength: present }\n',
    people: () => `signers: [{ name: Jane, email: [${jane.email}], keys: ['${key.publicKey}'] }]\n`,
  }
  await withScene(setting, async (scene) => {
    const made = writeMade(LATER)
    const statement = writeStatement({ repository: ID, signer: jane.email, made, covers: scene.covers })
    const touched = (flag: 0 | 1) =>
      signOffMessage({
        signer: jane,
        made,
        covers: scene.covers,
        signature: key.sign(statement, flag).toString('base64'),
      })
    expect(await outcome(scene, touched(0))).toEqual(refused('too-weak'))
    expect(await outcome(scene, touched(1))).toEqual({ ...PASSES, signOffs: ['too-weak', 'valid'] })
  })
})

test('what rests on nothing but typed lines says so; what is signed does not', async () => {
  await withScene(BOUND, async ({ repository, message }) => {
    repository.commit(await message({ key: null }))
    expect(await judge(repository, 'main')).toMatchObject({ verdict: 'pass', limits: ['bound: not proof of a person'] })
  })
  // What is signed does not, however little is asked; and a typed line beside it takes nothing away.
  for (const setting of [{}, BOUND]) {
    await withScene(setting, async ({ repository, message }) => {
      repository.commit(await message())
      expect(await judge(repository, 'main')).toMatchObject({ verdict: 'pass', limits: [] })
      repository.commit(await message({ key: null }))
      expect(await judge(repository, 'main')).toMatchObject({ verdict: 'pass', limits: [] })
    })
  }
})
