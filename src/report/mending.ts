import type { Finding, ReportedCommit } from '../finding.ts'
import { distinct, hasBlank, splitOptions, withoutOutbid } from './options.ts'

type Words = readonly string[]

/** All fixes of a report, merged into the fewest commands that do the same. */
export interface Mending {
  /** What to add to the refused git command: each an option with its value. Null: it need not be run again. */
  readonly repeat: readonly Words[] | null
  /** Commands, in the order in which to run them. */
  readonly commands: readonly Words[]
  /** What is done by hand before anything is run, each with the findings that say it. */
  readonly byHand: ReadonlyMap<string, readonly Finding[]>
  /** What arguments cannot say, in the same way. */
  readonly notes: ReadonlyMap<string, readonly Finding[]>
  /** True when `<…>` somewhere stands for what only the reader knows. */
  readonly hasBlanks: boolean
}

/** Merges the fixes of all findings. `commits`: oldest first, as in a report. */
export function mending(findings: readonly Finding[], commits: readonly ReportedCommit[]): Mending {
  const repeat: Words[] = []
  const commands: { readonly argv: Words; readonly commit: string | null }[] = []
  const byHand = new Map<string, Finding[]>()
  const notes = new Map<string, Finding[]>()
  let repeats = false
  for (const finding of findings) {
    const { fix } = finding
    if (fix === null) continue
    if (fix.kind === 'repeat') {
      repeats = true
      for (const option of splitOptions(fix.args)) repeat.push(option)
    }
    if (fix.kind === 'command') commands.push({ argv: fix.argv, commit: finding.at.commit })
    if (fix.note !== undefined) {
      const among = isByHand(finding) ? byHand : notes
      const same = among.get(fix.note)
      if (same) same.push(finding)
      else among.set(fix.note, [finding])
    }
  }
  const options = withoutOutbid(distinct(repeat))
  const merged = mergeCommands(commands, commits)
  return {
    repeat: repeats ? options : null,
    commands: merged.map(({ start, end }) => [...start, ...end.flat()]),
    byHand,
    notes,
    hasBlanks: options.some(hasBlank) || merged.some(({ end }) => end.some(hasBlank)),
  }
}

/** Whether no argument and no command of ours mends it, so that running something again is refused again. */
const isByHand = ({ severity, fix }: Finding): boolean =>
  severity === 'block' && (fix?.kind === 'manual' || (fix?.kind === 'repeat' && fix.args.length === 0))

interface Merged {
  readonly start: Words
  readonly end: readonly Words[]
  readonly commit: string | null
}

/**
 * One command for all that a commit is to become, and one `git` command for all its paths. Commands that rewrite a commit
 * go first, newest commit first: they give new ids to the commits above, and to none below. Sign-offs come last, after all
 * that there is to look at.
 */
function mergeCommands(
  commands: readonly { readonly argv: Words; readonly commit: string | null }[],
  commits: readonly ReportedCommit[],
): readonly Merged[] {
  const groups = new Map<string, { start: Words; end: Words[]; commit: string | null }>()
  for (const { argv, commit } of commands) {
    const [start, end] = splitEnd(argv)
    const key = JSON.stringify([start, end.length > 0])
    const same = groups.get(key)
    if (same === undefined) groups.set(key, { start, end: [...end], commit })
    else for (const option of end) same.end.push(option)
  }
  const age = new Map(commits.map((commit, index) => [commit.sha, index]))
  const rank = ({ start, commit, end }: Merged): number =>
    isMending(end[0]?.[0]) ? (age.get(commit) ?? 0) : start[0] !== 'git' && start.includes('signoff') ? -2 : -1
  return [...groups.values()]
    .map(({ start, end, commit }) => ({ start, end: withoutOutbid(distinct(end)), commit }))
    .sort((one, other) => rank(other) - rank(one))
}

/** Whether an option says what a commit is to become: all that is said of one commit is done at once. */
const isMending = (name: string | undefined): boolean => name === '--trailer' || name === '--leave-out'

/** A command's words up to what a commit is to become, or to git's paths, and that list: it may be joined with another's. */
export function splitEnd(argv: Words): [Words, readonly Words[]] {
  const paths = argv.indexOf('--')
  if (argv[0] === 'git' && paths !== -1) return [argv.slice(0, paths + 1), argv.slice(paths + 1).map((path) => [path])]
  const first = argv.findIndex(isMending)
  const options = first === -1 ? [] : splitOptions(argv.slice(first))
  const joinable = options.length > 0 && options.every(([name, value]) => isMending(name) && value !== undefined)
  return joinable ? [argv.slice(0, first), options] : [argv, []]
}
