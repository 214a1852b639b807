import { describe, expect, test } from 'vitest'
import { branchSigns, environmentSigns } from '../../src/agents/detect.ts'
import { BRANCHES, ENVIRONMENT } from '../../src/agents/signs.ts'

type Environment = Readonly<Record<string, string>>

// What an agent sets, what is found, and the nearest thing that a person has.
const CASES: readonly (readonly [set: Environment, agent: string, strength: 'strong' | 'weak', twin: Environment])[] = [
  [{ AGENT: 'amp' }, 'Amp', 'strong', { AGENT: 'jenkins-agent-4' }],
  [{ AMP_CURRENT_THREAD_ID: 'T-1' }, 'Amp', 'strong', { AMP_API_KEY: 'k' }],
  [{ AGENT_THREAD_ID: 'T-1' }, 'Amp', 'strong', { AGENT_THREAD_ID: '' }],
  [{ CODEX_THREAD_ID: '1' }, 'Codex', 'strong', { CODEX_HOME: '/home/ann/.codex' }],
  [{ CODEX_SESSION_ID: '1a' }, 'Codex', 'strong', { CODEX_API_KEY: 'k' }],
  [{ CODEX_TOOL_CALL_ID: 'c' }, 'Codex', 'strong', { CODEX_TOOL_CALL_ID: '' }],
  [{ CODEX_CI: '1' }, 'Codex', 'strong', { CODEX_CI: '0' }],
  [{ CODEX_SANDBOX: 'seatbelt' }, 'Codex', 'strong', { CODEX_SANDBOX: '' }],
  [
    { CODEX_SANDBOX_NETWORK_DISABLED: '1' },
    'Codex',
    'strong',
    { CODEX_SANDBOX_NETWORK_DISABLED: 'false', codex_sandbox: '1' },
  ],
  [
    { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_web_agent' },
    'Codex',
    'strong',
    { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_vscode' },
  ],
  [{ CURSOR_AGENT: '1' }, 'Cursor', 'strong', { CURSOR_TRACE_ID: '1f' }],
  [{ CURSOR_CONVERSATION_ID: '1f' }, 'Cursor', 'strong', { CURSOR_API_KEY: 'k' }],
  [{ CURSOR_SANDBOX: '1' }, 'Cursor', 'strong', { CURSOR_SANDBOX: '0' }],
  [{ AGENT_TRANSCRIPTS: '/t' }, 'Cursor', 'strong', { TRANSCRIPTS: '/t' }],
  [
    { CURSOR_EXTENSION_HOST_ROLE: 'agent-exec' },
    'Cursor',
    'strong',
    { CURSOR_EXTENSION_HOST_ROLE: 'user', TERM_PROGRAM: 'vscode' },
  ],
  [{ QWEN_CODE: '1' }, 'Qwen Code', 'strong', { QWEN_API_KEY: 'k' }],
  [{ QWEN_CODE_SESSION_ID: '1' }, 'Qwen Code', 'strong', { QWEN_CODE_SESSION_ID: '' }],
  [{ GEMINI_CLI: '1' }, 'Gemini CLI', 'strong', { GEMINI_API_KEY: 'k', GEMINI_MODEL: 'm' }],
  [{ COPILOT_CLI: '1' }, 'GitHub Copilot', 'strong', { COPILOT_MODEL: 'm', COPILOT_ALLOW_ALL: '1' }],
  [{ COPILOT_AGENT_SESSION_ID: '1' }, 'GitHub Copilot', 'strong', { COPILOT_GITHUB_TOKEN: 't' }],
  [{ COPILOT_AGENT_PROMPT: 'p' }, 'GitHub Copilot', 'strong', { GITHUB_ACTIONS: 'true', CI: 'true' }],
  [{ OPENCODE: '1' }, 'OpenCode', 'strong', { OPENCODE: 'false' }],
  [{ OPENCODE_PID: '77' }, 'OpenCode', 'strong', { OPENCODE_CONFIG: '/c' }],
  [{ OPENCODE_CLIENT: 'cli' }, 'OpenCode', 'strong', { OPENCODE_DISABLE_AUTOUPDATE: '1' }],
  [{ OPENCODE_SERVER: 'http://127.0.0.1:1' }, 'OpenCode', 'strong', { OPENCODE_SERVER_PASSWORD: 'p' }],
  [{ OPENCODE_APP_INFO: '{}' }, 'OpenCode', 'strong', { OPENCODE_APP_INFO: '' }],
  [{ OPENCODE_MODES: '[]' }, 'OpenCode', 'strong', { OPENCODE_MODES: '' }],
  [{ AGENT: 'goose' }, 'Goose', 'strong', { GOOSE_PROVIDER: 'p', GOOSE_MODEL: 'm' }],
  [{ GOOSE_TERMINAL: '1' }, 'Goose', 'strong', { GOOSE_TERMINAL: '0' }],
  [{ AGENT: 'crush' }, 'Crush', 'strong', { AGENT: 'crusher' }],
  [{ CRUSH: '1' }, 'Crush', 'strong', { CRUSH_GLOBAL_CONFIG: '/c' }],
  [{ AUGMENT_AGENT: '1' }, 'Augment', 'strong', { AUGMENT_API_TOKEN: 't' }],
  [{ CLINE_ACTIVE: 'true' }, 'Cline', 'strong', { CLINE_ACTIVE: 'false' }],
  [{ ROO_ACTIVE: 'true' }, 'Roo Code', 'strong', { ROO_ACTIVE: 'false' }],
  [{ ANTIGRAVITY_AGENT: '1' }, 'Antigravity', 'strong', { TERM_PROGRAM: 'antigravity' }],
  [{ PI_CODING_AGENT: 'true' }, 'Pi', 'strong', { PATH: '/home/ann/.pi/agent/bin' }],
  [{ IFLOW_CLI: '1' }, 'iFlow', 'strong', { IFLOW_API_KEY: 'k' }],
  [{ TRAE_AI_SHELL_ID: '1' }, 'Trae', 'strong', { TERM_PROGRAM: 'trae' }],
  [{ JUNIE_DATA: '/j' }, 'Junie', 'strong', { TERMINAL_EMULATOR: 'JetBrains-JediTerm' }],
  [{ JUNIE_SHIM_PATH: '/j' }, 'Junie', 'strong', { JUNIE_SHIM_PATH: '' }],
  [
    { AWS_EXECUTION_ENV: 'AmazonQ-For-CLI Version/1.19' },
    'Amazon Q',
    'strong',
    { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
  ],
  [{ AI_AGENT: 'claude-code_2-1-285_agent' }, 'Claude Code', 'strong', { AI_AGENT: '' }],
  [{ CLAUDECODE: '1' }, 'Claude Code', 'strong', { CLAUDECODE: '0' }],
  [{ CLAUDE_CODE: '1' }, 'Claude Code', 'strong', { CLAUDE_CODE_USE_BEDROCK: '1' }],
  [{ CLAUDE_CODE_ENTRYPOINT: 'cli' }, 'Claude Code', 'strong', { CLAUDE_CODE_MAX_OUTPUT_TOKENS: '9' }],
  [{ CLAUDE_CODE_SESSION_ID: '1' }, 'Claude Code', 'strong', { CLAUDE_CONFIG_DIR: '/c' }],
  [{ CLAUDE_CODE_CHILD_SESSION: '1' }, 'Claude Code', 'strong', { CLAUDE_CODE_CHILD_SESSION: '' }],
  [{ CLAUDE_CODE_REMOTE: 'true' }, 'Claude Code', 'strong', { CLAUDE_CODE_REMOTE: 'false' }],
  [{ CLAUDE_CODE_IS_COWORK: '1' }, 'Claude Code', 'strong', { CLAUDE_CODE_IS_COWORK: '0' }],
  [{ CLAUDE_PROJECT_DIR: '/p' }, 'Claude Code', 'strong', { ANTHROPIC_API_KEY: 'k' }],
  [{ AGENT: '1' }, 'OpenCode', 'weak', { AGENT: 'me' }],
  [{ OPENCODE_BIN_PATH: '/b' }, 'OpenCode', 'weak', { OPENCODE_BIN_PATH: '' }],
  [
    { CURSOR_TRACE_ID: '1f', PAGER: 'head -n 10000 | cat' },
    'Cursor',
    'weak',
    { CURSOR_TRACE_ID: '1f', PAGER: 'less -FRX' },
  ],
  [
    { TERM_PROGRAM: 'vscode', GIT_PAGER: 'cat' },
    'GitHub Copilot',
    'weak',
    { TERM_PROGRAM: 'vscode', GIT_PAGER: 'delta' },
  ],
  [{ TERM_PROGRAM: 'zed', PAGER: 'cat' }, 'Zed', 'weak', { TERM_PROGRAM: 'zed' }],
  [{ SHELL: '/bin/jsh', npm_config_yes: 'true' }, 'Bolt', 'weak', { SHELL: '/bin/bash', npm_config_yes: 'true' }],
  [{ REPLIT_MODE: 'assistant' }, 'Replit', 'weak', { REPL_ID: '1', REPLIT_MODE: 'workspace' }],
  [{ ANTIGRAVITY_PROJECT_ID: '1' }, 'Antigravity', 'weak', { GOOGLE_CLOUD_PROJECT: '1' }],
  [{ EDITOR: '/opt/devin/editor' }, 'Devin', 'weak', { EDITOR: 'vim' }],
  [{ HOME: '/home/jules', USER: 'swebot' }, 'Jules', 'weak', { HOME: '/home/jules', USER: 'jules' }],
]

describe('what an environment says', () => {
  test.each(CASES)('%j is a sign of %s (%s), %j is none', (set, agent, strength, twin) => {
    expect(environmentSigns(set).map((sign) => [sign.agent, sign.strength])).toEqual([[agent, strength]])
    expect(environmentSigns(twin)).toEqual([])
  })

  test('every row of the table has its case', () => {
    expect(CASES).toHaveLength(ENVIRONMENT.length)
    for (const { when } of ENVIRONMENT) {
      const meets = (set: Environment) => Object.entries(when).every(([name, value]) => value.test(set[name] ?? ''))
      expect(CASES.filter(([set]) => meets(set))).toHaveLength(1)
    }
  })

  test('a plain shell has no signs', () => {
    const shell = {
      PATH: '/usr/bin',
      HOME: '/home/ann',
      USER: 'ann',
      TERM: 'xterm-256color',
      EDITOR: 'vim',
      CI: 'true',
    }
    expect(environmentSigns(shell)).toEqual([])
  })

  test.each([
    ['Amp, which sets CLAUDECODE too', { CLAUDECODE: '1', AGENT: 'amp' }, 'Amp'],
    ['Qwen Code, a fork that keeps GEMINI_CLI', { GEMINI_CLI: '1', QWEN_CODE: '1' }, 'Qwen Code'],
    ['Codex, started by Claude Code', { CLAUDECODE: '1', AI_AGENT: 'claude-code', CODEX_THREAD_ID: '1' }, 'Codex'],
    ['an agent with a name of its own, started by Claude Code', { CLAUDECODE: '1', AI_AGENT: 'newcomer' }, 'newcomer'],
  ])('the first sign names %s', (_title, env, agent) => {
    expect(environmentSigns(env)[0]?.agent).toBe(agent)
    expect(environmentSigns(env).length).toBeGreaterThan(1)
  })

  test.each([
    ['github_copilot_vscode_agent', 'GitHub Copilot'],
    ['github-copilot-cli', 'GitHub Copilot'],
    ['crush', 'Crush'],
    ['v0', 'v0'],
    ['newcomer-3.1', 'newcomer-3.1'],
    ['two words\u001b[31m', 'an agent'],
    ['a'.repeat(500), 'an agent'],
  ])('AI_AGENT=%j names %s', (value, agent) => {
    const [sign] = environmentSigns({ AI_AGENT: value })
    expect(sign?.agent).toBe(agent)
    expect(sign?.strength).toBe('strong')
    expect(sign?.text).not.toMatch(/\p{Cc}/u)
    expect(sign?.text.length).toBeLessThan(80)
  })

  test('a session id stays out of the report', () => {
    expect(environmentSigns({ CODEX_THREAD_ID: 'private-id' })[0]?.text).toBe('environment CODEX_THREAD_ID')
  })
})

describe("what a branch's name says", () => {
  test.each(BRANCHES.map(([prefix, agent]) => ({ prefix, agent })))('$prefix… is weak', ({ prefix, agent }) => {
    const signs = branchSigns(`${prefix}fix-it`)
    expect(signs).toEqual([{ agent, strength: 'weak', text: `branch ${prefix}fix-it` }])
    expect(branchSigns(`feature/${prefix}fix-it`)).toEqual([])
    expect(branchSigns(prefix.slice(0, -1))).toEqual([])
  })

  test('no branch, no sign', () => expect(branchSigns(null)).toEqual([]))
})
