/** What default branches are called. */
export const DEFAULT_BRANCHES: readonly string[] = ['main', 'master', 'trunk', 'develop']
