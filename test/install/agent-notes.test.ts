import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { examine } from '../../src/doctor/examine.ts'
import { agentBlock } from '../../src/install/agent-block.ts'
import { decodePolicy } from '../../src/policy/decode.ts'
import { DEFAULT_TRAILERS } from '../../src/policy/decode-trailers.ts'
import { valueFault } from '../../src/policy/trailer-values.ts'
import { ruleIds } from '../../src/rules/index.ts'
import { VERSION } from '../../src/version.ts'
import { type TestRepository, withRepository } from '../support/repository.ts'
import { doSteps, install, snapshot, uninstall } from './installed.ts'

const BLOCK = agentBlock(readFileSync(new URL('../../templates/agents.md', import.meta.url), 'utf8'), DEFAULT_TRAILERS)

const notes = (repository: TestRepository, file = 'AGENTS.md'): string =>
  readFileSync(join(repository.dir, file), 'utf8')

describe('the block', () => {
  test('has at most 25 lines, and its marks at both ends', () => {
    const lines = BLOCK.split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.length).toBeLessThanOrEqual(25)
    expect(lines[0]).toBe('<!-- precheck:begin v1 -->')
    expect(lines.at(-1)).toBe('<!-- precheck:end -->')
  })

  test('names only commands that there are, and no way round the hooks', () => {
    const commands = [...BLOCK.matchAll(/`precheck ([a-z-]+)/g)].map(([, command]) => command)
    expect(commands).toEqual(expect.arrayContaining(['check', 'explain', 'mend']))
    for (const command of commands)
      expect(existsSync(new URL(`../../src/commands/${command}.ts`, import.meta.url))).toBe(true)
    expect(BLOCK).not.toMatch(/no-verify|hooksPath|\bnpx precheck/)
    for (const trailer of ['Task-Id', 'Tests-Run', 'Rollback']) expect(BLOCK).toContain(`--trailer '${trailer}: `)
    expect(ruleIds).toContain('required-trailers')
  })
})

/** The block's lines about trailers under a policy, without the four that say what the known ones are. */
function linesUnder(trailers: string): readonly string[] {
  const decoded = decodePolicy(`version: 1\ntrailers:\n${trailers.replace(/^/gm, '  ')}\n`, ruleIds)
  if (!('policy' in decoded)) throw new Error(JSON.stringify(decoded.errors))
  return agentBlock('@TRAILERS@\n', decoded.policy.trailers).trimEnd().split('\n')
}

describe('what it says of trailers', () => {
  test('passes the checks of the starter policy as it stands', () => {
    const given = [...BLOCK.matchAll(/--trailer '([\w-]+): ([^']*)'/g)].slice(0, 3)
    for (const [, key, value] of given)
      expect(valueFault(DEFAULT_TRAILERS.find((trailer) => trailer.key === key)!, value!)).toBeNull()
    expect(BLOCK).toContain("  `git commit --trailer 'Task-Id: ABC-123' --trailer")
    expect(BLOCK).toContain('could not be run, say so: `Tests-Run: npm test (not run: <reason>)`.')
  })

  test.each<readonly [string, string, command: string, more: readonly (string | RegExp)[]]>([
    [
      "the policy's own example",
      "Task-Id: { pattern: '^PY-\\d+$', example: PY-42 }",
      "--trailer 'Task-Id: PY-42'",
      [/make one up\.$/],
    ],
    [
      'a pattern and no example',
      "Task-Id: { pattern: '^PY-\\d+$' }",
      "--trailer 'Task-Id: <task-id>'",
      [/make one up\. It must match `\^PY-\\d\+\$`\.$/],
    ],
    [
      'an example that its own pattern refuses',
      "Team: { pattern: '^(web|core)$', example: ops }",
      "--trailer 'Team: <team>'",
      ['  - `Team`: It must match `^(web|core)$`.'],
    ],
    ['any value of a key of their own', 'Team: {}', "--trailer 'Team: <team>'", []],
    [
      'once in a change',
      'Reviewed-plan: { per: change, example: "docs/plan.md" }',
      "--trailer 'Reviewed-plan: docs/plan.md'",
      ['  - `Reviewed-plan`: Once in a change is enough.'],
    ],
    [
      'another runner of tests',
      'tests-run: { example: pytest -k "(a or b)" (12 passed) }',
      '--trailer \'tests-run: pytest -k "(a or b)" (12 passed)\'',
      [
        /^ {2}- `tests-run`: a command/,
        '    When tests could not be run, say so: `tests-run: pytest -k "(a or b)" (not run: <reason>)`.',
      ],
    ],
    [
      'a pattern that refuses the honest answer',
      "Tests-Run: { pattern: '.*passed\\)', example: make (1 passed) }",
      "--trailer 'Tests-Run: make (1 passed)'",
      [/^ {2}- `Tests-Run`: a command/],
    ],
    ['a quote', `Team: { example: "it's us" }`, "--trailer 'Team: it'\\''s us'", []],
    ['what would leave its code span', "Team: { example: 'a` <!-- b' }", "--trailer 'Team: <team>'", []],
    ['what nobody has to give', 'Team: { required: false }\nUnit: {}', "--trailer 'Unit: <unit>'", []],
  ])('%s', (_, trailers, command, more) => {
    const [first, second, ...rest] = linesUnder(trailers)
    expect(first).toBe('- End every commit message with the trailers that the policy asks for:')
    expect(second).toBe(`  \`git commit ${command} …\``)
    expect(rest).toEqual(more.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))))
  })

  test('nothing, where nothing is asked for', () => {
    expect(linesUnder('Team: false')).toEqual(['- The policy asks for no trailers.'])
  })
})

