/** The names of the git hooks that install puts in place; each is a file of `hooks/`. */
export const HOOKS = [
  'prepare-commit-msg',
  'commit-msg',
  'post-commit',
  'post-rewrite',
  'pre-merge-commit',
  'pre-push',
] as const

export type HookName = (typeof HOOKS)[number]

/** What install writes, as it stands in this package. All LF. */
export interface OwnTexts {
  readonly hooks: Readonly<Record<HookName, string>>
  /** Runs a hook that was there before, then ours. */
  readonly chain: string
  readonly policy: string
  /** A block of notes for agents, with its marks. */
  readonly agents: string
  /** Templates of CI files, with @VERSION@ and @SHA256@ for the checker that they run. */
  readonly githubWorkflow: string
  readonly gitlabCi: string
  /** What `prepare` of a package with husky runs. */
  readonly huskyInstall: string
}
