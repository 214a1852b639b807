import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AI_AGENT_NAMES, ENVIRONMENT } from '../../src/agents/signs.ts'
import { begunBy, type TestRepository } from '../support/repository.ts'
import { doSteps, recordFakeEntry } from './installed.ts'

const AGENT = { CLAUDECODE: '1' }
const SIGN = 'Assisted-by: Claude Code:unknown'

const withHooks = begunBy(async (repository) => {
  repository.commit('base\n\nbody', { a: 'a' })
  await doSteps(repository)
  recordFakeEntry(repository)
})

interface Said {
  readonly args: readonly string[]
  readonly env?: Record<string, string>
  readonly input?: string
}

/** Makes an empty commit in an agent's session and gives its message. */
function commit(repository: TestRepository, { args, env = AGENT, input = '' }: Said): string {
  const ran = repository.tryGit(['commit', '-q', '--allow-empty', ...args], { env, input })
  expect(ran).toMatchObject({ status: 0, stderr: '' })
  return repository.git('log', '-1', '--format=%B').replace(/\n+$/, '')
}

/** The paragraphs of all messages of a range, newest commit first. */
const paragraphs = (repository: TestRepository, range: string): readonly string[] =>
  repository.git('log', '--format=%B', range).split(/\n+/).filter(Boolean)

const NAMES: readonly (readonly [Record<string, string>, string])[] = [
  [{ CLAUDECODE: '1' }, 'Claude Code'],
  [{ AI_AGENT: 'claude-code_2-1-285_agent', CLAUDECODE: '1' }, 'Claude Code'],
  [{ AI_AGENT: 'github_copilot_vscode_agent' }, 'GitHub Copilot'],
  [{ AI_AGENT: 'crush' }, 'crush'],
  [{ CODEX_THREAD_ID: '0199' }, 'Codex'],
  [{ CURSOR_AGENT: '1' }, 'Cursor'],
  [{ GEMINI_CLI: '1' }, 'Gemini CLI'],
  [{ GEMINI_CLI: '1', QWEN_CODE: '1' }, 'Qwen Code'],
  [{ OPENCODE: '1' }, 'OpenCode'],
  [{ CLAUDECODE: '1', AMP_CURRENT_THREAD_ID: 'T-1' }, 'Amp'],
  [{ GOOSE_TERMINAL: '1' }, 'Goose'],
  [{ AUGMENT_AGENT: '1' }, 'Augment'],
  [{ COPILOT_AGENT_SESSION_ID: 'x' }, 'GitHub Copilot'],
  [{ CLINE_ACTIVE: 'true' }, 'Cline'],
]

for (const [env, name] of NAMES) {
  test(`${Object.entries(env)
    .map((pair) => pair.join('='))
    .join(' ')} is recorded as ${name}`, () =>
    withHooks((repository) => {
      expect(commit(repository, { args: ['-m', 'x'], env })).toBe(`x\n\nAssisted-by: ${name}:unknown`)
    }))
}

test('without a sign of an agent, or with one that is switched off, a message stays as it is', () =>
  withHooks((repository) => {
    for (const env of [{}, { CLAUDECODE: '' }, { CLAUDECODE: '0' }, { AI_AGENT: 'false' }, { GOOSE_PROVIDER: 'x' }]) {
      expect(commit(repository, { args: ['-m', 'x'], env })).toBe('x')
    }
  }))

test('a name that could be something else than a name is not written', () =>
  withHooks((repository) => {
    for (const name of ['x:y', 'a b', '$(touch ../owned)', "'; touch ../owned; '", '-x', 'a\nb: c']) {
      expect(commit(repository, { args: ['-m', 'x'], env: { AI_AGENT: name } })).toBe('x')
    }
    expect(existsSync(join(repository.dir, '../owned'))).toBe(false)
  }))

test('each agent of the hook is one of the table of signs, with a variable that the table has', () => {
  const hook = readFileSync(new URL('../../hooks/prepare-commit-msg', import.meta.url), 'utf8')
  const rows = [...hook.matchAll(/^sign '([^']+)' "(.*)"$/gm)]
  expect(rows.length).toBeGreaterThan(10)
  for (const [, agent, variables] of rows) {
    for (const [, variable] of variables!.matchAll(/\$\{(\w+)-\}/g)) {
      const row = ENVIRONMENT.find(({ when }) => Object.hasOwn(when, variable!))
      expect({ variable, agent: row?.agent, strength: row?.strength }).toEqual({ variable, agent, strength: 'strong' })
    }
  }
  const order = rows.map(([, agent]) =>
    ENVIRONMENT.findIndex((row) => row.agent === agent && row.strength === 'strong'),
  )
  expect(order).toEqual(order.toSorted((one, other) => one - other))
  for (const [, name] of hook.matchAll(/^ .*\) sign '([^']+)' 1 ;;$/gm)) {
    expect(AI_AGENT_NAMES.map(([, known]) => known)).toContain(name)
  }
})

