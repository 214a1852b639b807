import { type GitPlace, runGit } from './process.ts'

/** What a head has beyond some commits. */
export interface NewCommits {
  readonly count: number
  /** Those of the known commits on which the new ones rest: `head ^each of them` names the same commits. */
  readonly boundary: readonly string[]
}

const list = async (place: GitPlace, options: readonly string[], revisions: readonly string[]): Promise<string[]> => {
  const out = await runGit(place, ['rev-list', ...options, '--stdin'], `${revisions.join('\n')}\n`)
  return out.toString('latin1').split('\n').filter(Boolean)
}

const without = (known: readonly string[]): readonly string[] => known.map((oid) => `^${oid}`)

/** Which of some heads are not in the histories of the commits that are known. */
export async function newHeads(
  place: GitPlace,
  heads: readonly string[],
  known: readonly string[],
): Promise<ReadonlySet<string>> {
  if (heads.length === 0) return new Set()
  const listed = new Set(await list(place, [], [...heads, ...without(known)]))
  return new Set(heads.filter((head) => listed.has(head)))
}

/** What one head has beyond the histories of the commits that are known. */
export async function newCommits(place: GitPlace, head: string, known: readonly string[]): Promise<NewCommits> {
  const listed = await list(place, ['--boundary'], [head, ...without(known)])
  const boundary = listed.filter((line) => line.startsWith('-')).map((line) => line.slice(1))
  return { count: listed.length - boundary.length, boundary }
}
