import type { PacketCommit, PacketFacts } from '../packet.ts'
import { count } from './count.ts'
import { code, join, type Markdown, md, ours } from './markdown.ts'
import { moreOf, type Said } from './packet-said.ts'

/** What nobody has written down. */
export const MISSING = '**NOT RECORDED**'

/**
 * Which of the commits of work some are, as `in 3 of 31 commits of work` or `in all 31 commits of work`: the one number
 * that a packet counts commits against. Merges, sign-offs and what is still to be squashed are told apart, since nobody
 * asks them what work is asked. Empty where there is one commit of work, and it is that.
 */
export function shareOfWork({ commits }: Pick<PacketFacts, 'commits'>, shas: readonly string[]): string {
  const work = new Set(commits.filter(({ kind }) => kind === 'work').map(({ sha }) => sha))
  const some = new Set(shas)
  const own = [...some].filter((sha) => work.has(sha)).length
  const others = some.size - own
  if (others === 0 && own === 1 && work.size === 1) return ''
  const beside = others === 0 ? [] : [count(others, 'merge, sign-off or fixup', 'merges, sign-offs or fixups')]
  const share = `${own === work.size ? 'all' : `${own} of`} ${count(work.size, 'commit')} of work`
  const ofWork = own === 0 && others > 0 ? [] : [own === 1 && work.size === 1 ? 'the commit of work' : share]
  return `in ${[...ofWork, ...beside].join(' and ')}`
}

const KINDS: readonly (readonly [PacketCommit['kind'], one: string, many: string])[] = [
  ['work', 'of work', 'of work'],
  ['merge', 'merge', 'merges'],
  ['sign-off', 'sign-off', 'sign-offs'],
  ['autosquash', 'to be squashed', 'to be squashed'],
]

/** How many there are, and of which kinds where not all of them are of work. */
export function commitsInWords(commits: readonly PacketCommit[]): string {
  const kinds = KINDS.flatMap(([kind, one, many]) => {
    const number = commits.filter((commit) => commit.kind === kind).length
    return number === 0 ? [] : count(number, one, many)
  })
  const isAllWork = commits.every(({ kind }) => kind === 'work')
  return `${count(commits.length, 'commit')}${isAllWork ? '' : ` (${kinds.join(', ')})`}`
}

const MOST_VALUES = 2

/**
 * What trailers of one key say, each value with its share; and how many commits of work say nothing. `show` puts a value
 * into Markdown.
 */
export function valuesOfWork<S extends Said>(
  facts: Pick<PacketFacts, 'commits'>,
  said: readonly S[],
  show: (said: S) => Markdown = ({ value }) => code(value, 160),
): Markdown {
  const shown = said.slice(0, MOST_VALUES).map((each) => {
    const share = shareOfWork(facts, each.commits)
    return share === '' ? show(each) : md`${show(each)} ${ours(share)}`
  })
  const more = moreOf(said.length - shown.length, 'value')
  const saying = new Set(said.flatMap(({ commits }) => commits))
  const silent = facts.commits.filter(({ sha, kind }) => kind === 'work' && !saying.has(sha)).map(({ sha }) => sha)
  const rest = silent.length === 0 ? '' : `; ${MISSING} ${shareOfWork(facts, silent) || 'in the commit of work'}`
  return md`${join(shown, '; ')}${more === null ? ours('') : md` ${more}`} *(claimed)*${ours(rest)}`
}
