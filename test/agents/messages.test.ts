import { describe, expect, test } from 'vitest'
import { commitSigns } from '../../src/agents/detect.ts'
import { FOOTERS, TRAILERS } from '../../src/agents/signs.ts'
import { readTrailers } from '../../src/git/trailers.ts'
import { fc } from '../support/fuzz.ts'

const ANN = { name: 'Ann Author', email: 'ann@example.com' }
const signsOf = (message: string) => commitSigns({ author: ANN, committer: ANN, message })
const CO_AUTHOR = 'Co-authored-by: Claude <noreply@anthropic.com>'

type Strength = 'strong' | 'weak'

// A line, what is found in it, and the nearest line that a person writes.
const LINES: readonly (readonly [line: string, agent: string, strength: Strength, twin: string])[] = [
  ['Assisted-by: Claude:claude-3-opus coccinelle [sparse]', 'Claude', 'strong', 'Assisted-by: Jane Doe'],
  ['Generated-by: Claude Code 2.1', 'Claude Code', 'weak', 'Generated-by: protoc-gen-go v1.31'],
  [
    'Claude-Session: https://claude.ai/code/session_01',
    'Claude Code',
    'strong',
    'Claude-Session: Claude asked for a meeting',
  ],
  [
    'Copilot-Session: 0190b7a2-7c11-7d43-9a50-5cf3a1a3b111',
    'GitHub Copilot',
    'strong',
    'Copilot-Session: notes of the pilot seminar',
  ],
  [
    'Agent-Logs-Url: https://github.com/o/r/sessions/1',
    'GitHub Copilot',
    'strong',
    'Agent-Logs-Url: printed by the build now',
  ],
  ['Amp-Thread-ID: https://ampcode.com/threads/T-1', 'Amp', 'strong', 'Amp-Thread-ID: 12'],
  ['Replit-Commit-Author: Agent', 'Replit', 'strong', 'Replit-Commit-Author: Ann'],
  ['Replit-Commit-Session-Id: 1f', 'Replit', 'weak', 'Replit-Commit-Session-Id:'],
  ['Made-with: Cursor', 'Cursor', 'strong', 'Made-with: Cursor-based pagination'],
  ['Entire-Agent: Claude Code', 'Entire', 'weak', 'Entire agent: removed'],
  ['Entire-Session: 1', 'Entire', 'weak', 'The Entire-Session: 1'],
  ['Entire-Checkpoint: 1f', 'Entire', 'weak', 'Entire-Checkpoint :'],
  [
    '🤖 Generated with [Claude Code](https://claude.com/claude-code)',
    'Claude Code',
    'strong',
    'Generated with [Claude Code](docs/agents.md) and then edited',
  ],
  ['🤖 Generated with Claude Code', 'Claude Code', 'strong', 'Say "🤖 Generated with Claude Code" no more'],
  ['Generated with Claude Code', 'Claude Code', 'weak', 'Footers like Generated with Claude Code are kept'],
  [
    'Generated with [Codex](https://openai.com/codex/).',
    'Codex',
    'strong',
    'Generated with [Codex](https://codex.example.com), the book format',
  ],
  [
    'Generated with [Devin](https://cli.devin.ai/docs)',
    'Devin',
    'strong',
    'Generated with [Devin](https://devin.example.com) at the desk',
  ],
  [
    '🤖 Generated with [OpenCode](https://opencode.ai)',
    'OpenCode',
    'strong',
    'Generated with [OpenCode](https://opencode.example.com)',
  ],
  ['💘 Generated with Crush', 'Crush', 'strong', 'Generated with Crush, the image tool'],
  [
    'Made with [Cursor](https://cursor.com)',
    'Cursor',
    'strong',
    'Made with [Cursor](https://cursor.com) support in mind',
  ],
  [
    '<!-- START COPILOT ORIGINAL PROMPT -->',
    'GitHub Copilot',
    'strong',
    'Cut at the START COPILOT ORIGINAL PROMPT comment',
  ],
  ['See https://app.devin.ai/sessions/1f', 'Devin', 'weak', 'See https://app.devin.ai/settings'],
]

describe('a line of a message', () => {
  test.each(LINES)('%s is a sign of %s (%s), %s is none', (line, agent, strength, twin) => {
    const found = signsOf(`fix: it\n\nWhat was wrong.\n\n${line}\n`)
    expect(found.map((sign) => [sign.agent, sign.strength])).toEqual([[agent, strength]])
    expect(found[0]?.text).toMatch(/^(?:trailer|line) /)
    expect(signsOf(`fix: it\n\n${twin}\n`)).toEqual([])
  })

  test('every row of the tables has its case', () => {
    for (const row of TRAILERS) {
      expect(LINES.filter(([line]) => line.startsWith(`${row.key}: `))).toHaveLength(1)
    }
    for (const row of FOOTERS) expect(LINES.filter(([line]) => row.line.test(line))).toHaveLength(1)
  })

  test.each(LINES.map(([line]) => line))('%s is never strong where it is only quoted', (line) => {
    const setting = ['    ', '\t', '> ', '>', ' > ', '- ', '* ', '  - ']
    for (const before of setting) {
      for (const sign of signsOf(`docs: say it\n\nFor example:\n\n${before}${line}\n`)) {
        expect(sign.strength).toBe('weak')
        expect(sign.text).toMatch(/^mentioned /)
      }
    }
    for (const fence of ['```', '~~~', '````text']) {
      const close = fence.replace(/[a-z]/g, '')
      for (const sign of signsOf(`docs: say it\n\n${fence}\n${line}\n${close}\n\nSo there.\n`)) {
        expect(sign.strength).toBe('weak')
      }
    }
    for (const sign of signsOf(`docs: say it\n\nWe now write \`${line}\` there.\n`)) expect(sign.strength).toBe('weak')
  })
})

