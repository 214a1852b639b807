import type { PacketCommit, PacketFacts } from '../packet.ts'
import { count } from './count.ts'
import { code, codes, type Markdown, md, ours } from './markdown.ts'

/** What commits say in a trailer, and which of them, oldest first. */
export interface Said {
  readonly value: string
  readonly commits: readonly string[]
}

/** The values that a trailer has in the range, each once, that of the newest commit first. */
export function saidIn({ commits }: Pick<PacketFacts, 'commits'>, key: string): readonly Said[] {
  const found = new Map<string, string[]>()
  for (const { sha, value } of valuesOf(commits, key)) {
    const before = found.get(value) ?? []
    found.delete(value)
    found.set(value, before.at(-1) === sha ? before : [...before, sha])
  }
  return [...found].map(([value, shas]) => ({ value, commits: shas })).reverse()
}

// git compares trailer keys without case.
const valuesOf = (commits: readonly PacketCommit[], key: string) =>
  commits.flatMap(({ sha, trailers }) =>
    trailers
      .filter((trailer) => trailer.key.toLowerCase() === key.toLowerCase() && trailer.value !== '')
      .map(({ value }) => ({ sha, value })),
  )

/** Names that git gives to what they name: long enough for any repository, short enough to be read. */
export const shortId = (id: string): string => id.slice(0, 12)

/** Commits by their ids, a few of them. */
export function someCommits(shas: readonly string[]): Markdown {
  const shown = shas.slice(0, 3).map(shortId)
  return md`${codes(shown)}${andMore(shas.length - shown.length, 'more commit', 'more commits')}`
}

/** The same in brackets, behind what they are about; nothing for none. */
export const inCommits = (shas: readonly string[]): Markdown =>
  shas.length === 0 ? ours('') : md` (in ${someCommits(shas)})`

/** Some names, at most so many, and how many others there are. */
export function someNames(names: readonly string[], most: number): Markdown {
  const shown = names.slice(0, most)
  const left = names.length - shown.length
  if (left > 0) return md`${codes(shown, 120)}${andMore(left)}`
  const [last, ...before] = [...shown].reverse()
  return last === undefined || before.length === 0
    ? codes(shown, 120)
    : md`${codes(before.reverse(), 120)} and ${code(last, 120)}`
}

/** What goes on behind a list of which some are left out; nothing where none are. */
export const andMore = (left: number, one = 'more', many = 'more'): Markdown =>
  ours(left > 0 ? ` and ${count(left, one, many)}` : '')

/** A line that says how many are left out; null: none. */
export const moreOf = (left: number, thing: string, things?: string): Markdown | null =>
  left > 0 ? ours(`… and ${count(left, `more ${thing}`, things && `more ${things}`)}`) : null
