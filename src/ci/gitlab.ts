import { CouldNotCheck } from '../errors.ts'
import type { Ci, CiFacts, CiRange } from './ci.ts'
import { branchIn, branchOf, holdSame, objectIdIn, objectIdOf } from './given.ts'

/**
 * A merge request. A pipeline for merged results, and that of a merge train, has a merge checked out that GitLab made. Of
 * the former what lands are the commits of the source branch; a train is about to land as it is, the requests before this
 * one among it.
 */
function mergeRequest({ env }: CiFacts): CiRange {
  // The pipeline of a fork has the fork's branches as `origin`, and the fork's owner moves those.
  const [here, target] = [env['CI_PROJECT_ID'], env['CI_MERGE_REQUEST_PROJECT_ID']]
  if (here !== undefined && target !== undefined && here !== target) {
    throw new CouldNotCheck(
      'this pipeline runs in the fork, where the target branch is the fork\'s own: run it in the parent project ("Run pipeline" in the merge request does)',
    )
  }
  const train = env['CI_MERGE_REQUEST_EVENT_TYPE'] === 'merge_train'
  const merged = env['CI_MERGE_REQUEST_EVENT_TYPE'] === 'merged_result'
  const headIs = merged ? 'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA' : 'CI_COMMIT_SHA'
  return {
    event: train ? 'merge train' : merged ? 'merge request, merged results' : 'merge request',
    into: branchIn('CI_MERGE_REQUEST_TARGET_BRANCH_NAME', env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']),
    pushed: null,
    head: objectIdIn(headIs, env[headIs]),
    headIs,
    branch: branchOf(env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME']),
  }
}

/** A pull request on another forge that GitLab runs pipelines for. */
function externalPullRequest({ env }: CiFacts): CiRange {
  const head = env['CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA']
  return {
    event: 'external pull request',
    into: branchIn('CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME', env['CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME']),
    pushed: null,
    head: objectIdIn('CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA', head),
    headIs: 'CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA',
    branch: branchOf(env['CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_NAME']),
  }
}

/** Pipelines that nobody's push set off, so that a branch without a "before" is no riddle. */
const NOT_PUSHED = new Set(['schedule', 'web', 'api', 'trigger', 'chat'])

/** A branch or a tag. `CI_COMMIT_BEFORE_SHA` is zeros for a branch that is new, and wherever nothing was pushed. */
function branchOrTag({ env }: CiFacts): CiRange {
  const head = objectIdIn('CI_COMMIT_SHA', env['CI_COMMIT_SHA'])
  const into = branchIn('CI_DEFAULT_BRANCH', env['CI_DEFAULT_BRANCH'])
  const found = { into, head, headIs: 'CI_COMMIT_SHA' }
  if (env['CI_COMMIT_TAG']) return { ...found, event: 'tag', pushed: null, branch: null }
  const branch = branchIn('CI_COMMIT_BRANCH', env['CI_COMMIT_BRANCH'])
  holdSame('CI_COMMIT_BRANCH', branch, 'CI_COMMIT_REF_NAME', env['CI_COMMIT_REF_NAME'])
  const before = objectIdOf(env['CI_COMMIT_BEFORE_SHA'])
  const pushed = before === null && NOT_PUSHED.has(env['CI_PIPELINE_SOURCE'] ?? '') ? null : { branch, before }
  return { ...found, event: 'branch', pushed, branch }
}

export const GITLAB: Ci = {
  name: 'GitLab CI',
  sign: ['GITLAB_CI', 'true'],
  eventFile: null,
  wholeHistory: 'give the job "variables: { GIT_DEPTH: "0" }"',
  range: (facts) => {
    if (facts.env['CI_MERGE_REQUEST_IID']) return mergeRequest(facts)
    if (facts.env['CI_EXTERNAL_PULL_REQUEST_IID']) return externalPullRequest(facts)
    if (facts.env['CI_PIPELINE_SOURCE'] === 'merge_request_event')
      throw new CouldNotCheck(
        'CI_PIPELINE_SOURCE says that this is a merge request, and CI_MERGE_REQUEST_IID is not set',
      )
    return branchOrTag(facts)
  },
}
