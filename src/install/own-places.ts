import type { Location } from './step.ts'

/** The file that coding agents read before they work in a repository. */
export const AGENTS_FILE = 'AGENTS.md'

/** What Claude Code reads in its place. */
export const CLAUDE_FILE = 'CLAUDE.md'

/** The workflow by which GitHub judges pull requests. */
export const GITHUB_FILE = '.github/workflows/precheck.yml'

/** Where a CI file of ours may be, and the folders that it needs. */
export const CI_LOCATIONS: readonly Location[] = [
  'work:.github',
  'work:.github/workflows',
  `work:${GITHUB_FILE}`,
  'work:.github/workflows/precheck.yaml',
  'work:.gitlab/precheck.yml',
  'work:.gitlab/precheck.yaml',
]
