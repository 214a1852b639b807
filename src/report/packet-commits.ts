import type { PacketCommit, PacketFacts } from '../packet.ts'
import { count } from './count.ts'
import { block, code, join, type Markdown, md, ours } from './markdown.ts'
import { andMore, shortId } from './packet-said.ts'

export interface CommitShown {
  readonly line: Markdown
  /** In one line; null: none. */
  readonly trailers: Markdown | null
  /** What the message says beside its subject and trailers, as a block of its own; null: nothing. */
  readonly body: Markdown | null
}

/** Trailers of one commit that are worth a line; a message may have thousands. */
const MOST_TRAILERS = 12

const KINDS: Readonly<Record<PacketCommit['kind'], string>> = {
  work: '',
  merge: ', a merge',
  'sign-off': ', a sign-off',
  autosquash: ', **still to be squashed**',
}

/** The newest commits first, as many as are asked for, with so many lines of each body. */
export function commitsShown({ commits }: PacketFacts, most: number, bodyLines: number): readonly CommitShown[] {
  const newest = [...commits].reverse().slice(0, most)
  return newest.map(({ sha, subject, author, kind, trailers, body, paths }) => {
    const left = trailers.length - MOST_TRAILERS
    const shown = trailers.slice(0, MOST_TRAILERS).map(({ key, value }) => code(`${key}: ${value}`, 300))
    const kept = body.slice(0, bodyLines)
    const cut = body.length - kept.length
    const size = kind === 'merge' ? '' : `, ${count(paths.length, 'file')}`
    return {
      line: md`${shortId(sha)} ${code(subject, 200)} by ${code(author.name, 60)}${ours(`${size}${KINDS[kind]}`)}`,
      trailers: shown.length === 0 ? null : md`${join(shown, ', ')}${andMore(left)}`,
      body: kept.length === 0 ? null : block(cut > 0 ? [...kept, `… and ${count(cut, 'more line')}`] : kept),
    }
  })
}
