import { ciOf } from '../ci/index.ts'
import type { RangeRequest } from '../collect/range/range-request.ts'
import { UsageError } from '../errors.ts'
import type { Repository } from '../git/repository.ts'
import { branchOf, firstThatExists, resolveCommit, resolveEnds } from '../git/revision.ts'
import { baseOf, standingHere } from '../policy/here.ts'
import { visible } from '../visible.ts'
import type { FoundRange } from './ci-range.ts'
import type { Io } from './io.ts'

/**
 * The range for a command that was given none: what the CI around it runs for, else the commits since the default branch.
 * @throws {CouldNotCheck} in a CI that does not say enough: what it leaves open is never guessed.
 * @throws {UsageError} where there is no CI, and no default branch either.
 */
export async function rangeFound(repository: Repository, env: Io['env']): Promise<FoundRange> {
  const ci = ciOf(env)
  if (ci !== null) return await (await import('./ci-range.ts')).rangeOfCi(repository, ci, env)
  const request = await rangeAsked(repository, undefined, {})
  const ref = request.named?.replace(/\.\.HEAD$/, '') ?? 'HEAD'
  // Held against itself, whatever is checked out would pass.
  if (ref === 'HEAD') throw new UsageError('there is no default branch here to begin from: write BASE..HEAD')
  return {
    request,
    baseRef: ref.startsWith('refs/') ? ref : null,
    said: `no range given: commits of ${request.head.slice(0, 12)} (HEAD) that ${visible(ref, 100)} (${request.base?.slice(0, 12)}) does not have`,
  }
}

/**
 * The commits that a command's arguments name: `BASE..HEAD`, `--root`, `--commit`, or with none of them those since the
 * default branch, as the hooks find it.
 * @throws {UsageError} when a name stands for nothing, or the range is none.
 */
export async function rangeAsked(
  repository: Repository,
  range: string | undefined,
  values: { readonly root?: string; readonly commit?: string },
): Promise<RangeRequest> {
  const { place } = repository
  for (const name of [range, values.root, values.commit]) {
    if (name === '') throw new UsageError('a revision is empty: write BASE..HEAD, or --commit REV')
    if (name !== undefined && /[\0-\x1f\x7f]/.test(name)) {
      throw new UsageError(`"${visible(name, 100)}" names no commit: it has control characters`)
    }
  }
  const request = { kind: 'range', at: 'wall', ref: null } as const
  if (values.root !== undefined) {
    const head = await resolveCommit(repository, values.root)
    return { ...request, base: null, head, branch: await branchOf(place, values.root), named: null }
  }
  if (values.commit !== undefined) {
    const head = await resolveCommit(repository, values.commit)
    const parent = await firstThatExists(repository, [`${head}^1`])
    const branch = await branchOf(place, values.commit)
    // One commit: what the base's other parents bring is not part of it.
    return {
      ...request,
      kind: 'commit',
      base: parent?.oid ?? null,
      head,
      branch,
      named: null,
      revisions: ['--no-walk', head],
    }
  }
  if (range === undefined) {
    const standing = await standingHere(repository)
    const base = baseOf(standing)
    if (base === null || standing.head === null) throw new UsageError('there are no commits here yet')
    return { ...request, base: base.oid, head: standing.head, branch: standing.branch, named: `${base.ref}..HEAD` }
  }
  const ends = /^(.*?)\.{2,3}(.*)$/.exec(range)
  if (!ends) throw new UsageError(`"${range}" is not a range: write BASE..HEAD, or --commit REV for one commit`)
  const from = ends[1]
  const to = ends[2] || 'HEAD'
  // For git this is HEAD..HEAD, without a commit. Here it is what a script writes when its variable is not set.
  if (!from) throw new UsageError(`"${range}" has no base: write BASE..HEAD`)
  return { ...request, ...(await resolveEnds(repository, from, to)), named: `${from}..${to}` }
}
