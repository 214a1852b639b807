import { CouldNotCheck } from '../errors.ts'
import { visible } from '../visible.ts'
import type { Ci, CiFacts, CiRange } from './ci.ts'
import { branchIn, branchOf, field, holdSame, objectIdIn, objectIdOf } from './given.ts'

/**
 * A request. What is checked out is a merge that GitHub made of base and head; what lands are the commits of the head. The
 * base's id in the event is where the base stood when the request was opened, and so never asked for.
 *
 *     { "pull_request": { "head": { "ref": "topic", "sha": "…" }, "base": { "ref": "main", "sha": "…" } } }
 */
function request(event: string, { env, payload }: CiFacts): CiRange {
  const target = field(payload, 'pull_request', 'base', 'ref')
  holdSame('pull_request.base.ref', target, 'GITHUB_BASE_REF', env['GITHUB_BASE_REF'])
  return {
    event,
    into: branchIn('pull_request.base.ref', target),
    pushed: null,
    head: objectIdIn('pull_request.head.sha', field(payload, 'pull_request', 'head', 'sha')),
    headIs: 'pull_request.head.sha',
    branch: branchOf(field(payload, 'pull_request', 'head', 'ref')),
  }
}

/**
 * What a merge queue is about to land: the requests before this one are in it, too, and are judged with it. (`base_sha` is
 * what the last of them would make of the branch, and a policy that one of them changes has not landed yet.)
 *
 *     { "merge_group": { "head_sha": "…", "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-…",
 *       "base_sha": "…", "base_ref": "refs/heads/main" } }
 */
function mergeGroup(event: string, { env, payload }: CiFacts): CiRange {
  const head = field(payload, 'merge_group', 'head_sha')
  holdSame('merge_group.head_sha', head, 'GITHUB_SHA', env['GITHUB_SHA'])
  return {
    event,
    into: branchIn('merge_group.base_ref', field(payload, 'merge_group', 'base_ref')),
    pushed: null,
    head: objectIdIn('merge_group.head_sha', head),
    headIs: 'merge_group.head_sha',
    branch: null,
  }
}

/**
 * A push. `before` is zeros for a branch that is new.
 *
 *     { "ref": "refs/heads/topic", "before": "…", "after": "…", "created": false, "deleted": false, "forced": false,
 *       "repository": { "default_branch": "main" } }
 */
function push(event: string, { env, payload }: CiFacts): CiRange {
  const ref = field(payload, 'ref')
  holdSame('ref of the event', ref, 'GITHUB_REF', env['GITHUB_REF'])
  if (field(payload, 'deleted') === true) throw new CouldNotCheck('the push took a ref away, and brings no commits')
  const into = branchIn('repository.default_branch', field(payload, 'repository', 'default_branch'))
  // Of an annotated tag `after` is the tag's own id; GITHUB_SHA is the commit.
  if (typeof ref === 'string' && ref.startsWith('refs/tags/')) return atRef('push of a tag', { env, payload })
  if (typeof ref !== 'string' || !ref.startsWith('refs/heads/'))
    throw new CouldNotCheck('the event does not say which branch was pushed to')
  const after = field(payload, 'after')
  holdSame('after', after, 'GITHUB_SHA', env['GITHUB_SHA'])
  const branch = branchIn('ref of the event', ref)
  const before = objectIdOf(field(payload, 'before'))
  return { event, into, pushed: { branch, before }, head: objectIdIn('after', after), headIs: 'after', branch }
}

/** Nothing was pushed: somebody or a clock asks for a branch or a tag to be looked at. */
function atRef(event: string, { env, payload }: CiFacts): CiRange {
  const ref = env['GITHUB_REF']
  return {
    event,
    into: branchOf(field(payload, 'repository', 'default_branch')),
    pushed: null,
    head: objectIdIn('GITHUB_SHA', env['GITHUB_SHA']),
    headIs: 'GITHUB_SHA',
    branch: ref?.startsWith('refs/heads/') ? branchOf(ref) : null,
  }
}

/** What each event is about. An event that is not here says nothing of commits (an issue, a comment, another workflow). */
const EVENTS: Readonly<Record<string, (event: string, facts: CiFacts) => CiRange>> = {
  pull_request: request,
  pull_request_target: request,
  pull_request_review: request,
  pull_request_review_comment: request,
  merge_group: mergeGroup,
  push,
  workflow_dispatch: atRef,
  repository_dispatch: atRef,
  schedule: atRef,
  release: atRef,
}

export const GITHUB: Ci = {
  name: 'GitHub Actions',
  sign: ['GITHUB_ACTIONS', 'true'],
  eventFile: 'GITHUB_EVENT_PATH',
  wholeHistory: 'give actions/checkout "fetch-depth: 0"',
  range: (facts) => {
    const event = facts.env['GITHUB_EVENT_NAME'] ?? ''
    const read = Object.hasOwn(EVENTS, event) ? EVENTS[event] : undefined
    if (read) return read(event, facts)
    throw new CouldNotCheck(`the event "${visible(event, 60)}" does not say which commits it is about: give BASE..HEAD`)
  },
}
