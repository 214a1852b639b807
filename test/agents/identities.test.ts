import { describe, expect, test } from 'vitest'
import { commitSigns, isAgentIdentity, isBotIdentity } from '../../src/agents/detect.ts'
import { IDENTITIES } from '../../src/agents/signs.ts'

const ANN = { name: 'Ann Author', email: 'ann@example.com' }
const NOREPLY = '@users.noreply.github.com'

const identities = IDENTITIES.flatMap(({ agent, strength, addresses = [], github = [] }) =>
  [...addresses, ...github.map((account) => account + NOREPLY)].map((email) => ({ agent, strength, email })),
)

describe('an address of an agent', () => {
  test.each(identities)('$email is a $strength sign of $agent, whoever it stands for', ({ agent, strength, email }) => {
    const name = 'Any Name'
    const author = commitSigns({ author: { name, email }, committer: ANN, message: 'fix: it\n' })
    expect(author).toEqual([{ agent, strength, text: `author Any Name <${email}>` }])
    const committer = commitSigns({ author: ANN, committer: { name, email }, message: 'fix: it\n' })
    expect(committer).toEqual([{ agent, strength, text: `committer Any Name <${email}>` }])
    const coAuthor = `Co-authored-by: Any Name <${email}>`
    expect(commitSigns({ author: ANN, committer: ANN, message: `fix: it\n\n${coAuthor}\n` })).toEqual([
      { agent, strength, text: `trailer ${coAuthor}` },
    ])
    expect(isAgentIdentity(email)).toBe(true)
    expect(isAgentIdentity(email.toUpperCase())).toBe(true)
    // The twins: the same with a letter more on either side, or at another host.
    expect(isAgentIdentity(`x${email}x`)).toBe(false)
    expect(isAgentIdentity(email.replace(/@.*/, '@example.com'))).toBe(false)
    expect(
      isAgentIdentity(email.includes('+') ? email.replace(/^\d+/, '7$&').replace(/\[bot\]/, '') : `x.${email}`),
    ).toBe(false)
  })

  test.each([
    ['an employee', 'jane@anthropic.com'],
    ['another employee', 'noreply.jane@openai.com'],
    ['a release bot', 'opencode@sst.dev'],
    ['the forge as committer', 'noreply@github.com'],
    ['a person by that name', `1234567+claude${NOREPLY}`],
    ['a person with an old address', `copilot${NOREPLY}`],
    ['an address that only ends alike', 'noreply@anthropic.com.example.com'],
    ['a number that only begins alike', `2098251140+claude${NOREPLY}`],
    ['a number without its plus', `209825114${NOREPLY}`],
    ['nothing', ''],
    ['a name of the prototype', 'constructor'],
    ['something far too long', `${'a'.repeat(100_000)}@anthropic.com`],
  ])('is not that of %s', (_title, email) => {
    expect(isAgentIdentity(email)).toBe(false)
    expect(
      commitSigns({ author: { name: 'Claude', email }, committer: { name: 'Devin', email }, message: 'x' }),
    ).toEqual([])
  })

  test('holds for the number of an account whose login was changed', () => {
    expect(isAgentIdentity(`198982749+renamed${NOREPLY}`)).toBe(true)
  })

  test('holds for the login of an app whose number is not known', () => {
    expect(isAgentIdentity(`987+v0[bot]${NOREPLY}`)).toBe(true)
    expect(isAgentIdentity(`v0[bot]${NOREPLY}`)).toBe(true)
    expect(isAgentIdentity(`987+v0${NOREPLY}`)).toBe(false)
  })

  test('what aider adds to a name is a sign, the word in a name is none', () => {
    const by = (name: string) => commitSigns({ author: { ...ANN, name }, committer: ANN, message: 'x' })
    expect(by('Ann Author (aider)')).toEqual([
      { agent: 'aider', strength: 'strong', text: 'author Ann Author (aider)' },
    ])
    expect(by('Ann Aider')).toEqual([])
    expect(by('aider')).toEqual([])
  })

  test('hostile text in a name is shown, not obeyed', () => {
    const author = { name: 'Claude\u001b[2J\u202e', email: 'noreply@anthropic.com' }
    expect(commitSigns({ author, committer: ANN, message: '' })[0]?.text).toBe(
      'author Claude\\x1B[2J\\u{202E} <noreply@anthropic.com>',
    )
  })
})

describe('an address of a program', () => {
  test.each([
    [`49699333+dependabot[bot]${NOREPLY}`, true],
    [`dependabot[bot]${NOREPLY}`, true],
    [`29139614+Renovate[BOT]${NOREPLY}`, true],
    ['12+builder[bot]@users.noreply.git.example.com', true],
    ['project_123_bot_4ffca233d8298ea1@noreply.gitlab.com', true],
    ['group_5_bot@noreply.gitlab.example.com', true],
    [`1234567+jane${NOREPLY}`, false],
    [`1234567+bot${NOREPLY}`, false],
    ['robot@example.com', false],
    ['jane[bot]@example.com', false],
    [`a@b[bot]${NOREPLY}`, false],
    ['project_manager@noreply.example.com', false],
    ['noreply@github.com', false],
    ['', false],
  ])('%s: %s', (email, expected) => expect(isBotIdentity(email)).toBe(expected))
})
