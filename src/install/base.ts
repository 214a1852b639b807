import { DEFAULT_BRANCHES } from '../default-branches.ts'
import { type GitPlace, runGit } from '../git/process.ts'

const HEAD = 'refs/remotes/origin/HEAD'

/**
 * The full name of the ref that work here starts from: what the remote calls its default branch, else a remote branch
 * of a usual name, else a local one; null when there is none yet.
 */
export async function findBase(place: GitPlace): Promise<string | null> {
  const wanted = [
    ...DEFAULT_BRANCHES.map((name) => `refs/remotes/origin/${name}`),
    ...DEFAULT_BRANCHES.map((name) => `refs/heads/${name}`),
  ]
  // A HEAD whose target is not there is left out.
  const listed = await runGit(place, ['for-each-ref', '--format=%(refname) %(symref)', HEAD, ...wanted])
  const present = new Map<string, string>()
  for (const line of listed.toString('utf8').split('\n')) {
    const [name, target] = line.split(' ') as [string, string]
    present.set(name, target)
  }
  return present.get(HEAD) || (wanted.find((name) => present.has(name)) ?? null)
}
