/**
 * What agents leave behind, as tables: read from shipped programs, vendors' documentation and public histories. Names
 * change often, so that a new agent should cost one line here and one in the test.
 *
 * `strong` is what a person's own work does not have. What a person's terminal, editor or habit also has is `weak`:
 * reported, and decides nothing. Configuration that a person keeps (GOOSE_PROVIDER, AIDER_API_KEY, COPILOT_MODEL,
 * CURSOR_TRACE_ID by itself, REPL_ID, TERM_PROGRAM by itself) is not listed: it says nothing about who commits.
 */
export type SignStrength = 'strong' | 'weak'

/** Variables that must all match. `agent` null: the variable's value names the agent. */
export interface EnvironmentRow {
  readonly agent: string | null
  readonly strength: SignStrength
  readonly when: Readonly<Record<string, RegExp>>
}

/** Any value but the ways in which people write "off". */
export const IS_SET = /^(?!(?:0|false|no|off)?$)/i

const setBy = (agent: string, strength: SignStrength, ...variables: readonly string[]): EnvironmentRow[] =>
  variables.map((variable) => ({ agent, strength, when: { [variable]: IS_SET } }))

const whenValue = (agent: string | null, strength: SignStrength, when: EnvironmentRow['when']): EnvironmentRow => ({
  agent,
  strength,
  when,
})

/**
 * In the order in which an agent is named: specific before general. Qwen Code is a fork of Gemini CLI and sets its
 * variable too; Amp sets CLAUDECODE; Claude Code's own are last, because they are inherited by whatever it starts.
 */
export const ENVIRONMENT: readonly EnvironmentRow[] = [
  whenValue('Amp', 'strong', { AGENT: /^amp$/ }),
  ...setBy('Amp', 'strong', 'AMP_CURRENT_THREAD_ID', 'AGENT_THREAD_ID'),
  ...setBy('Codex', 'strong', 'CODEX_THREAD_ID', 'CODEX_SESSION_ID', 'CODEX_TOOL_CALL_ID', 'CODEX_CI'),
  ...setBy('Codex', 'strong', 'CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED'),
  whenValue('Codex', 'strong', { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: /^codex_web_agent$/ }),
  ...setBy('Cursor', 'strong', 'CURSOR_AGENT', 'CURSOR_CONVERSATION_ID', 'CURSOR_SANDBOX', 'AGENT_TRANSCRIPTS'),
  whenValue('Cursor', 'strong', { CURSOR_EXTENSION_HOST_ROLE: /^agent-exec$/ }),
  ...setBy('Qwen Code', 'strong', 'QWEN_CODE', 'QWEN_CODE_SESSION_ID'),
  ...setBy('Gemini CLI', 'strong', 'GEMINI_CLI'),
  ...setBy('GitHub Copilot', 'strong', 'COPILOT_CLI', 'COPILOT_AGENT_SESSION_ID', 'COPILOT_AGENT_PROMPT'),
  ...setBy('OpenCode', 'strong', 'OPENCODE', 'OPENCODE_PID', 'OPENCODE_CLIENT', 'OPENCODE_SERVER'),
  ...setBy('OpenCode', 'strong', 'OPENCODE_APP_INFO', 'OPENCODE_MODES'),
  whenValue('Goose', 'strong', { AGENT: /^goose$/ }),
  ...setBy('Goose', 'strong', 'GOOSE_TERMINAL'),
  whenValue('Crush', 'strong', { AGENT: /^crush$/ }),
  ...setBy('Crush', 'strong', 'CRUSH'),
  ...setBy('Augment', 'strong', 'AUGMENT_AGENT'),
  ...setBy('Cline', 'strong', 'CLINE_ACTIVE'),
  ...setBy('Roo Code', 'strong', 'ROO_ACTIVE'),
  ...setBy('Antigravity', 'strong', 'ANTIGRAVITY_AGENT'),
  ...setBy('Pi', 'strong', 'PI_CODING_AGENT'),
  ...setBy('iFlow', 'strong', 'IFLOW_CLI'),
  ...setBy('Trae', 'strong', 'TRAE_AI_SHELL_ID'),
  ...setBy('Junie', 'strong', 'JUNIE_DATA', 'JUNIE_SHIM_PATH'),
  whenValue('Amazon Q', 'strong', { AWS_EXECUTION_ENV: /AmazonQ-For-CLI/ }),
  // Set by several agents to their own name: Claude Code, Crush, v0, GitHub's own.
  whenValue(null, 'strong', { AI_AGENT: IS_SET }),
  ...setBy('Claude Code', 'strong', 'CLAUDECODE', 'CLAUDE_CODE', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_SESSION_ID'),
  ...setBy('Claude Code', 'strong', 'CLAUDE_CODE_CHILD_SESSION', 'CLAUDE_CODE_REMOTE', 'CLAUDE_CODE_IS_COWORK'),
  ...setBy('Claude Code', 'strong', 'CLAUDE_PROJECT_DIR'),
  // What this variable means is unsettled: Bun reads it too, and people set it to quieten test output.
  whenValue('OpenCode', 'weak', { AGENT: /^1$/ }),
  // Its launcher also reads this one, as a person's wish for another binary.
  ...setBy('OpenCode', 'weak', 'OPENCODE_BIN_PATH'),
  // An agent's terminal has no pager that waits. A person may have none either.
  whenValue('Cursor', 'weak', { CURSOR_TRACE_ID: IS_SET, PAGER: /^head -n 10000 \| cat$/ }),
  whenValue('GitHub Copilot', 'weak', { TERM_PROGRAM: /^vscode$/, GIT_PAGER: /^cat$/ }),
  whenValue('Zed', 'weak', { TERM_PROGRAM: /^zed$/, PAGER: /^cat$/ }),
  whenValue('Bolt', 'weak', { SHELL: /^\/bin\/jsh$/, npm_config_yes: IS_SET }),
  whenValue('Replit', 'weak', { REPLIT_MODE: /^assistant$/ }),
  ...setBy('Antigravity', 'weak', 'ANTIGRAVITY_PROJECT_ID'),
  whenValue('Devin', 'weak', { EDITOR: /devin/ }),
  whenValue('Jules', 'weak', { HOME: /^\/home\/jules$/, USER: /^swebot$/ }),
]

/** How AI_AGENT spells agents that are also known by other signs; `claude-code_2-1-285_agent` was seen. */
export const AI_AGENT_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^claude[-_]code(?![a-z])/i, 'Claude Code'],
  [/^github[-_]copilot(?![a-z])/i, 'GitHub Copilot'],
  [/^crush$/i, 'Crush'],
  [/^v0$/i, 'v0'],
]

