import type { PacketFacts } from '../packet.ts'
import { admissionsIn } from '../review/admissions.ts'
import { code, type Markdown, md, ours } from './markdown.ts'
import { needsOf, pointsOf } from './packet-needs.ts'
import { inCommits, saidIn } from './packet-said.ts'
import { testsSaid } from './packet-tests.ts'

/** Something that is left to do, is not known, or was left out by somebody's own word. */
export interface NotDone {
  readonly is:
    | 'unread'
    | 'not-judged'
    | 'not-checked'
    | 'no-sign-off'
    | 'finding'
    | 'no-tests-named'
    | 'tests-failed'
    | 'not-tested'
    | 'to-squash'
    | 'skipped-test'
    | 'to-do'
    | 'said'
  /** How it is known: seen in git, or only said. */
  readonly trust: 'observed' | 'claimed'
  readonly path: string | null
  /** What there is to say of it, hostile; null: its kind says all. */
  readonly text: string | null
  readonly commits: readonly string[]
}

/** What no commit can hold: only a record of the agent's session could. */
export const NOT_RECORDED = [
  'the task’s own text',
  'allowed paths and tools',
  'the plan before the first edit',
  'files that were read',
  'commands that were run',
  'attempts that failed',
  'assumptions',
  'cost',
] as const

/** All that is not done, what stops the change first. */
export function notDoneIn(facts: PacketFacts): readonly NotDone[] {
  const { report, commits, files, unread } = facts
  const point = (is: NotDone['is'], over: Partial<NotDone> = {}): NotDone => ({
    is,
    trust: 'observed',
    path: null,
    text: null,
    commits: [],
    ...over,
  })
  const tests = saidIn(facts, 'Tests-Run')
  return [
    ...(unread === null ? [] : [point('unread', { text: unread })]),
    ...(report === null ? [point('not-judged')] : []),
    ...(report?.outcomes ?? [])
      .filter(({ status }) => status === 'could-not-check')
      .map(({ rule, reason = 'no reason was given' }) => point('not-checked', { text: `${rule}: ${reason}` })),
    ...needsOf(report).map(({ path, is, commits: shas, given }) =>
      point('no-sign-off', { path, text: given.length > 0 ? 'too few' : is, commits: shas }),
    ),
    ...pointsOf(report).map(({ finding, commits: shas }) => point('finding', { text: finding.text, commits: shas })),
    ...(tests.length === 0 && commits.length > 0 ? [point('no-tests-named')] : []),
    ...tests.flatMap(({ value, commits: shas }) => {
      const said = testsSaid(value)
      const over = { trust: 'claimed', text: value, commits: shas } as const
      return said === 'said' ? [] : [point(said === 'failed' ? 'tests-failed' : 'not-tested', over)]
    }),
    ...commits
      .filter(({ kind }) => kind === 'autosquash')
      .map(({ sha, subject }) => point('to-squash', { text: subject, commits: [sha] })),
    ...files.flatMap(({ path, skips }) => skips.map((text) => point('skipped-test', { path, text }))),
    ...files.flatMap(({ path, unfinished }) => unfinished.map((text) => point('to-do', { path, text }))),
    ...commits.flatMap(({ sha, kind, body }) =>
      (kind === 'work' ? admissionsIn(body) : []).map(({ line }) =>
        point('said', { trust: 'claimed', text: line, commits: [sha] }),
      ),
    ),
  ]
}

/** One line for each, with how it is known. */
export const notDoneLines = (points: readonly NotDone[]): readonly Markdown[] =>
  points.map((point) => md`${lineOf(point)}${inCommits(point.commits)} *(${ours(howKnown(point))})*`)

/** What stands in the text of a message is no more than mentioned: nobody has claimed it in a trailer. */
const howKnown = ({ is, trust }: NotDone): string =>
  is === 'said' ? 'mentioned' : trust === 'observed' ? 'observed in git' : 'claimed'

function lineOf({ is, path, text }: NotDone): Markdown {
  const file = code(path ?? '', 160)
  const words = code(text ?? '', 400)
  switch (is) {
    case 'unread':
      return md`The change could not be read whole: ${words}`
    case 'not-judged':
      return md`Nothing was judged: there is no policy on either side`
    case 'not-checked':
      return md`Could not check ${words}`
    case 'no-sign-off':
      if (text === 'too few') return md`${file} has too few sign-offs`
      return md`${file} has no sign-off${ours(text === 'requested' ? ', and one is requested' : '')}`
    case 'finding':
      return words
    case 'no-tests-named':
      return md`No commit says which tests were run`
    case 'tests-failed':
      return md`Tests failed: ${words}`
    case 'not-tested':
      return md`Not tested: ${words}`
    case 'to-squash':
      return md`${words} is still to be squashed`
    case 'skipped-test':
      return md`${file} skips tests: ${words}`
    case 'to-do':
      return md`${file} has a new line ${words}`
    case 'said':
      return md`A message has the line ${words}`
  }
}
