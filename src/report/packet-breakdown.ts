import type { Finding, Severity } from '../finding.ts'
import { grouped } from '../grouped.ts'
import { count } from './count.ts'
import { code, join, type Markdown, md, ours } from './markdown.ts'

/** Some of the findings, in words that begin with a number. */
export interface Share {
  /** How many findings they are; said in brackets where the number in front counts something else. */
  readonly findings: number
  readonly words: Markdown
}

type Words = readonly [one: string, many: string]

/** What findings of a rule are, or of one of its messages where it has several. */
const WORDS: Readonly<Record<string, Words>> = {
  'blocked-paths': ['change of a blocked path', 'changes of blocked paths'],
  'policy-change': ['remark on what it does to the policy', 'remarks on what it does to the policy'],
  'guarded-paths': ['guarded change that is not signed off', 'guarded changes that are not signed off'],
  'guarded-paths/requested': [
    'guarded change whose sign-off is asked for and not given',
    'guarded changes whose sign-off is asked for and not given',
  ],
  lockfiles: ['lock file change that is not signed off', 'lock file changes that are not signed off'],
  'lockfiles/requested': [
    'lock file change whose sign-off is asked for and not given',
    'lock file changes whose sign-off is asked for and not given',
  ],
  'requested-sign-offs': [
    'other change whose sign-off is asked for and not given',
    'other changes whose sign-off is asked for and not given',
  ],
  'requested-sign-offs/for-nothing': [
    'request for a sign-off of what does not change',
    'requests for a sign-off of what does not change',
  ],
  'sign-offs': ['sign-off that does not count', 'sign-offs that do not count'],
  'forced-push': ['guarded change taken back by force', 'guarded changes taken back by force'],
  'required-trailers': [
    'trailer with a value that is not what is asked',
    'trailers with values that are not what is asked',
  ],
  'required-trailers/missing-in-change': ['trailer that no commit has', 'trailers that no commit has'],
  'required-trailers/autosquash': ['commit still to be squashed', 'commits still to be squashed'],
  'task-id': ['Task-Id that names no task', 'Task-Ids that name no task'],
  'tests-run': ['Tests-Run that names no test run', 'Tests-Runs that name no test run'],
  'tests-run/none-refused': ['commit that says nothing was tested', 'commits that say nothing was tested'],
  rollback: ['Rollback that is no way back', 'Rollbacks that are no way back'],
  'rollback/no-such-path': [
    'Rollback that names what is not in the tree',
    'Rollbacks that name what is not in the tree',
  ],
  'rollback-none': ['commit that says there is no way back', 'commits that say there is no way back'],
  'trailer-block': ['line that looks like a trailer and is none', 'lines that look like trailers and are none'],
  'suspicious-paths': ['suspicious path name', 'suspicious path names'],
  'commit-message': ['fault of a commit message', 'faults of commit messages'],
}

const MOST_SHARES = 6

/** The findings of one severity by what they are, most of them first; the numbers of all shares add up to all findings. */
export function sharesOf(findings: readonly Finding[], severity: Severity): readonly Share[] {
  const own = findings.filter((finding) => finding.severity === severity)
  const isLack = ({ rule, message }: Finding) => rule === 'required-trailers' && message === 'missing'
  const shares = [...lacks(own.filter(isLack)), ...kinds(own.filter((finding) => !isLack(finding)))]
  const sorted = shares.sort((one, other) => other.findings - one.findings)
  if (sorted.length <= MOST_SHARES) return sorted
  const left = sorted.slice(MOST_SHARES - 1).reduce((sum, share) => sum + share.findings, 0)
  return [...sorted.slice(0, MOST_SHARES - 1), { findings: left, words: ours(count(left, 'other', 'others')) }]
}

/** Commits that lack the same trailers are one share. */
function lacks(findings: readonly Finding[]): readonly Share[] {
  const byCommit = grouped(findings.map(({ at }) => [at.commit, at.trailer ?? ''] as const))
  const alike = grouped([...byCommit.values()].map((keys) => [JSON.stringify(keys), keys] as const))
  return [...alike.values()].map(({ 0: keys = [], length: commits }) => {
    const all = keys.length * commits
    const names = keys.map((key) => code(key, 60))
    const list = names.length < 2 ? join(names, '') : md`${join(names.slice(0, -1), ', ')} and ${names.at(-1)!}`
    return {
      findings: all,
      words: md`${ours(count(commits, 'commit'))} without ${list}${ours(all === commits ? '' : ` (${all})`)}`,
    }
  })
}

function kinds(findings: readonly Finding[]): readonly Share[] {
  const isKnown = (kind: string) => Object.hasOwn(WORDS, kind)
  const found = grouped(
    findings.map((each) => {
      const kind = `${each.rule}/${each.message}`
      return [isKnown(kind) ? kind : each.rule, each] as const
    }),
  )
  return [...found].map(([kind, { length }]) => {
    const words = isKnown(kind) ? WORDS[kind] : undefined
    return {
      findings: length,
      // A kind without words is a rule.
      words: words === undefined ? md`${length} of the rule ${code(kind, 60)}` : ours(count(length, ...words)),
    }
  })
}

/** What the numbers of a verdict are made of, to stand behind them; nothing where there are none. */
export function breakdown(findings: readonly Finding[]): Markdown {
  const [mend, warn] = (['block', 'warn'] as const).map((severity) => {
    const shares = sharesOf(findings, severity)
    return shares.length === 0
      ? null
      : join(
          shares.map(({ words }) => words),
          ', ',
        )
  }) as [Markdown | null, Markdown | null]
  if (mend !== null && warn !== null) return md`: to mend ${mend}; warnings ${warn}`
  const only = mend ?? warn
  return only === null ? ours('') : md`: ${only}`
}
