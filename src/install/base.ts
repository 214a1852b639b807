import { type GitPlace, runGit, tryGit } from '../git/process.ts'

const BRANCHES = ['main', 'master', 'trunk', 'develop']

/**
 * The full name of the ref that work here starts from: what the remote calls its default branch, else a remote branch
 * of a usual name, else a local one; null when there is none yet.
 */
export async function findBase(place: GitPlace): Promise<string | null> {
  const head = await tryGit(place, ['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'])
  const wanted = [
    ...(head.status === 0 ? [head.stdout.toString('utf8').trim()] : []),
    ...BRANCHES.map((name) => `refs/remotes/origin/${name}`),
    ...BRANCHES.map((name) => `refs/heads/${name}`),
  ]
  const listed = await runGit(place, ['for-each-ref', '--format=%(refname)', ...wanted])
  const present = new Set(listed.toString('utf8').split('\n'))
  return wanted.find((name) => present.has(name)) ?? null
}