/**
 * Addresses an agent commits with. Whole addresses only: people are called Claude, Jules and Devin, and most of
 * `@anthropic.com` and `@openai.com` are employees. `github` holds what stands before `@users.noreply.github.com`: an
 * account's number never changes, its login may; without a known number a `[bot]` login is taken, which no person has.
 */
export interface IdentityRow {
  readonly agent: string
  readonly strength: SignStrength
  readonly addresses?: readonly string[]
  readonly github?: readonly string[]
}

export const IDENTITIES: readonly IdentityRow[] = [
  {
    agent: 'Claude Code',
    strength: 'strong',
    addresses: ['noreply@anthropic.com'],
    github: ['209825114+claude[bot]', '208546643+claude-code-action[bot]', '215619710+anthropic-claude[bot]'],
  },
  {
    agent: 'GitHub Copilot',
    strength: 'strong',
    // The address is what VS Code adds when the user has asked it to name AI as a co-author.
    addresses: ['copilot@github.com'],
    github: ['198982749+Copilot', '223556219+Copilot', 'copilot-swe-agent[bot]'],
  },
  // Suggestions of a review that a person took over with a click.
  { agent: 'GitHub Copilot review', strength: 'weak', github: ['175728472+Copilot', '167198135+copilot[bot]'] },
  {
    agent: 'Cursor',
    strength: 'strong',
    addresses: ['cursoragent@cursor.com'],
    github: ['206951365+cursor[bot]'],
  },
  {
    agent: 'Codex',
    strength: 'strong',
    addresses: ['noreply@openai.com', 'codex@openai.com'],
    github: ['199175422+chatgpt-codex-connector[bot]', '215057067+openai-codex[bot]', '267193182+codex'],
  },
  { agent: 'Devin', strength: 'strong', github: ['158243242+devin-ai-integration[bot]'] },
  { agent: 'Jules', strength: 'strong', github: ['161369871+google-labs-jules[bot]'] },
  { agent: 'Gemini CLI', strength: 'strong', addresses: ['gemini-cli-agent@google.com'] },
  { agent: 'Gemini Code Assist', strength: 'weak', github: ['176961590+gemini-code-assist[bot]'] },
  { agent: 'aider', strength: 'strong', addresses: ['aider@aider.chat', 'noreply@aider.chat'] },
  { agent: 'Amp', strength: 'strong', addresses: ['amp@ampcode.com'] },
  // Not opencode@sst.dev, which makes that project's releases.
  { agent: 'OpenCode', strength: 'strong', addresses: ['noreply@opencode.ai'] },
  { agent: 'Crush', strength: 'strong', addresses: ['crush@charm.land'] },
  { agent: 'Goose', strength: 'strong', addresses: ['goose@opensource.block.xyz'] },
  {
    agent: 'Droid',
    strength: 'strong',
    addresses: ['droid@factory.ai'],
    github: ['138933559+factory-droid[bot]'],
  },
  { agent: 'Kiro', strength: 'strong', addresses: ['noreply@kiro.dev'], github: ['244629292+kiro-agent'] },
  { agent: 'Amazon Q', strength: 'strong', github: ['208079219+amazon-q-developer[bot]'] },
  { agent: 'Qwen Code', strength: 'strong', addresses: ['qwen-coder@alibabacloud.com'] },
  { agent: 'Trae', strength: 'strong', addresses: ['traecli@bytedance.com'] },
  { agent: 'Windsurf', strength: 'strong', addresses: ['cascade@windsurf.ai'] },
  { agent: 'Grok', strength: 'strong', addresses: ['grok@x.ai'] },
  { agent: 'Pi', strength: 'strong', addresses: ['pi@earendil.works'] },
  { agent: 'Tabnine', strength: 'strong', addresses: ['noreply@tabnine.com'] },
  {
    agent: 'Continue',
    strength: 'strong',
    addresses: ['noreply@continue.dev'],
    github: ['230936708+continue[bot]'],
  },
  { agent: 'Cline', strength: 'strong', addresses: ['noreply@cline.bot'], github: ['205137888+cline[bot]'] },
  { agent: 'Roo Code', strength: 'strong', addresses: ['roomote@roocode.com'] },
  { agent: 'OpenHands', strength: 'strong', addresses: ['openhands@all-hands.dev'] },
  { agent: 'Replit', strength: 'strong', addresses: ['agent@replit.com'] },
  { agent: 'Junie', strength: 'strong', github: ['220155983+jetbrains-ai[bot]'] },
  { agent: 'Lovable', strength: 'strong', github: ['lovable-dev[bot]', 'gpt-engineer-app[bot]'] },
  { agent: 'v0', strength: 'strong', github: ['v0[bot]'] },
  { agent: 'Bolt', strength: 'strong', github: ['bolt-new-by-stackblitz[bot]'] },
  { agent: 'Sweep', strength: 'strong', github: ['sweep-ai[bot]'] },
  { agent: 'Codegen', strength: 'strong', github: ['codegen-sh[bot]'] },
  { agent: 'CodeRabbit', strength: 'weak', github: ['136622811+coderabbitai[bot]'] },
]

