import { CouldNotCheck } from '../errors.ts'
import type { Ci } from './ci.ts'
import { branchIn, branchOf, objectIdIn, objectIdOf } from './given.ts'

/**
 * A multibranch job, whatever its source of branches (GitHub, Bitbucket, plain git). For a change request Jenkins checks
 * out either its head or a merge that it made on the spot, and names only that commit. So the merge is judged with what
 * it brings in: a merge that git itself would have made is asked nothing. Which of its parents is the head could only be
 * guessed, and the guess would let a merge go by that its author made.
 */
export const JENKINS: Ci = {
  name: 'Jenkins',
  sign: ['JENKINS_URL', null],
  eventFile: null,
  wholeHistory:
    'take the tick off "Shallow clone" in the job, or set it in the Jenkinsfile: CloneOption(shallow: false)',
  range: ({ env }) => {
    const head = env['GIT_COMMIT'] ? objectIdIn('GIT_COMMIT', env['GIT_COMMIT']) : null
    const found = { head, headIs: head === null ? 'HEAD' : 'GIT_COMMIT' }
    if (env['CHANGE_ID']) {
      const into = branchIn('CHANGE_TARGET', env['CHANGE_TARGET'])
      return { ...found, event: 'change request', into, pushed: null, branch: branchOf(env['CHANGE_BRANCH']) }
    }
    if (env['TAG_NAME']) return { ...found, event: 'tag', into: null, pushed: null, branch: null }
    if (!env['BRANCH_NAME'])
      throw new CouldNotCheck('this is no multibranch job, and so does not say which branch it builds: give BASE..HEAD')
    const branch = branchIn('BRANCH_NAME', env['BRANCH_NAME'])
    // The last build that passed, not the last: commits that were refused are not let off by the next build.
    const before = objectIdOf(env['GIT_PREVIOUS_SUCCESSFUL_COMMIT'])
    const into = env['BRANCH_IS_PRIMARY'] === 'true' ? branch : null
    return { ...found, event: 'branch', into, pushed: { branch, before }, branch }
  },
}