/** A policy whose tasks are called so. */
const tasks = (name: string): string =>
  `version: 1\ntrailers:\n  Task-Id: { pattern: '^${name}-\\d+$', example: ${name}-42 }\n`

test('it follows the policy of the work tree, and what people wrote around it stays', () =>
  withRepository(async (repository) => {
    repository.commit('base', { '.precheck.yml': tasks('PY'), 'AGENTS.md': '# Ours' })
    await install(repository)
    expect(notes(repository)).toContain("--trailer 'Task-Id: PY-42' …")
    repository.write('AGENTS.md', `${notes(repository)}More.\r\n`)
    const before = notes(repository)
    expect((await install(repository)).stdout).toContain('nothing to change')

    repository.write('.precheck.yml', tasks('GO'))
    const dry = await install(repository, ['--dry-run'])
    expect(dry.stdout).toMatch(/^AGENTS\.md: what agents must know of commits here, brought up to date\nNext:\n/)
    expect(notes(repository)).toBe(before)
    expect((await install(repository)).stdout).toContain('brought up to date')
    expect(notes(repository)).toBe(before.replaceAll('PY-', 'GO-'))
    expect((await install(repository)).stdout).toContain('nothing to change')

    repository.write('.precheck.yml', 'versio: 1\n')
    expect((await install(repository)).stdout).toContain('nothing to change')
    await uninstall(repository)
    expect(notes(repository)).toBe('# Ours\nMore.\r\n')
  }))

test('a first block beside a policy that cannot be read has what is usual', () =>
  withRepository(async (repository) => {
    repository.commit('base', { '.precheck.yml': 'versio: 1\n' })
    await install(repository)
    expect(notes(repository)).toBe(BLOCK)
  }))

test('doctor says when its examples are no longer what the policy takes', () =>
  withRepository(async (repository) => {
    repository.commit('base', { '.precheck.yml': tasks('PY') })
    await install(repository)
    const said = async () =>
      (await examine(repository.dir, repository.env, VERSION)).filter(({ check }) => check === 'notes for agents')
    expect(await said()).toEqual([])
    repository.write('.precheck.yml', `${tasks('GO')}  Team: {}\n`)
    expect(await said()).toEqual([
      {
        check: 'notes for agents',
        state: 'look',
        text: 'the block in AGENTS.md gives "Task-Id: PY-42" as an example, which .precheck.yml refuses, and does not name Team, which .precheck.yml asks for',
        fix: expect.stringMatching(/ install$/),
        worktree: null,
      },
    ])
    await install(repository)
    expect(await said()).toEqual([])
  }))

/** What AGENTS.md holds before, and after. */
const APPENDED: Readonly<Record<string, readonly [before: string, after: string]>> = {
  'none, or an empty one': ['', BLOCK],
  'text of their own': ['# Ours\n\nBe kind.\n', `# Ours\n\nBe kind.\n${BLOCK}`],
  'text without a last line end': ['# Ours', `# Ours\n${BLOCK}`],
  'text with the line ends of Windows': ['# Ours\r\nx', `# Ours\r\nx\r\n${BLOCK.replaceAll('\n', '\r\n')}`],
}

test.each(Object.entries(APPENDED))('is added below %s, once, and taken out to the byte', (_, [before, after]) =>
  withRepository(async (repository) => {
    repository.commit('base', { 'AGENTS.md': before })
    const was = snapshot(repository.dir)
    expect((await install(repository)).stdout).toContain('AGENTS.md: what agents must know')
    expect(notes(repository)).toBe(after)
    expect((await install(repository)).stdout).toContain('nothing to change')
    await uninstall(repository)
    expect(snapshot(repository.dir)).toEqual(was)
  }),
)

test('the block is brought up to date where it stands, and what is written around it stays', () =>
  withRepository(async (repository) => {
    const old = '<!-- precheck:begin v1 -->\nOld words.\n<!-- precheck:end -->\n'
    repository.commit('base', { 'AGENTS.md': `above\n${old}below\n` })
    await doSteps(repository)
    expect(notes(repository)).toBe(`above\n${BLOCK}below\n`)
    // It came with the history and not from here, so that it is not for this clone to take away.
    await uninstall(repository)
    expect(notes(repository)).toBe(`above\n${BLOCK}below\n`)
  }))

