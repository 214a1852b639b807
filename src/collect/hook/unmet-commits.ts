import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Report } from '../../finding.ts'

/**
 * The commits of this clone that were made without the commit-msg hook (`commit -n`), as far as its post-commit hook ran,
 * in the common git directory: an id a line. It is a memory aid: whoever owns the clone can empty it, and nothing rests on it.
 */
const notesFile = (commonDir: string): string => join(commonDir, 'precheck', 'unmet')

/** What commit-msg leaves for post-commit, in the git directory of each work tree. */
const MARK = 'precheck-met'

/** Ids of the commits that are noted. */
export function unmetCommits(commonDir: string): ReadonlySet<string> {
  try {
    return new Set(readFileSync(notesFile(commonDir), 'latin1').split('\n').filter(Boolean))
  } catch {
    return new Set()
  }
}

/** Says beside each finding in such a commit that the hook never saw it. Neither verdict nor severity changes. */
export function withUnmet(report: Report, unmet: ReadonlySet<string>): Report {
  if (unmet.size === 0) return report
  return {
    ...report,
    findings: report.findings.map((finding) =>
      finding.at.commit !== null && unmet.has(finding.at.commit)
        ? {
            ...finding,
            text: `${finding.text} (this commit was made without the commit-msg hook)`,
            data: { ...finding.data, withoutCommitMsg: true },
          }
        : finding,
    ),
  }
}

/** Forgets the notes and marks of all work trees. */
export function forgetUnmet(commonDir: string): void {
  rmSync(notesFile(commonDir), { force: true })
  const trees = join(commonDir, 'worktrees')
  const dirs = existsSync(trees) ? readdirSync(trees).map((name) => join(trees, name)) : []
  for (const dir of [commonDir, ...dirs]) rmSync(join(dir, MARK), { force: true })
}
