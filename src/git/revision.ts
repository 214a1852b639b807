import { UsageError } from '../errors.ts'
import { readConfig } from './config.ts'
import { readObjects } from './object-stream.ts'
import { type GitPlace, tryGit, waitForGit } from './process.ts'
import { isRef, type RefPlace } from './ref-there.ts'
import { branchIn } from './refs.ts'

/**
 * The commit that a name stands for, as a full id.
 *
 * A tag goes before a branch: whoever can push a tag called `main` or `origin/main` would choose what a range begins
 * with. So where git only warns, this refuses. Names that nothing goes before are let be: ids, `HEAD`, `refs/…`. And no tag
 * stands in for a branch of a remote that has not been fetched.
 * @throws {UsageError} when there is none, or the name is ambiguous.
 */
export async function resolveCommit(repository: RefPlace, name: string): Promise<string> {
  const { place } = repository
  const verify = ['rev-parse', '--verify', '--end-of-options', `${name}^{commit}`]
  const found = await tryGit(place, ['-c', 'core.warnAmbiguousRefs=true', ...verify])
  if (found.status !== 0 || !(await isMeant(repository, name))) {
    if (name === 'HEAD') throw new UsageError('there are no commits here yet')
    throw new UsageError(`"${name}" names no commit here (a branch of a remote may have to be fetched first)`)
  }
  if (/^warning: refname .* is ambiguous/m.test(found.stderr) && !UNRIVALLED.test(name)) {
    throw new UsageError(
      `"${name}" names several refs: write the one that is meant in full (refs/heads/…, refs/remotes/…)`,
    )
  }
  return found.stdout.toString('latin1').trim()
}

/** The two ends of a range, by full ids, and the branch that the second one was named by; null: it is no branch. */
export interface Ends {
  readonly base: string
  readonly head: string
  readonly branch: string | null
}

/**
 * What the two names of a range stand for, in one process where there is nothing to be said against either.
 * @throws {UsageError} when one of them names no commit, or is ambiguous.
 */
export async function resolveEnds(repository: RefPlace, from: string, to: string): Promise<Ends> {
  const { place } = repository
  const asked = ['rev-parse', '--revs-only', `${from}^{commit}`, `${to}^{commit}`, '--symbolic-full-name', to, '--']
  const options = ['-c', 'core.warnAmbiguousRefs=true']
  const found = /^-/.test(from) || /^-/.test(to) ? null : waitForGit(place, [...options, ...asked])
  if (found?.status === 0 && found.stderr === '') {
    const [base, head, ref = '', ...others] = found.stdout.toString('utf8').split('\n')
    const areIds = base && head && [base, head].every((id) => /^[0-9a-f]+$/.test(id)) && others.join('') === ''
    if (areIds && (await isMeant(repository, from)) && (await isMeant(repository, to))) {
      return { base, head, branch: branchIn(ref) }
    }
  }
  return {
    base: await resolveCommit(repository, from),
    head: await resolveCommit(repository, to),
    branch: await branchOf(place, to),
  }
}

const UNRIVALLED = /^(?:refs\/|(?:@|HEAD|[0-9a-f]{40}|[0-9a-f]{64})(?:[~^@{]|$))/

/**
 * Whether what git takes a name for may be what is meant. Where there is no ref of a full name, or a remote has no such branch
 * here, git takes a tag or a branch that is called so.
 */
async function isMeant(repository: RefPlace, name: string): Promise<boolean> {
  const named = /^[^~^:@{]*/.exec(name)![0]
  if (named.startsWith('refs/')) return await isRef(repository, named)
  const [remote = '', ...rest] = named.split('/')
  if (rest.length === 0 || (await isRef(repository, `refs/remotes/${named}`))) return true
  const standsIn = (await isRef(repository, `refs/tags/${named}`)) || (await isRef(repository, `refs/heads/${named}`))
  if (!standsIn) return true
  const config = await readConfig(repository.place)
  return ![...config.keys()].some((key) => key.startsWith(`remote.${remote}.`))
}

/** The full name of the ref that a name stands for; null when it is none. */
export async function fullName(place: GitPlace, name: string): Promise<string | null> {
  const asked = ['rev-parse', '--symbolic-full-name', '--verify', '--quiet', '--end-of-options', name]
  return (await tryGit(place, asked)).stdout.toString('utf8').trim() || null
}

/** The branch that a name stands for, without `refs/heads/`; null when it is no branch. */
export const branchOf = async (place: GitPlace, name: string): Promise<string | null> =>
  branchIn((await fullName(place, name)) ?? '')

/**
 * The commits that some names stand for, by name; a name that stands for none is left out. What begins with `refs/` is a full
 * name and nothing else.
 * @throws {CouldNotCheck} when git fails over one of them.
 */
export async function commitsNamed(
  repository: RefPlace,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  // A question is a line, and no name of a ref has two.
  const askable = names.filter((name) => !/[\n\0]/.test(name))
  const commits = await readObjects(
    repository.place,
    askable.map((name) => `${name}^{commit}`),
  )
  const found = new Map<string, string>()
  for (const [at, name] of askable.entries()) {
    const commit = commits[at]
    if (commit && (!name.startsWith('refs/') || (await isRef(repository, name)))) found.set(name, commit.oid)
  }
  return found
}

/**
 * The first of some names that stands for a commit, with its id; null when none does.
 * @throws {CouldNotCheck} when git fails over one of them.
 */
export async function firstThatExists(
  repository: RefPlace,
  names: readonly string[],
): Promise<{ readonly name: string; readonly oid: string } | null> {
  const [first] = await commitsNamed(repository, names)
  return first === undefined ? null : { name: first[0], oid: first[1] }
}