test('what its owner has written since stays when the block goes', () =>
  withRepository(async (repository) => {
    repository.commit('base')
    await doSteps(repository)
    repository.write('AGENTS.md', `# Ours\n${notes(repository)}More.\n`)
    await uninstall(repository)
    expect(notes(repository)).toBe('# Ours\nMore.\n')
  }))

test('marks of a shell script, or half a block, are text like any other', () =>
  withRepository(async (repository) => {
    const quoted = '```sh\n# precheck:begin v1\n# precheck:end\n```\n<!-- precheck:begin v1 -->\n'
    repository.commit('base', { 'AGENTS.md': quoted })
    await doSteps(repository)
    expect(notes(repository)).toBe(quoted + BLOCK)
    await uninstall(repository)
    expect(notes(repository)).toBe(quoted)
  }))

test('notes of their own do not make husky stay, which install brought', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'package.json': '{}\n', 'AGENTS.md': '# Ours\n' })
    const was = snapshot(repository.dir)
    await doSteps(repository)
    await uninstall(repository)
    expect(snapshot(repository.dir)).toEqual(was)
  }))

test('where AGENTS.md is a link to a file beside it, that file gets the block', () =>
  withRepository(async (repository) => {
    repository.write('CLAUDE.md', '# Ours\n')
    symlinkSync('CLAUDE.md', join(repository.dir, 'AGENTS.md'))
    repository.commit('base')
    const { stdout, stderr } = await install(repository)
    expect(stdout).toContain('git add -- .precheck.yml CLAUDE.md')
    expect(stderr).not.toContain('Claude Code')
    expect(notes(repository, 'CLAUDE.md')).toBe(`# Ours\n${BLOCK}`)
    await uninstall(repository)
    expect(notes(repository, 'CLAUDE.md')).toBe('# Ours\n')
  }))

const OTHER: Readonly<Record<string, (repository: TestRepository) => void>> = {
  'a link that leads out': (repository) => {
    repository.write('../outside.md', 'x\n')
    symlinkSync('../outside.md', join(repository.dir, 'AGENTS.md'))
  },
  'a link to nothing': (repository) => symlinkSync('GONE.md', join(repository.dir, 'AGENTS.md')),
  'a link to a link': (repository) => {
    symlinkSync('../outside.md', join(repository.dir, 'CLAUDE.md'))
    symlinkSync('CLAUDE.md', join(repository.dir, 'AGENTS.md'))
  },
  'a folder': (repository) => mkdirSync(join(repository.dir, 'AGENTS.md')),
  'no text': (repository) => repository.write('AGENTS.md', Buffer.from([0xff, 0xfe, 0x41])),
}

test.each(Object.entries(OTHER))('%s is left alone, and said', (_, make) =>
  withRepository(async (repository) => {
    repository.commit('base')
    make(repository)
    const was = snapshot(join(repository.dir, '..'))
    const { status, stdout, stderr } = await install(repository)
    expect(status).toBe(0)
    expect(stdout).not.toContain('AGENTS.md')
    expect(stderr).toContain('note: AGENTS.md is no text file of its own')
    await uninstall(repository)
    expect(snapshot(join(repository.dir, '..'))).toEqual(was)
  }),
)

test('a CLAUDE.md that does not read it is named', () =>
  withRepository(async (repository) => {
    repository.commit('base', { 'CLAUDE.md': '# Ours\n' })
    expect((await install(repository)).stderr).toContain(
      'note: Claude Code reads CLAUDE.md: add the line "@AGENTS.md" to it',
    )
    await uninstall(repository)
    repository.write('CLAUDE.md', '@AGENTS.md\n')
    expect((await install(repository)).stderr).not.toContain('Claude Code')
  }))

test('one that git ignores is written, and left out of what is to be committed', () =>
  withRepository(async (repository) => {
    repository.commit('base', { '.gitignore': 'AGENTS.md\n' })
    const { stdout, stderr } = await install(repository)
    expect(stdout).toContain('git add -- .precheck.yml && ')
    expect(stderr).toContain('note: AGENTS.md is ignored by git, and stays in this clone')
    rmSync(join(repository.dir, 'AGENTS.md'))
    repository.commit('tracked', { '.gitignore': '', 'AGENTS.md': '' })
    repository.write('.gitignore', 'AGENTS.md\n')
    const tracked = await install(repository)
    expect(tracked.stdout).toContain('git add -- AGENTS.md && ')
    expect(tracked.stderr).not.toContain('is ignored')
  }))

test('--no-agent-notes leaves it out', () =>
  withRepository(async (repository) => {
    repository.commit('base')
    await install(repository, ['--no-agent-notes'])
    expect(existsSync(join(repository.dir, 'AGENTS.md'))).toBe(false)
    expect((await install(repository, ['--no-agent-notes'])).stdout).toContain('nothing to change')
  }))
