import type { Ci } from './ci.ts'
import { branchIn, branchOf, objectIdIn } from './given.ts'

/**
 * A pull request has the destination merged into what is checked out, on the spot; BITBUCKET_COMMIT is the head without
 * that. (BITBUCKET_PR_DESTINATION_COMMIT is cut to twelve digits, and where the destination stood then.) Of a push it is
 * not said what the branch had before, nor which branch is the main one.
 */
export const BITBUCKET: Ci = {
  name: 'Bitbucket Pipelines',
  sign: ['BITBUCKET_BUILD_NUMBER', null],
  eventFile: null,
  wholeHistory: 'write "clone: { depth: full }" at the top of bitbucket-pipelines.yml',
  range: ({ env }) => {
    const found = {
      head: objectIdIn('BITBUCKET_COMMIT', env['BITBUCKET_COMMIT']),
      headIs: 'BITBUCKET_COMMIT',
      branch: branchOf(env['BITBUCKET_BRANCH']),
    }
    if (env['BITBUCKET_PR_ID']) {
      const into = branchIn('BITBUCKET_PR_DESTINATION_BRANCH', env['BITBUCKET_PR_DESTINATION_BRANCH'])
      return { ...found, event: 'pull request', into, pushed: null }
    }
    if (env['BITBUCKET_TAG']) return { ...found, event: 'tag', into: null, pushed: null, branch: null }
    // A custom pipeline, by hand or by the clock, names no branch.
    if (!env['BITBUCKET_BRANCH']) return { ...found, event: 'custom pipeline', into: null, pushed: null }
    const branch = branchIn('BITBUCKET_BRANCH', env['BITBUCKET_BRANCH'])
    return { ...found, event: 'branch', into: null, pushed: { branch, before: null } }
  },
}
