import { CouldNotCheck } from '../errors.ts'
import { AZURE } from './azure.ts'
import { BITBUCKET } from './bitbucket.ts'
import { BUILDKITE } from './buildkite.ts'
import type { Ci, CiFacts } from './ci.ts'
import { GITHUB } from './github.ts'
import { GITLAB } from './gitlab.ts'
import { JENKINS } from './jenkins.ts'

/** Every CI that precheck asks which commits it runs for. */
export const CIS: readonly Ci[] = [GITHUB, GITLAB, BITBUCKET, AZURE, JENKINS, BUILDKITE]

const hasSign = ({ sign: [variable, value] }: Ci, env: CiFacts['env']): boolean =>
  value === null ? Boolean(env[variable]) : env[variable] === value

/**
 * The CI that an environment is of; null: none that precheck knows.
 * @throws {CouldNotCheck} when it is that of several: each would say something else.
 */
export function ciOf(env: CiFacts['env']): Ci | null {
  const found = CIS.filter((ci) => hasSign(ci, env))
  if (found.length > 1) {
    const signs = found.map(({ name, sign: [variable] }) => `${name} (${variable})`)
    throw new CouldNotCheck(`the environment is that of ${signs.join(' and of ')}: give BASE..HEAD`)
  }
  return found[0] ?? null
}

/** Whether an environment says that it is a CI's, be it one that precheck knows or another. */
export const isCi = (env: CiFacts['env']): boolean =>
  CIS.some((ci) => hasSign(ci, env)) || !['', '0', 'false'].includes(env['CI'] ?? '')