/** Trailer keys that say who made a commit: a known address in their value is a sign. */
export const AUTHORSHIP_KEYS: readonly string[] = ['Co-authored-by', 'Co-developed-by', 'Assisted-by', 'Generated-by']

/** A trailer whose key and value say it without an address. `agent` null: the value's first group names the agent. */
export interface TrailerRow {
  readonly agent: string | null
  readonly key: string
  readonly value: RegExp
  readonly strength: SignStrength
}

export const TRAILERS: readonly TrailerRow[] = [
  // The Linux kernel's `NAME:MODEL [TOOLS]`, but not that example itself. Projects have thanked people by
  // `Assisted-by: Jane Doe` for years.
  {
    agent: null,
    key: 'Assisted-by',
    value:
      /^(?!(?:AGENT|NAME|AGENT_NAME):)([A-Za-z][\w.+-]{0,39}(?: [A-Za-z][\w.+-]{0,39}){0,3}):[A-Za-z0-9][\w.:/+-]*(?:@\d[\w.-]*)?(?:\s+\[?[\w./:+-]+\]?)*$/,
    strength: 'strong',
  },
  // Apache's. It was made for agents, and protoc and coccinelle are named by it too.
  {
    agent: null,
    key: 'Generated-by',
    value: /^(Claude Code|Claude|Codex|Cursor|(?:GitHub )?Copilot|Gemini CLI|ChatGPT|aider|OpenCode|Devin)(?![\w-])/i,
    strength: 'weak',
  },
  { agent: 'Claude Code', key: 'Claude-Session', value: /^https:\/\/claude\.(?:ai|com)\//, strength: 'strong' },
  { agent: 'GitHub Copilot', key: 'Copilot-Session', value: /^[0-9a-f-]{32,36}$/i, strength: 'strong' },
  { agent: 'GitHub Copilot', key: 'Agent-Logs-Url', value: /^https:\/\//, strength: 'strong' },
  { agent: 'Amp', key: 'Amp-Thread-ID', value: /^(?:https:\/\/ampcode\.com\/threads\/)?T-/, strength: 'strong' },
  { agent: 'Replit', key: 'Replit-Commit-Author', value: /^(?:Agent|Assistant)$/, strength: 'strong' },
  { agent: 'Replit', key: 'Replit-Commit-Session-Id', value: /^\S/, strength: 'weak' },
  { agent: 'Cursor', key: 'Made-with', value: /^Cursor$/, strength: 'strong' },
  // A recorder of sessions that its user switches on: it marks the user's own commits too.
  { agent: 'Entire', key: 'Entire-Agent', value: /^\S/, strength: 'weak' },
  { agent: 'Entire', key: 'Entire-Session', value: /^\S/, strength: 'weak' },
  { agent: 'Entire', key: 'Entire-Checkpoint', value: /^\S/, strength: 'weak' },
]

/** A whole line that is no trailer. `hint` is a part of it in plain text, by which messages are sifted first. */
export interface FooterRow {
  readonly agent: string
  readonly hint: string
  readonly line: RegExp
  readonly strength: SignStrength
}

export const FOOTERS: readonly FooterRow[] = [
  {
    agent: 'Claude Code',
    hint: 'Generated with [Claude Code',
    line: /^(?:🤖 ?)?Generated with \[Claude Code\]\(https:\/\/(?:www\.)?claude\.(?:ai|com)\/[^\s)]*\)\.?$/,
    strength: 'strong',
  },
  {
    agent: 'Claude Code',
    hint: 'Generated with Claude Code',
    line: /^🤖 ?Generated with Claude Code\.?$/,
    strength: 'strong',
  },
  {
    agent: 'Claude Code',
    hint: 'Generated with Claude Code',
    line: /^Generated with Claude Code\.?$/,
    strength: 'weak',
  },
  {
    agent: 'Codex',
    hint: 'Generated with [Codex',
    line: /^(?:🤖 ?)?Generated with \[Codex\]\(https:\/\/openai\.com\/codex\/?\)\.?$/,
    strength: 'strong',
  },
  {
    agent: 'Devin',
    hint: 'Generated with [Devin',
    line: /^(?:🤖 ?)?Generated with \[Devin\]\(https:\/\/cli\.devin\.ai\/[^\s)]*\)\.?$/,
    strength: 'strong',
  },
  {
    agent: 'OpenCode',
    hint: 'Generated with [OpenCode',
    line: /^(?:🤖 ?)?Generated with \[OpenCode\]\(https:\/\/opencode\.ai\/?\)\.?$/,
    strength: 'strong',
  },
  {
    agent: 'Crush',
    hint: 'Generated with Crush',
    line: /^💘 ?Generated with Crush\.?$/,
    strength: 'strong',
  },
  {
    agent: 'Cursor',
    hint: 'Made with [Cursor',
    line: /^Made with \[Cursor\]\(https:\/\/(?:www\.)?cursor\.com\/?\)\.?$/,
    strength: 'strong',
  },
  {
    agent: 'GitHub Copilot',
    hint: 'START COPILOT ORIGINAL PROMPT',
    line: /^<!-- START COPILOT ORIGINAL PROMPT -->$/,
    strength: 'strong',
  },
  // People link to a session as well, to say what they looked at.
  { agent: 'Devin', hint: 'app.devin.ai/sessions/', line: /https:\/\/app\.devin\.ai\/sessions\//, strength: 'weak' },
]

/** What aider puts behind the user's own name, as author or committer: `Jane Doe (aider)`. A mark, not a name. */
export const AIDER_MARK = ' (aider)'

/** Beginnings of branch names. People name branches after agents too, so they are all weak. */
export const BRANCHES: readonly (readonly [prefix: string, agent: string])[] = [
  ['claude/', 'Claude Code'],
  ['copilot/', 'GitHub Copilot'],
  ['codex/', 'Codex'],
  ['cursor/', 'Cursor'],
  ['devin/', 'Devin'],
  ['openhands/', 'OpenHands'],
]
