import { type GitPlace, gitFailed, runGit, tryGit } from './process.ts'

/** Commits with their parents, every one after all of its parents that are in it. */
export type Graph = ReadonlyMap<string, readonly string[]>

/**
 * The commits `of` and all that descend from one of them and that `tips` reach. One walk, whatever the number of tips; it
 * ends where the history of `of` begins.
 */
export async function descendants(place: GitPlace, of: ReadonlySet<string>, tips: readonly string[]): Promise<Graph> {
  const below = of.size === 1 ? [...of][0]! : await commonAncestor(place, [...of])
  const bounds = below === null ? [] : [`^${below}`]
  const args = ['rev-list', '--topo-order', '--reverse', '--parents']
  if (below !== null) args.push('--ancestry-path')
  const listed = await runGit(place, [...args, '--stdin'], [...new Set(tips), ...bounds, ''].join('\n'))
  const graph = new Map<string, readonly string[]>()
  const add = (commit: string, parents: readonly string[]) => {
    if (of.has(commit) || parents.some((parent) => graph.has(parent))) graph.set(commit, parents)
  }
  // The bound itself is not listed, and nobody asks for what is below it.
  if (below !== null) add(below, [])
  for (const line of listed.toString('latin1').split('\n')) {
    const [commit, ...parents] = line.split(' ')
    if (commit) add(commit, parents)
  }
  return graph
}

/** Whether `descendant` reaches `ancestor`, or is it. */
export async function isAncestor(place: GitPlace, ancestor: string, descendant: string): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', ancestor, descendant]
  const asked = await tryGit(place, args)
  if (asked.status > 1) throw gitFailed(args, asked)
  return asked.status === 0
}

/** The best common ancestors of two commits; none without a common history. */
export async function mergeBases(place: GitPlace, one: string, other: string): Promise<readonly string[]> {
  const args = ['merge-base', '--all', one, other]
  const found = await tryGit(place, args)
  if (found.status > 1) throw gitFailed(args, found)
  return found.stdout.toString('latin1').split('\n').filter(Boolean)
}

async function commonAncestor(place: GitPlace, commits: readonly string[]): Promise<string | null> {
  const found = await tryGit(place, ['merge-base', '--octopus', ...commits])
  return found.status === 0 ? found.stdout.toString('latin1').trim() : null
}

/** Those commits of a graph that `tip` reaches in it, the tip among them; in the graph's order. */
export function reachedBy(graph: Graph, tip: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [tip]
  for (let commit = waiting.pop(); commit !== undefined; commit = waiting.pop()) {
    const parents = graph.get(commit)
    if (parents === undefined || reached.has(commit)) continue
    reached.add(commit)
    for (const parent of parents) waiting.push(parent)
  }
  return new Set([...graph.keys()].filter((commit) => reached.has(commit)))
}