const MESSAGES: readonly { name: string; said: Said; message: string }[] = [
  { name: '-n, which skips the other hooks', said: { args: ['-n', '-m', 'x'] }, message: `x\n\n${SIGN}` },
  {
    name: 'trailers that are there',
    said: { args: ['-m', 'x', '-m', 'Task-Id: T-1\nRollback: revert'] },
    message: `x\n\nTask-Id: T-1\nRollback: revert\n${SIGN}`,
  },
  {
    name: 'a sign that the agent wrote itself',
    said: { args: ['-m', 'x', '-m', 'assisted-by: Claude:opus'] },
    message: 'x\n\nassisted-by: Claude:opus',
  },
  {
    name: 'the word in the middle of a message',
    said: { args: ['-m', 'x', '-m', 'Assisted-by: Claude:opus\nis how it goes.', '-m', 'end'] },
    message: `x\n\nAssisted-by: Claude:opus\nis how it goes.\n\nend\n\n${SIGN}`,
  },
  {
    name: 'a line of dashes above the trailers',
    said: { args: ['-F', '-'], input: 'x\n\nbody\n\n---\n\nTask-Id: T-1\n' },
    message: `x\n\nbody\n\n---\n\nTask-Id: T-1\n${SIGN}`,
  },
  {
    name: 'CRLF',
    said: { args: ['-F', '-'], input: 'x\r\n\r\nbody\r\n\r\nTask-Id: T-1\r\n' },
    message: `x\n\nbody\n\nTask-Id: T-1\n${SIGN}`,
  },
  {
    name: 'no newline at the end, kept verbatim',
    said: { args: ['--cleanup=verbatim', '-F', '-'], input: 'x\n\nTask-Id: T-1' },
    message: `x\n\nTask-Id: T-1\n${SIGN}`,
  },
  {
    name: 'no newline at the end of more lines than the shell reads',
    said: { args: ['--cleanup=verbatim', '-F', '-'], input: `x\n\n${'body\n'.repeat(300)}\nTask-Id: T-1` },
    message: `x\n\n${'body\n'.repeat(300)}\nTask-Id: T-1\n${SIGN}`,
  },
  {
    name: 'blank lines before a subject that begins with none of the usual characters, and a comment at the end',
    said: { args: ['--cleanup=verbatim', '-F', '-'], input: '\n \t\n\u00dcber\n\nTask-Id: T-1\n# x\n' },
    message: `\n \t\n\u00dcber\n\nTask-Id: T-1\n${SIGN}\n# x`,
  },
  { name: 'a subject that begins with #', said: { args: ['-m', '#12: mend'] }, message: `#12: mend\n\n${SIGN}` },
  {
    name: 'an editor that has something to start from, with the diff below',
    said: { args: ['-v', '-e', '-m', 'x', '-m', 'Task-Id: T-1'], env: { ...AGENT, GIT_EDITOR: 'true' } },
    message: `x\n\nTask-Id: T-1\n${SIGN}`,
  },
]

for (const { name, said, message } of MESSAGES) {
  test(`the sign is the last trailer, with ${name}`, () =>
    withHooks((repository) => {
      expect(commit(repository, said)).toBe(message)
    }))
}

test('the comment character is the one of the user, also from -c', () =>
  withHooks((repository) => {
    const env = { ...AGENT, GIT_EDITOR: 'true' }
    const message = ['-e', '-m', 'x', '-m', 'Task-Id: T-1']
    repository.git('config', 'core.commentChar', ';')
    expect(commit(repository, { args: message, env })).toBe(`x\n\nTask-Id: T-1\n${SIGN}`)
    const ran = repository.tryGit(['-c', 'core.commentChar=%', 'commit', '-q', '--allow-empty', ...message], { env })
    expect(ran.status).toBe(0)
    expect(repository.git('log', '-1', '--format=%B')).toBe(`x\n\nTask-Id: T-1\n${SIGN}\n`)
  }))