describe('a co-author', () => {
  test.each([
    ['in the last paragraph', `fix: it\n\nBody.\n\n${CO_AUTHOR}\n`],
    ['above the paragraph of a sign-off', `fix: it\n\n${CO_AUTHOR}\n\nSigned-off-by: Ann <ann@example.com>\n`],
    ['glued to the prose above it', `fix: it\n\nBody.\n${CO_AUTHOR}\n`],
    ['in the middle of a squash', `Two (#7)\n\n* one\n\n${CO_AUTHOR}\n\n* two\n\nBody.\n`],
    ['behind a line of dashes', `fix: it\n\n---\n\n${CO_AUTHOR}\n`],
    ['behind a fence that never closes', `fix: it\n\n\`\`\`\ncode\n\n${CO_AUTHOR}\n`],
    ['behind a fence that has closed', `fix: it\n\n\`\`\`\ncode\n\`\`\`\n\n${CO_AUTHOR}\n`],
    ['between two fences', `fix: it\n\n\`\`\`\na\n\`\`\`\n\n${CO_AUTHOR}\n\n\`\`\`\nb\n\`\`\`\n`],
    ['with another case of letters', 'fix: it\n\nco-Authored-BY: Claude <NoReply@Anthropic.com>\n'],
    ['with blanks about the colon', 'fix: it\n\nCo-authored-by  :\tClaude  <noreply@anthropic.com>  \n'],
    ['with Windows line ends', `fix: it\r\n\r\n${CO_AUTHOR}\r\n`],
    ['with no newline at the end', `fix: it\n\n${CO_AUTHOR}`],
    ['with a remark behind it', `fix: it\n\n${CO_AUTHOR} (opus)\n`],
    ['with an address alone', 'fix: it\n\nCo-authored-by: noreply@anthropic.com\n'],
    ['folded over two lines', 'fix: it\n\nCo-authored-by: Claude\n  <noreply@anthropic.com>\n'],
    ['second of two on a line', 'fix: it\n\nCo-authored-by: Ann <ann@example.com>, Claude <noreply@anthropic.com>\n'],
    ['followed by more trailers', `fix: it\n\n${CO_AUTHOR}\nreviewed-by: Ann <ann@example.com>\n`],
    ['as the whole message', CO_AUTHOR],
  ])('%s is strong', (_title, message) => {
    expect(signsOf(message).map((sign) => [sign.agent, sign.strength])).toEqual([['Claude Code', 'strong']])
  })

  test.each([
    ['in a sentence that goes on behind it', `docs: it\n\n${CO_AUTHOR} was missing.\n`],
    ['in a sentence wrapped before and behind it', `docs: it\n\nA commit with\n${CO_AUTHOR}\nis an agent's.\n`],
    [
      'in a squash that indents what it joined',
      `Squashed commit of the following:\n\n    fix: it\n\n    ${CO_AUTHOR}\n`,
    ],
    ['in a continuation of another trailer', `fix: it\n\nNote: see\n ${CO_AUTHOR}\n`],
  ])('%s is weak', (_title, message) => {
    expect(signsOf(message).map((sign) => sign.strength)).toEqual(['weak'])
  })

  test.each([
    ['a person called Claude', 'Co-authored-by: Claude Shannon <claude@example.com>'],
    ['a bare name', 'Co-authored-by: Claude'],
    ['an employee', 'Co-authored-by: Jane <jane@anthropic.com>'],
    ['the address in prose', 'Mails of noreply@anthropic.com bounce.'],
    ['a reviewer', 'Reviewed-by: Claude <noreply@anthropic.com>'],
    ['a quotation inside a line', 'We refuse "Co-authored-by: Claude <noreply@anthropic.com>" now.'],
  ])('%s is none', (_title, line) => expect(signsOf(`fix: it\n\n${line}\n`)).toEqual([]))
})

