import type { Ci } from './ci.ts'
import { branchIn, branchOf, objectIdIn } from './given.ts'

/** What may set off a build without a push. */
const NOT_PUSHED = new Set(['ui', 'api', 'schedule', 'trigger_job'])

/**
 * BUILDKITE_COMMIT is the head of the pull request, or `HEAD` for a build that was begun by hand. A branch of a fork has
 * its owner in front (`octocat:topic`). Of a push it is not said what the branch had before.
 */
export const BUILDKITE: Ci = {
  name: 'Buildkite',
  sign: ['BUILDKITE', 'true'],
  eventFile: null,
  wholeHistory: 'take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS',
  range: ({ env }) => {
    const commit = env['BUILDKITE_COMMIT']
    const byName = commit === 'HEAD'
    const found = {
      head: byName ? null : objectIdIn('BUILDKITE_COMMIT', commit),
      headIs: byName ? 'HEAD' : 'BUILDKITE_COMMIT',
      branch: branchOf(env['BUILDKITE_BRANCH']?.replace(/^[^:]*:/, '')),
    }
    const queue = env['BUILDKITE_MERGE_QUEUE_BASE_BRANCH']
    if (queue) {
      const into = branchIn('BUILDKITE_MERGE_QUEUE_BASE_BRANCH', queue)
      return { ...found, event: 'merge queue', into, pushed: null, branch: null }
    }
    const request = env['BUILDKITE_PULL_REQUEST']
    if (request && request !== 'false') {
      const into = branchIn('BUILDKITE_PULL_REQUEST_BASE_BRANCH', env['BUILDKITE_PULL_REQUEST_BASE_BRANCH'])
      return { ...found, event: 'pull request', into, pushed: null }
    }
    const into = branchIn('BUILDKITE_PIPELINE_DEFAULT_BRANCH', env['BUILDKITE_PIPELINE_DEFAULT_BRANCH'])
    if (env['BUILDKITE_TAG']) return { ...found, event: 'tag', into, pushed: null, branch: null }
    const name = env['BUILDKITE_BRANCH']
    const fromFork = name?.includes(':') === true
    const branch = branchIn('BUILDKITE_BRANCH', fromFork ? found.branch : name)
    const pushed = fromFork || NOT_PUSHED.has(env['BUILDKITE_SOURCE'] ?? '') ? null : { branch, before: null }
    return { ...found, event: 'branch', into, pushed }
  },
}
