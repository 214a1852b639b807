/** One value of core.hooksPath. Scope in git's words: `local`, `worktree`, `global`, `system`, `command`. */
export interface HooksPath {
  readonly scope: string
  readonly value: string
}

/** Where husky's hooks are, from the top: what core.hooksPath says without `/_`, else beside the package. */
export function huskyFolder(hooksPath: readonly HooksPath[], packageFolder: string | null): string {
  const value = hooksPath.at(-1)?.value
  return value?.endsWith('/_') && value.length > 2 ? value.slice(0, -2) : `${packageFolder ?? ''}.husky`
}