test('settings for trailers, of the repository or of the command, neither move the sign nor run anything', () =>
  withHooks((repository) => {
    repository.git('config', 'trailer.where', 'start')
    repository.git('config', 'trailer.separators', '=')
    repository.git('config', 'trailer.assisted-by.cmd', 'touch ../ran; echo')
    repository.git('config', 'trailer.assisted-by.key', 'Helped-by: ')
    const own = ['-c', 'trailer.ifMissing=doNothing', 'commit', '-q', '--allow-empty', '-m', 'x', '-m', 'Task-Id: T-1']
    expect(repository.tryGit(own, { env: AGENT }).status).toBe(0)
    expect(repository.git('log', '-1', '--format=%B')).toBe(`x\n\nTask-Id: T-1\n${SIGN}\n`)
    expect(existsSync(join(repository.dir, '../ran'))).toBe(false)
  }))

test('a message that nobody wrote is still none: git gives up as it would without the hook', () =>
  withHooks((repository) => {
    const template = join(repository.dir, '../template')
    writeFileSync(template, 'Subject:\n\nTask-Id: \n')
    const env = { ...AGENT, GIT_EDITOR: 'true' }
    for (const args of [[], ['-v'], ['-t', template], ['-m', ''], ['-m', '', '-e'], ['-F', '-'], ['-e', '-F', '-']]) {
      const ran = repository.tryGit(['commit', '--allow-empty', ...args], { env, input: args[0] ? '\n \t\r\n' : '' })
      expect({ args, status: ran.status }).toEqual({ args, status: 1 })
    }
  }))

test("amending a person's commit in an agent's session makes it an assisted one, once", () =>
  withHooks((repository) => {
    expect(commit(repository, { args: ['--amend', '--no-edit'] })).toBe(`base\n\nbody\n\n${SIGN}`)
    expect(commit(repository, { args: ['--amend', '--no-edit'] })).toBe(`base\n\nbody\n\n${SIGN}`)
    expect(commit(repository, { args: ['-C', 'HEAD'] })).toBe(`base\n\nbody\n\n${SIGN}`)
  }))

test('merges and commits that a rebase rewrites stay as they are; what is committed in its pauses is recorded', () =>
  withHooks((repository) => {
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('one', { b: 'b' })
    repository.commit('two', { c: 'c' })
    repository.commit('three', { d: 'd' })
    repository.git('checkout', '-q', 'main')
    repository.commit('main', { e: 'e' })
    expect(repository.tryGit(['merge', '-q', '--no-edit', 'topic'], { env: AGENT }).status).toBe(0)
    expect(repository.git('log', '-1', '--format=%B')).toBe("Merge branch 'topic'\n")
    repository.git('reset', '-q', '--hard', 'HEAD^')
    repository.git('checkout', '-q', 'topic')
    const env = { ...AGENT, GIT_EDITOR: 'true' }
    const edits = { ...env, GIT_SEQUENCE_EDITOR: "sed -i '1s/pick/reword/;2s/pick/edit/;3s/pick/squash/'" }
    expect(repository.tryGit(['rebase', '-q', '-i', 'main'], { env: edits }).status).toBe(0)
    expect(commit(repository, { args: ['-m', 'in between'] })).toBe(`in between\n\n${SIGN}`)
    expect(repository.tryGit(['rebase', '--continue'], { env }).status).toBe(0)
    expect(paragraphs(repository, 'main..')).toEqual(['in between', SIGN, 'three', 'two', 'one'])
  }))

test('a conflict that a rebase stops at is recorded neither by continue nor by the picks after it', () =>
  withHooks((repository) => {
    repository.git('checkout', '-q', '-b', 'topic')
    repository.commit('one', { a: 'topic' })
    repository.commit('two', { b: 'b' })
    repository.git('checkout', '-q', 'main')
    repository.commit('main', { a: 'main' })
    repository.git('checkout', '-q', 'topic')
    const env = { ...AGENT, GIT_EDITOR: 'true' }
    expect(repository.tryGit(['rebase', '-q', 'main'], { env }).status).toBe(1)
    repository.write('a', 'both')
    repository.git('add', 'a')
    expect(repository.tryGit(['rebase', '--continue'], { env }).status).toBe(0)
    expect(paragraphs(repository, 'main..')).toEqual(['two', 'one'])
  }))

test('in a linked work tree too', () =>
  withHooks((repository) => {
    const tree = join(repository.dir, '../tree')
    repository.git('worktree', 'add', '-q', '-b', 'topic', tree)
    const ran = repository.tryGit(['commit', '-q', '--allow-empty', '-m', 'x'], { cwd: tree, env: AGENT })
    expect(ran).toMatchObject({ status: 0, stderr: '' })
    expect(repository.git('log', '-1', '--format=%B', 'topic')).toBe(`x\n\n${SIGN}\n`)
  }))
