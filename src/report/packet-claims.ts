import { grouped } from '../grouped.ts'
import type { Mention, PacketFacts } from '../packet.ts'
import { speaksOfNewTests } from '../review/admissions.ts'
import { count } from './count.ts'
import { codes, type Markdown, md, ours } from './markdown.ts'
import { isPlain, riskGroups } from './packet-risk.ts'
import { inCommits } from './packet-said.ts'

/** Something that the messages say and the change does not have, or the other way round. */
export interface Claim {
  readonly is:
    | 'named-nowhere'
    | 'test-nowhere'
    | 'named-unchanged'
    | 'named-taken-back'
    | 'tests-claimed'
    | 'risky-unnamed'
    | 'tests-unnamed'
  /** Names, paths or subjects, as the text or git has them. */
  readonly names: readonly string[]
  /** The commits that say so; empty where what is wrong is that none does. */
  readonly commits: readonly string[]
}

/** Holds what the messages say against the change, what matters most first. */
export function claimsOf(facts: PacketFacts): readonly Claim[] {
  const { mentions, commits, files } = facts
  const mentioned = (is: Mention['is'], what: Mention['what'] = 'file'): Pick<Claim, 'names' | 'commits'> => {
    const found = mentions.filter((mention) => mention.is === is && mention.what === what)
    return { names: found.map(({ name }) => name), commits: [...new Set(found.map(({ commit }) => commit))] }
  }
  const hasTests = files.some(({ classes, tests }) => classes.includes('tests') || tests.added + tests.removed > 0)
  const speaking = hasTests
    ? []
    : commits.filter(({ kind, subject, body }) => kind === 'work' && speaksOfNewTests([subject, ...body].join('\n')))
  const isNamed = namedPaths(mentions)
  const unnamed = (paths: readonly string[]) => ({ names: paths.filter((path) => !isNamed(path)), commits: [] })
  const risky = riskGroups(facts).flatMap((group) => (isPlain(group.risk) ? [] : group.files))
  const isTest = new Set(files.filter(({ classes }) => classes.includes('tests')).map(({ path }) => path))
  const claims: readonly Claim[] = [
    { is: 'named-nowhere', ...mentioned('absent') },
    { is: 'test-nowhere', ...mentioned('absent', 'test') },
    { is: 'tests-claimed', names: speaking.map(({ subject }) => subject), commits: speaking.map(({ sha }) => sha) },
    { is: 'named-taken-back', ...mentioned('taken-back') },
    { is: 'risky-unnamed', ...unnamed(risky.map(({ path }) => path)) },
    { is: 'tests-unnamed', ...unnamed([...isTest].filter((path) => !risky.some((file) => file.path === path))) },
    { is: 'named-unchanged', ...mentioned('unchanged') },
  ]
  return claims.filter(({ names }) => names.length > 0)
}

function namedPaths(mentions: readonly Mention[]): (path: string) => boolean {
  const names = mentions.filter(({ what, is }) => what === 'file' && is === 'changed').map(({ name }) => name)
  const byLast = grouped(names.map((name) => [lastPart(name), name] as const))
  return (path) => (byLast.get(lastPart(path)) ?? []).some((name) => path === name || path.endsWith(`/${name}`))
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

const WORDS: Readonly<Record<Claim['is'], string>> = {
  'named-nowhere': 'Mentioned in a message, and neither in the change nor in the tree',
  'test-nowhere': 'Tests that a message mentions, and no line of the change has',
  'tests-claimed': 'Mentions new tests, and the change has no file of tests',
  'named-taken-back': 'Mentioned in a message, and changed back again before the end',
  'risky-unnamed': 'Changed, worth a look, and mentioned in no message by its path',
  'tests-unnamed': 'Tests that were changed, and mentioned in no message by their path',
  'named-unchanged': 'Mentioned in a message, and as it was before',
}

/** Kinds of claims that do not agree with the change. What a message leaves out, or names on the side, may be well. */
export const isContradiction = ({ is }: Claim): boolean => CONTRADICTIONS.has(is)

const CONTRADICTIONS: ReadonlySet<Claim['is']> = new Set([
  'named-nowhere',
  'test-nowhere',
  'tests-claimed',
  'named-taken-back',
])

/** One line for each kind, with at most `most` names. */
export function claimLines(claims: readonly Claim[], most: number): readonly Markdown[] {
  return claims.map(({ is, names, commits }) => {
    const shown = names.slice(0, most)
    const more = names.length - shown.length
    const list = md`${codes(shown, 160)}${ours(more > 0 ? `${shown.length > 0 ? ' and ' : ''}${count(more, 'more', 'more')}` : '')}`
    return md`${ours(WORDS[is])}: ${list}${inCommits(commits)}`
  })
}
