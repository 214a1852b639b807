import { type GitPlace, gitFailed, tryGit } from './process.ts'

/** One `remote.<name>.fetch`: what of the remote is kept here, and where. Either both sides have a `*` or none has. */
export interface FetchRule {
  readonly remote: string
  readonly from: string
  readonly to: string
}

/** A branch on a remote. */
export interface RemoteBranch {
  readonly remote: string
  /** Its full name there. */
  readonly ref: string
}

/** Reads which refs of which remotes are fetched to where. */
export async function readFetchRules(place: GitPlace): Promise<readonly FetchRule[]> {
  const args = ['config', '-z', '--get-regexp', '^remote\\..*\\.fetch$']
  const found = await tryGit(place, args)
  // Exit 1: not one is set.
  if (found.status > 1) throw gitFailed(args, found)
  const rules: FetchRule[] = []
  for (const entry of found.stdout.toString('utf8').split('\0')) {
    // remote.origin.fetch LF +refs/heads/*:refs/remotes/origin/*
    const set = /^remote\.(.*)\.fetch\n\+?([^^:]*):(.+)$/s.exec(entry)
    if (!set) continue
    const [, remote, from, to] = set
    rules.push({ remote: remote!, from: /^refs\/|^HEAD$|^$/.test(from!) ? from! : `refs/heads/${from}`, to: to! })
  }
  return rules
}

/**
 * The branch of a remote that a tracking ref is a copy of. `unknown`: no remote fetches to it any more. Null: it is a
 * copy of something else, such as the head of a pull request, that a forge makes by itself and nobody pushes to.
 */
export function remoteBranchOf(ref: string, rules: readonly FetchRule[]): RemoteBranch | 'unknown' | null {
  const sources = rules.flatMap(({ remote, from, to }) => {
    const source = sourceOf(ref, from, to)
    return source === null ? [] : [{ remote, ref: source, narrow: to.length }]
  })
  if (sources.length === 0) return 'unknown'
  // `refs/remotes/origin/*` takes in what a rule of its own fetches to `refs/remotes/origin/pr/*`.
  const narrowest = Math.max(...sources.map(({ narrow }) => narrow))
  const found = sources.find((source) => source.narrow === narrowest && source.ref.startsWith('refs/heads/'))
  return found ? { remote: found.remote, ref: found.ref } : null
}

function sourceOf(ref: string, from: string, to: string): string | null {
  const star = to.indexOf('*')
  if (star < 0) return ref === to ? from : null
  const [start, end] = [to.slice(0, star), to.slice(star + 1)]
  if (ref.length < start.length + end.length || !ref.startsWith(start) || !ref.endsWith(end)) return null
  return from.replace('*', () => ref.slice(start.length, ref.length - end.length))
}