describe('what git reads as a trailer', () => {
  const strengths = (message: string) => {
    const people = { author: ANN, committer: ANN }
    return commitSigns({ ...people, message, trailers: readTrailers(message) }).map(({ strength }) => strength)
  }

  test.each([
    ['before a line that begins in lower case', `x\n\nSigned-off-by: A <a@b.c>\n${CO_AUTHOR}\nok then\n`],
    ['within a code fence', `x\n\n\`\`\`\na\n\nSigned-off-by: A <a@b.c>\n${CO_AUTHOR}\n\`\`\`\n`],
    ['behind a thousand blanks', `x\n\n${CO_AUTHOR.replace(' ', ' '.repeat(1_000))}\n`],
  ])('is no mention %s', (_, message) => {
    expect(readTrailers(message).map(({ key }) => key)).toContain('Co-authored-by')
    expect(strengths(message)).toContain('strong')
  })

  test.each([
    ['prose that was wrapped', `x\n\n${CO_AUTHOR}\nis what it wrote below its commits.\n`],
    ['a quotation', `x\n\n> ${CO_AUTHOR}\n`],
    ['more behind the address', `x\n\n${CO_AUTHOR} wrote this\n`],
  ])('twin: %s is one', (_, message) => {
    expect(strengths(message)).not.toContain('strong')
  })
})

describe('Assisted-by', () => {
  test.each([
    ['Claude:claude-3-opus', 'Claude'],
    ['Claude Code:claude-opus-4-5', 'Claude Code'],
    ['GitHub Copilot:gpt-5 [eslint]', 'GitHub Copilot'],
    ['Gemini:gemini-2.5-pro@20250101', 'Gemini'],
    ['Local:qwen/qwen3-coder:30b', 'Local'],
  ])('%s is strong', (value, agent) => {
    const found = signsOf(`fix: it\n\nAssisted-by: ${value}\n`)
    expect(found).toEqual([{ agent, strength: 'strong', text: `trailer Assisted-by: ${value}` }])
  })

  test.each([
    'Jane Doe',
    'Jane Doe <jane@example.com>',
    'Jane Doe: and others',
    'https://github.com/jane',
    'mailto:jane@example.com',
    '#curl on IRC: bagder',
    '@jane:matrix.example.org',
    'a chat at 10:30',
    'AGENT:MODEL [TOOLS]',
    'NAME:MODEL_VERSION [tool]',
    "Claude:claude-3-opus, as in the kernel's form",
  ])('%s is none', (value) => expect(signsOf(`fix: it\n\nAssisted-by: ${value}\n`)).toEqual([]))

  test('a known address is a sign without the form', () => {
    expect(signsOf('fix: it\n\nAssisted-by: Some model via Crush <crush@charm.land>\n')).toHaveLength(1)
  })
})

describe('a hostile message', () => {
  const MEGABYTE = 1 << 20
  test.each([
    ['nothing but co-authors', `${CO_AUTHOR}\n`],
    ['co-authors with ever the same start', 'Co-authored-by: '],
    ['continuation lines', 'Co-authored-by: a\n b\n '],
    ['indented co-authors', `  ${CO_AUTHOR}\n`],
    ['brackets', 'Co-authored-by: <<<<<<<<>>>>>>>>'],
    ['fences and co-authors in turn', '```\nMade-with: Cursor\n```\n'],
    ['fences that never close', '```a\nMade-with: Cursor\n'],
    ['backticks', '`'],
    ['blanks', ' '],
    ['quotes', '> '],
    ['a name with a colon at its end', 'Assisted-by: a a a a:b c'],
    ['carriage returns', 'Made-with: Cursor\r'],
  ])('of a megabyte of %s is read in one pass, and its signs are bounded', (_title, unit) => {
    const found = signsOf(unit.repeat(Math.ceil(MEGABYTE / unit.length)))
    expect(found.length).toBeLessThanOrEqual(32)
    for (const sign of found) expect(sign.text.length).toBeLessThanOrEqual(160)
  })

  test('cannot crowd out a strong sign with weak ones, nor fill a report', () => {
    const weak = Array.from({ length: 100 }, (_, index) => `Entire-Session: ${index}\n`).join('')
    const strengths = signsOf(`x\n\n${weak}\n${CO_AUTHOR}\n`).map((sign) => sign.strength)
    expect(strengths).toEqual([...Array.from({ length: 16 }, () => 'weak'), 'strong'])
  })

  test('says each thing once', () => expect(signsOf(`x\n\n${CO_AUTHOR}\n${CO_AUTHOR}\n`)).toHaveLength(1))

  test('reaches no report with what a terminal would obey', () => {
    const found = signsOf('x\n\nCo-authored-by: \u001b[2J\u202eClaude\u0000 <noreply@anthropic.com>\n')
    expect(found[0]?.text).toBe('trailer Co-authored-by: \\x1B[2J\\u{202E}Claude\\x00 <noreply@anthropic.com>')
  })

  test('always gives the same signs, one line each', () => {
    const piece = fc.constantFrom(
      CO_AUTHOR,
      'Assisted-by: ',
      'A:b',
      '\n',
      '\n\n',
      ' ',
      '```',
      '>',
      'Made-with: Cursor',
      '\r',
      '\u202e',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
        const message = pieces.join('')
        const found = signsOf(message)
        expect(signsOf(message)).toEqual(found)
        for (const sign of found) expect(sign.text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })
})
