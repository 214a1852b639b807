import type { Ci } from './ci.ts'
import { branchIn, branchOf, objectIdIn } from './given.ts'

/** Reasons for a build that are no push. */
const NOT_PUSHED = new Set(['Manual', 'Schedule', 'ResourceTrigger', 'BuildCompletion'])

/**
 * A pull request has a merge checked out that Azure made (BUILD_SOURCEVERSION). The target is `refs/heads/main` for a
 * repository of Azure's own and `main` for one on GitHub. Of a push it is not said what the branch had before, nor which
 * branch is the default one.
 */
export const AZURE: Ci = {
  name: 'Azure Pipelines',
  sign: ['TF_BUILD', 'True'],
  eventFile: null,
  wholeHistory: 'give the job a step "- checkout: self" with "fetchDepth: 0"',
  range: ({ env }) => {
    const reason = env['BUILD_REASON'] ?? ''
    if (reason === 'PullRequest' || env['SYSTEM_PULLREQUEST_TARGETBRANCH']) {
      // Where only the merge is known it is judged with all that it brings in: more than the commits of the head, not less.
      const headIs = env['SYSTEM_PULLREQUEST_SOURCECOMMITID']
        ? 'SYSTEM_PULLREQUEST_SOURCECOMMITID'
        : 'BUILD_SOURCEVERSION'
      return {
        event: 'pull request',
        into: branchIn('SYSTEM_PULLREQUEST_TARGETBRANCH', env['SYSTEM_PULLREQUEST_TARGETBRANCH']),
        pushed: null,
        head: objectIdIn(headIs, env[headIs]),
        headIs,
        branch: branchOf(env['SYSTEM_PULLREQUEST_SOURCEBRANCH']),
      }
    }
    const found = {
      into: null,
      head: objectIdIn('BUILD_SOURCEVERSION', env['BUILD_SOURCEVERSION']),
      headIs: 'BUILD_SOURCEVERSION',
    }
    if (env['BUILD_SOURCEBRANCH']?.startsWith('refs/tags/'))
      return { ...found, event: 'tag', pushed: null, branch: null }
    const branch = branchIn('BUILD_SOURCEBRANCH', env['BUILD_SOURCEBRANCH'])
    return { ...found, event: 'branch', pushed: NOT_PUSHED.has(reason) ? null : { branch, before: null }, branch }
  },
}
